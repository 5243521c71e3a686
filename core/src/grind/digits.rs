//! The puzzle of the source: decimal texts, one after the other, hashed once.

use sha2::block_api::compress256;

use super::{Puzzle, START, lanes};

/// The text of both proofs as the one block that SHA-256 makes of it: at most 40 digits, so that it always fits.
struct Text {
    block: [u8; 64],
    /// Where the digits of the number begin, and where they end.
    begin: usize,
    end: usize,
}

impl Text {
    fn new(previous: Option<u64>, number: u64) -> Self {
        let previous = previous.map_or("None".into(), |proof| proof.to_string());
        let text = format!("{previous}{number}");
        let mut block = [0; 64];
        block[..text.len()].copy_from_slice(text.as_bytes());
        let (begin, end) = (previous.len(), text.len());
        let mut text = Self { block, begin, end };
        text.close();
        text
    }

    /// Puts behind the text what the standard puts there (section 5.1.1).
    fn close(&mut self) {
        self.block[self.end] = 0x80;
        self.block[62..].copy_from_slice(&(8 * self.end as u16).to_be_bytes());
    }

    /// Goes to the next number: adds one to its last digit, and carries.
    fn next(&mut self) {
        for digit in self.block[self.begin..self.end].iter_mut().rev() {
            if *digit < b'9' {
                *digit += 1;
                return;
            }
            *digit = b'0';
        }
        // All nines: one digit more.
        self.block[self.begin] = b'1';
        self.block[self.end] = b'0';
        self.end += 1;
        self.close();
    }
}

/// Whether a hash ends with so many hexadecimal zeros, by its last word and the one before.
fn ends(last: u32, before: u32, zeros: u16) -> bool {
    let both = u64::from(before) << 32 | u64::from(last);
    both.trailing_zeros() >= 4 * u32::from(zeros.min(16))
}

/// Of the numbers from this one on, the lowest that solves the puzzle.
pub fn search(previous: Option<u64>, zeros: u16, from: u64, count: u32) -> Option<u64> {
    let puzzle = Puzzle::Digits { previous, zeros };
    let count = u64::from(count).min(u64::MAX - from);
    let mut text = Text::new(previous, from);
    let mut done = 0;
    while done < count {
        let hits: [bool; 4] = if cfg!(target_arch = "wasm32") {
            let blocks = std::array::from_fn(|_| {
                let block = text.block;
                text.next();
                block
            });
            let [last, before] = lanes::last_words(&blocks);
            std::array::from_fn(|lane| ends(last[lane], before[lane], zeros))
        } else {
            std::array::from_fn(|_| {
                let mut state = START;
                compress256(&mut state, &[text.block]);
                text.next();
                ends(state[7], state[6], zeros)
            })
        };
        let lanes = (from + done..from + count).zip(hits);
        let mut small = lanes.filter(|(_, hit)| *hit).map(|(number, _)| number);
        // Of more zeros than two words have, these are looked at first.
        let found = small.find(|number| zeros <= 16 || puzzle.is_solved_by(*number));
        if found.is_some() {
            return found;
        }
        done += 4;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_text_is_that_of_the_next_number() {
        let mut text = Text::new(None, 97);
        for number in 98..=102 {
            text.next();
            assert_eq!(text.block, Text::new(None, number).block, "{number}");
        }
    }

    #[test]
    fn four_at_once_come_to_the_same() {
        let mut text = Text::new(Some(1), 7);
        let blocks = std::array::from_fn(|_| {
            let block = text.block;
            text.next();
            block
        });
        let [last, before] = lanes::last_words(&blocks);
        for (lane, block) in blocks.iter().enumerate() {
            let mut state = START;
            compress256(&mut state, &[*block]);
            assert_eq!((last[lane], before[lane]), (state[7], state[6]));
        }
    }
}
