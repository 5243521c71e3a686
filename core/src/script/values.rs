//! Words into values: ids, spans, ratios, whole numbers, literals, transactions.

use super::lex::{Kind, Word, Words};
use super::{ParseError, Place};
use crate::about::About;
use crate::action::{Ends, Target};
use crate::ledger::{Account, Literal, NESTING_MAX, Transaction, TransactionKind, is_word};
use crate::units::{
    Address, CLIENTS_MAX, ClientId, MessageId, NODES_MAX, NodeId, Ratio, RequestId, Span, Step,
    WHOLE_MAX,
};

/// What was read, or why the text is no script.
pub type Parsed<T> = Result<T, ParseError>;

/// The words of a line, read from the left.
pub struct Reader<'a> {
    words: &'a [Word],
    at: usize,
    line: u32,
    end: u32,
    /// The system, whose names are known.
    pub about: &'static About,
}

impl<'a> Reader<'a> {
    /// Reads the words of a line of a script of this system.
    pub fn new(words: &'a Words, line: u32, about: &'static About) -> Self {
        Self {
            words: &words.words,
            at: 0,
            line,
            end: words.end,
            about,
        }
    }

    /// Where the next word stands, or where it is missing.
    pub fn place(&self) -> Place {
        let column = self.words.get(self.at).map_or(self.end, |word| word.column);
        Place {
            line: self.line,
            column,
        }
    }

    /// That the next word is not what was expected.
    pub fn error<T>(&self, expected: impl Into<String>) -> Parsed<T> {
        let found = self
            .words
            .get(self.at)
            .map_or("end of line", |word| &word.text);
        Err(ParseError {
            place: self.place(),
            found: found.into(),
            expected: expected.into(),
        })
    }

    /// The same of the word read last.
    pub fn error_before<T>(&self, expected: impl Into<String>) -> Parsed<T> {
        let word = &self.words[self.at - 1];
        let place = Place {
            line: self.line,
            column: word.column,
        };
        Err(ParseError {
            place,
            found: word.text.clone(),
            expected: expected.into(),
        })
    }

    /// The next word, if it is bare or a sign.
    pub fn peek(&self) -> Option<&'a str> {
        self.words
            .get(self.at)
            .filter(|word| !matches!(word.kind, Kind::Quoted(_)))
            .map(|word| word.text.as_str())
    }

    /// Whether another word follows.
    pub fn is_done(&self) -> bool {
        self.at == self.words.len()
    }

    /// Passes over the next word if it is this one.
    pub fn takes(&mut self, word: &str) -> bool {
        let is = self.peek() == Some(word);
        self.at += usize::from(is);
        is
    }

    /// Passes over the next word, which must be this one.
    pub fn needs(&mut self, word: &str) -> Parsed<()> {
        if self.takes(word) {
            Ok(())
        } else {
            self.error(word)
        }
    }

    /// Nothing may follow.
    pub fn ends(&self) -> Parsed<()> {
        if self.is_done() {
            Ok(())
        } else {
            self.error("end of line")
        }
    }

    /// Reads the next bare word by a function that knows what it may be.
    pub fn read<T>(&mut self, expected: &str, read: impl FnOnce(&str) -> Option<T>) -> Parsed<T> {
        match self.peek().and_then(read) {
            Some(value) => {
                self.at += 1;
                Ok(value)
            }
            None => self.error(expected),
        }
    }

    /// A node, `n1` to `n1000`.
    pub fn node(&mut self) -> Parsed<NodeId> {
        self.read(&format!("a node, n1 to n{NODES_MAX}"), node)
    }

    /// A client, `c1` to `c100`.
    pub fn client(&mut self) -> Parsed<ClientId> {
        self.read(&format!("a client, c1 to c{CLIENTS_MAX}"), client)
    }

    /// A node or client.
    pub fn address(&mut self) -> Parsed<Address> {
        self.read("a node or client", address)
    }

    /// Whether the next word is a node or client.
    pub fn is_address(&self) -> bool {
        self.peek().and_then(address).is_some()
    }

    /// A length of time with its unit.
    pub fn span(&mut self) -> Parsed<Span> {
        self.read("a time with its unit, as 500ms or 2s, at most 1000h", span)
    }

    /// A whole number.
    pub fn whole(&mut self) -> Parsed<i64> {
        self.read("a whole number such as 10, below 2^53", whole)
    }

    /// A whole number between two, both included.
    pub fn whole_within(&mut self, least: i64, most: i64) -> Parsed<i64> {
        let within = |word: &str| whole(word).filter(|number| (least..=most).contains(number));
        self.read(&format!("a whole number from {least} to {most}"), within)
    }

    /// A count of steps.
    pub fn step(&mut self) -> Parsed<Step> {
        self.read("a step, as @812", |word| {
            digits(word.strip_prefix('@')?)?.parse().ok()
        })
    }

    /// A share.
    pub fn ratio(&mut self, least: Ratio, most: Ratio) -> Parsed<Ratio> {
        let within = |word: &str| ratio(word).filter(|ratio| (least..=most).contains(ratio));
        self.read(&format!("a share from {least} to {most}"), within)
    }

    /// A quoted text.
    pub fn text(&mut self) -> Parsed<String> {
        match self.words.get(self.at).map(|word| &word.kind) {
            Some(Kind::Quoted(value)) => {
                self.at += 1;
                Ok(value.clone())
            }
            _ => self.error("a text in quotes"),
        }
    }

    /// Whether the next word is a quoted text.
    pub fn is_text(&self) -> bool {
        self.words
            .get(self.at)
            .is_some_and(|word| matches!(word.kind, Kind::Quoted(_)))
    }

    /// A name: a word or a quoted text.
    pub fn name(&mut self) -> Parsed<String> {
        if self.is_text() {
            self.text()
        } else {
            self.read("a name", |word| is_word(word).then(|| word.into()))
        }
    }

    /// The name of something that has a fixed list of names.
    pub fn one_of<T: Copy>(
        &mut self,
        what: &str,
        items: impl IntoIterator<Item = (&'static str, T)>,
    ) -> Parsed<T> {
        let items: Vec<_> = items.into_iter().collect();
        let names: Vec<&str> = items.iter().map(|(name, _)| *name).collect();
        let expected = if names.is_empty() {
            what.to_string()
        } else {
            format!("{what}: {}", names.join(", "))
        };
        self.read(&expected, |word| {
            items
                .iter()
                .find(|(name, _)| *name == word)
                .map(|(_, item)| *item)
        })
    }

    /// A kind of message of the system.
    pub fn kind(&mut self) -> Parsed<&'static str> {
        self.one_of(
            "a kind of message",
            self.about.kinds.iter().map(|kind| (kind.name, kind.name)),
        )
    }

    /// `a b`, or `a -> b` for one way.
    pub fn ends_of_link(&mut self) -> Parsed<Ends> {
        let from = self.address()?;
        let one_way = self.takes("->");
        let to = self.address()?;
        if from == to {
            return self.error_before("another end of the link");
        }
        Ok(Ends { from, to, one_way })
    }

    /// `a b`: a link without a direction.
    pub fn two_ends(&mut self) -> Parsed<(Address, Address)> {
        let from = self.address()?;
        let to = self.address()?;
        if from == to {
            return self.error_before("another end of the link");
        }
        Ok((from, to))
    }

    /// `m17`, or `KIND a -> b`.
    pub fn target(&mut self) -> Parsed<Target> {
        if let Some(id) = self.peek().and_then(message) {
            self.at += 1;
            return Ok(Target::Id(id));
        }
        let names = self.about.kinds.iter().map(|kind| (kind.name, kind.name));
        let kind = self.one_of("a message, as m17, or a kind", names)?;
        let from = self.address()?;
        self.needs("->")?;
        Ok(Target::Oldest {
            kind,
            from,
            to: self.address()?,
        })
    }

    /// A request, as `n1#1`.
    pub fn request(&mut self) -> Parsed<RequestId> {
        self.read("a request, as n1#1", |word| {
            let (asker, number) = word.split_once('#')?;
            let number: u32 = digits(number)?.parse().ok().filter(|number| *number > 0)?;
            Some(RequestId {
                asker: address(asker)?,
                number,
            })
        })
    }

    /// A transaction of a kind that the system takes.
    pub fn transaction(&mut self) -> Parsed<Transaction> {
        let kinds = self.about.accepts.iter().map(|kind| (kind.name(), *kind));
        let kind = self.one_of(&format!("what {} takes", self.about.name), kinds)?;
        Ok(match kind {
            TransactionKind::Transfer => Transaction::Transfer {
                from: self.account()?,
                to: self.account()?,
                amount: self.whole()?,
            },
            TransactionKind::Put => Transaction::Put {
                key: self.literal()?,
                value: self.literal()?,
            },
            TransactionKind::Get => Transaction::Get {
                key: self.literal()?,
            },
            TransactionKind::Delete => Transaction::Delete {
                key: self.literal()?,
            },
            TransactionKind::Note => Transaction::Note {
                text: self.text()?.into(),
            },
            TransactionKind::Stake => Transaction::Stake {
                account: self.account()?,
                amount: self.whole()?,
            },
            TransactionKind::Faucet => Transaction::Faucet {
                account: self.account()?,
                amount: self.whole()?,
            },
        })
    }

    /// An account: a word.
    pub fn account(&mut self) -> Parsed<Account> {
        self.read("an account", |word| {
            is_word(word).then(|| Account::named(word))
        })
    }

    /// A literal.
    pub fn literal(&mut self) -> Parsed<Literal> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Parsed<Literal> {
        if self.is_text() {
            return self.text().map(Literal::text);
        }
        if matches!(self.peek(), Some("(" | "[" | "{")) && depth == NESTING_MAX {
            return self.error(format!("at most {NESTING_MAX} levels of nesting"));
        }
        match self.peek() {
            Some("(") => self.items(")", depth).map(Literal::Tuple),
            Some("[") => self.items("]", depth).map(Literal::List),
            Some("{") => self.pairs(depth),
            _ => self.read("a literal", |word| match word {
                "true" => Some(Literal::Bool(true)),
                "false" => Some(Literal::Bool(false)),
                "none" => Some(Literal::None),
                word if is_word(word) => Some(Literal::text(word)),
                word => whole(word).map(Literal::Whole),
            }),
        }
    }

    fn items(&mut self, close: &str, depth: usize) -> Parsed<Vec<Literal>> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.takes(close) {
            if !items.is_empty() {
                self.needs(",")?;
            }
            items.push(self.nested(depth + 1)?);
        }
        Ok(items)
    }

    fn pairs(&mut self, depth: usize) -> Parsed<Literal> {
        self.at += 1;
        let mut pairs = Vec::new();
        while !self.takes("}") {
            if !pairs.is_empty() {
                self.needs(",")?;
            }
            let key = self.nested(depth + 1)?;
            self.needs(":")?;
            pairs.push((key, self.nested(depth + 1)?));
        }
        Ok(Literal::map(pairs))
    }
}

fn digits(word: &str) -> Option<&str> {
    (!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())).then_some(word)
}

/// A number after a prefix, without leading zeros.
fn numbered(word: &str, prefix: char, most: u16) -> Option<u16> {
    let rest = digits(word.strip_prefix(prefix)?)?;
    let number = rest.parse().ok().filter(|_| !rest.starts_with('0'))?;
    (1..=most).contains(&number).then_some(number)
}

pub(super) fn node(word: &str) -> Option<NodeId> {
    numbered(word, 'n', NODES_MAX).map(NodeId::new)
}

fn client(word: &str) -> Option<ClientId> {
    numbered(word, 'c', CLIENTS_MAX).map(ClientId::new)
}

fn address(word: &str) -> Option<Address> {
    node(word)
        .map(Address::Node)
        .or_else(|| client(word).map(Address::Client))
}

fn message(word: &str) -> Option<MessageId> {
    let number: u32 = digits(word.strip_prefix('m')?)?.parse().ok()?;
    (number > 0).then_some(MessageId(number))
}

fn whole(word: &str) -> Option<i64> {
    let (sign, rest) = word.strip_prefix('-').map_or((1, word), |rest| (-1, rest));
    let number: i64 = digits(rest)?.parse().ok()?;
    (number <= WHOLE_MAX).then_some(sign * number)
}

/// A number with decimals, in units of 10 to the minus `places`.
fn decimal(word: &str, places: usize) -> Option<u64> {
    let (whole, fraction) = word
        .split_once('.')
        .map_or((word, None), |(whole, rest)| (whole, Some(rest)));
    let fraction = match fraction {
        None => "",
        Some(rest) => digits(rest).filter(|rest| rest.len() <= places)?,
    };
    let text = format!("{}{fraction:0<places$}", digits(whole)?);
    text.parse().ok()
}

/// A span: digits, up to six decimals, a unit; whole microseconds, at most [`Span::MAX`].
pub fn span(word: &str) -> Option<Span> {
    let split = word.find(|letter: char| letter.is_ascii_alphabetic())?;
    let micros: u64 = match &word[split..] {
        "us" => 1,
        "ms" => 1000,
        "s" => 1_000_000,
        "m" => 60_000_000,
        "h" => 3_600_000_000,
        _ => return None,
    };
    let millionths = u128::from(decimal(&word[..split], 6)?) * u128::from(micros);
    if millionths % 1_000_000 != 0 {
        return None;
    }
    let span = Span(u64::try_from(millionths / 1_000_000).ok()?);
    (span <= Span::MAX).then_some(span)
}

pub(super) fn range(word: &str) -> Option<(Span, Span)> {
    match word.split_once("..") {
        Some((from, to)) => Some((span(from)?, span(to)?)),
        None => span(word).map(|span| (span, span)),
    }
}

fn ratio(word: &str) -> Option<Ratio> {
    let hundredths = decimal(word.strip_suffix('%')?, 4)?;
    u32::try_from(hundredths).ok().map(Ratio)
}
