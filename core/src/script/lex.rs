//! Lines into words. Columns count characters from 1.

use super::{ParseError, Place};

/// What a word is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Letters, digits and signs without blanks.
    Bare,
    /// A quoted text, its escapes resolved.
    Quoted(String),
    /// One of `( ) [ ] { } , : |`.
    Sign,
}

/// A word with its column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// As it stands in the line.
    pub text: String,
    /// What it is made of.
    pub kind: Kind,
    /// Where it begins.
    pub column: u32,
}

/// A line cut into words.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The words.
    pub words: Vec<Word>,
    /// What stands behind the comment sign.
    pub comment: Option<String>,
    /// The column after the last character of the line.
    pub end: u32,
}

const SIGNS: &str = "()[]{},:|";

/// Cuts a line into words.
pub fn lex(text: &str, line: u32) -> Result<Words, ParseError> {
    let letters: Vec<char> = text.chars().collect();
    let column = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
    let mut words = Words {
        end: column(letters.len()),
        ..Words::default()
    };
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        let after_blank = at == 0 || letters[at - 1].is_whitespace();
        if letter.is_whitespace() {
            at += 1;
        } else if letter == '#' && after_blank {
            // Blanks at its end say nothing and are not printed.
            let comment: String = letters[at + 1..].iter().collect();
            words.comment = Some(comment.trim_end().into());
            break;
        } else if letter == '"' || letter == '\'' {
            let place = Place {
                line,
                column: column(at),
            };
            let (value, next) = quoted(&letters, at, place)?;
            let text = letters[at..next].iter().collect();
            words.words.push(Word {
                text,
                kind: Kind::Quoted(value),
                column: place.column,
            });
            at = next;
        } else if SIGNS.contains(letter) {
            words.words.push(Word {
                text: letter.into(),
                kind: Kind::Sign,
                column: column(at),
            });
            at += 1;
        } else {
            let ends = |letter: &char| {
                letter.is_whitespace() || SIGNS.contains(*letter) || "\"'".contains(*letter)
            };
            let length = letters[at..]
                .iter()
                .position(ends)
                .unwrap_or(letters.len() - at);
            let text = letters[at..at + length].iter().collect();
            words.words.push(Word {
                text,
                kind: Kind::Bare,
                column: column(at),
            });
            at += length;
        }
    }
    Ok(words)
}

fn quoted(letters: &[char], start: usize, place: Place) -> Result<(String, usize), ParseError> {
    let mut value = String::new();
    let mut at = start + 1;
    let error = |at: usize, found: String, expected: &str| ParseError {
        place: Place {
            line: place.line,
            column: u32::try_from(at + 1).unwrap_or(u32::MAX),
        },
        found,
        expected: expected.into(),
    };
    loop {
        let Some(letter) = letters.get(at) else {
            return Err(error(
                at,
                "end of line".into(),
                &format!("{} to end the text", letters[start]),
            ));
        };
        match letter {
            '\\' => {
                let (escaped, next) = escape(letters, at + 1)
                    .ok_or_else(|| error(at, "\\".into(), "\\\", \\\\, \\n, \\t or \\u{...}"))?;
                value.push(escaped);
                at = next;
            }
            letter if *letter == letters[start] => return Ok((value, at + 1)),
            letter => {
                value.push(*letter);
                at += 1;
            }
        }
    }
}

/// The letter of an escape whose backslash stands before `at`, and where it ends.
fn escape(letters: &[char], at: usize) -> Option<(char, usize)> {
    match letters.get(at)? {
        '"' => Some(('"', at + 1)),
        '\'' => Some(('\'', at + 1)),
        '\\' => Some(('\\', at + 1)),
        'n' => Some(('\n', at + 1)),
        't' => Some(('\t', at + 1)),
        'u' if letters.get(at + 1) == Some(&'{') => {
            let length = letters[at + 2..]
                .iter()
                .take(7)
                .position(|letter| *letter == '}')?;
            let digits: String = letters[at + 2..at + 2 + length].iter().collect();
            // The standard library would read a sign as well.
            let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            let digits = hexadecimal.then_some(digits)?;
            let letter = char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?;
            Some((letter, at + 3 + length))
        }
        _ => None,
    }
}
