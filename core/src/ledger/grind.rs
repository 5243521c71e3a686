//! Searching for a nonce: the work of proof of work. A pure function of what is hashed, so that whoever knows the header
//! may look ahead, and everybody finds the same nonce.

use sha2::{Digest, Sha256};

use crate::ledger::BlockHash;

/// Bytes of a header; the nonce is in the last four, the lowest first.
pub const HEADER: usize = 80;

/// The lowest nonce from `from` on, within `count` of them, with which the header's hash begins with so many zero bits.
pub fn grind(header: &[u8; HEADER], from: u32, count: u32, zeros: u32) -> Option<u32> {
    let mut tried = *header;
    // What comes before the last block of 64 bytes is the same for all nonces.
    let begun = Sha256::new_with_prefix(&header[..64]);
    let end = u64::from(from) + u64::from(count);
    let last = end.min(1 << 32);
    (u64::from(from)..last)
        .map_while(|nonce| u32::try_from(nonce).ok())
        .find(|nonce| {
            tried[HEADER - 4..].copy_from_slice(&nonce.to_le_bytes());
            let mut hasher = begun.clone();
            hasher.update(&tried[64..]);
            leading_zeros(&Sha256::digest(hasher.finalize()).into()) >= zeros
        })
}

/// The hash of a header: SHA-256 twice.
pub fn header_hash(header: &[u8; HEADER]) -> BlockHash {
    BlockHash(Sha256::digest(Sha256::digest(header)).into())
}

/// How many zero bits a digest begins with.
pub fn leading_zeros(digest: &[u8; 32]) -> u32 {
    let whole = digest.iter().take_while(|byte| **byte == 0).count();
    let rest = digest.get(whole).map_or(0, |byte| byte.leading_zeros());
    8 * u32::try_from(whole).unwrap_or(32) + rest
}

/// How many zeros the hex digits of a digest end with.
pub fn trailing_hex_zeros(digest: &[u8; 32]) -> u32 {
    let bits = |byte: &u8| byte.trailing_zeros();
    let whole = digest.iter().rev().take_while(|byte| **byte == 0).count();
    let rest = digest
        .iter()
        .rev()
        .nth(whole)
        .map_or(0, |byte| bits(byte) / 4);
    2 * u32::try_from(whole).unwrap_or(32) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_the_lowest_nonce_and_looks_no_further_than_it_was_told() {
        let mut header = [7; HEADER];
        let nonce = grind(&header, 0, 1 << 16, 8).expect("one in 256 will do");
        assert_eq!(grind(&header, 0, nonce, 8), None);
        assert_eq!(grind(&header, nonce, 1, 8), Some(nonce));
        header[76..].copy_from_slice(&nonce.to_le_bytes());
        assert!(leading_zeros(&header_hash(&header).0) >= 8);
        assert!(grind(&header, u32::MAX, u32::MAX, 0) == Some(u32::MAX));
    }

    #[test]
    fn zeros_are_counted_at_both_ends() {
        let mut digest = [0xff; 32];
        assert_eq!(
            (leading_zeros(&digest), trailing_hex_zeros(&digest)),
            (0, 0)
        );
        (digest[0], digest[1]) = (0, 0x10);
        (digest[30], digest[31]) = (0xf0, 0);
        assert_eq!(
            (leading_zeros(&digest), trailing_hex_zeros(&digest)),
            (11, 3)
        );
        assert_eq!(
            (leading_zeros(&[0; 32]), trailing_hex_zeros(&[0; 32])),
            (256, 64)
        );
    }
}
