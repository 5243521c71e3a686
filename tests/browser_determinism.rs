//! What a native run and the page's own engine make of one script is the same, bit for bit: every scenario, and storms
//! of every weather over every system of the catalogue.

use serde_json::{Value, json};
use synod_core::protocols::CATALOG;
use synod_core::storm::{self, Weather};
use synod_tests::person::page;
use synod_tests::scenarios;
use synod_tests::table::{STORED, row};

/// At least so many scripts, and so many storms among them.
const SCRIPTS: usize = 100;
const STORMS: usize = 30;
/// So many are played in one call of the page, which has some seconds for it.
const BATCH: usize = 20;

/// The scenarios and storms by name.
fn scripts() -> Vec<(String, String)> {
    let mut scripts = scenarios::all();
    let storms = (0..).flat_map(|seed| {
        let weathers = Weather::ALL.into_iter();
        weathers.flat_map(move |weather| {
            CATALOG.iter().map(move |entry| {
                let name = format!("{}-{}-{seed}", entry.about.id, weather.name());
                (name, storm::script(entry.about, seed, weather, None))
            })
        })
    });
    let missing = SCRIPTS.saturating_sub(scripts.len()).max(STORMS);
    scripts.extend(storms.take(missing));
    scripts
}

#[test]
fn every_script_has_the_fingerprint_here_that_it_has_natively() {
    let browser = page("#protocol=benmo&paused");
    let mut complaints = Vec::new();
    let scripts = scripts();
    for batch in scripts.chunks(BATCH) {
        let play = format!(
            "return {}.map(([name, text]) => {{
                 const loaded = window.synod.load(text);
                 if (!loaded.ok) return loaded.message;
                 window.synod.runToEnd();
                 const status = window.synod.view();
                 return [name, status.step, status.time, window.synod.fingerprint()].join(' ');
             }});",
            json!(batch)
        );
        let found: Value = browser.run(&play);
        for (place, (name, text)) in batch.iter().enumerate() {
            let (native, here) = (row(name, text), &found[place]);
            if *here != native.as_str() {
                complaints.push(format!("natively {native}, here {here}"));
            }
        }
    }
    println!("{} scripts", scripts.len());
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_stored_fingerprints_are_those_of_scenarios_that_are_played_here() {
    let rows: Vec<String> = scripts()
        .iter()
        .map(|(name, text)| row(name, text))
        .collect();
    for stored in STORED.lines() {
        assert!(rows.iter().any(|row| row == stored), "{stored}");
    }
}
