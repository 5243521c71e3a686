//! The names that VOCABULARY.md promises of proof of stake.

use synod_core::about::{About, Expectation};
use synod_core::ledger::TransactionKind;
use synod_core::script;

use super::are_named;

fn proof_of_stake() -> &'static About {
    let entry = synod_core::protocols::entry("proof-of-stake");
    entry.expect("it is in the catalogue").about
}

#[test]
fn proof_of_stake_is_as_promised() {
    let about = proof_of_stake();
    let sizes = (about.default_nodes, about.default_clients, about.nodes);
    assert_eq!(sizes, (3, 0, (1, 200)));
    let accepts = [
        TransactionKind::Transfer,
        TransactionKind::Faucet,
        TransactionKind::Stake,
    ];
    assert_eq!(about.accepts, accepts);
    are_named(
        "kind",
        "discovery transaction block ask-chain chain ask-pool pool",
        about.kinds.iter().map(|kind| kind.name),
    );
    are_named(
        "timer",
        "discovery redraw",
        about.timers.iter().map(|timer| timer.name),
    );
    are_named(
        "role",
        "forging validating waiting",
        about.roles.iter().map(|role| role.name),
    );
    let leading = about.leading_role().map(|role| role.name);
    assert_eq!(leading, Some("forging"), "the awaited forger");
    are_named("fact", "forger pool", about.facts.iter().copied());
}

#[test]
fn options_of_proof_of_stake_are_named_with_their_defaults() {
    for (name, default, header) in [
        ("latency", "50ms", false),
        ("order", "fifo", false),
        ("balance", "0", true),
        ("confirmations", "1", false),
        ("pool-threshold", "2", false),
        ("discovery-period", "10s", false),
        ("redraw", "off", false),
        ("double-sign", "off", false),
    ] {
        let mut options = proof_of_stake().options.iter();
        let found = options.find(|option| option.name == name);
        let found = found.map(|option| (option.default.to_string(), option.header));
        assert_eq!(found, Some((default.to_owned(), header)), "option {name}");
    }
    let read = |line: &str| {
        script::parse(
            &format!("protocol proof-of-stake\n{line}\n"),
            &[proof_of_stake()],
        )
    };
    for line in [
        "set redraw 5s",
        "set redraw off",
        "set double-sign on on n2 n3",
        "set pool-threshold 1 on n1",
        "submit n1 stake genesis 5",
        "submit n1 faucet jane 5",
        "expect stake n2 >= 25 on n1",
    ] {
        let printed = read(line).map(|script| script.to_string());
        assert!(printed.is_ok_and(|text| text.contains(line)), "{line}");
    }
    for line in [
        "nodes 201",
        "set redraw 0s",
        "set pool-threshold 0",
        "set double-sign maybe",
        "submit n1 put a 1",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
}

#[test]
fn properties_and_quirks_of_proof_of_stake_are_named() {
    let about = proof_of_stake();
    let of = |wanted: Expectation| {
        let properties = about.properties.iter();
        properties
            .filter(move |spec| spec.expectation == wanted)
            .map(|spec| spec.id)
    };
    are_named(
        "property",
        "chain-integrity exactly-once no-coin-created no-overspending agreement
         signatures-valid forger-is-winner replay-valid",
        of(Expectation::Always),
    );
    are_named(
        "property",
        "forger-away late-joiner stake-changes-draw redraw",
        of(Expectation::Sometimes),
    );
    are_named("property", "covered-committed", of(Expectation::Eventually));
    for (id, phrase) in [
        ("V1", "height-not-checked"),
        ("V2", "inner-not-checked"),
        ("V3", "chain-unchecked"),
        ("V4", "coverage-not-cumulative"),
        ("V5", "any-amount"),
        ("V6", "no-pool-sync"),
        ("V7", "uncovered-kept"),
        ("V8", "request-storm"),
        ("V12", "stake-below-zero"),
    ] {
        let text = format!("protocol proof-of-stake\nset quirk {id} on\n");
        let script = script::parse(&text, &[about]).expect("the quirk is known");
        let printed = script.to_string();
        let line = format!("set quirk {phrase} on");
        assert!(printed.contains(&line), "{printed}");
    }
}
