//! The whole grammar: scripts made as values, of every statement, action, setting and predicate that the language has
//! and every name that a system has. What is printed is read as the same.

#[path = "grammar/made.rs"]
mod made;

use std::collections::BTreeSet;

use made::Maker;
use proptest::prelude::*;
use synod_core::about::About;
use synod_core::ledger::Literal;
use synod_core::protocols::CATALOG;
use synod_core::script::{self, Line};
use synod_tests::chance::Chance;
use synod_tests::hostile;

fn systems() -> Vec<&'static About> {
    CATALOG.iter().map(|entry| entry.about).collect()
}

/// The text of these lines.
fn printed(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Random bytes, from which a [`Maker`] chooses.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..400)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2048) })]

    #[test]
    fn a_script_is_read_as_it_was_printed(which in any::<prop::sample::Index>(), bytes in bytes()) {
        let about = *which.get(&systems());
        let lines = Maker::new(about, &bytes).script();
        let text = printed(&lines);
        let read = script::parse(&text, &systems())
            .map_err(|error| TestCaseError::fail(format!("{:?}: {error} in\n{text}", error.place)))?;
        prop_assert_eq!(&read.lines, &lines, "printed:\n{}", text);
        prop_assert_eq!(read.to_string(), format!("synod 1\n{text}"));
    }

    #[test]
    fn equal_literals_and_no_others_have_the_same_text(one in bytes(), other in bytes()) {
        let literal = |bytes: &[u8]| Maker::new(CATALOG[0].about, bytes).literal(0);
        let (one, other) = (literal(&one), literal(&other));
        prop_assert_eq!(one == other, one.to_string() == other.to_string());
        // In whatever order its pairs are said, a map is the same; of equal keys the last one counts.
        let pairs = [(one.clone(), other.clone()), (other.clone(), one.clone())];
        let map = Literal::map(pairs.clone());
        if one != other {
            prop_assert_eq!(&map, &Literal::map([pairs[1].clone(), pairs[0].clone()]));
        }
        let again = Literal::map(pairs.into_iter().chain([(one.clone(), Literal::None)]));
        let Literal::Map(pairs) = again else { return Err(TestCaseError::fail("a map is a map")) };
        let of_one: Vec<&Literal> = pairs.iter().filter(|(key, _)| *key == one).map(|(_, value)| value).collect();
        prop_assert_eq!(of_one, [&Literal::None]);
    }
}

/// The words that begin a statement, and those behind `expect`: what SCRIPT.md lists.
const STATEMENTS: &str = "protocol nodes clients seed absent set until run await expect branch title about say ask goal \
    hint par submit crash restart pause resume sever heal partition drop duplicate hold release delay deliver fire skew \
    corrupt nominate forge later";
const PREDICATES: &str = "not violated witnessed balance value no height committed tip chain fact stake leader role \
    state link pending messages reply refused fingerprint";

#[test]
fn every_word_of_the_language_is_made() {
    let mut made = BTreeSet::new();
    for seed in 0..2000 {
        let bytes = hostile::bytes(&mut Chance::new(seed), 300);
        for line in Maker::new(CATALOG[0].about, &bytes).script() {
            let Some(statement) = line.statement else {
                continue;
            };
            let text = statement.to_string();
            let mut words = text.split(' ').map(str::to_owned);
            made.extend(words.by_ref().take(1));
            if text.starts_with("expect ") {
                made.extend(words.take(1).map(|word| format!("expect {word}")));
            }
        }
    }
    let predicates = PREDICATES
        .split_whitespace()
        .map(|word| format!("expect {word}"));
    let all = STATEMENTS
        .split_whitespace()
        .map(str::to_owned)
        .chain(predicates);
    let missing: Vec<String> = all.filter(|word| !made.contains(word)).collect();
    assert!(missing.is_empty(), "never made: {missing:?}");
}
