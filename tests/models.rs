//! Models: every schedule of a small cluster, explored by stateright over the very nodes that the page runs.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::hash::Hash;

use stateright::{Checker, Expectation, HasDiscoveries, Model, Property};
use synod_tests::model::{duel, miss};
use synod_tests::servers::{crash, decided_alone, late_offer, rivals, takeover};
use synod_tests::{builders, forgers, miners};

/// The states that a run makes at the most, copies among them: enough for the floor below, few enough for a test.
const STATES_MAX: usize = 500_000;
/// What counts as exhaustive enough (DESIGN 7).
const STATES_FLOOR: usize = 100_000;

/// Explores a model breadth first, so that what is found has the shortest schedule, and ends when all of `enough` is found.
fn explore<M>(model: M, enough: &[&'static str]) -> impl Checker<M>
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Send + Sync + Clone + PartialEq + 'static,
    M::Action: Clone + PartialEq + Debug,
{
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let enough = match enough {
        [] => HasDiscoveries::All,
        names => HasDiscoveries::AllOf(names.iter().copied().collect::<BTreeSet<_>>()),
    };
    let checker = model.checker().threads(threads).finish_when(enough);
    let checker = checker.target_state_count(STATES_MAX).spawn_bfs().join();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    println!("{states} states, depth {depth}");
    checker
}

/// No schedule breaks what the model says of all states, and schedules lead to what is to be seen.
fn holds<M>(model: M, seen: &[&'static str])
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Send + Sync + Clone + PartialEq + 'static,
    M::Action: Clone + PartialEq + Debug,
{
    let checker = explore(model, &[]);
    let found = checker.discoveries();
    let properties = checker.model().properties();
    let is_always = |it: &&Property<M>| it.expectation == Expectation::Always;
    let always: Vec<_> = properties
        .iter()
        .filter(is_always)
        .map(|it| it.name)
        .collect();
    assert!(!always.is_empty(), "the model promises nothing");
    for name in always {
        let way = found.get(name).map(|path| path.clone().into_actions());
        assert!(way.is_none(), "{name} fails: {way:?}");
    }
    for property in seen {
        assert!(found.contains_key(property), "no schedule sees: {property}");
    }
    let states = checker.unique_state_count();
    assert!(states >= STATES_FLOOR, "{states} states");
}

/// Within the same bounds a schedule breaks the property.
fn breaks<M>(quirk: &str, model: M, property: &'static str)
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Send + Sync + Clone + PartialEq + 'static,
    M::Action: Clone + PartialEq + Debug,
{
    let found = explore(model, &[property]).discovery(property);
    assert!(found.is_some(), "{quirk} breaks {property} in no schedule");
}

#[test]
fn two_leaders_of_three_nodes_break_nothing() {
    holds(duel(None), &["decided", "duel", "finished-for-another"]);
}

#[test]
fn a_node_that_misses_a_block_breaks_nothing() {
    holds(miss(None, 10), &["decided"]);
}

#[test]
fn mutants_are_found_within_the_same_bounds() {
    let quirk = "accept-ignores-promise";
    breaks(quirk, duel(Some(quirk)), "promise-kept");
    for (quirk, amount, property) in [
        ("shared-log", 10, "exactly-once"),
        ("clears-equal-log-only", 10, "exactly-once"),
        ("pending-not-counted", 60, "no-overspending"),
    ] {
        breaks(quirk, miss(Some(quirk), amount), property);
    }
}

#[test]
fn two_nominees_break_nothing() {
    holds(rivals(None), &[]);
}

#[test]
fn a_change_of_leader_breaks_nothing() {
    holds(takeover(None), &["decided"]);
}

#[test]
fn a_server_that_crashes_breaks_nothing() {
    holds(crash(None), &["decided"]);
}

#[test]
fn an_offer_that_comes_late_breaks_nothing() {
    holds(late_offer(None), &["decided", "two-leaders"]);
}

#[test]
fn what_one_server_alone_has_decided_stays() {
    holds(decided_alone(None), &["decided", "value-inherited"]);
}

#[test]
fn mutants_of_servers_are_found_within_the_same_bounds() {
    for (quirk, model, property) in [
        ("foreign-ballot-id", rivals as fn(_) -> _, "ballots-unique"),
        ("promise-forgotten", crash, "promise-kept"),
        ("tentative-replayed", crash, "store-is-replay"),
        ("decided-overwritten", late_offer, "decided-immutable"),
        ("inherited-rebuilt", decided_alone, "agreement"),
    ] {
        breaks(quirk, model(Some(quirk)), property);
    }
}

#[test]
fn two_quick_nodes_break_nothing() {
    holds(builders::rivals(None), &["committed", "fork-switch"]);
}

#[test]
fn a_quick_node_that_crashes_breaks_nothing() {
    holds(builders::crash(None), &["committed"]);
}

#[test]
fn a_mutant_of_builders_is_found_within_the_same_bounds() {
    let quirk = "orphan-dropped";
    breaks(quirk, builders::rivals(Some(quirk)), "always-kept");
}

#[test]
fn two_miners_with_a_block_each_break_nothing() {
    holds(miners::rivals(None), &["fork", "orphan-returned"]);
}

#[test]
fn a_miner_that_crashes_breaks_nothing() {
    holds(miners::crash(None), &["fork", "orphan-returned"]);
}

#[test]
fn mutants_of_miners_are_found_within_the_same_bounds() {
    for (quirk, model, property) in [
        ("stale-tip", miners::rivals as fn(_) -> _, "chain-integrity"),
        ("lost-on-adoption", miners::rivals, "no-message-nowhere"),
        ("duplicate-mined", miners::shared, "exactly-once"),
    ] {
        breaks(quirk, model(Some(quirk)), property);
    }
}

/// Among the schedules are those in which one payment was dropped, and those in which all have taken the other.
#[test]
fn two_payments_of_everything_break_nothing() {
    holds(
        forgers::spenders(None),
        &["committed", "everywhere", "dropped"],
    );
}

#[test]
fn a_forger_that_crashes_breaks_nothing() {
    holds(forgers::forgetful(None), &["signed-again"]);
}

#[test]
fn mutants_of_forgers_are_found_within_the_same_bounds() {
    for (quirk, property) in [
        ("coverage-not-cumulative", "no-overspending"),
        ("height-not-checked", "exactly-once"),
    ] {
        breaks(quirk, forgers::spenders(Some(quirk)), property);
    }
}
