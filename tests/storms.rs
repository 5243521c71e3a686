//! Storms over every system of the catalogue: random faults with every `Always` looked at, then ten minutes of calm in
//! which every `Eventually` must come true. A new system is under them as soon as it is registered.
//!
//! `SYNOD_STORM_SEEDS` says how many seeds, `SYNOD_STORM_FIRST` which is the first, `SYNOD_STORM_SYSTEM` of which system. What breaks is shrunk by
//! `synod check PROTOCOL --seeds N..N`.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use synod_core::about::{About, Expectation};
use synod_core::predicate::Predicate;
use synod_core::protocols::CATALOG;
use synod_core::record::{LOSSES, What};
use synod_core::session::Session;
use synod_core::simulation::{STEPS_LIMIT, Simulation};
use synod_core::storm::{self, STORM};
use synod_core::view::{NodeGlance, Verdict};
use synod_tests::weather::{self, End};

/// Seeds of an ordinary run: enough for every floor below to be far away from chance.
const SEEDS: u64 = 600;
/// So many broken seeds are shown in full.
const SHOWN: usize = 3;
/// What happens in some storm, if storms are worth anything.
const FAULTS: &[&str] = &[
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

/// Systems in which a majority is not enough: whoever is drawn to make a block must be there.
const NEEDS_ALL: &[&str] = &["proof-of-stake"];
/// Rules and properties that no storm meets, with why; scenarios do.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("proof-of-work", "A2", "nobody adds an empty message"),
    (
        "proof-of-work",
        "C3",
        "all miners ask for the same difficulty, and nobody cheats",
    ),
    ("proof-of-work", "B4", "a storm damages no disk"),
    ("proof-of-work", "X1", "a storm has no selfish miner"),
    ("proof-of-work", "X2", "a storm has no selfish miner"),
    ("proof-of-work", "X3", "nobody pays twice"),
    ("proof-of-work", "X4", "nobody pays twice"),
    ("proof-of-work", "X5", "nobody pays twice"),
    ("proof-of-work", "X6", "nobody pays twice"),
    ("proof-of-stake", "L3", "a redraw gives agreement up"),
    ("proof-of-stake", "F3", "a redraw gives agreement up"),
    ("proof-of-stake", "C6", "a redraw gives agreement up"),
    ("proof-of-stake", "redraw", "a redraw gives agreement up"),
];

/// What was seen of a storm.
#[derive(Default)]
struct Seen {
    /// What broke, if something did.
    broken: Vec<String>,
    /// How deep the deepest committed chain was when the storm ended.
    decided: u64,
    /// The nodes that led.
    leaders: BTreeSet<u16>,
    /// Whether two nodes stood on different blocks of one height.
    forked: bool,
    /// The kinds of record, and of loss.
    whats: BTreeSet<&'static str>,
    /// The rules that ran.
    rules: BTreeSet<&'static str>,
    /// The properties that were witnessed.
    witnessed: BTreeSet<&'static str>,
}

/// Plays a storm line by line and looks at it.
fn play(text: &str, end: End) -> Seen {
    let mut seen = Seen::default();
    let mut session = Session::load(text).expect("a storm is a script");
    let mut glances = Vec::new();
    while session.has_upcoming() {
        if let Err(played) = session.next_line() {
            seen.broken
                .push(format!("it cannot be played on: {played:?}"));
            break;
        }
        if session.view().moment().time.micros() < STORM * 1000 {
            session.view().glances(&mut glances);
            seen.glance(&glances);
        }
    }
    seen.judge(session.view(), end);
    if end == End::Whole {
        session.view().glances(&mut glances);
        seen.level(&glances);
    }
    seen.remember(session.view());
    seen
}

impl Seen {
    fn glance(&mut self, nodes: &[NodeGlance]) {
        let leading = nodes.iter().filter(|node| node.leading());
        self.leaders.extend(leading.map(|node| node.id.number()));
        for (place, one) in nodes.iter().enumerate() {
            let differs = |other: &NodeGlance| {
                one.glance.height == other.glance.height && one.glance.tip != other.glance.tip
            };
            self.forked |= nodes[place..].iter().any(differs);
        }
        let committed = nodes.iter().map(|node| node.glance.committed).max();
        self.decided = self.decided.max(committed.unwrap_or(0));
    }

    /// In calm whoever missed something gets it, though nobody asks for anything any more. Of those whose leader is down
    /// for good that cannot be said.
    fn level(&mut self, nodes: &[NodeGlance]) {
        let committed = nodes.iter().map(|node| node.glance.committed);
        let (least, most) = (committed.clone().min(), committed.max());
        if least != most {
            self.broken.push(format!(
                "after calm some have {least:?} blocks, others {most:?}"
            ));
        }
    }

    /// Where nobody agrees a majority decides nothing: a node whose neighbours are all down for good may never hear of the
    /// others, and what must come true is promised only when all are up.
    fn judge(&mut self, run: &dyn Simulation, end: End) {
        let agrees = run.about().property("agreement").is_some();
        let must_come = end == End::Whole || agrees;
        for lamp in run.lamps() {
            let id = lamp.spec.id;
            match lamp.spec.expectation {
                Expectation::Always if lamp.view.verdict == Verdict::Fails => {
                    let facts: Vec<String> =
                        lamp.view.facts.iter().map(ToString::to_string).collect();
                    self.broken.push(format!("{id}: {}", facts.join("; ")));
                }
                Expectation::Eventually if must_come && !run.check(&Predicate::Property(id)).ok => {
                    self.broken.push(format!("{id} has not come true"));
                }
                Expectation::Sometimes if lamp.view.verdict == Verdict::Witnessed => {
                    self.witnessed.insert(id);
                }
                _ => {}
            }
        }
        self.broken.extend(weather::books(run));
    }

    fn remember(&mut self, run: &dyn Simulation) {
        for record in run.journal().records.iter().take(run.recorded()) {
            self.whats.insert(record.what.name());
            let detail = record.detail as usize;
            match record.what {
                What::Rule => drop(self.rules.insert(run.about().rules[detail].id)),
                What::Lost => drop(self.whats.insert(LOSSES[detail].1)),
                _ => {}
            }
        }
    }
}

/// What all storms of a system saw together.
#[derive(Default)]
struct Coverage {
    seeds: u64,
    decided: u64,
    changed: u64,
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
        self.changed += u64::from(seen.leaders.len() >= 2 || seen.forked);
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

    fn print(&self, about: &About, end: End) {
        println!(
            "{} ({end:?}), {} storms: {} % commit 3 or more, {} % change the leader or fork, {} % recover from disk; \
             broken {}\n  {:?}\n  {:?}\n  {:?}",
            about.name,
            self.seeds,
            self.share(self.decided),
            self.share(self.changed),
            self.share(self.recovered),
            self.broken.len(),
            self.witnessed,
            self.rules,
            self.whats,
        );
    }

    /// Floors, and every kind of fault, every rule and everything worth seeing was met.
    fn is_wide(&self, about: &About) {
        let name = about.name;
        for (what, count, floor) in [
            ("decide three times", self.decided, 90),
            ("change the leader or fork", self.changed, 50),
            ("recover from disk", self.recovered, 25),
        ] {
            let share = self.share(count);
            assert!(
                share >= floor,
                "only {share} % of the storms of {name} {what}"
            );
        }
        let rules = about.rules.iter().map(|rule| rule.id);
        let sometimes = about
            .properties
            .iter()
            .filter(|spec| spec.expectation == Expectation::Sometimes);
        let missing: Vec<&str> = rules
            .filter(|id| !self.rules.contains(id))
            .chain(
                sometimes
                    .map(|spec| spec.id)
                    .filter(|id| !self.witnessed.contains(id)),
            )
            .chain(
                FAULTS
                    .iter()
                    .copied()
                    .filter(|fault| !self.whats.contains(fault)),
            )
            .filter(|id| {
                let is_it = |it: &&(&str, &str, &str)| (it.0, it.1) == (about.id, *id);
                !ELSEWHERE.iter().any(|it| is_it(&it))
            })
            .collect();
        assert!(missing.is_empty(), "no storm of {name} met: {missing:?}");
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number of seeds"))
}

fn blow(about: &'static About, end: End) -> Coverage {
    let first = number("SYNOD_STORM_FIRST", 0);
    let last = first + number("SYNOD_STORM_SEEDS", SEEDS);
    let (next, coverage) = (AtomicU64::new(first), Mutex::new(Coverage::default()));
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= last {
            return;
        }
        let seen = play(&weather::storm(about, seed, end), end);
        coverage.lock().expect("no storm panicked").add(seed, seen);
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    coverage.into_inner().expect("no storm panicked")
}

fn judge(end: End) {
    let only = std::env::var("SYNOD_STORM_SYSTEM").ok();
    let wanted = |id: &str| only.as_deref().is_none_or(|only| only == id);
    for entry in CATALOG.iter().filter(|entry| wanted(entry.about.id)) {
        let about = entry.about;
        if end == End::Majority && NEEDS_ALL.contains(&about.id) {
            continue;
        }
        let mut coverage = blow(about, end);
        coverage.print(about, end);
        coverage.broken.sort();
        for (seed, broken) in coverage.broken.iter().take(SHOWN) {
            println!(
                "\nseed {seed}: {broken:#?}\n{}",
                weather::storm(about, *seed, end)
            );
        }
        let seeds: Vec<u64> = coverage.broken.iter().map(|(seed, _)| *seed).collect();
        assert!(
            seeds.is_empty(),
            "these storms of {} break something: {seeds:?}",
            about.name
        );
        // A few seeds looked at by hand cover what they cover.
        if coverage.seeds >= SEEDS {
            coverage.is_wide(about);
        }
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

/// A run that a limit ends never becomes calm: that nothing broke until then would say nothing.
#[test]
fn a_storm_that_never_ends_is_found() {
    let text = "protocol benmo\nset pause 1us\nset round-timeout 1us\nset latency 0s\n\
        at 0ms partition n1 n2 | n3 n4 n5\nat 0ms submit n1 transfer n1 n2 5\nrun 10m\n";
    let broken = storm::play(text).expect("it reaches a limit");
    let facts = vec![STEPS_LIMIT.to_string()];
    assert_eq!((broken.property, &broken.facts), (storm::LIMIT, &facts));
    let scenario = storm::scenario(text, &broken);
    assert!(Session::load(&scenario).is_ok(), "{scenario}");
}
