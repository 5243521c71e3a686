//! Every checker can fail. What scripts can break is a scenario (`tests/scenarios/benmo/broken-*.synod`) and is only
//! counted here; for what no script can reach, a toy whose nodes misbehave on request shows that its checker sees it.

use std::collections::BTreeSet;
use std::sync::Arc;

use synod_core::about::{About, Expectation, PropertySpec};
use synod_core::action::{Action, Damage, Refusal};
use synod_core::ledger::{Balances, Block, BlockHash, Chain, Entry, Transaction, TransactionKind};
use synod_core::node::{Context, Kind, NoTimer, Node, Request};
use synod_core::property::{
    Agreement, ChainIntegrity, Checker, Durability, ExactlyOnce, NoCoinCreated, NoEmptyBlock,
    NoOverspending,
};
use synod_core::protocols::CATALOG;
use synod_core::session::Session;
use synod_core::settings::Settings;
use synod_core::simulation::{Setup, Simulation};
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::{NodeId, Time};
use synod_core::view::{Answer, Lamp, Suggestion, Verdict};
use synod_core::world::World;
use synod_tests::scenarios;

/// The toys do not talk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Never {}

impl Kind for Never {
    fn index(&self) -> usize {
        match *self {}
    }
}

/// What a toy keeps; all of it survives a crash.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Disk {
    chain: Chain,
    balances: Balances,
}

/// A node that decides by itself whatever it is asked, and does it wrong in the way that the note names.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Toy(Disk);

static TOY: About = About {
    properties: &[
        always("agreement"),
        always("chain-integrity"),
        always("durability"),
        always("no-coin-created"),
        always("no-overspending"),
        always("exactly-once"),
        always("no-empty-block"),
    ],
    accepts: &[TransactionKind::Note],
    // What else a system says of itself matters to no checker.
    ..About::plain("toy", "Toy")
};

const fn always(id: &'static str) -> PropertySpec {
    PropertySpec {
        id,
        name: id,
        expectation: Expectation::Always,
        sentence: "",
        citation: "",
    }
}

/// In the order of the properties of [`TOY`].
fn checkers() -> Vec<Box<dyn Checker<Toy>>> {
    vec![
        Box::new(Agreement::default()),
        Box::new(ChainIntegrity::default()),
        Box::new(Durability::default()),
        Box::new(NoCoinCreated::default()),
        Box::new(NoOverspending::default()),
        Box::new(ExactlyOnce::default()),
        Box::new(NoEmptyBlock::default()),
    ]
}

impl Toy {
    fn misbehave(&mut self, how: &str, entry: Entry, cx: &Context<Self>) {
        let (height, tip) = (self.0.chain.height() + 1, self.0.chain.tip());
        let block = |creator, entries| Block::new(height, tip, creator, entries);
        // Left to itself a toy is right: one block for all, whoever makes it.
        let mut next = block(NodeId::new(1), vec![entry.clone()]);
        match how {
            "nothing" => {}
            "differs" => next = block(cx.id, vec![entry]),
            "twice-in-a-block" => next.entries.push(entry),
            "again" => {
                let first = self.0.chain.block(1).expect("asked for after a block");
                next = block(NodeId::new(1), first.entries.clone());
            }
            "empty" => next.entries.clear(),
            "another-place" => next.previous = BlockHash([7; 32]),
            "mints" => self.0.balances = Balances::opening(vec![100, 101]),
            "burns" => self.0.balances = Balances::opening(vec![100, 99]),
            "overdraws" => self.0.balances = Balances::opening(vec![-10, 210]),
            "forgets" => return self.0.chain.truncate(0),
            "replaces" => {
                let other = Block::new(1, BlockHash::GENESIS, NodeId::new(2), vec![entry]);
                return self.0.chain.replace(1, Arc::new(other));
            }
            "unsound" => next = next.flipped(),
            other => panic!("a toy does not know how to {other}"),
        }
        if how != "unsound" {
            next.hash = BlockHash::of(&next.preimage());
        }
        self.0.chain.push(Arc::new(next));
    }
}

impl Node for Toy {
    type Message = Never;
    type Timer = NoTimer;
    type Disk = Disk;

    const ABOUT: &'static About = &TOY;

    fn start(mut disk: Disk, cx: &mut Context<Self>) -> Self {
        if !cx.recovering {
            disk.balances = Balances::opening(cx.opening_balances());
        }
        Self(disk)
    }

    fn on_message(&mut self, _: NodeId, message: Never, _: &mut Context<Self>) {
        match message {}
    }

    fn on_timer(&mut self, timer: NoTimer, _: &mut Context<Self>) {
        match timer {}
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        let Transaction::Note { text } = &request.transaction else {
            return cx.reply(request.id, Answer::Rejected, "");
        };
        let entry = Entry {
            request: request.id,
            transaction: request.transaction.clone(),
        };
        self.misbehave(text, entry, cx);
    }

    fn disk(&self) -> &Disk {
        &self.0
    }

    fn disk_mut(&mut self) -> &mut Disk {
        &mut self.0
    }

    fn committed(&self) -> &Chain {
        &self.0.chain
    }

    fn balances(&self) -> Option<&Balances> {
        Some(&self.0.balances)
    }

    fn corrupt(disk: &mut Disk, _: Damage) -> Result<(), Refusal> {
        disk.chain.truncate(0);
        Ok(())
    }
}

fn suggest(_: &World<Toy>, _: &[Lamp]) -> Option<Suggestion> {
    None
}

/// Two toys that hold all properties so far.
fn toys() -> Timeline<Toy> {
    let setup = Setup {
        nodes: 2,
        clients: 0,
        seed: 1,
        absent: vec![],
        settings: Settings::defaults(&TOY),
    };
    let parts = Parts {
        checkers: checkers(),
        suggest,
    };
    Timeline::new(setup, parts)
}

fn ask(toys: &mut Timeline<Toy>, node: u16, how: &str) {
    let action = Action::Submit {
        who: NodeId::new(node).into(),
        transaction: Transaction::Note { text: how.into() },
    };
    toys.act(&action).expect("a toy takes every note");
}

/// What has failed, each with the two facts in conflict.
fn failed(toys: &Timeline<Toy>) -> Vec<&'static str> {
    let lamps = toys.lamps();
    let fails = |lamp: &&Lamp| lamp.view.verdict == Verdict::Fails;
    for lamp in lamps.iter().filter(fails) {
        assert_eq!(lamp.view.facts.len(), 2, "{} says why", lamp.spec.id);
    }
    lamps
        .iter()
        .filter(fails)
        .map(|lamp| lamp.spec.id)
        .collect()
}

/// What comes true is met only once it has been calm for `calm-span`, however much happens in that time.
#[test]
fn what_comes_true_is_met_in_calm_only() {
    let text = "protocol benmo\nset calm-span 5s\nset pause 1s\nset latency 100ms\ncrash n5\n\
        submit n1 transfer n1 n2 30\nuntil 10s\nrestart n5\nat 12s submit n2 transfer n2 n1 5\n";
    let mut session = Session::load(text).expect("it parses");
    let mut met_at = |time| {
        session.play_until(Time(time), u32::MAX);
        let lamps = session.view().lamps();
        lamps.iter().any(|lamp| lamp.view.verdict == Verdict::Met)
    };
    assert!(!met_at(9_000_000), "n5 is down");
    assert!(!met_at(14_999_999), "it has not been calm for so long");
    assert!(met_at(15_000_000), "everything is decided");
}

/// What clients were told is judged up to a bound. Beyond it nobody says that it fails, nor that it holds; a
/// contradiction on a key that is still judged is found all the same.
#[test]
fn beyond_the_bound_a_property_is_said_to_be_unjudged() {
    let (clients, header) = (70, "protocol multi-paxos\nclients 70\nset outbox 0s\n");
    let puts = |key: &str| {
        let lines = (1..=clients).map(|client| format!("submit c{client} put {key} {client}\n"));
        lines.collect::<String>()
    };
    let mut session = Session::load(&format!("{header}{}", puts("a"))).expect("it parses");
    session.run_to_end();
    let seen = |session: &Session| {
        let lamps = session.view().lamps().into_iter();
        let mut linearisable = lamps.filter(|lamp| lamp.spec.id == "linearisable");
        linearisable.next().expect("it is promised").view
    };
    let view = seen(&session);
    let (since, why) = view.unjudged.expect("70 puts of one key are under way");
    assert_eq!(
        (view.verdict, view.since, view.facts.len()),
        (Verdict::Holds, None, 0)
    );
    assert_eq!(since.time, Time::ZERO);
    assert_eq!(
        why.to_string(),
        "with c65#1, more than 64 operations on a were under way at once"
    );

    let spread: String = (1..=clients)
        .map(|client| format!("submit c{client} put k{client} 1\n"))
        .collect();
    let mut session = Session::load(&format!("{header}{spread}run 5m\n")).expect("it parses");
    session.run_to_end();
    assert_eq!(seen(&session).unjudged, None, "no key has so many");

    let stale = "set quirk stale-local-read on\nset latency 100ms\n";
    let text = format!(
        "{header}{stale}{}submit n1 put b 1\nrun 5m\npartition n1 | n2 n3\nsubmit n2 put b 2\n\
         run 2m\nsubmit n1 get b\nrun 1m\n",
        puts("a")
    );
    let mut session = Session::load(&text).expect("it parses");
    session.run_to_end();
    let view = seen(&session);
    assert_eq!((view.verdict, view.facts.len()), (Verdict::Fails, 2));
    assert_eq!(view.unjudged, None, "that it fails is known");
}

/// After one good block at `n1`, misbehaviour there fails this property and no other.
fn fails_alone(how: &str, property: &str) {
    let mut toys = toys();
    ask(&mut toys, 1, "nothing");
    assert!(failed(&toys).is_empty(), "what is right breaks nothing");
    ask(&mut toys, 1, how);
    assert_eq!(failed(&toys), [property], "{how}");
    // What failed stays failed, and is as it was when somebody comes back to it.
    ask(&mut toys, 1, "nothing");
    assert!(failed(&toys).contains(&property), "{how}");
    toys.seek_action(1);
    assert!(failed(&toys).is_empty(), "{how}: it had not failed yet");
    toys.seek_action(2);
    assert_eq!(failed(&toys), [property], "{how}, sought");
}

/// What breaks something, and what mends it: between the two nothing is owed.
const BREAKS: &[(&str, &str)] = &[
    ("crash n2", "restart n2"),
    ("pause n2", "resume n2"),
    ("sever n2 -> n3", "heal"),
    ("partition n1 n2 | n3 n4 n5", "heal"),
    ("hold m2", "release m2"),
    ("hold m3", "deliver m3"),
    ("hold m4", "drop m4"),
    (
        "set loss 0.0001% of ack on n4 -> n5",
        "set loss 0% of ack on n4 -> n5",
    ),
    ("crash n3\npause n4", "restart n3\ncrash n4\nrestart n4"),
];

#[test]
fn it_is_calm_while_nothing_is_broken() {
    let text =
        "protocol benmo\nset pause 1s\nset latency 10s\nsubmit n1 transfer n1 n2 30\nuntil 1s\n";
    let mut session = Session::load(text).expect("it parses");
    session.run_to_end();
    assert!(session.view().is_calm(), "at first");
    for (breaks, mends) in BREAKS {
        for (lines, calm) in [(breaks, false), (mends, true)] {
            for line in lines.lines() {
                session
                    .act(line)
                    .unwrap_or_else(|why| panic!("{line}: {why}"));
            }
            assert_eq!(session.view().is_calm(), calm, "after {lines}");
        }
    }
    session.act("hold m5").expect("it flies");
    session.act("duplicate m5").expect("it is held");
    session.act("drop m5").expect("it is held");
    assert!(!session.view().is_calm(), "its copy is held still");
}

#[test]
fn agreement_fails_when_two_nodes_decide_differently() {
    let mut toys = toys();
    ask(&mut toys, 1, "differs");
    assert!(failed(&toys).is_empty(), "one alone cannot disagree");
    ask(&mut toys, 2, "differs");
    assert_eq!(failed(&toys), ["agreement"]);
}

#[test]
fn chain_integrity_fails_for_a_wrong_hash_and_for_a_wrong_place() {
    fails_alone("unsound", "chain-integrity");
    fails_alone("another-place", "chain-integrity");
}

#[test]
fn durability_fails_when_a_node_loses_or_replaces_what_was_final() {
    fails_alone("forgets", "durability");
    let mut toys = toys();
    ask(&mut toys, 1, "nothing");
    ask(&mut toys, 1, "replaces");
    assert_eq!(failed(&toys), ["durability"]);
}

#[test]
fn durability_is_not_asked_of_a_disk_that_somebody_emptied_or_damaged() {
    let n1 = NodeId::new(1);
    let mut emptied = toys();
    ask(&mut emptied, 1, "nothing");
    emptied.act(&Action::Crash(n1.into())).expect("it is up");
    let restart = Action::Restart {
        who: n1.into(),
        amnesia: true,
    };
    emptied.act(&restart).expect("it is down");
    assert!(
        failed(&emptied).is_empty(),
        "amnesia is no failure of the node"
    );
}

#[test]
fn no_coin_created_fails_when_money_appears_and_when_it_vanishes() {
    fails_alone("mints", "no-coin-created");
    fails_alone("burns", "no-coin-created");
}

#[test]
fn no_overspending_fails_below_zero_even_where_the_sum_is_right() {
    fails_alone("overdraws", "no-overspending");
}

#[test]
fn exactly_once_fails_within_a_block_and_across_blocks() {
    fails_alone("twice-in-a-block", "exactly-once");
    fails_alone("again", "exactly-once");
}

#[test]
fn no_empty_block_fails_for_a_block_that_orders_nothing() {
    fails_alone("empty", "no-empty-block");
}

/// What no script can break, with why; the others need a scenario.
const OUT_OF_REACH: &[(&str, &str)] = &[
    (
        "head-above-committed",
        "a head moves onto a block before that is committed, in one step; its checker is piChain's own and closed to others",
    ),
    (
        "one-callback-per-block",
        "a block takes effect where it is committed, and nowhere else; its checker is piChain's own and closed to others",
    ),
    (
        "adopted-chains-valid",
        "a chain is judged before it is taken; the mutant that takes any chain fails it",
    ),
    (
        "durability",
        "a disk loses blocks by amnesia and damage only, which are excused; fails above",
    ),
    (
        "no-coin-created",
        "the ledger moves money and makes none; fails above",
    ),
    (
        "replay-valid",
        "what a node counts with changes with its chain alone; its checker is proof of stake's own and closed to others",
    ),
    (
        "one-leader-per-ballot",
        "a node leads ballots of its own only; its checker is Benmo's own and closed to others",
    ),
];

#[test]
fn every_property_that_scripts_can_break_is_broken_in_a_scenario() {
    let mut broken = BTreeSet::new();
    for (_, text) in scenarios::all() {
        let words = text
            .lines()
            .filter_map(|line| line.split_once("expect violated "));
        broken.extend(words.map(|(_, id)| id.trim().to_owned()));
    }
    for entry in CATALOG {
        for property in entry.about.properties {
            let excuse = OUT_OF_REACH.iter().find(|(id, _)| *id == property.id);
            let is_always = property.expectation == Expectation::Always;
            assert_eq!(
                is_always && excuse.is_none(),
                broken.contains(property.id),
                "{} of {} is broken in a scenario, unless no script can: {excuse:?}",
                property.id,
                entry.about.id
            );
        }
    }
}
