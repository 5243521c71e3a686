//! The scripts of the table have the stored fingerprints in the browser too: what a native run and the page's own
//! engine make of one script is the same, bit for bit.

use synod_tests::person::page;
use synod_tests::table::{SCRIPTS, STORED, row};

/// The script that was made by clicking in the page; its table row is as good as any other's.
const CLICKED: &str = "recorded-by-clicking";

#[test]
fn every_script_of_the_table_has_its_fingerprint_here() {
    assert!(SCRIPTS.len() >= 11, "only {} scripts", SCRIPTS.len());
    assert!(SCRIPTS.iter().any(|(name, _)| *name == CLICKED));
    let browser = page("#protocol=benmo&paused");
    let mut complaints = Vec::new();
    for ((name, text), stored) in SCRIPTS.iter().zip(STORED.lines()) {
        let load = format!(
            "const loaded = window.synod.load({});
             if (!loaded.ok) return loaded.message;
             window.synod.runToEnd();
             const status = window.synod.view();
             return [{name:?}, status.step, status.time, window.synod.fingerprint()].join(' ');",
            serde_json::to_string(text).expect("text is JSON")
        );
        let found = browser.run(&load);
        let native = row(name, text);
        if found != native.as_str() || native != *stored {
            complaints.push(format!("stored {stored}, native {native}, here {found}"));
        }
    }
    assert_eq!(SCRIPTS.len(), STORED.lines().count(), "a row for each");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
