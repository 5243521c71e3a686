//! Who does the searches of proof of work changes nothing of what happens: neither how many there are, nor in which
//! order they answer, nor what was known before.

use std::thread;

use synod_core::grind::{Stretch, learn, search, unknown_from};
use synod_core::session::{Played, Session};
use synod_core::units::Time;
use synod_tests::chance::Chance;

/// Three miners who find a block in some seconds, with attempts of which none is drawn.
const HEADERS: &str = "protocol proof-of-work\nset difficulty 13\nset hash-power 4000\nset chain-period 2s\nset data-period 1s\n\
    submit n1 note \"a\"\nsubmit n2 note \"b\"\nsubmit n3 note \"c\"\nat 5s submit n1 note \"d\"\nat 6s partition n1 | n2 n3\n\
    at 7s submit n1 note \"e\"\nat 7s submit n3 note \"f\"\nat 20s heal\n";
/// The same with the puzzle of the source.
const DIGITS: &str = "protocol proof-of-work\nset puzzle original\nset difficulty 3\nset hash-power 2000\nset chain-period 2s\n\
    submit n1 note \"a\"\nsubmit n1 note \"b\"\nsubmit n1 note \"c\"\nsubmit n1 note \"d\"\nsubmit n2 note \"e\"\n";

const END: Time = Time(40_000_000);

fn load(text: &str) -> Session {
    Session::load(text).unwrap_or_else(|trouble| panic!("{trouble} in\n{text}"))
}

/// The fingerprint of a run that searches for itself. In a thread of its own: what is known is known to a thread.
fn alone(text: &'static str) -> (u64, u64) {
    let played = thread::spawn(move || {
        let mut session = load(text);
        assert_eq!(session.play_until(END, u32::MAX), Played::Reached);
        let mut nodes = Vec::new();
        session.view().glances(&mut nodes);
        let highest = nodes.iter().map(|node| node.glance.height).max();
        (session.view().fingerprint(), highest.unwrap_or(0))
    });
    played.join().expect("it plays to its end")
}

/// The same where every search of a miner that goes on is done by somebody else, a part of it at a time, and parts that
/// lie behind each other are known in any order. How often it waited.
fn helped(text: &'static str, seed: u64) -> (u64, u32) {
    let played = thread::spawn(move || {
        let (mut session, mut chance) = (load(text), Chance::new(seed));
        let mut waits = 0;
        loop {
            match session.play_with_miners(END, 1 + chance.below(50) as u32, 0) {
                Played::Reached => return (session.view().fingerprint(), waits),
                Played::Budget => {}
                Played::Waits => {
                    waits += 1;
                    let awaited = session.view().awaited().expect("it waits for one");
                    answer(&awaited.puzzle, awaited.from, &mut chance);
                }
                other => panic!("{other:?}"),
            }
        }
    });
    played.join().expect("it plays to its end")
}

/// Searches some stretches, not in their order, and tells core of them as a page does: those without a gap below.
fn answer(puzzle: &synod_core::grind::Puzzle, from: u64, chance: &mut Chance) {
    let mut next = unknown_from(puzzle, from).expect("nothing is known of it");
    let mut stretches: Vec<Stretch> = Vec::new();
    for _ in 0..1 + chance.below(4) {
        let count = 1 + chance.below(5000) as u32;
        let found = search(puzzle, next, count);
        stretches.push(Stretch {
            from: next,
            count,
            found,
        });
        next += u64::from(count);
    }
    while !stretches.is_empty() {
        let place = chance.below(stretches.len() as u64) as usize;
        let known = unknown_from(puzzle, from);
        if known.is_none() {
            return;
        }
        if known == Some(stretches[place].from) {
            learn(puzzle, stretches.remove(place));
        }
    }
}

#[test]
fn the_run_is_the_same_whoever_searched() {
    for text in [HEADERS, DIGITS] {
        let (fingerprint, height) = alone(text);
        assert!(height >= 3, "blocks are found: {height}");
        for seed in 0..6 {
            let (same, waits) = helped(text, seed);
            assert!(waits > 0, "somebody else was waited for");
            assert_eq!(same, fingerprint, "seed {seed} in\n{text}");
        }
    }
}

#[test]
fn whoever_has_no_miners_waits_for_nobody() {
    let mut session = load(HEADERS);
    let played = session.play_with_miners(END, u32::MAX, u32::MAX);
    assert_eq!(played, Played::Reached, "no search is so long");
}
