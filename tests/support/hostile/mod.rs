//! What an attacker can send: a text, statements by hand, messages that nobody of the cluster said. Each is made from
//! bytes, so that a fuzzer (`fuzz/`), a stored corpus and a seeded stream all drive the same three functions. They
//! return if the laboratory stood firm and panic if it did not.

mod literal;
mod message;
mod script;
mod session;

pub use message::message;
pub use script::{mutated, script};
pub use session::session;

use crate::chance::Chance;

/// Bytes as a source of choices: one or two bytes each. When they are used up, every choice is the first.
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// Choices made by these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether no byte is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn byte(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first)
    }

    /// A number below another, which is from 1 to 65,536.
    pub fn below(&mut self, most: usize) -> usize {
        let low = self.byte();
        let number = if most > 256 {
            low << 8 | self.byte()
        } else {
            low
        };
        number % most
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        // The last choice, so that nothing follows from bytes that are used up.
        self.below(times) == times - 1
    }

    /// One of several, of which there is at least one.
    pub fn pick<'b, T>(&mut self, items: &'b [T]) -> &'b T {
        &items[self.below(items.len())]
    }

    /// The bytes up to the end of a line, as text; the end itself is passed over.
    pub fn line(&mut self) -> String {
        let end = self.0.iter().position(|byte| *byte == b'\n');
        let (line, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest.get(1..).unwrap_or_default();
        String::from_utf8_lossy(line).into_owned()
    }
}

/// Bytes from a seeded stream: what a fuzzer would begin with.
pub fn bytes(chance: &mut Chance, length: usize) -> Vec<u8> {
    (0..length)
        .map(|_| chance.number().to_le_bytes()[0])
        .collect()
}
