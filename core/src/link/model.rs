//! What comes next in a text, as a chance: several contexts each remember what followed them, and a mixer learns whom
//! to believe. Integers only, so that a text has the same code on every machine. After Matt Mahoney's `lpaq`.

/// How many contexts are asked, the longest match among them.
const INPUTS: usize = 9;
/// Slots of a context, a power of two.
const SLOTS: usize = 1 << 16;
/// Places by what stood before them, a power of two.
const PLACES: usize = 1 << 12;
/// So many letters must agree before a match is believed.
const MATCH_LEAST: usize = 5;
/// Longer matches are all alike.
const MATCH_MOST: usize = 31;
/// After so many sights a chance moves no slower.
const SIGHTS_MOST: u32 = 10;
/// Certainty in parts of 4096: no bit is ever for granted.
const ONE: i32 = 4096;
/// No context is believed more than so many times over, in parts of 65536.
const WEIGHT_MOST: i32 = 16 << 16;
/// Sets of weights: by how long the match is, and by how many contexts know anything.
const SETS: usize = 4 * INPUTS;

/// So far back a line is looked for.
const LINE_MOST: usize = 256;

/// A chance that learns: 22 bits of chance, 10 bits of how often it was right or wrong.
#[derive(Clone, Copy)]
struct Chance(u32);

impl Chance {
    const NEW: Self = Self(1 << 31);

    fn sights(self) -> u32 {
        self.0 & 1023
    }

    /// In parts of 4096.
    fn of_one(self) -> i32 {
        (self.0 >> 20) as i32
    }

    fn learn(&mut self, bit: u32) {
        let (chance, sights) = (i64::from(self.0 >> 10), self.sights());
        let target = if bit == 1 { (1 << 22) - 1 } else { 0 };
        // The first sights count most: four fifths of the way, then four ninths, four thirteenths ...
        let moved = chance + (target - chance) * 4 / (4 * i64::from(sights) + 5);
        self.0 = (moved as u32) << 10 | (sights + 1).min(SIGHTS_MOST);
    }
}

/// The chance of the next bit of a text, from all that came before.
#[derive(Clone)]
pub struct Model {
    text: Vec<u8>,
    /// The bits of this letter so far, behind a leading 1.
    bits: u32,
    contexts: [u32; INPUTS - 1],
    chances: Vec<Chance>,
    matches: [Chance; MATCH_MOST + 1],
    places: Vec<usize>,
    /// Where what is expected stands in the text, and how many letters agreed.
    matched: (usize, usize),
    weights: Vec<i32>,
    stretched: Vec<i16>,
    inputs: [i32; INPUTS],
    slots: [usize; INPUTS - 1],
    set: usize,
    mixed: i32,
}

impl Model {
    /// A model that has read this.
    pub fn after(text: &[u8]) -> Self {
        let mut model = Self {
            text: Vec::new(),
            bits: 1,
            contexts: [0; INPUTS - 1],
            chances: vec![Chance::NEW; SLOTS * (INPUTS - 1)],
            matches: [Chance::NEW; MATCH_MOST + 1],
            places: vec![0; PLACES],
            matched: (0, 0),
            weights: vec![(1 << 16) * 3 / 10; SETS * INPUTS],
            stretched: stretches(),
            inputs: [0; INPUTS],
            slots: [0; INPUTS - 1],
            set: 0,
            mixed: ONE / 2,
        };
        model.look();
        for letter in text {
            for place in (0..8).rev() {
                model.learn(u32::from(letter >> place) & 1);
            }
        }
        model
    }

    /// The chance that the next bit is 1, in parts of 65536, never all or nothing.
    pub fn chance(&self) -> u32 {
        (self.mixed.clamp(1, ONE - 1) as u32) << 4
    }

    /// The next bit was this one.
    pub fn learn(&mut self, bit: u32) {
        let error = ((bit as i32) << 12) - self.mixed;
        let weights = &mut self.weights[self.set * INPUTS..][..INPUTS];
        for (weight, input) in weights.iter_mut().zip(self.inputs) {
            let moved = *weight + ((input * error * 10 + (1 << 13)) >> 14);
            *weight = moved.clamp(-WEIGHT_MOST, WEIGHT_MOST);
        }
        self.slots
            .iter()
            .for_each(|slot| self.chances[*slot].learn(bit));
        self.learn_match(bit);
        self.bits = self.bits << 1 | bit;
        if self.bits >= 256 {
            self.letter((self.bits & 255) as u8);
        }
        self.look();
    }

    fn learn_match(&mut self, bit: u32) {
        let (_, length) = self.matched;
        if let Some(expected) = self.expected() {
            self.matches[length.min(MATCH_MOST)].learn(u32::from(expected == bit));
            if expected != bit {
                self.matched = (0, 0);
            }
        }
    }

    /// The next bit as the longest match has it, as long as it agrees with this letter so far.
    fn expected(&self) -> Option<u32> {
        let (place, length) = self.matched;
        let letter = *self.text.get(place).filter(|_| length > 0)?;
        let known = 31 - self.bits.leading_zeros();
        let agrees = (u32::from(letter) | 256) >> (8 - known) == self.bits;
        agrees.then_some(u32::from(letter) >> (7 - known) & 1)
    }

    /// A letter is complete.
    fn letter(&mut self, letter: u8) {
        self.bits = 1;
        self.text.push(letter);
        let (place, length) = self.matched;
        self.matched = if length > 0 {
            (place + 1, length + 1)
        } else {
            (0, 0)
        };
        let before = self.text.len();
        if before >= MATCH_LEAST {
            let last = &self.text[before - MATCH_LEAST..];
            let known = &mut self.places[hash(last.iter().copied(), 0) as usize % PLACES];
            let place = std::mem::replace(known, before);
            if self.matched.1 == 0 && place > 0 {
                let pairs = self.text[..place].iter().rev().zip(self.text.iter().rev());
                let length = pairs
                    .take(MATCH_MOST)
                    .take_while(|(one, other)| one == other)
                    .count();
                self.matched = if length >= MATCH_LEAST {
                    (place, length)
                } else {
                    (0, 0)
                };
            }
        }
        self.contexts = contexts(&self.text);
    }

    /// Asks every context, and mixes what they say.
    fn look(&mut self) {
        let mut known = 0;
        for (number, context) in self.contexts.iter().enumerate() {
            let within = hash([self.bits as u8, (self.bits >> 8) as u8], *context) as usize;
            let slot = number * SLOTS + within % SLOTS;
            let chance = self.chances[slot];
            self.slots[number] = slot;
            known += usize::from(chance.sights() > 0);
            let said = i32::from(self.stretched[chance.of_one() as usize]);
            // What was seen once is a rumour.
            self.inputs[number] = match chance.sights() {
                0 => 0,
                1 => said * 3 / 4,
                _ => said,
            };
        }
        let length = self.matched.1;
        self.inputs[INPUTS - 1] = match self.expected() {
            Some(bit) => {
                let chance = self.matches[length.min(MATCH_MOST)].of_one();
                let said = i32::from(self.stretched[chance as usize]);
                if bit == 1 { said } else { -said }
            }
            None => 0,
        };
        let trust = match self.expected().map_or(0, |_| length) {
            0 => 0,
            1..=7 => 1,
            8..=15 => 2,
            _ => 3,
        };
        self.set = trust * INPUTS + known;
        let weights = &self.weights[self.set * INPUTS..][..INPUTS];
        let pairs = weights.iter().zip(self.inputs);
        let sum: i64 = pairs
            .map(|(weight, input)| i64::from(*weight) * i64::from(input))
            .sum();
        self.mixed = squash((sum >> 16).clamp(-2047, 2047) as i32);
    }
}

/// What the next letter may depend on: the letters before it, its word, and where in its line it stands.
fn contexts(text: &[u8]) -> [u32; INPUTS - 1] {
    let before = |count: usize| text.iter().rev().take(count).copied();
    // A longer line has no columns to speak of.
    let line = text[text.len().saturating_sub(LINE_MOST)..]
        .rsplit(|letter| *letter == b'\n')
        .next()
        .unwrap_or_default();
    let mut words = line.rsplit(|letter| *letter == b' ');
    let word = words.next().unwrap_or_default();
    let (last, first) = (words.next().unwrap_or_default(), verb(line));
    let column = line.iter().filter(|letter| **letter == b' ').count() as u32;
    let digits = word
        .iter()
        .rev()
        .take_while(|letter| letter.is_ascii_digit())
        .count();
    if word.iter().rev().nth(digits) == Some(&b'.') {
        // A fraction is noise: nothing that stood before says which digit comes.
        return [9, 10, 11, 12, 13, 14, 15, 16].map(|seed| hash([digits as u8], seed));
    }
    let number = digits as u32;
    [
        hash(before(1), 1),
        hash(before(2), 2),
        hash(before(3), 3),
        hash(before(4), 4),
        hash(before(6), 6),
        hash(word.iter().copied(), hash(last.iter().copied(), 7)),
        hash(
            word.iter().copied(),
            hash(first.iter().copied(), 8 + column),
        ),
        hash(before(1), 64 + number + 16 * column),
    ]
}

/// The word that says what a line does: its first, behind a moment the next.
fn verb(line: &[u8]) -> &[u8] {
    let mut words = line.split(|letter| *letter == b' ');
    let first = words.next().unwrap_or_default();
    match first {
        b"at" => words.nth(1).unwrap_or(first),
        [b'@', ..] => words.next().unwrap_or(first),
        _ => first,
    }
}

/// A fixed function: links of today are read for ever.
fn hash(letters: impl IntoIterator<Item = u8>, seed: u32) -> u32 {
    let mix = |hash: u32, letter: u32| (hash ^ letter).wrapping_mul(0x9E37_79B1).rotate_left(13);
    let all = letters.into_iter().fold(
        seed.wrapping_mul(0x85EB_CA6B) ^ 0x27D4_EB2F,
        |hash, letter| mix(hash, u32::from(letter) + 1),
    );
    let all = mix(all, 0xA5);
    all ^ all >> 15
}

/// 4096 / (1 + e^-(x / 256)), by lines between 33 points.
fn squash(x: i32) -> i32 {
    const POINTS: [i32; 33] = [
        1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994,
        3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
    ];
    let (place, rest) = (((x + 2048) >> 7) as usize, x & 127);
    (POINTS[place] * (128 - rest) + POINTS[(place + 1).min(32)] * rest + 64) >> 7
}

/// The inverse of [`squash`], for every chance.
fn stretches() -> Vec<i16> {
    let mut table = vec![2047; ONE as usize];
    let mut filled = 0;
    for x in -2047..=2047 {
        let end = squash(x) as usize;
        while filled <= end && filled < table.len() {
            table[filled] = x as i16;
            filled += 1;
        }
    }
    table
}
