//! Every name that VOCABULARY.md promises of a system is there, with its default, and so are the texts that are contract.

#[path = "vocabulary/proof_of_stake.rs"]
mod proof_of_stake;

use synod_core::about::{About, Expectation, OptionSpec};
use synod_core::ledger::TransactionKind;
use synod_core::protocols::CATALOG;
use synod_core::script;
use synod_core::session::{Played, Session};

#[path = "vocabulary/proof_of_work.rs"]
mod proof_of_work;

fn benmo() -> &'static About {
    let about = CATALOG[0].about;
    assert_eq!(about.id, "benmo");
    about
}

/// Everything that is promised is there; more may be.
fn are_named<'a>(what: &str, names: &str, known: impl Iterator<Item = &'a str>) {
    let known: Vec<&str> = known.collect();
    for name in names.split_whitespace() {
        assert!(
            known.contains(&name),
            "the {what} {name} is promised, but not there: {known:?}"
        );
    }
    for (place, name) in known.iter().enumerate() {
        assert!(!known[..place].contains(name), "two are the {what} {name}");
    }
}

#[test]
fn the_cluster_is_as_promised() {
    let about = benmo();
    let sizes = (about.default_nodes, about.default_clients, about.nodes);
    assert_eq!(sizes, (5, 0, (1, 50)));
    assert_eq!(about.accepts, [TransactionKind::Transfer]);
}

#[test]
fn kinds_timers_roles_and_facts_are_named() {
    let about = benmo();
    are_named(
        "kind",
        "prepare ack accept accepted decision ask update",
        about.kinds.iter().map(|kind| kind.name),
    );
    are_named(
        "timer",
        "pause round",
        about.timers.iter().map(|timer| timer.name),
    );
    are_named(
        "role",
        "idle waiting leading",
        about.roles.iter().map(|role| role.name),
    );
    let leading = about.roles.iter().filter(|role| role.leads);
    let leading: Vec<&str> = leading.map(|role| role.name).collect();
    assert_eq!(leading, ["leading"]);
    are_named(
        "fact",
        "ballot promised accepted",
        about.facts.iter().copied(),
    );
}

#[test]
fn options_are_named_with_their_defaults() {
    let promised = [
        ("latency", "2s", false),
        ("loss", "0%", false),
        ("duplication", "0%", false),
        ("order", "fifo", false),
        ("balance", "100", true),
        ("confirmations", "1", false),
        ("calm-span", "60s", false),
        ("pause", "20s..60s", false),
        ("log-limit", "10", false),
        ("round-timeout", "10s", false),
    ];
    let options = benmo().options;
    are_named("option", "", options.iter().map(|option| option.name));
    for (name, default, header) in promised {
        let found: Option<&OptionSpec> = options.iter().find(|option| option.name == name);
        let found = found.map(|option| (option.default.to_string(), option.header));
        assert_eq!(found, Some((default.to_owned(), header)), "option {name}");
    }
}

#[test]
fn properties_are_named_by_what_they_expect() {
    let of = |wanted: Expectation| {
        let properties = benmo().properties.iter();
        properties
            .filter(move |spec| spec.expectation == wanted)
            .map(|spec| spec.id)
    };
    are_named(
        "property",
        "chain-integrity exactly-once no-coin-created no-overspending agreement durability
         one-leader-per-ballot promise-kept no-empty-block",
        of(Expectation::Always),
    );
    are_named(
        "property",
        "duel finished-for-another catch-up",
        of(Expectation::Sometimes),
    );
    are_named("property", "all-decided", of(Expectation::Eventually));
}

/// A quirk answers to its id and to its phrase, and prints as the phrase.
#[test]
fn quirks_are_named_by_id_and_phrase() {
    let promised = [
        ("B1", "accept-ignores-promise"),
        ("B2", "accepted-without-depth"),
        ("B3", "shared-log"),
        ("B4", "clears-equal-log-only"),
        ("B5", "many-attempts"),
        ("B9", "pending-not-counted"),
    ];
    for (id, phrase) in promised {
        for name in [id, phrase] {
            let text = format!("protocol benmo\nset quirk {name} on\n");
            let script =
                script::parse(&text, &[benmo()]).unwrap_or_else(|error| panic!("{name}: {error}"));
            let printed = script.to_string();
            assert!(
                printed.contains(&format!("set quirk {phrase} on")),
                "{printed}"
            );
        }
    }
}

/// The verbs of the source's menu are the actions of the language, and the refusals say what is promised.
#[test]
fn the_texts_that_are_contract_are_said() {
    let text = r#"protocol benmo
sever n1 n2
sever n1 n2
expect refused "already severed"
heal n1 n2
heal n1 n2
expect refused "has not been severed"
restart n3
expect refused "n3 is up"
crash n3
crash n3
expect refused "n3 is down"
submit n1 transfer n1 n2 30
submit n1 transfer n1 n2 71
expect reply n1#2 = rejected "Not enough money to transfer 71"
submit n1 transfer n1 n8 1
expect reply n1#3 = rejected "Node n8 does not exist"
submit n1 transfer n2 n1 1
expect reply n1#4 = rejected "Cannot transfer another node's funds"
submit n1 transfer n1 n2 0
expect reply n1#5 = rejected "Amount must be at least 1"
submit n1 transfer n1 n1 1
expect reply n1#6 = rejected "Cannot transfer to the same account"
expect height = 0 on n1
expect balance n1 = 100 on n1
expect pending n1 = 1
set log-limit 1
submit n1 transfer n1 n2 1
expect reply n1#7 = rejected "Transaction log is full. Please wait for consensus."
"#;
    let mut session = Session::load(text).expect("a script");
    assert_eq!(session.run_to_end(), Played::Reached);
    for said in session.expects() {
        assert!(said.ok, "{said:?}");
    }
    assert_eq!(session.expects().len(), text.matches("\nexpect ").count());
}

fn multi_paxos() -> &'static About {
    let about = CATALOG[1].about;
    assert_eq!(about.id, "multi-paxos");
    about
}

#[test]
fn multi_paxos_is_as_promised() {
    let about = multi_paxos();
    let sizes = (about.default_nodes, about.default_clients, about.nodes);
    assert_eq!(sizes, (3, 1, (1, 50)));
    let accepts = [
        TransactionKind::Put,
        TransactionKind::Get,
        TransactionKind::Transfer,
    ];
    assert_eq!(about.accepts, accepts);
    are_named(
        "kind",
        "leader prepare promise refuse i-am-leader request accept accepted answer nomination fetch blocks",
        about.kinds.iter().map(|kind| kind.name),
    );
    are_named(
        "timer",
        "outbox election accept nominate answer",
        about.timers.iter().map(|timer| timer.name),
    );
    are_named(
        "role",
        "follower candidate leader",
        about.roles.iter().map(|role| role.name),
    );
    let leading = about.leading_role().map(|role| role.name);
    assert_eq!(leading, Some("leader"));
    are_named("fact", "ballot hint tentative", about.facts.iter().copied());
}

#[test]
fn options_of_multi_paxos_are_named_with_their_defaults() {
    for (name, default) in [
        ("latency", "0us"),
        ("order", "free"),
        ("balance", "100"),
        ("outbox", "2s"),
        ("election-timeout", "6s"),
        ("accept-timeout", "6s"),
        ("nominate-timeout", "10s"),
        ("answer-timeout", "12s"),
        ("first-hint", "n1"),
    ] {
        let mut options = multi_paxos().options.iter();
        let found = options.find(|option| option.name == name);
        let found = found.map(|option| option.default.to_string());
        assert_eq!(found.as_deref(), Some(default), "option {name}");
    }
    // Those of clients may be set on clients, the first hint to none.
    let text = "protocol multi-paxos\nset nominate-timeout 1s on c1\nset answer-timeout 1s on c1\n\
        set outbox 1s on n1 n2\nset first-hint none\n";
    assert!(script::parse(text, &[multi_paxos()]).is_ok());
}

#[test]
fn properties_and_quirks_of_multi_paxos_are_named() {
    let about = multi_paxos();
    let of = |wanted: Expectation| {
        let properties = about.properties.iter();
        properties
            .filter(move |spec| spec.expectation == wanted)
            .map(|spec| spec.id)
    };
    are_named(
        "property",
        "chain-integrity exactly-once no-coin-created no-overspending agreement durability
         ballots-unique promise-kept decided-immutable store-is-replay linearisable",
        of(Expectation::Always),
    );
    are_named(
        "property",
        "two-leaders value-inherited request-forwarded duplicate-suppressed",
        of(Expectation::Sometimes),
    );
    are_named("property", "requests-answered", of(Expectation::Eventually));
    for (id, phrase) in [
        ("X3", "foreign-ballot-id"),
        ("X4", "no-catch-up"),
        ("X5", "promise-forgotten"),
        ("X6", "tentative-replayed"),
        ("X7", "remembers-one-request"),
        ("X9", "believes-any-leader"),
        ("X10", "decided-overwritten"),
        ("X11", "inherited-rebuilt"),
        ("X13", "hint-to-itself"),
        ("stale-local-read", "stale-local-read"),
    ] {
        let text = format!("protocol multi-paxos\nset quirk {id} on\n");
        let script = script::parse(&text, &[about]).expect("the quirk is known");
        let printed = script.to_string();
        let line = format!("set quirk {phrase} on");
        assert!(printed.contains(&line), "{printed}");
    }
}

fn pichain() -> &'static About {
    let about = CATALOG[2].about;
    assert_eq!(about.id, "pichain");
    about
}

#[test]
fn pichain_is_as_promised() {
    let about = pichain();
    let sizes = (about.default_nodes, about.default_clients, about.nodes);
    assert_eq!(sizes, (3, 0, (1, 50)));
    let accepts = [
        TransactionKind::Note,
        TransactionKind::Put,
        TransactionKind::Get,
        TransactionKind::Delete,
        TransactionKind::Transfer,
    ];
    assert_eq!(about.accepts, accepts);
    are_named(
        "kind",
        "transaction block try try-ok propose propose-ack commit ask-block blocks ack-commit ping pong",
        about.kinds.iter().map(|kind| kind.name),
    );
    are_named(
        "timer",
        "patience attempt ping",
        about.timers.iter().map(|timer| timer.name),
    );
    are_named(
        "role",
        "quick medium slow",
        about.roles.iter().map(|role| role.name),
    );
    let leading = about.leading_role().map(|role| role.name);
    assert_eq!(leading, Some("quick"));
    are_named("fact", "ticket genesis depth", about.facts.iter().copied());
}

#[test]
fn options_of_pichain_are_named_with_their_defaults() {
    for (name, default, header) in [
        ("latency", "50ms", false),
        ("order", "fifo", false),
        ("balance", "100", true),
        ("eagerness", "first-quick", true),
        ("patience-factor", "drawn", false),
        ("accumulation", "100ms", false),
        ("commit-allowance", "2s", false),
        ("rtt", "measured", false),
        ("block-limit", "7500", false),
        ("recovery-blocks", "5", false),
    ] {
        let mut options = pichain().options.iter();
        let found = options.find(|option| option.name == name);
        let found = found.map(|option| (option.default.to_string(), option.header));
        assert_eq!(found, Some((default.to_owned(), header)), "option {name}");
    }
    let read = |line: &str| script::parse(&format!("protocol pichain\n{line}\n"), &[pichain()]);
    for line in [
        "set patience-factor 60%",
        "set patience-factor 1000% on n2",
        "set patience-factor drawn",
        "set rtt 100ms",
        "set rtt measured",
        "set eagerness medium on n2 n3",
    ] {
        let printed = read(line).map(|script| script.to_string());
        assert!(printed.is_ok_and(|text| text.contains(line)), "{line}");
    }
    for line in [
        "set patience-factor 1001%",
        "set patience-factor measured",
        "set rtt 0s",
        "set rtt drawn",
        "set block-limit 0",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
}

#[test]
fn properties_and_quirks_of_pichain_are_named() {
    let about = pichain();
    let of = |wanted: Expectation| {
        let properties = about.properties.iter();
        properties
            .filter(move |spec| spec.expectation == wanted)
            .map(|spec| spec.id)
    };
    are_named(
        "property",
        "chain-integrity exactly-once no-coin-created no-overspending agreement durability
         head-above-committed votes-are-sets one-value-per-base nothing-lost one-callback-per-block",
        of(Expectation::Always),
    );
    are_named(
        "property",
        "compromise fork-switch ticket-used three-quick minority-rejoins",
        of(Expectation::Sometimes),
    );
    are_named("property", "all-committed", of(Expectation::Eventually));
    for (id, phrase) in [
        ("P1", "no-base"),
        ("P2", "unknown-vote-ignored"),
        ("P4", "same-ticket-again"),
        ("P5", "waits-for-traffic"),
        ("P6", "orphan-dropped"),
        ("P7", "forgets-known"),
        ("P8", "first-node-quick"),
        ("P10", "votes-counted"),
    ] {
        let text = format!("protocol pichain\nset quirk {id} on\n");
        let script = script::parse(&text, &[about]).expect("the quirk is known");
        let printed = script.to_string();
        let line = format!("set quirk {phrase} on");
        assert!(printed.contains(&line), "{printed}");
    }
}
