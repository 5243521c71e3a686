//! A run as one word of a link: short enough for a QR code, and read for ever.
//!
//! Its first sign is the version. What follows are 24 bits of SHA-256, by which damage is found, and the text in
//! arithmetic code: a `model::Model` that has read the language (`primer-1.txt`, then `primer-2.txt` and so on) says how likely
//! each next bit is, and what is likely costs next to nothing. The text may be any; a script as the page records it takes
//! about a fifth of its length. A primer is never changed, as every link depends on it: each version has read one more,
//! and links of the old ones are still read.
//!
//! ```
//! use synod_core::link::Linked;
//!
//! let text = "synod 1\nprotocol benmo\nat 1.25s crash n2\nat 9s restart n2\n".to_owned();
//! let linked = Linked { text: text.clone(), to_come: 1 };
//! let word = linked.write().expect("it is short");
//! assert!(word.len() < text.len() / 2, "{word}");
//! assert_eq!(Linked::read(&word), Ok(linked));
//! assert!(Linked::read(&word[1..]).is_err(), "a part of it is no link");
//! ```

mod model;

use std::fmt;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use model::Model;

/// What links begin with that are written now.
pub const VERSION: char = '5';
/// The longest text of a link, in bytes: longer ones are files.
pub const TEXT_MAX: usize = 1 << 16;

/// What models have read before a text: of version 1 the first, of each later one also the next.
const PRIMERS: [&str; 5] = [
    include_str!("primer-1.txt"),
    include_str!("primer-2.txt"),
    include_str!("primer-3.txt"),
    include_str!("primer-4.txt"),
    include_str!("primer-5.txt"),
];
/// The first line of a canonical script goes without saying.
const HEAD: &str = "synod 1\n";
/// The bytes of the checksum.
const CHECK: usize = 3;
const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A script, and how many of its last lines have not happened where the link stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Linked {
    /// The script.
    pub text: String,
    /// How many lines at its end are still to come.
    pub to_come: usize,
}

/// Why a word is no link of this program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// There is nothing.
    Empty,
    /// A version wrote it that is not known here.
    Version(char),
    /// A sign, by its place from 1, that links do not use.
    Sign(char, usize),
    /// What it says and its checksum differ.
    Damaged,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Version(version) => write!(
                f,
                "it begins with {version}, which another version wrote; this one reads 1 to {VERSION}"
            ),
            Self::Sign(sign, place) => {
                write!(f, "{sign:?} at {place} is no sign of a link")
            }
            Self::Damaged => f.write_str("a part is missing or changed"),
        }
    }
}

impl Linked {
    /// The word of a link; none if the text is too long for one.
    pub fn write(&self) -> Option<String> {
        self.write_as(VERSION)
    }

    fn write_as(&self, version: char) -> Option<String> {
        let text = self.text.strip_prefix(HEAD);
        let letters = text.unwrap_or(&self.text).as_bytes();
        if letters.len() >= TEXT_MAX {
            return None;
        }
        let mut writer = Writer::default();
        writer.number(u32::from(text.is_some()), 1);
        writer.count(letters.len() as u32);
        writer.count(u32::try_from(self.to_come).ok()?);
        let mut model = primed(version)?;
        for letter in letters {
            for place in (0..8).rev() {
                let bit = u32::from(letter >> place) & 1;
                writer.bit(bit, model.chance());
                model.learn(bit);
            }
        }
        let mut bytes = self.check().to_vec();
        bytes.extend(writer.end());
        Some(std::iter::once(version).chain(signs(&bytes)).collect())
    }

    /// Reads the word of a link.
    pub fn read(word: &str) -> Result<Self, Unreadable> {
        let mut signs = word.chars();
        let version = signs.next().ok_or(Unreadable::Empty)?;
        let mut model = primed(version).ok_or(Unreadable::Version(version))?;
        let bytes = bytes(signs.as_str())?;
        let (check, rest) = bytes.split_at_checked(CHECK).ok_or(Unreadable::Damaged)?;
        let mut reader = Reader::new(rest);
        let has_head = reader.number(1) == 1;
        let (length, to_come) = (reader.count(), reader.count() as usize);
        if length as usize >= TEXT_MAX {
            return Err(Unreadable::Damaged);
        }
        let mut letters = if has_head {
            HEAD.as_bytes().to_vec()
        } else {
            Vec::new()
        };
        for _ in 0..length {
            let letter = (0..8).fold(0_u8, |letter, _| {
                let bit = reader.bit(model.chance());
                model.learn(bit);
                letter << 1 | bit as u8
            });
            letters.push(letter);
            // Far beyond its end only a damaged word is still being read.
            if reader.at > rest.len() + 8 {
                return Err(Unreadable::Damaged);
            }
        }
        let text = String::from_utf8(letters).map_err(|_| Unreadable::Damaged)?;
        let linked = Self { text, to_come };
        // One run, one word: nothing may follow it either.
        let is_whole = check == linked.check() && linked.write_as(version).as_deref() == Some(word);
        is_whole.then_some(linked).ok_or(Unreadable::Damaged)
    }

    fn check(&self) -> [u8; CHECK] {
        let mut hash = Sha256::new();
        hash.update(self.text.as_bytes());
        hash.update(self.to_come.to_string().as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        [hash[0], hash[1], hash[2]]
    }
}

/// A model that has read the primers of a version, which it does once; none of a version that nobody knows.
fn primed(version: char) -> Option<Model> {
    static PRIMED: [OnceLock<Model>; PRIMERS.len()] = [const { OnceLock::new() }; PRIMERS.len()];
    let last = version.to_digit(10)?.checked_sub(1)? as usize;
    let fresh = || Model::after(PRIMERS[..=last].concat().as_bytes());
    Some(PRIMED.get(last)?.get_or_init(fresh).clone())
}

/// Bits become bytes, the likelier the fewer: an interval that is cut anew for every bit.
struct Writer {
    low: u32,
    high: u32,
    bytes: Vec<u8>,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            low: 0,
            high: u32::MAX,
            bytes: Vec::new(),
        }
    }
}

/// Where an interval is cut for a chance of 1 in parts of 65536.
fn cut(low: u32, high: u32, chance: u32) -> u32 {
    let width = u64::from(high - low);
    low + ((width * u64::from(chance)) >> 16) as u32
}

impl Writer {
    fn bit(&mut self, bit: u32, chance: u32) {
        let middle = cut(self.low, self.high, chance);
        if bit == 1 {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.bytes.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 255;
        }
    }

    /// So many bits of a number, each as likely as not.
    fn number(&mut self, number: u32, bits: u32) {
        (0..bits)
            .rev()
            .for_each(|place| self.bit(number >> place & 1, 1 << 15));
    }

    /// A number whose size is not known: how many bits it has, then its bits.
    fn count(&mut self, count: u32) {
        let bits = 32 - count.leading_zeros();
        self.number(bits, 6);
        self.number(count, bits);
    }

    /// Any number of the interval will do: the one that ends in most zeros, which are not written.
    fn end(mut self) -> Vec<u8> {
        let round = |zeros: u32| {
            let mask = ((1_u64 << zeros) - 1) as u32;
            self.low.checked_add(mask).map(|sum| sum & !mask)
        };
        let numbers = [32, 24, 16, 8]
            .into_iter()
            .filter_map(|zeros| if zeros == 32 { Some(0) } else { round(zeros) });
        let found = numbers
            .into_iter()
            .find(|number| (self.low..=self.high).contains(number));
        self.bytes.extend(found.unwrap_or(self.low).to_be_bytes());
        while self.bytes.last() == Some(&0) {
            self.bytes.pop();
        }
        self.bytes
    }
}

/// The other way round.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    low: u32,
    high: u32,
    number: u32,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self {
            bytes,
            at: 0,
            low: 0,
            high: u32::MAX,
            number: 0,
        };
        (0..4).for_each(|_| reader.shift());
        reader
    }

    /// Behind the end stand zeros.
    fn shift(&mut self) {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.number = self.number << 8 | u32::from(byte);
        self.at += 1;
    }

    fn bit(&mut self, chance: u32) -> u32 {
        let middle = cut(self.low, self.high, chance);
        let bit = u32::from(self.number <= middle);
        if bit == 1 {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 255;
            self.shift();
        }
        bit
    }

    fn number(&mut self, bits: u32) -> u32 {
        (0..bits).fold(0, |number, _| number << 1 | self.bit(1 << 15))
    }

    fn count(&mut self) -> u32 {
        let bits = self.number(6);
        self.number(bits.min(32))
    }
}

/// Six bits a sign, as base64url has them, without padding.
fn signs(bytes: &[u8]) -> impl Iterator<Item = char> {
    bytes.chunks(3).flat_map(|chunk| {
        let group = chunk
            .iter()
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        (0..=chunk.len())
            .map(move |place| char::from(SIGNS[(group >> (18 - 6 * place) & 63) as usize]))
    })
}

fn bytes(signs: &str) -> Result<Vec<u8>, Unreadable> {
    let (mut bytes, mut group, mut held) = (Vec::with_capacity(signs.len() * 3 / 4), 0_u32, 0_u32);
    for (place, sign) in (2..).zip(signs.chars()) {
        let value = SIGNS.iter().position(|known| char::from(*known) == sign);
        let value = value.ok_or(Unreadable::Sign(sign, place))?;
        group = group << 6 | value as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((group >> held) as u8);
            group &= (1 << held) - 1;
        }
    }
    Ok(bytes)
}
