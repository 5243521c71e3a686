//! What `expect`, `await` and `goal` may ask.

use super::values::{Parsed, Reader};
use crate::about::{Expectation, PropertySpec};
use crate::predicate::{Comparison, Predicate};
use crate::units::NodeId;
use crate::view::{Answer, LinkState, State};

const WORDS: &str = "a property, violated, witnessed, balance, value, no value, height, committed, tip, chain, fact, \
    stake, leader, no leader, role, state, link, pending, messages, reply, refused or fingerprint";

/// A property that says yes or no.
fn judged(words: &mut Reader, property: &PropertySpec) -> Parsed<Predicate> {
    if property.expectation == Expectation::Statistical {
        return words.error("a property with a verdict: this one is only counted");
    }
    words.takes(property.id);
    Ok(Predicate::Property(property.id))
}

/// Reads a predicate.
pub fn predicate(words: &mut Reader) -> Parsed<Predicate> {
    let Some(word) = words.peek() else {
        return words.error(WORDS);
    };
    if let Some(property) = words.about.property(word) {
        return judged(words, property);
    }
    if !KEYWORDS.contains(&word) {
        return words.error(WORDS);
    }
    words.takes(word);
    match word {
        "violated" => property(words, Expectation::Always).map(Predicate::Violated),
        "witnessed" => property(words, Expectation::Sometimes).map(Predicate::Witnessed),
        "balance" => {
            let account = words.account()?;
            let (comparison, number, on) = compared_on(words)?;
            Ok(Predicate::Balance {
                account,
                comparison,
                number,
                on,
            })
        }
        "stake" => {
            let account = words.account()?;
            let (comparison, number, on) = compared_on(words)?;
            Ok(Predicate::Stake {
                account,
                comparison,
                number,
                on,
            })
        }
        "height" => {
            let (comparison, number, on) = compared_on(words)?;
            Ok(Predicate::Height {
                comparison,
                number,
                on,
            })
        }
        "committed" => {
            let (comparison, number, on) = compared_on(words)?;
            Ok(Predicate::Committed {
                comparison,
                number,
                on,
            })
        }
        "value" => value(words),
        "no" => none(words),
        "tip" => equal_nodes(words).map(Predicate::Tip),
        "chain" => equal_nodes(words).map(Predicate::Chain),
        "leader" => leader(words),
        _ => of_one(word, words),
    }
}

const KEYWORDS: [&str; 20] = [
    "violated",
    "witnessed",
    "balance",
    "value",
    "no",
    "height",
    "committed",
    "tip",
    "chain",
    "fact",
    "stake",
    "leader",
    "role",
    "state",
    "link",
    "pending",
    "messages",
    "reply",
    "refused",
    "fingerprint",
];

/// Predicates about one node, link, request or the run.
fn of_one(word: &str, words: &mut Reader) -> Parsed<Predicate> {
    match word {
        "fact" => {
            let node = words.node()?;
            let name = words.one_of(
                "a fact",
                words.about.facts.iter().map(|name| (*name, *name)),
            )?;
            words.needs("=")?;
            Ok(Predicate::Fact {
                node,
                name,
                value: words.literal()?,
            })
        }
        "role" => {
            let node = words.node()?;
            words.needs("=")?;
            let roles = words.about.roles.iter().map(|role| (role.name, role.name));
            Ok(Predicate::Role {
                node,
                role: words.one_of("a role", roles.chain([("none", "none")]))?,
            })
        }
        "state" => {
            let who = words.address()?;
            words.needs("=")?;
            let states = [State::Up, State::Down, State::Paused].map(|state| (state.name(), state));
            Ok(Predicate::State {
                who,
                state: words.one_of("a state", states)?,
            })
        }
        "link" => {
            let (from, to) = words.two_ends()?;
            words.needs("=")?;
            let states = [
                LinkState::Open,
                LinkState::Cut,
                LinkState::CutForward,
                LinkState::CutBack,
            ];
            let state = words.one_of(
                "a state of a link",
                states.map(|state| (state.name(), state)),
            )?;
            Ok(Predicate::Link { from, to, state })
        }
        "pending" => {
            let node = words.node()?;
            let (comparison, number) = compared(words)?;
            Ok(Predicate::Pending {
                node,
                comparison,
                number,
            })
        }
        "messages" => {
            let kind = words.kind()?;
            let (comparison, number) = compared(words)?;
            Ok(Predicate::Messages {
                kind,
                comparison,
                number,
            })
        }
        "reply" => {
            let request = words.request()?;
            words.needs("=")?;
            let verdict = words.one_of(
                "a verdict",
                Answer::ALL.map(|answer| (answer.name(), answer)),
            )?;
            let text = if words.is_text() {
                Some(words.text()?)
            } else {
                None
            };
            Ok(Predicate::Reply {
                request,
                verdict,
                text,
            })
        }
        "refused" => {
            let text = if words.is_text() {
                Some(words.text()?)
            } else {
                None
            };
            Ok(Predicate::Refused(text))
        }
        _ => {
            let read = |word: &str| {
                (word.len() == 16 && word.bytes().all(|digit| digit.is_ascii_hexdigit()))
                    .then(|| u64::from_str_radix(word, 16).ok())
                    .flatten()
            };
            words
                .read("a fingerprint of 16 hex digits", read)
                .map(Predicate::Fingerprint)
        }
    }
}

fn property(words: &mut Reader, expectation: Expectation) -> Parsed<&'static str> {
    let fitting = words
        .about
        .properties
        .iter()
        .filter(|spec| spec.expectation == expectation);
    let what = match expectation {
        Expectation::Always => "a property that must always hold",
        Expectation::Sometimes => "a property worth seeing",
        Expectation::Eventually => "a property that must come true",
        Expectation::Statistical => "a property that is counted",
    };
    words.one_of(what, fitting.map(|spec| (spec.id, spec.id)))
}

fn leader(words: &mut Reader) -> Parsed<Predicate> {
    has_leader(words)?;
    Ok(Predicate::Leader(Some(words.node()?)))
}

fn has_leader(words: &Reader) -> Parsed<()> {
    match words.about.leading_role() {
        Some(_) => Ok(()),
        None => words.error_before(format!(
            "something that {} has: it has no leader",
            words.about.name
        )),
    }
}

fn compared(words: &mut Reader) -> Parsed<(Comparison, i64)> {
    let comparison = words.one_of(
        "a comparison",
        Comparison::ALL.map(|comparison| (comparison.sign(), comparison)),
    )?;
    Ok((comparison, words.whole()?))
}

fn compared_on(words: &mut Reader) -> Parsed<(Comparison, i64, Vec<NodeId>)> {
    let (comparison, number) = compared(words)?;
    Ok((comparison, number, on(words)?))
}

/// `on n1 n2`, or nothing.
fn on(words: &mut Reader) -> Parsed<Vec<NodeId>> {
    let mut nodes = Vec::new();
    if words.takes("on") {
        nodes.push(words.node()?);
        while words.is_address() {
            nodes.push(words.node()?);
        }
    }
    Ok(nodes)
}

fn value(words: &mut Reader) -> Parsed<Predicate> {
    let key = words.literal()?;
    words.needs("=")?;
    let value = Some(words.literal()?);
    Ok(Predicate::Value {
        key,
        value,
        on: on(words)?,
    })
}

fn none(words: &mut Reader) -> Parsed<Predicate> {
    if words.takes("leader") {
        has_leader(words)?;
        return Ok(Predicate::Leader(None));
    }
    if words.takes("value") {
        let key = words.literal()?;
        return Ok(Predicate::Value {
            key,
            value: None,
            on: on(words)?,
        });
    }
    words.error("value or leader")
}

/// `n1 = n2 ...`, at least two.
fn equal_nodes(words: &mut Reader) -> Parsed<Vec<NodeId>> {
    let first = words.node()?;
    words.needs("=")?;
    let mut nodes = vec![first, words.node()?];
    while words.takes("=") || words.is_address() {
        nodes.push(words.node()?);
    }
    Ok(nodes)
}
