//! Test vectors: inputs whose outputs somebody else has computed too, with what this program makes of them. What all
//! systems share is here; a system adds its own by its entry in [`CATALOG`](crate::protocols::CATALOG).
//!
//! The lines are compared with `tests/vectors.txt`, which another implementation has written.
//!
//! ```
//! use synod_core::protocols::benmo::ABOUT;
//! use synod_core::vectors::{Vector, shared};
//!
//! let vector = Vector::new("sha-256", "abc\n", "1234");
//! assert_eq!(vector.to_string(), "sha-256\tabc\\n\t1234");
//! assert!(shared(&ABOUT).iter().any(|vector| vector.input.contains("transfer")));
//! ```

use std::fmt;

use crate::about::About;
use crate::ledger::{Account, Block, BlockHash, Entry, Literal, Transaction};
use crate::record::Fingerprint;
use crate::rng::{Purpose, Who, draw};
use crate::script;
use crate::session::{Played, Session};
use crate::units::{Address, NodeId, RequestId};

/// One test vector.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vector {
    /// What is computed.
    pub name: &'static str,
    /// What from.
    pub input: String,
    /// What comes out.
    pub output: String,
}

impl Vector {
    /// A vector.
    pub fn new(name: &'static str, input: impl Into<String>, output: impl fmt::Display) -> Self {
        Self {
            name,
            input: input.into(),
            output: output.to_string(),
        }
    }
}

impl fmt::Display for Vector {
    /// One line: name, input and output with tabs between. Within them `\n`, `\t`, `\e` and `\\` stand for a line end,
    /// a tab, an escape sign and the sign itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (input, output) = (escaped(&self.input), escaped(&self.output));
        write!(f, "{}\t{input}\t{output}", self.name)
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            '\u{1b}' => escaped.push_str("\\e"),
            '\\' => escaped.push_str("\\\\"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Literals of the script language, as somebody may write them.
const LITERALS: &[&str] = &[
    "none",
    "-1",
    "9007199254740991",
    "'x'",
    "\"true\"",
    "'say \"a\\tb\"'",
    "two-words",
    "'two words'",
    "'\\u{7}'",
    "(1,'a' , [ ])",
    "{b: 1, a: [true, {}], 'a': 2}",
    "{10: x, 9: y, -1: z}",
];

const SPANS: &[&str] = &[
    "0s",
    "999us",
    "1.5ms",
    "1500ms",
    "0.000001s",
    "90m",
    "1000h",
];

/// What all systems share: hashes, canonical texts, draws, fingerprints and blocks.
pub fn shared(about: &'static About) -> Vec<Vector> {
    let mut vectors = Vec::new();
    for text in ["", "abc", "Größe"] {
        vectors.push(Vector::new("sha-256", text, BlockHash::of(text)));
    }
    for text in LITERALS {
        let literal = script::literal(text, about).expect("a literal of this table");
        vectors.push(Vector::new("literal", *text, literal));
    }
    for text in SPANS {
        let span = script::span(text).expect("a span of this table");
        vectors.push(Vector::new("span", *text, span));
    }
    for (seed, node, count) in [(0, 1, 0), (7, 1, 0), (7, 2, 3), ((1 << 53) - 1, 50, 1000)] {
        let who = Who::node(NodeId::new(node));
        let drawn = draw(seed, who, count, Purpose::Node);
        let input = format!("seed {seed} n{node} {count}");
        vectors.push(Vector::new("draw", input, format_args!("{drawn:016x}")));
    }
    for text in ["", "prepare", "a text of more than eight bytes"] {
        let mut digest = Fingerprint::default();
        digest.digest(text);
        let value = digest.value();
        vectors.push(Vector::new(
            "fingerprint",
            text,
            format_args!("{value:016x}"),
        ));
    }
    let blocks = chain();
    vectors.extend(
        blocks
            .iter()
            .map(|block| Vector::new("block", block.preimage(), block.hash)),
    );
    vectors
}

/// Two blocks with a transaction of every kind.
fn chain() -> [Block; 2] {
    let (n1, n2) = (NodeId::new(1), NodeId::new(2));
    let account = Account::named("carol");
    let first = Transaction::Transfer {
        from: n1.into(),
        to: n2.into(),
        amount: 10,
    };
    let key = || Literal::Tuple(vec![Literal::Whole(1), Literal::text("a b")]);
    let rest = [
        Transaction::Put {
            key: key(),
            value: Literal::map([(Literal::text("k"), Literal::None)]),
        },
        Transaction::Get { key: key() },
        Transaction::Delete { key: key() },
        Transaction::Note {
            text: "it \"rains\"\n".into(),
        },
        Transaction::Stake {
            account: account.clone(),
            amount: 25,
        },
        Transaction::Faucet {
            account,
            amount: 100,
        },
    ];
    let entry = |asker: NodeId| {
        move |(number, transaction)| Entry {
            request: RequestId {
                asker: Address::Node(asker),
                number,
            },
            transaction,
        }
    };
    let below = Block::new(1, BlockHash::GENESIS, n1, vec![entry(n1)((1, first))]);
    let entries = (1..).zip(rest).map(entry(n2)).collect();
    let above = Block::new(2, below.hash, n2, entries);
    [below, above]
}

/// A script that was played to its end, for vectors that are a whole run.
pub fn played(text: &str) -> Session {
    let mut session = Session::load(text).expect("a script of a vector parses");
    assert_eq!(session.run_to_end(), Played::Reached, "and can be played");
    session
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_one_line_of_three_columns() {
        let vector = Vector::new("block", "a\tb\n\\\u{1b}[1m", 7);
        assert_eq!(vector.to_string(), "block\ta\\tb\\n\\\\\\e[1m\t7");
    }
}
