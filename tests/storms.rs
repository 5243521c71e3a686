//! Storms: random faults for two minutes with every `Always` looked at after each event, then ten minutes of calm in
//! which everything must be decided. `SYNOD_STORM_SEEDS` says how many seeds, `SYNOD_STORM_FIRST` which is the first; `SYNOD_STORM_SHRINK` takes lines out of what breaks for as long as it still does.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use synod_core::protocols::CATALOG;
use synod_tests::storm::{self, End, Seen};

/// Seeds of an ordinary run: enough for every floor below to be far away from chance.
const SEEDS: u64 = 300;
/// So many broken seeds are shown in full; `SYNOD_STORM_SHRINK` looks for the lines that matter, which takes minutes.
const SHOWN: usize = 3;

/// What all storms of a kind saw together.
#[derive(Default)]
struct Coverage {
    seeds: u64,
    decided: u64,
    two_leaders: u64,
    caught_up: u64,
    recovered: u64,
    whats: BTreeSet<&'static str>,
    rules: BTreeSet<&'static str>,
    witnessed: BTreeSet<&'static str>,
    broken: Vec<(u64, Vec<String>)>,
}

impl Coverage {
    fn add(&mut self, seed: u64, seen: Seen) {
        self.seeds += 1;
        self.decided += u64::from(seen.decided >= 3);
        self.two_leaders += u64::from(seen.leaders.len() >= 2);
        self.caught_up += u64::from(seen.witnessed.contains("catch-up"));
        self.recovered += u64::from(seen.whats.contains("restarted"));
        self.whats.extend(seen.whats);
        self.rules.extend(seen.rules);
        self.witnessed.extend(seen.witnessed);
        if !seen.broken.is_empty() {
            self.broken.push((seed, seen.broken));
        }
    }

    fn share(&self, count: u64) -> u64 {
        count * 100 / self.seeds.max(1)
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number of seeds"))
}

fn weather(end: End) -> Coverage {
    let (first, seeds) = (
        number("SYNOD_STORM_FIRST", 0),
        number("SYNOD_STORM_SEEDS", SEEDS),
    );
    let (next, coverage) = (AtomicU64::new(first), Mutex::new(Coverage::default()));
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= first + seeds {
            return;
        }
        let seen = storm::play(&storm::script(seed, end));
        coverage.lock().expect("no storm panicked").add(seed, seen);
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    coverage.into_inner().expect("no storm panicked")
}

fn judge(end: End) {
    let mut coverage = weather(end);
    println!(
        "{} storms: {} % commit 3 or more, {} % see two leaders, {} % see a catch-up, {} % recover from disk; broken {}",
        coverage.seeds,
        coverage.share(coverage.decided),
        coverage.share(coverage.two_leaders),
        coverage.share(coverage.caught_up),
        coverage.share(coverage.recovered),
        coverage.broken.len(),
    );
    println!(
        "seen: {:?} {:?} {:?}",
        coverage.witnessed, coverage.rules, coverage.whats
    );
    coverage.broken.sort();
    for (seed, broken) in coverage.broken.iter().take(SHOWN) {
        let script = storm::script(*seed, end);
        let shortest = std::env::var("SYNOD_STORM_SHRINK")
            .map_or_else(|_| script.clone(), |_| storm::shrink(&script));
        println!("\nseed {seed}: {broken:#?}\n{shortest}");
    }
    let seeds: Vec<u64> = coverage.broken.iter().map(|(seed, _)| *seed).collect();
    assert!(seeds.is_empty(), "these storms break something: {seeds:?}");
    if coverage.seeds < SEEDS {
        // A few seeds looked at by hand cover what they cover.
        return;
    }
    assert!(
        coverage.share(coverage.decided) >= 90,
        "too few storms decide anything"
    );
    assert!(
        coverage.share(coverage.two_leaders) >= 50,
        "too few storms change the leader"
    );
    assert!(
        coverage.share(coverage.recovered) >= 25,
        "too few storms recover from disk"
    );
    complete(&coverage);
}

/// Every kind of fault, every rule and everything worth seeing was met.
fn complete(coverage: &Coverage) {
    let about = CATALOG[0].about;
    let rules: BTreeSet<&str> = about.rules.iter().map(|rule| rule.id).collect();
    assert_eq!(coverage.rules, rules, "some rules never ran");
    let faults = [
        "crashed",
        "restarted",
        "paused",
        "resumed",
        "severed",
        "healed",
        "held",
        "released",
        "delayed",
        "hastened",
        "duplicated",
        "hurried",
        "skewed",
        "set",
        "scheduled",
        "cut",
        "loss",
        "down",
        "dropped",
    ];
    let missing: Vec<&str> = faults
        .into_iter()
        .filter(|fault| !coverage.whats.contains(fault))
        .collect();
    assert!(missing.is_empty(), "no storm had: {missing:?}");
    for property in ["duel", "finished-for-another", "catch-up"] {
        assert!(
            coverage.witnessed.contains(property),
            "no storm saw: {property}"
        );
    }
}

#[test]
fn after_a_storm_everything_is_decided() {
    judge(End::Whole);
}

#[test]
fn a_majority_is_enough_after_a_storm() {
    judge(End::Majority);
}
