//! Links: a run with its moment as one short word, read again to the letter; what is damaged or foreign says so.

use proptest::prelude::*;
use synod_core::link::{Linked, Unreadable, VERSION};
use synod_core::session::Session;
use synod_core::units::{Span, Time};
use synod_tests::chance::Chance;
use synod_tests::scenarios;

/// What the budget of issue 4 grants twenty interventions, in characters of the whole fragment.
const FRAGMENT_MAX: usize = 300;
/// What stands before the word of a link.
const KEY: &str = "#run=";

fn linked(text: &str) -> Linked {
    let (text, to_come) = (text.into(), 0);
    Linked { text, to_come }
}

/// Somebody intervenes twenty times in the opening scene of a system while it plays: at no round time, as frames fall.
fn intervened(protocol: &str, seed: u64) -> Session {
    let mut chance = Chance::new(seed);
    let mut session = Session::opening(protocol).expect("it has one");
    let nodes = session.view().setup().nodes.into();
    let has_clients = session.view().setup().clients > 0;
    let mut done = 0;
    while done < 20 {
        let time = session.view().moment().time.micros() + 200_000 + chance.below(5_000_000);
        session.play_until(Time::ZERO.after(Span(time)), u32::MAX);
        let node = chance.between(1, nodes);
        let other = node % nodes + 1;
        let mut flights = Vec::new();
        session.view().flights(&mut flights);
        let line = match (chance.below(12), flights.first()) {
            (0, _) if has_clients => format!("submit c1 put x {}", chance.between(1, 40)),
            (1, _) if has_clients => "submit c1 get x".into(),
            (2, _) if has_clients => format!("nominate c1 n{node}"),
            (4, _) if has_clients => format!("sever n{node} c1"),
            (0..3, _) => format!(
                "submit n{node} transfer n{node} n{other} {}",
                chance.between(1, 40)
            ),
            (3, _) => format!("crash n{node}"),
            (4, _) => format!("restart n{node}"),
            (5, _) => format!("sever n{node} n{other}"),
            (6, _) => "heal".into(),
            (7, _) => format!("partition n{node} n{other} | n{}", other % nodes + 1),
            (8, Some(flight)) => format!("hold {}", flight.id),
            (9, Some(flight)) => format!("drop {}", flight.id),
            (10, _) => format!("pause n{node}"),
            _ => format!("resume n{node}"),
        };
        done += usize::from(session.act(&line).is_ok());
    }
    session
}

#[test]
fn twenty_interventions_fit_a_link() {
    for protocol in [
        "benmo",
        "multi-paxos",
        "pichain",
        "proof-of-work",
        "proof-of-stake",
    ] {
        measure(protocol);
    }
}

fn measure(protocol: &str) {
    let mut lengths = Vec::new();
    for seed in 0..20 {
        let session = intervened(protocol, seed);
        let linked = session.linked();
        let word = linked.write().expect("it is short");
        assert_eq!(Linked::read(&word), Ok(linked.clone()));
        lengths.push(KEY.len() + word.len());
        let length = KEY.len() + word.len();
        assert!(
            length <= FRAGMENT_MAX,
            "{length} characters:\n{}",
            linked.text
        );
    }
    lengths.sort_unstable();
    println!(
        "twenty interventions in {protocol}: {} to {} characters, {} in the middle",
        lengths[0], lengths[19], lengths[10]
    );
}

#[test]
fn every_scenario_comes_out_of_its_link() {
    for (name, text) in scenarios::all() {
        let linked = Linked { text, to_come: 7 };
        let word = linked.write().expect("it is short");
        assert!(word.len() < linked.text.len(), "{name} does not grow");
        assert_eq!(Linked::read(&word), Ok(linked), "{name}");
    }
}

#[test]
fn what_is_no_link_says_why() {
    let word = linked("synod 1\nprotocol benmo\nat 1s crash n2\n")
        .write()
        .expect("it is short");
    let said = |word: &str| Linked::read(word).expect_err("it is no link").to_string();
    assert_eq!(said(""), "it is empty");
    assert_eq!(
        said("9abc"),
        "it begins with 9, which another version wrote; this one reads 1 to 5"
    );
    assert_eq!(said("1ab cd"), "' ' at 4 is no sign of a link");
    assert_eq!(said("1"), "a part is missing or changed");
    assert_eq!(
        said(&word[..word.len() - 3]),
        "a part is missing or changed"
    );
    assert_eq!(
        Linked::read(&format!("{word}QQQQ")),
        Err(Unreadable::Damaged),
        "and a longer one"
    );
}

#[test]
fn one_wrong_letter_is_found() {
    let text = "synod 1\nprotocol benmo\nnodes 3\nsubmit n1 transfer n1 n2 30\nat 1.5s crash n2\n";
    let word = linked(text).write().expect("it is short");
    for place in 1..word.len() {
        for sign in ["A", "q", "_", "7"] {
            let mut damaged = word.clone();
            damaged.replace_range(place..=place, sign);
            let expected = if damaged == word {
                Ok(linked(text))
            } else {
                Err(Unreadable::Damaged)
            };
            assert_eq!(Linked::read(&damaged), expected);
        }
    }
}

#[test]
fn a_text_of_any_length_is_written_or_refused() {
    for length in [0, 1, 2, 300, 65_535] {
        let linked = Linked {
            text: "ä".repeat(length / 2) + if length % 2 == 1 { "x" } else { "" },
            to_come: length,
        };
        let word = linked.write().expect("it fits");
        assert_eq!(Linked::read(&word), Ok(linked));
    }
    assert_eq!(linked(&"x".repeat(65_536)).write(), None);
}

/// Links of today are read for ever: none of these may ever change.
const KEPT: &[(&str, &str, usize)] = &[
    ("1Tj9hdh_Q", "synod 1\nprotocol benmo\n", 0),
    (
        "1BtyAcOvk_IOBnh2hJP-OiQ",
        "synod 1\nprotocol benmo\nnodes 5\nseed 7\nat 1.250417s crash n2\nat 9s restart n2\n",
        1,
    ),
    (
        "1iG-y8rfz7CcydZ4b5rE7XqbnHC9nbRwzVawbfctzofc",
        "protocol benmo\nsay \"Größe: 5 € 🂡\"\n",
        0,
    ),
    ("2Tj9hdh-m", "synod 1\nprotocol benmo\n", 0),
    (
        "2bd9QcIvVKthAgOWheYNq",
        "synod 1\nprotocol multi-paxos\nclients 2\nsubmit c1 put x 1\nat 9.250417s crash n1\nat 14s nominate c2 n2\n",
        2,
    ),
    ("3Tj9hdh-WpQ", "synod 1\nprotocol benmo\n", 0),
    (
        "3hbjBcEvhZnPs-Yph7L9l",
        "synod 1\nprotocol pichain\nnodes 5\nset rtt 100ms\nsubmit n3 note \"a\"\nat 1.250417s partition n1 n5 | n2 n3 n4\nat 9s heal\n",
        1,
    ),
    ("4Tj9hdh-Ugg", "synod 1\nprotocol benmo\n", 0),
    (
        "4Bijnbsnwl2o2pV8W8rBF_niBqtSXaE-qLd7izw",
        "synod 1\nprotocol proof-of-work\nnodes 5\nseed 7\nset attack withhold on n1\nset hash-power 4000 on n1\nsubmit n2 note \"tea\"\nat 12.250417s sever n1 n2\nat 90s heal n1 n2\n",
        1,
    ),
    ("5Tj9hdh-rLpA", "synod 1\nprotocol benmo\n", 0),
    (
        "5fkwBbufxWU6hOqRKuu73vRbTIGYH",
        "synod 1\nprotocol proof-of-stake\nsubmit n1 faucet n2 100\nsubmit n1 faucet n3 100\nat 1s submit n2 stake n2 30\nat 1.250417s crash n2\nat 20s restart n2\n",
        1,
    ),
    (
        "5QmEJbtnqrKk1P1t2voP-AH0kqg3Yn9hfoA",
        "synod 1\nprotocol proof-of-stake\nnodes 5\nset redraw 5s\nset double-sign on on n1\nsubmit n4 faucet jane 7\nat 3.000001s partition n1 n2 | n3 n4 n5\nat 30s heal\n",
        2,
    ),
];

#[test]
fn a_link_of_yesterday_says_what_it_said() {
    for (word, text, to_come) in KEPT {
        let linked = Linked {
            text: (*text).into(),
            to_come: *to_come,
        };
        if word.starts_with(VERSION) {
            assert_eq!(linked.write().as_deref(), Some(*word), "{text}");
        }
        assert_eq!(Linked::read(word), Ok(linked));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_comes_out_of_its_link(text in "(?s).{0,400}", to_come in 0_usize..200_000) {
        let linked = Linked { text, to_come };
        let word = linked.write().expect("it is short");
        prop_assert!(word.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign)));
        prop_assert_eq!(Linked::read(&word), Ok(linked));
    }

    #[test]
    fn any_word_is_read_or_refused(word in "([1-5][A-Za-z0-9_-]{0,200})|(?s).{0,20}") {
        if let Ok(linked) = Linked::read(&word) {
            prop_assert_eq!(Linked::read(&linked.write().expect("it was read")), Ok(linked));
        }
    }
}
