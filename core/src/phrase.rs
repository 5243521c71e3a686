//! Sentences without text: a template and its arguments. Core never formats one in the hot path; the page and
//! the command line render them, and a translation is a table by template.
//!
//! ```
//! use synod_core::phrase;
//! use synod_core::units::{NodeId, Span};
//!
//! let caption = phrase!("{0} waits {1} before it leads.", NodeId::new(2), Span::millis(1500));
//! assert_eq!(caption.to_string(), "n2 waits 1.5s before it leads.");
//! assert_eq!(caption.template, "{0} waits {1} before it leads.", "what a translation looks up");
//! ```

use std::fmt;

use crate::ledger::BlockHash;
use crate::phrase;
use crate::units::{Address, MessageId, NodeId, RequestId, Span, Time};

/// Whom a node follows: what its ring and its messages take their hue from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Allegiance {
    /// A ballot: its number and the node that owns it. Printed `3·n2`.
    Ballot {
        /// Its number.
        number: u64,
        /// Who leads it.
        owner: NodeId,
    },
    /// A block at the head, by its letter in order of appearance (0 is A) and its hash. Printed `A 9e41`.
    Head {
        /// Place in the order of appearance.
        letter: u8,
        /// The block.
        hash: BlockHash,
    },
}

impl Allegiance {
    /// Which of the eight hues it takes, from 1.
    pub fn hue(self) -> u8 {
        let key = match self {
            Self::Ballot { owner, .. } => owner.number() - 1,
            Self::Head { letter, .. } => u16::from(letter),
        };
        u8::try_from(key % 8).expect("below eight") + 1
    }
}

impl fmt::Display for Allegiance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ballot { number, owner } => write!(f, "{number}·{owner}"),
            Self::Head { letter, hash } => {
                write!(f, "{} {}", char::from(b'A' + letter % 26), hash.short())
            }
        }
    }
}

/// A count with its noun: `1 slot`, `3 slots`.
///
/// ```
/// use synod_core::phrase::counted;
///
/// assert_eq!([counted(0, "slot"), counted(1, "slot"), counted(2, "slot")], ["0 slots", "1 slot", "2 slots"]);
/// ```
pub fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// How many votes are lacking, as a sentence behind another.
pub fn lacking(votes: usize) -> Phrase {
    match votes {
        1 => Phrase::plain("One more makes a majority."),
        votes => phrase!("{0} more make a majority.", votes),
    }
}

/// A value inside a sentence. The page draws ids and tokens as links, the command line as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Arg {
    /// A node or client.
    Address(Address),
    /// A ballot or head, drawn as a token.
    Token(Allegiance),
    /// A message.
    Message(MessageId),
    /// A request.
    Request(RequestId),
    /// A block, by its short hash.
    Block(BlockHash),
    /// A count or an amount.
    Number(i64),
    /// A length of time.
    Span(Span),
    /// A moment.
    Time(Time),
    /// A name of the vocabulary or a user's text.
    Text(String),
    /// A sentence inside a sentence.
    Phrase(Box<Phrase>),
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(id) => id.fmt(f),
            Self::Token(token) => token.fmt(f),
            Self::Message(id) => id.fmt(f),
            Self::Request(id) => id.fmt(f),
            Self::Block(hash) => f.write_str(&hash.short()),
            Self::Number(number) => number.fmt(f),
            Self::Span(span) => span.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Phrase(phrase) => phrase.fmt(f),
        }
    }
}

macro_rules! arg_from {
    ($($type:ty => $variant:ident),*) => { $(impl From<$type> for Arg {
        fn from(value: $type) -> Self { Self::$variant(value.into()) }
    })* };
}
arg_from!(Address => Address, NodeId => Address, Allegiance => Token, MessageId => Message, RequestId => Request,
    BlockHash => Block, i64 => Number, u32 => Number, u16 => Number, Span => Span, Time => Time, String => Text,
    &str => Text);

impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Arg {
    fn from(value: u64) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<Phrase> for Arg {
    fn from(value: Phrase) -> Self {
        Self::Phrase(Box::new(value))
    }
}

/// A sentence: its template, where `{0}` stands for the first argument, and the arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phrase {
    /// The sentence with places for the arguments: the key of a translation.
    pub template: &'static str,
    /// What stands at the places.
    pub args: Vec<Arg>,
}

/// A stretch of a rendered sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    /// Words of the template.
    Words(&'a str),
    /// An argument.
    Arg(&'a Arg),
}

impl Phrase {
    /// A sentence without arguments.
    pub fn plain(template: &'static str) -> Self {
        Self {
            template,
            args: Vec::new(),
        }
    }

    /// A sentence with arguments.
    pub fn new<const K: usize>(template: &'static str, args: [Arg; K]) -> Self {
        Self {
            template,
            args: args.into(),
        }
    }

    /// The sentence cut into words and arguments, in order. A place without an argument stays words.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut rest = self.template;
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').map(|offset| open + offset);
            let place = close.and_then(|close| rest[open + 1..close].parse::<usize>().ok());
            let (Some(close), Some(arg)) = (close, place.and_then(|place| self.args.get(place)))
            else {
                break;
            };
            if open > 0 {
                pieces.push(Piece::Words(&rest[..open]));
            }
            pieces.push(Piece::Arg(arg));
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest));
        }
        pieces
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().into_iter().try_for_each(|piece| match piece {
            Piece::Words(words) => f.write_str(words),
            Piece::Arg(arg) => arg.fmt(f),
        })
    }
}

/// Builds a [`Phrase`]: `phrase!("{0} crashed.", id)`.
#[macro_export]
macro_rules! phrase {
    ($template:literal) => { $crate::phrase::Phrase::plain($template) };
    ($template:literal, $($arg:expr),+ $(,)?) => {
        $crate::phrase::Phrase::new($template, [$($crate::phrase::Arg::from($arg)),+])
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_renders_its_arguments_in_place() {
        let owner = NodeId::new(2);
        let token = Allegiance::Ballot { number: 3, owner };
        let phrase = phrase!("{0} has {1} of 5 promises for {2}.", owner, 2_u32, token);
        assert_eq!(phrase.to_string(), "n2 has 2 of 5 promises for 3·n2.");
        assert_eq!(phrase.pieces().len(), 6);
        assert_eq!(phrase!("nothing {7} here").to_string(), "nothing {7} here");
    }
}
