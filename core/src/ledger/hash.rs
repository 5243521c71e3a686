//! Hashes as identity: SHA-256 (FIPS 180-4) from the crate `sha2`.

use std::fmt;

use sha2::{Digest, Sha256};

/// The SHA-256 of a block's header text; see [`super::Block::preimage`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockHash(pub [u8; 32]);

impl BlockHash {
    /// What the first block names as its predecessor: 32 zero bytes.
    pub const GENESIS: Self = Self([0; 32]);

    /// The hash of a text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The first four hex digits, as the stage shows them; `genesis` for none. The zeros that work has put before them say
    /// nothing of the block and are passed over.
    pub fn short(self) -> String {
        if self.0[0] == 0 && self != Self::GENESIS {
            let digits = self.hex();
            let told = digits.trim_start_matches('0');
            return told.get(..4).unwrap_or(told).into();
        }
        self.digits(2)
    }

    /// The first eight hex digits, as hooks show them; `genesis` for none.
    pub fn tip(self) -> String {
        self.digits(4)
    }

    /// All 64 hex digits.
    pub fn hex(self) -> String {
        hex(&self.0)
    }

    fn digits(self, bytes: usize) -> String {
        if self == Self::GENESIS {
            "genesis".into()
        } else {
            hex(&self.0[..bytes])
        }
    }
}

/// Bytes as lower-case hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xf));
    }
    text
}

impl fmt::Display for BlockHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for BlockHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tip())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 example "abc".
    #[test]
    fn the_hash_is_sha_256() {
        let hash = BlockHash::of("abc");
        assert_eq!(
            hash.hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            (hash.short().as_str(), hash.tip().as_str()),
            ("ba78", "ba7816bf")
        );
        assert_eq!(BlockHash::GENESIS.tip(), "genesis");
    }
}
