//! The names of proof of work.

use synod_core::about::{About, Expectation};
use synod_core::ledger::TransactionKind;
use synod_core::protocols::CATALOG;
use synod_core::script;

use super::are_named;

fn proof_of_work() -> &'static About {
    let about = CATALOG.iter().map(|entry| entry.about);
    let mut about = about.filter(|about| about.id == "proof-of-work");
    about.next().expect("it is there")
}

#[test]
fn proof_of_work_is_as_promised() {
    let about = proof_of_work();
    let sizes = (about.default_nodes, about.default_clients, about.nodes);
    assert_eq!(sizes, (3, 0, (1, 1000)));
    let accepts = [TransactionKind::Note, TransactionKind::Transfer];
    assert_eq!(about.accepts, accepts);
    are_named(
        "kind",
        "get-neighbours neighbours get-chain chain get-data data add answer",
        about.kinds.iter().map(|kind| kind.name),
    );
    are_named(
        "timer",
        "gossip chain data backup mine",
        about.timers.iter().map(|timer| timer.name),
    );
    are_named(
        "role",
        "mining idle",
        about.roles.iter().map(|role| role.name),
    );
    assert!(about.leading_role().is_none(), "nobody leads");
    are_named(
        "fact",
        "neighbours difficulty pool",
        about.facts.iter().copied(),
    );
}

#[test]
fn options_of_proof_of_work_are_named_with_their_defaults() {
    for (name, default, header) in [
        ("latency", "50ms", false),
        ("order", "free", false),
        ("balance", "100", true),
        ("confirmations", "6", false),
        ("difficulty", "by-puzzle", true),
        ("puzzle", "header", true),
        ("fork-choice", "length", true),
        ("hash-power", "1000", false),
        ("mining", "by-size", true),
        ("neighbours", "ring", false),
        ("gossip-period", "20s", false),
        ("chain-period", "10s", false),
        ("data-period", "5s", false),
        ("backup-period", "30s", false),
        ("attack", "none", false),
    ] {
        let mut options = proof_of_work().options.iter();
        let found = options.find(|option| option.name == name);
        let found = found.map(|option| (option.default.to_string(), option.header));
        assert_eq!(found, Some((default.to_owned(), header)), "option {name}");
    }
    let read = |line: &str| {
        let text = format!("protocol proof-of-work\n{line}\n");
        script::parse(&text, &[proof_of_work()])
    };
    for line in [
        "set difficulty 15",
        "set difficulty 4 on n1",
        "set puzzle original",
        "set fork-choice work",
        "set hash-power 0 on n2",
        "set mining real",
        "set mining sampled",
        "set neighbours n2 n3 on n1",
        "set attack withhold on n1",
        "set attack double-spend on n1",
    ] {
        let printed = read(line).map(|script| script.to_string());
        assert!(printed.is_ok_and(|text| text.contains(line)), "{line}");
    }
    for line in [
        "nodes 1001",
        "set difficulty 0",
        "set neighbours n2 n2",
        "set neighbours n1 n2 n3 n4",
        "set neighbours",
        "set chain-period 0s",
        "set hash-power -1",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
}

#[test]
fn properties_and_quirks_of_proof_of_work_are_named() {
    let about = proof_of_work();
    let of = |wanted: Expectation| {
        let properties = about.properties.iter();
        properties
            .filter(move |spec| spec.expectation == wanted)
            .map(|spec| spec.id)
    };
    are_named(
        "property",
        "chain-integrity exactly-once no-coin-created no-overspending adopted-chains-valid no-message-nowhere",
        of(Expectation::Always),
    );
    are_named(
        "property",
        "fork reorganisation orphan-returned",
        of(Expectation::Sometimes),
    );
    are_named("property", "one-height", of(Expectation::Eventually));
    are_named("property", "common-prefix", of(Expectation::Statistical));
    let asked = script::parse("protocol proof-of-work\nexpect common-prefix\n", &[about]);
    let why = asked.expect_err("a count has no verdict").to_string();
    assert!(why.contains("only counted"), "{why}");
    for (id, phrase) in [
        ("S1", "sync-dies"),
        ("S2", "stale-tip"),
        ("S3", "lost-on-adoption"),
        ("S4", "duplicate-mined"),
        ("S6", "own-neighbour"),
        ("S7", "content-unprotected"),
    ] {
        let text = format!("protocol proof-of-work\nset quirk {id} on\n");
        let script = script::parse(&text, &[about]).expect("the quirk is known");
        let printed = script.to_string();
        let line = format!("set quirk {phrase} on");
        assert!(printed.contains(&line), "{printed}");
    }
}
