//! `synod check` and `synod search`: storms over many seeds. The lowest failing seed wins, whatever finishes first, so
//! that the answer depends on the arguments alone; speed and progress go to standard error. Where what it breaks takes
//! a long script, `search` looks at a few seeds above it too, and prints the shortest.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;
use synod_core::about::About;
use synod_core::storm::{self, Broken, Weather};

use crate::run::systems;
use crate::{Exit, print};

/// The most shards: more than anybody has machines, and no sum with a seed overflows.
const SHARDS_MAX: u64 = 1_000_000;

/// What both commands may be told.
#[derive(Args)]
pub struct Options {
    /// The system.
    protocol: String,
    /// The seeds, both ends included.
    #[arg(long, value_name = "A..B", default_value = "0..999", value_parser = seeds)]
    seeds: (u64, u64),
    /// How rough the storms are: calm, bad-day or hostile.
    #[arg(long, default_value = "hostile", value_parser = weather)]
    storm: Weather,
    /// Every n-th seed only, beginning with the i-th: for several machines.
    #[arg(long, value_name = "I/N", default_value = "1/1", value_parser = shard)]
    shard: (u64, u64),
    /// JSON lines instead of text.
    #[arg(long)]
    json: bool,
}

/// What `synod search` may be told besides.
#[derive(Args)]
pub struct Search {
    #[command(flatten)]
    options: Options,
    /// A quirk of the system that is switched on.
    #[arg(long)]
    quirk: Option<String>,
    /// How long to search, of wall clock; then more seeds than asked for are tried.
    #[arg(long, value_name = "SPAN", value_parser = span)]
    budget: Option<Duration>,
}

fn seeds(text: &str) -> Result<(u64, u64), String> {
    let ends = text
        .split_once("..")
        .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    match ends {
        Some((from, to)) if from <= to && to < 1 << 53 => Ok((from, to)),
        _ => Err("expected A..B with A not above B".into()),
    }
}

fn weather(text: &str) -> Result<Weather, String> {
    let known = Weather::ALL
        .into_iter()
        .find(|weather| weather.name() == text);
    known.ok_or_else(|| "expected calm, bad-day or hostile".into())
}

fn shard(text: &str) -> Result<(u64, u64), String> {
    let parts = text
        .split_once('/')
        .and_then(|(one, of)| Some((one.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((one, of)) if 1 <= one && one <= of && of <= SHARDS_MAX => Ok((one, of)),
        _ => Err(format!(
            "expected I/N with I from 1 to N, which is at most {SHARDS_MAX}"
        )),
    }
}

fn span(text: &str) -> Result<Duration, String> {
    let span = synod_core::script::span(text);
    span.map(|span| Duration::from_micros(span.micros()))
        .ok_or_else(|| "expected a time with its unit, as 60s".into())
}

#[derive(Serialize)]
struct FoundRow<'a> {
    r#type: &'static str,
    seed: u64,
    property: &'a str,
    facts: &'a [String],
    actions: usize,
    script: &'a str,
}

#[derive(Serialize)]
struct EndRow<'a> {
    r#type: &'static str,
    ok: bool,
    protocol: &'a str,
    storm: &'a str,
    from: u64,
    to: u64,
    found: Option<u64>,
}

/// Storms that must break nothing.
pub fn check(options: &Options) -> Exit {
    let Some(about) = system(&options.protocol) else {
        return Exit::Unusable;
    };
    let found = hunt(about, options, None, None, options.seeds.0);
    let told = |found| tell(about, options, None, found, &mut |_| None);
    let seed = found.as_ref().map(told);
    let ok = seed.is_none();
    if options.json {
        end(about, options, ok, seed);
    } else if ok {
        let ((from, to), storm) = (options.seeds, options.storm.name());
        print(&format!(
            "PASS {} seeds {from}..{to} storm {storm}\n",
            about.id
        ));
    }
    if ok { Exit::Good } else { Exit::Failed }
}

/// Storms that are to break something: the system and its properties are known, the quirk is not.
pub fn search(search: &Search) -> Exit {
    let options = &search.options;
    let Some(about) = system(&options.protocol) else {
        return Exit::Unusable;
    };
    let quirk = match &search.quirk {
        None => None,
        Some(name) => match about
            .quirks
            .iter()
            .find(|quirk| quirk.id == name || quirk.phrase == name)
        {
            Some(quirk) => Some(quirk.phrase),
            None => {
                let known: Vec<&str> = about.quirks.iter().map(|quirk| quirk.phrase).collect();
                eprintln!(
                    "found {name}, expected a quirk of {}: {}",
                    about.name,
                    known.join(", ")
                );
                return Exit::Unusable;
            }
        },
    };
    let deadline = search.budget.map(|budget| Instant::now() + budget);
    let found = hunt(about, options, quirk, deadline, options.seeds.0);
    let mut next = |last: (u64, &'static str)| next_like(about, options, quirk, deadline, last);
    let told = |found| tell(about, options, quirk, found, &mut next);
    let seed = found.as_ref().map(told);
    let ok = seed.is_some();
    if options.json {
        end(about, options, ok, seed);
    } else if !ok {
        print(&format!("nothing found in {}\n", about.id));
    }
    if ok { Exit::Good } else { Exit::Failed }
}

fn system(id: &str) -> Option<&'static About> {
    let known = systems().into_iter().find(|about| about.id == id);
    if known.is_none() {
        let ids: Vec<&str> = systems().iter().map(|about| about.id).collect();
        eprintln!("found {id}, expected a system: {}", ids.join(", "));
    }
    known
}

/// The lowest seed from one on whose storm breaks something, and what.
fn hunt(
    about: &About,
    options: &Options,
    quirk: Option<&str>,
    deadline: Option<Instant>,
    from: u64,
) -> Option<(u64, Broken)> {
    let to = options.seeds.1;
    let (shard, shards) = options.shard;
    let started = Instant::now();
    let next = AtomicU64::new(from + shard - 1);
    let best: Mutex<Option<(u64, Broken)>> = Mutex::new(None);
    let over = |seed: u64| match deadline {
        Some(deadline) => Instant::now() > deadline,
        None => seed > to,
    };
    let work = || loop {
        let seed = next.fetch_add(shards, Ordering::Relaxed);
        let beaten = best
            .lock()
            .expect("no storm panicked")
            .as_ref()
            .is_some_and(|(found, _)| *found < seed);
        // Every seed below the best one is still played to its end by whoever took it.
        if over(seed) || beaten {
            return;
        }
        if let Some(broken) = storm::play(&storm::script(about, seed, options.storm, quirk)) {
            let mut best = best.lock().expect("no storm panicked");
            if best.as_ref().is_none_or(|(found, _)| seed < *found) {
                *best = Some((seed, broken));
            }
        }
        let done = (seed - from) / shards + 1;
        if done.is_multiple_of(1000) {
            eprintln!(
                "{done} seeds, {:.0} a second",
                done as f64 / started.elapsed().as_secs_f64()
            );
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let taken = next.load(Ordering::Relaxed).min(to.saturating_add(1));
    let (played, seconds) = ((taken - from) / shards, started.elapsed().as_secs_f64());
    eprintln!("{played} seeds, {:.0} a second", played as f64 / seconds);
    best.into_inner().expect("no storm panicked")
}

/// The next seed whose storm breaks the same, after one that breaks this property.
type Next<'a> = &'a mut dyn FnMut((u64, &'static str)) -> Option<u64>;

/// Prints the shortest script that breaks what was found; the seed that led to it.
fn tell(
    about: &About,
    options: &Options,
    quirk: Option<&str>,
    found: &(u64, Broken),
    next: Next,
) -> u64 {
    let (first, broken) = found;
    let mut last = None;
    let mut storms = std::iter::from_fn(|| {
        let seed = match last {
            None => *first,
            Some(last) => next((last, broken.property))?,
        };
        last = Some(seed);
        eprintln!("seed {seed} breaks {}; shrinking", broken.property);
        Some((seed, storm::script(about, seed, options.storm, quirk)))
    });
    let shortest = storm::shortest(broken.property, &mut storms).expect("one storm is there");
    let (seed, text) = (shortest.seed, shortest.text);
    let broken = storm::play(&text).unwrap_or_else(|| broken.clone());
    let script = storm::scenario(&text, &broken);
    if options.json {
        let (property, facts) = (broken.property, broken.facts.as_slice());
        json(&FoundRow {
            r#type: "found",
            seed,
            property,
            facts,
            actions: storm::actions(&text),
            script: &script,
        });
    } else {
        print(&script);
    }
    seed
}

/// The next seed above one whose storm breaks the same.
fn next_like(
    about: &About,
    options: &Options,
    quirk: Option<&str>,
    deadline: Option<Instant>,
    (mut last, property): (u64, &'static str),
) -> Option<u64> {
    let (shard, shards) = options.shard;
    loop {
        // The first seed of a shard is so many above the lower end.
        let from = last + shards + 1 - shard;
        let (seed, broken) = hunt(about, options, quirk, deadline, from)?;
        if broken.property == property {
            return Some(seed);
        }
        last = seed;
    }
}

/// The last line of `--json`: whether the call ends with 0, and the seed that was found, if one was.
fn end(about: &About, options: &Options, ok: bool, found: Option<u64>) {
    let (from, to) = options.seeds;
    json(&EndRow {
        r#type: "end",
        ok,
        protocol: about.id,
        storm: options.storm.name(),
        from,
        to,
        found,
    });
}

fn json(row: &impl Serialize) {
    print(&format!(
        "{}\n",
        serde_json::to_string(row).expect("rows are plain data")
    ));
}
