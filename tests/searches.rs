//! Searches: every quirk is found by hostile storms, among few seeds, and shrunk in few trials to a script that a person
//! reads in one look. `SYNOD_SEARCHES=all` looks at all of them, as `cargo xtask test` does; otherwise at one a system.

use synod_core::about::About;
use synod_core::protocols::CATALOG;
use synod_core::storm::{self, Broken, Weather};

/// What a search plays in well under a minute, at a few hundred seeds a second.
const SEEDS: u64 = 4000;
/// What shrinking tries in well under a minute, at a few hundred a second.
const TRIALS: usize = 6000;
/// The most actions that a person follows.
const ACTIONS: usize = 14;
/// What each quirk breaks first, by the mutants' own search; one that breaks nothing is not searched for.
const TABLE: &str = include_str!("mutants.txt");

/// The storms that break what the first of them breaks, with their seeds.
fn found<'a>(
    about: &'a About,
    quirk: &'a str,
) -> Option<(Broken, impl Iterator<Item = (u64, String)>)> {
    let script = move |seed| storm::script(about, seed, Weather::Hostile, Some(quirk));
    let mut storms = (0..SEEDS).filter_map(move |seed| Some((seed, storm::play(&script(seed))?)));
    let (first, broken) = storms.next()?;
    let property = broken.property;
    let alike = storms.filter(move |(_, other)| other.property == property);
    let seeds = std::iter::once(first).chain(alike.map(|(seed, _)| seed));
    Some((broken, seeds.map(move |seed| (seed, script(seed)))))
}

/// What is wrong with the search for a quirk.
fn complaint(about: &About, quirk: &str) -> Option<String> {
    let Some((broken, mut storms)) = found(about, quirk) else {
        return Some(format!("{quirk} of {} is not found", about.name));
    };
    let shortest = storm::shortest(broken.property, &mut storms).expect("one storm is there");
    let (actions, tried) = (storm::actions(&shortest.text), shortest.tried);
    println!(
        "{quirk}: {}, seed {}, {actions} actions, {tried} trials",
        broken.property, shortest.seed
    );
    if let Some(other) = meant(&shortest.text) {
        return Some(format!("{quirk}: without it the script breaks {other:?}"));
    }
    let fits = actions <= ACTIONS && tried <= TRIALS;
    (!fits).then(|| format!("{quirk}: {actions} actions after {tried} trials"))
}

/// What a script breaks without its quirk.
fn meant(text: &str) -> Option<Broken> {
    let lines = text.lines().filter(|line| !line.starts_with("set quirk "));
    storm::play(&lines.map(|line| format!("{line}\n")).collect::<String>())
}

#[test]
fn every_quirk_is_found_and_told_in_few_actions() {
    let all = std::env::var("SYNOD_SEARCHES").is_ok_and(|which| which == "all");
    let most = if all { usize::MAX } else { 1 };
    let mut complaints = Vec::new();
    for about in CATALOG.iter().map(|entry| entry.about) {
        let breaks = |phrase: &str| {
            let line = TABLE
                .lines()
                .find(|line| line.contains(&format!(" {phrase}: ")));
            line.is_some_and(|line| !line.ends_with(": nothing"))
        };
        let quirks = about.quirks.iter().map(|quirk| quirk.phrase);
        let quirks: Vec<&str> = quirks.filter(|phrase| breaks(phrase)).take(most).collect();
        assert!(
            !quirks.is_empty(),
            "{} has quirks that break something",
            about.name
        );
        std::thread::scope(|scope| {
            let search = |quirk: &'static str| scope.spawn(move || complaint(about, quirk));
            let searches: Vec<_> = quirks.iter().map(|quirk| search(quirk)).collect();
            let told = searches.into_iter().map(|it| it.join().expect("it ends"));
            complaints.extend(told.flatten());
        });
    }
    assert_eq!(complaints, Vec::<String>::new());
}
