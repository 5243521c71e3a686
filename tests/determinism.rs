//! One script, one run: twice, in slices, looked at, sought, written down and played again.
//!
//! `tests/fingerprints.txt` is what the browser must find too. `SYNOD_WRITE_FINGERPRINTS=1` writes it anew; commit
//! that only if you know why it changed.

use std::path::Path;

use synod_core::protocols::CATALOG;
use synod_core::session::{Played, Session};
use synod_core::simulation::Simulation;
use synod_core::units::{Moment, NodeId, Span, Time};
use synod_core::view::State;
use synod_tests::chance::Chance;
use synod_tests::hostile;
use synod_tests::table::{SCRIPTS, STORED, row};
use synod_tests::weather::{self, End};

/// Random places that each script is sought at.
const SEEKS: u64 = 200;
/// Random sessions of somebody who plays with the page.
const SESSIONS: u64 = 200;
/// Bytes that say what they do: two or three for a turn.
const TURNS: usize = 160;

fn load(text: &str) -> Session {
    Session::load(text).unwrap_or_else(|trouble| panic!("{trouble} in\n{text}"))
}

fn played(text: &str) -> Session {
    let mut session = load(text);
    assert_eq!(session.run_to_end(), Played::Reached, "in\n{text}");
    session
}

/// Where a run stands and how it came there.
fn stand(session: &Session) -> (Moment, u64) {
    (session.view().moment(), session.view().fingerprint())
}

/// Everything that is shown, for comparison.
fn state(session: &Session) -> String {
    let run = session.view();
    let nodes: Vec<String> = (1..=run.setup().nodes)
        .map(|number| format!("{:?}", run.node(NodeId::new(number))))
        .collect();
    format!("{nodes:?} {:?} {:?}", run.lamps(), run.requests())
}

/// Two sessions stand at the same place and show the same.
fn same(one: &Session, other: &Session, what: &str) {
    assert_eq!(
        stand(one),
        stand(other),
        "{what}\n{}\nagainst\n{}",
        one.script(),
        other.script()
    );
    // Not `assert_eq!`: what is shown fills pages.
    assert!(
        state(one) == state(other),
        "{what}: the same place, but something else is shown"
    );
}

#[test]
fn a_script_has_its_stored_fingerprint() {
    let rows: Vec<String> = SCRIPTS.iter().map(|(name, text)| row(name, text)).collect();
    let text = rows.join("\n") + "\n";
    if std::env::var_os("SYNOD_WRITE_FINGERPRINTS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fingerprints.txt");
        return std::fs::write(path, text).expect("the table can be written");
    }
    let stored: Vec<&str> = STORED.lines().collect();
    assert_eq!(stored, rows, "a run has changed: see the head of this file");
}

#[test]
fn a_script_played_twice_is_the_same_run() {
    for (name, text) in SCRIPTS {
        same(&played(text), &played(text), name);
    }
}

#[test]
fn every_step_sought_is_the_step_played() {
    for (name, text) in SCRIPTS {
        let mut session = played(text);
        let (end, mut chance) = (session.view().end(), Chance::new(1));
        for _ in 0..SEEKS {
            let step = u32::try_from(chance.below(u64::from(end.step) + 1)).expect("a step");
            session.seek_step(step);
            let found = stand(&session);
            assert_eq!(found.0.step, step, "{name}");
            let written = session.script();
            assert_eq!(
                found,
                stand(&played(&written)),
                "{name}, step {step}:\n{written}"
            );
        }
        session.seek_step(end.step);
        assert_eq!(stand(&session), stand(&played(text)), "{name}");
    }
}

/// A scheduled action, and a timer that is due at that very moment: no line says a place between them, and nobody who
/// plays on stands there. So nobody who goes back does, nor does a branch leave there.
#[test]
fn who_goes_back_stands_where_a_line_can_say_it() {
    let text = "protocol benmo\nset latency 100ms\nset pause 1s\nlater crash n3 after 1s\n\
        submit n1 transfer n1 n2 30\nuntil 4s\n";
    let mut session = played(text);
    session.seek_step(1);
    let both = session.view().moment().time == Time(1_000_000);
    let n3 = session.view().node(NodeId::new(3)).expect("n3 is there");
    let is_down = n3.glance.state == State::Down;
    assert!(
        both && is_down,
        "step 1 is of that moment, behind the crash"
    );
    for step in 0..session.view().end().step {
        session.seek_step(step);
        assert_eq!(session.view().moment().step, step);
        let written = session.script();
        same(
            &session,
            &played(&written),
            &format!("step {step}:\n{written}"),
        );
    }
    for by_hand in [false, true] {
        let mut session = if by_hand {
            let mut session = played(text);
            session.seek_step(0);
            session
                .act("submit n2 transfer n2 n1 5")
                .expect("n2 has them");
            session
        } else {
            played(&format!(
                "{text}branch other from main @0\nsubmit n2 transfer n2 n1 5\n"
            ))
        };
        same(&session, &played(&session.script()), "a branch");
        let file = session.file();
        assert_eq!(played(&file).file(), file);
        session.undo();
        same(&session, &played(&session.script()), "where a branch left");
    }
}

/// A step sought is the last recorded moment of it: with its actions, and with those that were scheduled.
#[test]
fn all_that_was_recorded_of_a_step_lies_behind_it() {
    let scheduled =
        "protocol benmo\nset pause 10s\nsubmit n1 transfer n1 n2 30\nlater crash n2 after 1s\n\
        at 2s crash n3\nlater crash n4 after 1s\nuntil 30s\n"
            .to_string();
    let storms = (0..10).map(|seed| weather::storm(CATALOG[0].about, seed, End::Whole));
    for text in storms.chain([scheduled]) {
        let mut session = played(&text);
        let steps: Vec<u32> = session
            .view()
            .journal()
            .records
            .iter()
            .map(|record| record.step)
            .collect();
        let (end, mut chance) = (session.view().end(), Chance::new(3));
        for place in 0..SEEKS {
            let step = if place == 0 {
                0
            } else {
                chance.below(u64::from(end.step))
            };
            session.seek_step(u32::try_from(step).expect("a step"));
            let behind = steps.partition_point(|other| u64::from(*other) <= step);
            assert_eq!(session.view().recorded(), behind, "step {step} of\n{text}");
        }
    }
}

#[test]
fn every_time_sought_is_the_time_played() {
    for (name, text) in SCRIPTS {
        let mut session = played(text);
        let (end, mut chance) = (session.view().end(), Chance::new(2));
        for _ in 0..SEEKS {
            let time = Time(chance.below(end.time.micros().max(1)));
            session.seek_time(time);
            let mut fresh = load(text);
            assert_eq!(fresh.play_until(time, u32::MAX), Played::Reached, "{name}");
            assert_eq!(stand(&session), stand(&fresh), "{name} at {time}");
        }
    }
}

#[test]
fn slices_change_nothing() {
    for (name, text) in SCRIPTS {
        let end = played(text).view().moment().time;
        let mut whole = load(text);
        whole.play_until(end, u32::MAX);
        for seed in 0..5 {
            let (mut sliced, mut chance, mut now) = (load(text), Chance::new(seed), Time::ZERO);
            // Some thousand slices.
            let longest = end.micros() / 500 + 2;
            loop {
                now = now.after(Span(chance.below(longest))).min(end);
                let budget = 1 + u32::try_from(chance.below(3)).expect("a few");
                while sliced.play_until(now, budget) == Played::Budget {}
                if now == end {
                    break;
                }
            }
            same(&whole, &sliced, name);
            assert_eq!(whole.script(), sliced.script(), "{name}");
        }
    }
}

/// Asks for all that can be seen.
fn look(run: &dyn Simulation) {
    let (mut glances, mut flights) = (Vec::new(), Vec::new());
    run.glances(&mut glances);
    run.flights(&mut flights);
    for glance in &glances {
        let _ = run.node(glance.id);
    }
    for flight in &flights {
        let _ = run.message(flight.id);
    }
    let _ = (
        run.links(),
        run.clients(),
        run.lamps(),
        run.requests(),
        run.caption(),
        run.suggestion(),
        run.branches(),
    );
    let last = run.recorded().saturating_sub(1);
    let _ = run.describe(&[last / 2, last]);
}

#[test]
fn looking_changes_nothing() {
    for (name, text) in SCRIPTS {
        let plain = played(text);
        let end = plain.view().end();
        let mut watched = load(text);
        while watched.view().moment().step < end.step {
            look(watched.view());
            if watched.view().moment().step.is_multiple_of(16) {
                let _ = (watched.script(), watched.expects());
            }
            assert!(watched.step(), "{name} goes on");
        }
        assert_eq!(watched.run_to_end(), Played::Reached, "{name}");
        look(watched.view());
        same(&plain, &watched, name);
    }
}

#[test]
fn what_a_session_writes_down_leads_to_where_it_stands() {
    for seed in 0..SESSIONS {
        hostile::session(&hostile::bytes(&mut Chance::new(seed), TURNS));
    }
}

#[test]
fn an_await_by_hand_into_which_lines_fall_is_written_down() {
    let mut session = load("protocol benmo\nat 4s crash n1\n");
    session.play_until(Time(2_000_000), u32::MAX);
    session
        .act("await committed >= 1 within 3s")
        .expect("nothing forbids to wait");
    let (written, found) = (session.script(), session.expects());
    same(&session, &played(&written), &written);
    assert!(
        matches!(found.as_slice(), [expected] if !expected.ok),
        "one failed expectation: {found:?}"
    );
}
