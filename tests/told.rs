//! What is told of the past: sentences with what no record keeps, the same from wherever one looks back, and looking
//! back changes nothing.

use synod_core::session::{Played, Session};
use synod_core::units::Time;
use synod_tests::chance::Chance;
use synod_tests::table::SCRIPTS;

fn played(text: &str) -> Session {
    let mut session = Session::load(text).unwrap_or_else(|trouble| panic!("{trouble} in\n{text}"));
    assert_eq!(session.run_to_end(), Played::Reached, "in\n{text}");
    session
}

/// Everything that has happened, a sentence each.
fn all(session: &Session) -> Vec<String> {
    let run = session.view();
    let places: Vec<usize> = (0..run.recorded()).collect();
    let told = run.describe(&places);
    assert_eq!(told.len(), places.len(), "a sentence for each record");
    told.iter().map(ToString::to_string).collect()
}

fn says(told: &[String], sentence: &str) {
    assert!(
        told.iter().any(|line| line == sentence),
        "{sentence:?} is not among\n{}",
        told.join("\n")
    );
}

const FAULTS: &str = "protocol benmo\nset latency 100ms\nset pause 1s\n\
    submit n1 transfer n1 n2 30\nat 100ms sever n1 n5\nrun 5s\nset latency 200ms\n\
    corrupt n2 tail 1\ncorrupt n3 block 1\nlater crash n4 after 1s\nrun 2s\n";

#[test]
fn a_message_says_its_body_whatever_became_of_it() {
    let told = all(&played(FAULTS));
    says(
        &told,
        "n1 sends prepare to n2 (m2). It says: ballot 1·n1, depth 0.",
    );
    says(
        &told,
        "n2 handles prepare from n1 (m2). It says: ballot 1·n1, depth 0.",
    );
    says(
        &told,
        "The prepare from n1 to n5 is lost: the link is cut (m5). It says: ballot 1·n1, depth 0.",
    );
    let dropped = "protocol benmo\nset latency 100ms\nset pause 1s\nsubmit n1 transfer n1 n2 30\n\
        until 1s\ndrop m2\npause n3\nuntil 1200ms\ncrash n3\ncrash n4\nrun 1s\n";
    let told = all(&played(dropped));
    says(
        &told,
        "The prepare from n1 to n2 is lost: it was dropped (m2). It says: ballot 1·n1, depth 0.",
    );
    says(
        &told,
        "The prepare from n1 to n3 is lost: the receiver is down (m3). It says: ballot 1·n1, depth 0.",
    );
}

#[test]
fn a_lost_message_shows_its_fields() {
    let session = played(FAULTS);
    let id = synod_core::units::MessageId(5);
    let view = session.view().message(id).expect("m5 was sent");
    let names: Vec<&str> = view.fields.iter().map(|field| field.name).collect();
    assert_eq!(
        names,
        ["ballot", "depth"],
        "the link was cut when it was sent"
    );
    assert!(view.allegiance.is_some());
}

#[test]
fn rules_decisions_timers_and_faults_say_what_they_were_about() {
    let told = all(&played(FAULTS));
    says(
        &told,
        "n2 promises 1·n1 for block 1. P2: An acceptor promises a ballot unless it has promised a higher one, and says what it accepted.",
    );
    says(
        &told,
        "n2 learns the decision of height 1. Block 43ae of n1 orders n1#1 transfer n1 n2 30.",
    );
    says(&told, "Timer pause of n1 fires. It was set at 0us.");
    says(
        &told,
        "The disk of n2 is damaged. It has forgotten its last write.",
    );
    says(
        &told,
        "The disk of n3 is damaged. A bit of block 1 has flipped.",
    );
    says(&told, "From now on: set latency 200ms.");
    says(&told, "To happen: later crash n4 after 1s.");
    says(&told, "n4 crashed.");
    let violated = told
        .iter()
        .find(|line| line.starts_with("Chain integrity is violated: "));
    assert!(
        violated.is_some_and(|line| line.contains(", but the hash of its content is ")),
        "{violated:?}"
    );
}

/// A reply is told as it was then, not as it is now.
#[test]
fn a_verdict_that_changed_is_told_twice() {
    let text = "protocol benmo\nset latency 100ms\nset pause 1s\nsubmit n1 transfer n1 n2 30\n\
        at 1350ms crash n1\nrun 5s\nsubmit n2 transfer n2 n3 1\nrun 5s\n";
    let told = all(&played(text));
    says(&told, "n1#1 is unknown.");
    says(&told, "n1#1 is committed.");
}

#[test]
fn the_past_is_told_alike_from_everywhere_and_one_by_one() {
    for (name, text) in SCRIPTS {
        let mut session = played(text);
        let (whole, mut chance) = (all(&session), Chance::new(3));
        let end = session.view().end().step;
        for _ in 0..20 {
            let step = chance.below(u64::from(end) + 1);
            session.seek_step(u32::try_from(step).expect("a step"));
            let recorded = session.view().recorded();
            if recorded == 0 {
                continue;
            }
            let place = usize::try_from(chance.below(recorded as u64)).expect("a place");
            let told = session.view().describe(&[place]);
            assert_eq!(
                told[0].to_string(),
                whole[place],
                "{name}: record {place} from step {step}"
            );
        }
    }
}

#[test]
fn telling_changes_nothing() {
    for (name, text) in SCRIPTS.iter().filter(|(name, _)| *name != "lossy") {
        let plain = played(text);
        let mut watched = Session::load(text).expect("it parses");
        while watched.has_upcoming() {
            let recorded = watched.view().recorded();
            let _ = watched
                .view()
                .describe(&[recorded / 3, recorded / 2, recorded, 0]);
            watched.next_line().expect("it can be played");
        }
        let (one, other) = (plain.view(), watched.view());
        assert_eq!(one.fingerprint(), other.fingerprint(), "{name}");
        assert_eq!(
            (one.moment(), one.recorded()),
            (other.moment(), other.recorded()),
            "{name}"
        );
        assert_eq!(plain.script(), watched.script(), "{name}");
    }
}

#[test]
fn a_look_at_a_time_shows_what_going_there_shows_and_changes_nothing() {
    let text = "protocol benmo\nseed 4\nset pause 1s..4s\nset latency 80ms..120ms\nsubmit n1 transfer n1 n2 10\n\
        at 3s crash n2\nat 3s sever n4 n5\nat 5s submit n4 transfer n4 n3 5\nat 9s restart n2\nat 20s heal\nuntil 40s\n";
    let mut session = Session::load(text).expect("it parses");
    session.run_to_end();
    session.seek_time(Time(7_000_000));
    let before = (session.view().moment(), session.view().fingerprint());
    let mut different = std::collections::BTreeSet::new();
    for tenth in 0..=450_u64 {
        let time = Time(tenth * 100_000);
        let look = session.view().glimpse(time);
        assert_eq!(
            (session.view().moment(), session.view().fingerprint()),
            before
        );
        let mut there = Session::load(text).expect("it parses");
        there.run_to_end();
        there.seek_time(time.min(there.view().end().time));
        let mut nodes = Vec::new();
        there.view().glances(&mut nodes);
        assert_eq!(look.sketch.nodes, nodes, "at {time}");
        assert_eq!(look.sketch.links, there.view().links(), "at {time}");
        assert_eq!(look.caption, there.view().caption(), "at {time}");
        assert_eq!(look.moment.step, there.view().moment().step, "at {time}");
        different.insert(format!("{:?}", look.caption));
    }
    assert!(different.len() > 10, "much happens in it");
}

#[test]
fn a_nomination_that_fails_says_why() {
    let silent = "protocol multi-paxos\ncrash n2\ncrash n3\nnominate c1 n1\nuntil 9s\n";
    let behind = "protocol multi-paxos\nsever n3 n1\nsever n3 n2\nsubmit c1 put a 1\nat 13s heal\nnominate c1 n3\n\
        until 20s\n";
    let higher = "protocol multi-paxos\nclients 2\nsever n2 n1\nsever n2 n3\nnominate c1 n3\nat 7s nominate c1 n1\n\
        at 14s heal\nnominate c2 n2\nuntil 21s\n";
    for (script, who, says) in [
        (
            silent,
            "c1",
            "leader nobody it knows of, reason no majority answered in time.",
        ),
        (
            behind,
            "c1",
            "leader nobody it knows of, reason it lacks slots: others have decided 1.",
        ),
        (higher, "c2", "leader n1, reason ballot 2·n1 is higher."),
    ] {
        let told = all(&played(script));
        let start = format!("{who} handles nomination from ");
        let fits = |line: &&String| line.starts_with(&start) && line.ends_with(says);
        assert_eq!(
            told.iter().filter(fits).count(),
            1,
            "{says:?} in\n{}",
            told.join("\n")
        );
    }
}
