//! The scripts whose fingerprints are stored, and how the stored ones read. Nothing here asks the machine for
//! anything, so that the same table can be checked inside a browser.

use synod_core::session::{Played, Session};

/// The stored fingerprints: a line each of name, steps, microseconds and fingerprint.
pub const STORED: &str = include_str!("../fingerprints.txt");

macro_rules! scripts {
    ($($system:literal: $($name:literal)*;)*) => {
        /// The scripts by name.
        pub const SCRIPTS: &[(&str, &str)] =
            &[$($(($name, include_str!(concat!("../scenarios/", $system, "/", $name, ".synod")))),*),*];
    };
}

scripts! {
    "benmo":
    "one-transfer" "equal-pauses" "five-at-once" "finished-for-another" "two-of-five" "leader-severs-two" "lossy"
    "heals-later" "everything-twice" "paused-leader" "deaf" "decided-in-a-minority" "amnesia" "refused-actions" "fifty"
    "recorded-by-clicking";
    "multi-paxos":
    "first-put" "healed-ex-leader" "two-nominees" "read-during-a-partition" "everybody-restarts" "client-crashes"
    "literals" "request-twice" "quirk-x10-decided-overwritten";
    "pichain":
    "ticket-path" "unhealthy-three-quick-heal" "partition-31" "partition-32" "deep-catch-up" "stale-ticket"
    "vote-names-an-unknown-block" "key-value-demo" "measured-round-trips" "half-is-no-majority" "quirk-p1-no-base";
    "proof-of-work":
    "proofs-of-the-source" "first-note" "three-way-fork" "two-histories" "dead-neighbour" "crash-window" "by-work" "sampled"
    "retarget" "double-spend" "quirk-s7-tamper-tip" "burst-of-50";
    "proof-of-stake":
    "sample-run" "stake-counts-at-once" "block-checks" "forger-away-and-back" "forger-among-the-many" "late-joiner"
    "restart-from-genesis" "double-sign" "redraw-across-a-cut" "tampered-transactions" "two-payments-of-everything"
    "quirk-v4-coverage-not-cumulative" "quirk-v8-request-storm";
}

/// A script played to its end, as a line of the table.
pub fn row(name: &str, text: &str) -> String {
    let mut session = Session::load(text).expect("a scenario is a script");
    assert_eq!(
        session.run_to_end(),
        Played::Reached,
        "{name} can be played"
    );
    let run = session.view();
    let (moment, fingerprint) = (run.moment(), run.fingerprint());
    format!(
        "{name} {} {} {fingerprint:016x}",
        moment.step,
        moment.time.micros()
    )
}
