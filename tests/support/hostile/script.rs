//! Texts that are scripts, or nearly.

use synod_core::about::About;
use synod_core::protocols::CATALOG;
use synod_core::script::{self, Place};
use synod_core::session::Session;
use synod_core::units::{Span, Time};

use crate::chance::Chance;

/// Events and lines of a script that are played: enough to reach the end of most scenarios.
const TURNS: u32 = 400;

/// Reads a text. If it is a script, it is printed, read again and played for a while; if it is none, the place of the
/// error lies in the text. Whether it is one.
pub fn script(text: &str) -> bool {
    let systems: Vec<&'static About> = CATALOG.iter().map(|entry| entry.about).collect();
    let script = match script::parse(text, &systems) {
        Ok(script) => script,
        Err(error) => {
            assert!(
                lies_in(error.place, text),
                "{:?} of {text:?}: {error}",
                error.place
            );
            return false;
        }
    };
    let printed = script.to_string();
    let again = script::parse(&printed, &systems);
    assert_eq!(again.as_ref(), Ok(&script), "printed:\n{printed}");
    assert_eq!(again.map(|again| again.to_string()).as_ref(), Ok(&printed));
    let mut session = Session::open(script);
    session.play_until(Time(Span::MAX.0), TURNS);
    let _ = (
        session.script(),
        session.expects(),
        session.view().lamps(),
        session.view().requests(),
    );
    true
}

/// Whether a place is one of a character of the text, or the one behind a line.
fn lies_in(place: Place, text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(line) = (place.line as usize)
        .checked_sub(1)
        .and_then(|line| text.split('\n').nth(line))
    else {
        return false;
    };
    (1..=line.chars().count() + 1).contains(&(place.column as usize))
}

/// Numbers at the edges.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "00",
    "1.5",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740992",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
];

/// A text with a few things wrong: bytes flipped, words swapped, lines deleted, doubled or taken from another text,
/// numbers made extreme, the end cut off.
pub fn mutated(text: &str, other: &str, chance: &mut Chance) -> String {
    let mut text = text.to_owned();
    for _ in 0..chance.between(1, 4) {
        text = match chance.below(8) {
            0 => flipped(&text, chance),
            1 => swapped(&text, chance),
            2 => extreme(&text, chance),
            3 => cut(&text, chance),
            _ => relined(&text, other, chance),
        };
    }
    text
}

fn place(length: usize, chance: &mut Chance) -> usize {
    usize::try_from(chance.below(length.max(1) as u64)).expect("a place in a text")
}

fn flipped(text: &str, chance: &mut Chance) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = place(bytes.len(), chance);
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << chance.below(8);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text in words and what stands between them, so that joining them gives the text.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '\n']).collect()
}

fn swapped(text: &str, chance: &mut Chance) -> String {
    let mut words = words(text);
    let (one, other) = (place(words.len(), chance), place(words.len(), chance));
    if !words.is_empty() {
        words.swap(one, other);
    }
    words.concat()
}

fn extreme(text: &str, chance: &mut Chance) -> String {
    let digits: Vec<usize> = text
        .match_indices(|letter: char| letter.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    if digits.is_empty() {
        return text.into();
    }
    let at = *chance.pick(&digits);
    let start = text[..at]
        .rfind(|letter: char| !letter.is_ascii_digit())
        .map_or(0, |before| {
            before + text[before..].chars().next().map_or(1, char::len_utf8)
        });
    let end = text[at..]
        .find(|letter: char| !letter.is_ascii_digit())
        .map_or(text.len(), |length| at + length);
    format!("{}{}{}", &text[..start], chance.pick(NUMBERS), &text[end..])
}

fn cut(text: &str, chance: &mut Chance) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters[..place(letters.len() + 1, chance)].iter().collect()
}

/// A line deleted, doubled, moved, or taken from the other text.
fn relined(text: &str, other: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let (from, to) = (place(lines.len(), chance), place(lines.len(), chance));
    match chance.below(4) {
        0 => drop(lines.remove(from)),
        1 => lines.insert(to, lines[from]),
        2 => lines.swap(from, to),
        _ => {
            let others: Vec<&str> = other.split('\n').collect();
            lines.insert(to, *chance.pick::<&str>(&others));
        }
    }
    lines.join("\n")
}
