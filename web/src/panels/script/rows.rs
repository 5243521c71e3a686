//! The text of a script as it is seen below its field: when, what, to whom; what is wrong; where the run stands.

use synod_core::script::{Line, ParseError, Statement, When};
use synod_core::units::Span;
use yew::prelude::*;

/// More lines than that are shown plainly.
const ROWS_MAX: usize = 3000;

/// The lines. So many have happened, if the text is that of the run.
pub fn rows(text: &str, happened: Option<usize>, error: Option<&ParseError>) -> Html {
    if text.lines().count() > ROWS_MAX {
        return html! { { text } };
    }
    let at = error.map_or(0, |error| error.place.line as usize);
    let row = |(number, line): (usize, &str)| {
        let place = happened.map(|happened| match number {
            _ if number < happened => "past",
            _ if number == happened => "past now",
            _ => "to-come",
        });
        let inside = match error.filter(|_| number == at) {
            Some(error) => faulty(line, error),
            None => words(line),
        };
        html! { <span class={classes!("row", place)} key={number}>{ inside }{ "\n" }</span> }
    };
    html! { <>{ for (1..).zip(text.split('\n')).map(row) }</> }
}

/// A line with its moment, its verb and its text told apart.
fn words(line: &str) -> Html {
    if line.trim_start().starts_with('#') {
        return html! { <i class="aside">{ line }</i> };
    }
    let when = moment(line);
    let (when, rest) = line.split_at(when);
    let verb = rest.find(' ').unwrap_or(rest.len());
    let (verb, rest) = rest.split_at(verb);
    let said = rest.find('"').unwrap_or(rest.len());
    let (rest, said) = rest.split_at(said);
    html! { <><i class="when">{ when }</i><i class="verb">{ verb }</i>{ rest }<i class="said">{ said }</i></> }
}

/// How many bytes of a line say when.
fn moment(line: &str) -> usize {
    let words = match line {
        _ if line.starts_with("at ") => 2,
        _ if line.starts_with('@') => 1,
        _ => return 0,
    };
    let blanks = line.match_indices(' ').map(|(place, _)| place + 1);
    blanks.take(words).last().unwrap_or(line.len())
}

fn faulty(line: &str, error: &ParseError) -> Html {
    let (from, length) = span(line, error);
    let letters: Vec<char> = line.chars().collect();
    let part = |range: std::ops::Range<usize>| -> String {
        letters.get(range).unwrap_or_default().iter().collect()
    };
    let end = (from + length).min(letters.len());
    let found = part(from..end);
    html! {
        <>
            { part(0..from) }
            <mark class="wrong">{ if found.is_empty() { "\u{a0}".into() } else { found } }</mark>
            { part(end..letters.len()) }
        </>
    }
}

/// The first line that can never be played, as a line before it stands at a later time.
pub fn backwards(lines: &[Line]) -> Option<ParseError> {
    let mut now = Span::ZERO;
    for line in lines {
        let (time, place) = match (line.when, &line.statement) {
            // Another branch begins at another time.
            (_, Some(Statement::Branch { .. })) => {
                now = Span::ZERO;
                continue;
            }
            (Some(When::At(time)), _) => (time, line.start),
            (None, Some(Statement::Until(time))) => (*time, line.place),
            _ => continue,
        };
        if time < now {
            let found = match line.when {
                Some(when) => when.to_string(),
                None => format!("until {time}"),
            };
            return Some(ParseError {
                place,
                found,
                expected: format!("{now} or later"),
            });
        }
        now = time;
    }
    None
}

/// Where in its line something is wrong, in characters: from where, and how many.
fn span(line: &str, error: &ParseError) -> (usize, usize) {
    let count = line.chars().count();
    let from = (error.place.column as usize - 1).min(count);
    let is_there = line
        .chars()
        .skip(from)
        .collect::<String>()
        .starts_with(&error.found);
    let length = if is_there {
        error.found.chars().count()
    } else {
        0
    };
    (from, length)
}

/// The same in the whole text, as fields count: from where, and to where.
pub fn wrong(text: &str, error: &ParseError) -> (u32, u32) {
    let number = error.place.line as usize - 1;
    let units = |text: &str| text.encode_utf16().count();
    let before: usize = text
        .split('\n')
        .take(number)
        .map(|line| units(line) + 1)
        .sum();
    let line = text.split('\n').nth(number).unwrap_or_default();
    let (from, length) = span(line, error);
    let part = |count: usize| units(&line.chars().take(count).collect::<String>());
    (
        (before + part(from)) as u32,
        (before + part(from + length)) as u32,
    )
}

#[cfg(test)]
mod tests {
    use synod_core::script::Place;

    use super::*;

    #[test]
    fn what_is_wrong_is_marked_in_the_field() {
        let text = "protocol benmo\nsay \"ü🂡\"\nat 2s crush n1\ncrash";
        let error = |line, column, found: &str| ParseError {
            place: Place { line, column },
            found: found.into(),
            expected: "better".into(),
        };
        assert_eq!(wrong(text, &error(3, 7, "crush")), (31, 36));
        assert_eq!(wrong(text, &error(4, 6, "end of line")), (45, 45));
    }

    #[test]
    fn time_does_not_go_backwards() {
        let about = synod_core::protocols::CATALOG[0].about;
        let wrong = |text: &str| {
            let script = synod_core::script::parse(text, &[about]).expect("it parses");
            let error = backwards(&script.lines)?;
            Some((error.place.line, error.to_string()))
        };
        let text = "protocol benmo\nat 2s crash n1\nat 1s crash n2\n";
        let said = "found at 1s, expected 2s or later";
        assert_eq!(wrong(text), Some((3, said.to_owned())));
        let branches = "protocol benmo\nat 2s crash n1\nbranch b from main @0\nat 1s heal\n";
        assert_eq!(wrong(branches), None);
        assert_eq!(
            wrong("protocol benmo\nat 1s crash n1\nat 1s crash n2\n"),
            None
        );
    }

    #[test]
    fn a_moment_is_told_apart() {
        assert_eq!(moment("at 2s crash n1"), 6);
        assert_eq!(moment("@12 heal"), 4);
        assert_eq!(
            (moment("@12"), moment("at 2s"), moment("heal"), moment("")),
            (3, 3, 0, 0)
        );
    }
}
