//! Storms that also damage disks: writes are forgotten and bits are flipped while nodes run, wait or are down. Nobody
//! promises agreement then, but nothing panics, going back is still the same run, and a cluster with one forgetful disk
//! loses nothing else.

use synod_core::about::About;
use synod_core::protocols::{CATALOG, benmo};
use synod_core::session::{Played, Session};
use synod_core::storm::{self, Weather};
use synod_core::view::Verdict;
use synod_tests::chance::Chance;

/// Storms tried.
const STORMS: u64 = 120;

/// A storm in which, every few lines, some disk forgets its last writes, or a bit of it flips.
fn damaged(about: &About, seed: u64, flips: bool, nodes: u64) -> String {
    let mut chance = Chance::new(seed ^ 0xd15c);
    let mut text = String::new();
    for line in storm::script(about, seed, Weather::Hostile, None).lines() {
        let time = line
            .strip_prefix("at ")
            .and_then(|rest| rest.split(' ').next());
        if let Some(time) = time.filter(|_| chance.once_in(6)) {
            let node = chance.between(1, nodes);
            let number = chance.between(1, 4);
            let what = if flips && chance.once_in(3) {
                "block"
            } else {
                "tail"
            };
            text.push_str(&format!("at {time} corrupt n{node} {what} {number}\n"));
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn play(text: &str) -> Session {
    let mut session = Session::load(text).unwrap_or_else(|trouble| panic!("{trouble} in\n{text}"));
    assert_eq!(session.run_to_end(), Played::Reached, "in\n{text}");
    session
}

fn failed(session: &Session) -> Vec<&'static str> {
    let lamps = session.view().lamps().into_iter();
    let fails = lamps.filter(|lamp| lamp.view.verdict == Verdict::Fails);
    fails.map(|lamp| lamp.spec.id).collect()
}

#[test]
fn a_run_with_damaged_disks_is_the_same_wherever_one_comes_from() {
    for (entry, seed) in CATALOG
        .iter()
        .flat_map(|entry| (0..STORMS / 4).map(move |seed| (entry, seed)))
    {
        let mut session = play(&damaged(entry.about, seed, true, 3));
        let (end, mut chance) = (session.view().end(), Chance::new(seed));
        let last = session.view().fingerprint();
        for _ in 0..10 {
            let step = chance.below(u64::from(end.step));
            session.seek_step(u32::try_from(step).expect("a step"));
            let written = play(&session.script());
            let (here, there) = (session.view(), written.view());
            assert_eq!(
                here.fingerprint(),
                there.fingerprint(),
                "seed {seed}, step {step}"
            );
        }
        session.run_to_end();
        assert_eq!(session.view().fingerprint(), last, "seed {seed}");
    }
}

/// One disk of three and more forgets; the others do not. Now and then what it forgets is all that kept two decisions
/// apart: that much Paxos asks of a disk, and no more.
#[test]
fn one_forgetful_disk_breaks_agreement_at_most() {
    let (mut damages, mut apart) = (0, 0);
    for seed in 0..STORMS {
        // A node looks at its disk when something happens to it: the next round tells it what it lacks.
        let more = "submit n2 transfer n2 n1 1\nrun 10m\nexpect all-decided\n";
        let text = damaged(&benmo::ABOUT, seed, false, 1) + more;
        damages += text.matches(" corrupt n1 tail ").count();
        let session = play(&text);
        match failed(&session).as_slice() {
            [] => {
                let expects = session.expects();
                let missed = expects.iter().find(|expected| !expected.ok);
                assert_eq!(missed, None, "seed {seed}:\n{text}");
            }
            ["agreement"] => apart += 1,
            other => panic!("seed {seed} breaks {other:?}:\n{text}"),
        }
    }
    assert!(damages > 1000, "only {damages} times was something damaged");
    assert!(apart > 0, "no storm shows what a promise is kept for");
}
