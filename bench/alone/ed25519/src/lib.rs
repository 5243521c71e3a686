//! The crate and nothing else: keys from their 32 bytes, signatures verified strictly, as the laboratory does.

use std::cell::OnceCell;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// How many different ones are verified in turn.
const SIGNED: u8 = 64;

thread_local! {
    static ALL: OnceCell<Vec<([u8; 32], [u8; 32], [u8; 64])>> = const { OnceCell::new() };
}

fn signed() -> Vec<([u8; 32], [u8; 32], [u8; 64])> {
    let one = |number: u8| {
        let (key, text) = (SigningKey::from_bytes(&[number; 32]), [!number; 32]);
        let signature = key.sign(&text).to_bytes();
        (key.verifying_key().to_bytes(), text, signature)
    };
    (0..SIGNED).map(one).collect()
}

/// Verifies so many signatures; how many were right.
#[unsafe(no_mangle)]
pub extern "C" fn verify(count: u32) -> u32 {
    ALL.with(|all| {
        let all = all.get_or_init(signed).iter().cycle();
        let is_right = |(key, text, signature): &&([u8; 32], [u8; 32], [u8; 64])| {
            let signature = Signature::from_bytes(signature);
            VerifyingKey::from_bytes(key)
                .is_ok_and(|key| key.verify_strict(text, &signature).is_ok())
        };
        all.take(count as usize).filter(is_right).count() as u32
    })
}
