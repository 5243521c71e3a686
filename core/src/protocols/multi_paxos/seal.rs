//! What makes a block one of this system's: a nonce that took a search, and a pointer to the block below (2d).
//!
//! Both are hashes over the operation as Python prints it, so that this writes literals as Python does.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Cx;
use crate::ledger::{Block, BlockHash, Chain, Entry, Literal, Seal, SealFacts, Transaction};

/// Letters of a nonce.
const NONCE_LETTERS: usize = 10;
/// The greatest last decimal digit with which a nonce will do.
const LAST_MAX: u64 = 2;
/// Hex digits of a pointer.
const POINTER_DIGITS: usize = 10;
const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An operation as Python prints it: `Operation('put', key='a', value=1)`.
pub fn operation(transaction: &Transaction) -> String {
    let none = &Literal::None;
    let (kind, key, value) = match transaction {
        Transaction::Put { key, value } => ("put", python(key), python(value)),
        Transaction::Get { key } => ("get", python(key), python(none)),
        Transaction::Transfer { from, to, amount } => {
            let ends = [from, to].map(|account| Literal::text(account.to_string()));
            let amount = Literal::Whole(*amount);
            (
                "transfer",
                python(&Literal::Tuple(ends.into())),
                python(&amount),
            )
        }
        // No other kind is taken; one in a forged block is hashed as it is written.
        other => (
            other.kind().name(),
            quoted(&other.to_string()),
            python(none),
        ),
    };
    format!("Operation('{kind}', key={key}, value={value})")
}

/// A literal as Python prints it.
fn python(literal: &Literal) -> String {
    let listed = |items: &[Literal]| items.iter().map(python).collect::<Vec<_>>().join(", ");
    match literal {
        Literal::None => "None".into(),
        Literal::Bool(true) => "True".into(),
        Literal::Bool(false) => "False".into(),
        Literal::Whole(number) => number.to_string(),
        Literal::Text(text) => quoted(text),
        Literal::Tuple(items) if items.len() == 1 => format!("({},)", listed(items)),
        Literal::Tuple(items) => format!("({})", listed(items)),
        Literal::List(items) => format!("[{}]", listed(items)),
        Literal::Map(pairs) => {
            let pair =
                |(key, value): &(Literal, Literal)| format!("{}: {}", python(key), python(value));
            let pairs: Vec<String> = pairs.iter().map(pair).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

/// A text in the quotes that Python chooses: single ones, unless there are such in it and no double ones.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut quoted = String::from(quote);
    for letter in text.chars() {
        match letter {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\\' => quoted.push_str("\\\\"),
            letter if letter == quote => quoted.extend(['\\', letter]),
            letter if is_printable(letter) => quoted.push(letter),
            letter => match u32::from(letter) {
                code @ 0..=0xff => quoted.push_str(&format!("\\x{code:02x}")),
                code @ 0x100..=0xffff => quoted.push_str(&format!("\\u{code:04x}")),
                code => quoted.push_str(&format!("\\U{code:08x}")),
            },
        }
    }
    quoted.push(quote);
    quoted
}

/// Whether Python prints a letter as it is: no control, no separator but the blank, nothing without a shape.
fn is_printable(letter: char) -> bool {
    let shapeless = matches!(letter,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{10ffff}');
    letter == ' ' || !(letter.is_control() || letter.is_whitespace() || shapeless)
}

/// The last ten decimal digits of the hash of an operation with a nonce, which is read as one number.
pub fn digits(operation: &str, nonce: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(operation);
    hash.update(nonce);
    let number = hash.finalize();
    // What is left is below 2^34, so two more bytes at a time fit a word.
    let fold = |rest: u64, pair: &[u8]| {
        let pair = u64::from(pair[0]) << 8 | u64::from(pair[1]);
        (rest << 16 | pair) % 10_000_000_000
    };
    number.chunks_exact(2).fold(0, fold)
}

/// Whether a nonce will do: the last decimal digit is 0, 1 or 2.
fn will_do(operation: &str, nonce: &str) -> bool {
    digits(operation, nonce) % 10 <= LAST_MAX
}

/// A nonce for an operation, by search: three or four tries on average.
pub fn search(operation: &str, cx: Cx) -> String {
    loop {
        let mut drawn = cx.draw_bits();
        let letter = |_| {
            let letter = LETTERS[(drawn % 52) as usize];
            drawn /= 52;
            char::from(letter)
        };
        let nonce: String = (0..NONCE_LETTERS).map(letter).collect();
        if will_do(operation, &nonce) {
            return nonce;
        }
    }
}

/// The hash over the operation of a block, its nonce and its own pointer.
pub fn digest(operation: &str, nonce: &str, below: Option<&str>) -> BlockHash {
    let mut hash = Sha256::new();
    [operation, nonce, below.unwrap_or_default()]
        .iter()
        .for_each(|part| hash.update(part.as_bytes()));
    BlockHash(hash.finalize().into())
}

/// What points to a block: the last hex digits of that.
pub fn pointer(operation: &str, nonce: &str, below: Option<&str>) -> String {
    let hex = digest(operation, nonce, below).hex();
    hex[hex.len() - POINTER_DIGITS..].into()
}

/// What the rules make of the seal of a block, worked out once for all who share the block.
fn facts(block: &Block) -> Option<&SealFacts> {
    let (entry, seal) = (block.entries.first()?, block.seal.as_ref()?);
    Some(seal.known.get_or(|| {
        let operation = operation(&entry.transaction);
        let digits = digits(&operation, &seal.nonce);
        SealFacts {
            will_do: digits % 10 <= LAST_MAX,
            digits: format!("{digits:010}").into(),
            pointer: pointer(&operation, &seal.nonce, seal.pointer.as_deref()).into(),
        }
    }))
}

/// What points to a block; nothing points to genesis.
fn pointer_to(below: Option<&Block>) -> Option<&Arc<str>> {
    Some(&facts(below?)?.pointer)
}

/// A new block on top of a chain.
pub fn block(chain: &Chain, entry: Entry, cx: Cx) -> Block {
    let nonce = search(&operation(&entry.transaction), cx).into();
    let pointer = pointer_to(tip(chain)).cloned();
    let seal = Some(Seal::new(nonce, pointer));
    Block::sealed(chain.height() + 1, chain.tip(), cx.id, vec![entry], seal)
}

/// Whether a block is one request with a nonce that will do, whatever is below it.
pub fn is_sealed(block: &Block) -> bool {
    block.entries.len() == 1 && facts(block).is_some_and(|facts| facts.will_do)
}

/// Whether the pointer of a block points to the one below it.
pub fn points_to(below: Option<&Block>, block: &Block) -> bool {
    let seal = block.seal.as_ref();
    seal.is_some_and(|seal| seal.pointer.as_ref() == pointer_to(below))
}

fn tip(chain: &Chain) -> Option<&Block> {
    chain.block(chain.height()).map(|block| &**block)
}

/// Whether a block is the next one of a chain, by the laboratory's hashes and by the source's.
pub fn follows(chain: &Chain, block: &Block) -> bool {
    chain.fits(block) && is_sealed(block) && points_to(tip(chain), block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_python_quotes_them() {
        for (text, printed) in [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("it's \"so\"", "'it\\'s \"so\"'"),
            ("a\tb\n\\", "'a\\tb\\n\\\\'"),
            (
                "\u{7}\u{7f}\u{a0}\u{200b}\u{e000}\u{10fffd}",
                "'\\x07\\x7f\\xa0\\u200b\\ue000\\U0010fffd'",
            ),
            ("Größe", "'Größe'"),
        ] {
            assert_eq!(quoted(text), printed);
        }
    }

    #[test]
    fn a_tuple_of_one_has_a_comma() {
        let one = Literal::Tuple(vec![Literal::Bool(true)]);
        let pairs = [
            (Literal::text("k"), Literal::None),
            (Literal::Whole(-1), Literal::List(vec![])),
        ];
        assert_eq!(python(&one), "(True,)");
        assert_eq!(python(&Literal::map(pairs)), "{-1: [], 'k': None}");
        assert_eq!(python(&Literal::Tuple(vec![])), "()");
    }
}
