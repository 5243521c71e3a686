//! Literals of the script language as values: read as data, never evaluated. Two literals are the same key when
//! their canonical texts are equal; maps are kept sorted by the canonical text of their keys, so `==` agrees.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// How deep tuples, lists and maps may nest.
pub const NESTING_MAX: usize = 16;

/// A value.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Literal {
    /// `none`.
    None,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number within 2^53 - 1 of zero.
    Whole(i64),
    /// A text; a bare word means the text of the same letters.
    Text(Arc<str>),
    /// `(a, b)`.
    Tuple(Vec<Literal>),
    /// `[a, b]`.
    List(Vec<Literal>),
    /// `{k: v}`, sorted by the canonical text of the keys, each key once.
    Map(Vec<(Literal, Literal)>),
}

impl Literal {
    /// A text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// A map of these pairs; of pairs with the same key the last one stays.
    pub fn map(pairs: impl IntoIterator<Item = (Literal, Literal)>) -> Self {
        let mut sorted: BTreeMap<String, (Literal, Literal)> = BTreeMap::new();
        for (key, value) in pairs {
            sorted.insert(key.to_string(), (key, value));
        }
        Self::Map(sorted.into_values().collect())
    }
}

/// Whether a text is a word of the script language: `[a-z][a-z0-9-]{0,31}`.
pub fn is_word(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && text.len() <= 32
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A text in double quotes, with the escapes of the script language.
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() => {
                quoted.push_str(&format!("\\u{{{:x}}}", u32::from(letter)))
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Bool(value) => value.fmt(f),
            Self::Whole(value) => value.fmt(f),
            Self::Text(text) if is_word(text) && !matches!(&**text, "none" | "true" | "false") => {
                f.write_str(text)
            }
            Self::Text(text) => f.write_str(&quote(text)),
            Self::Tuple(items) => list(f, '(', items, ')'),
            Self::List(items) => list(f, '[', items, ']'),
            Self::Map(pairs) => {
                f.write_str("{")?;
                for (place, (key, value)) in pairs.iter().enumerate() {
                    write!(f, "{}{key}: {value}", if place > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, open: char, items: &[Literal], close: char) -> fmt::Result {
    write!(f, "{open}")?;
    for (place, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if place > 0 { ", " } else { "" })?;
    }
    write!(f, "{close}")
}
