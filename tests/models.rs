//! Models: every schedule of a small cluster, explored by stateright over the very nodes that the page runs.

use stateright::{Checker, Model};
use synod_tests::builders::{self, Builders};
use synod_tests::forgers::{self, Forgers};
use synod_tests::miners::{self, Miners};
use synod_tests::model::{Cluster, duel, miss};
use synod_tests::servers::{Servers, crash, decided_alone, late_offer, rivals, takeover};

/// The states that a run explores at the most: enough for the floor below, few enough for a test.
const STATES_MAX: usize = 500_000;
/// What counts as exhaustive enough (DESIGN 7).
const STATES_FLOOR: usize = 100_000;

/// Explores a cluster breadth first, so that what is found has the shortest schedule.
fn explore(model: Cluster) -> impl Checker<Cluster> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = model
        .checker()
        .threads(threads)
        .target_state_count(STATES_MAX)
        .spawn_bfs()
        .join();
    println!(
        "{} states, depth {}",
        checker.unique_state_count(),
        checker.max_depth()
    );
    checker
}

const ALWAYS: [&str; 5] = [
    "agreement",
    "exactly-once",
    "promise-kept",
    "no-overspending",
    "no-empty-block",
];

fn holds(model: Cluster, seen: &[&str]) {
    let checker = explore(model);
    let found = checker.discoveries();
    for property in ALWAYS {
        assert!(
            !found.contains_key(property),
            "{property} fails: {:?}",
            found[property].clone().into_actions()
        );
    }
    for property in seen {
        assert!(found.contains_key(property), "no schedule sees: {property}");
    }
    let states = checker.unique_state_count();
    assert!(states >= STATES_FLOOR, "{states} states");
}

#[test]
fn two_leaders_of_three_nodes_break_nothing() {
    holds(duel(None), &["decided", "duel", "finished-for-another"]);
}

#[test]
fn a_node_that_misses_a_block_breaks_nothing() {
    holds(miss(None, 10), &["decided"]);
}

/// Within the same bounds each of these defects is found.
#[test]
fn mutants_are_found_within_the_same_bounds() {
    let mutants = [
        (
            "accept-ignores-promise",
            duel(Some("accept-ignores-promise")),
            "promise-kept",
        ),
        ("shared-log", miss(Some("shared-log"), 10), "exactly-once"),
        (
            "clears-equal-log-only",
            miss(Some("clears-equal-log-only"), 10),
            "exactly-once",
        ),
        (
            "pending-not-counted",
            miss(Some("pending-not-counted"), 60),
            "no-overspending",
        ),
    ];
    for (quirk, model, property) in mutants {
        let checker = explore(model);
        let found = checker.discovery(property);
        assert!(found.is_some(), "{quirk} breaks {property} in no schedule");
    }
}

/// The same for the servers of Multi-Paxos.
fn serve(model: Servers, seen: &[&str]) {
    let checker = explored(model);
    let found = checker.discoveries();
    for property in [
        "agreement",
        "promise-kept",
        "decided-immutable",
        "ballots-unique",
        "store-is-replay",
    ] {
        let way = found.get(property).map(|path| path.clone().into_actions());
        assert!(way.is_none(), "{property} fails: {way:?}");
    }
    for property in seen {
        assert!(found.contains_key(property), "no schedule sees: {property}");
    }
}

fn explored(model: Servers) -> impl Checker<Servers> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = model.checker().threads(threads);
    let checker = checker.target_state_count(STATES_MAX).spawn_bfs().join();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    println!("{states} states, depth {depth}");
    assert!(states >= STATES_FLOOR, "{states} states");
    checker
}

#[test]
fn two_nominees_break_nothing() {
    serve(rivals(None), &[]);
}

#[test]
fn a_change_of_leader_breaks_nothing() {
    serve(takeover(None), &["decided"]);
}

#[test]
fn a_server_that_crashes_breaks_nothing() {
    serve(crash(None), &["decided"]);
}

#[test]
fn an_offer_that_comes_late_breaks_nothing() {
    serve(late_offer(None), &["decided", "two-leaders"]);
}

#[test]
fn what_one_server_alone_has_decided_stays() {
    serve(decided_alone(None), &["decided", "value-inherited"]);
}

/// Within the same bounds each of these defects is found.
#[test]
fn mutants_of_servers_are_found_within_the_same_bounds() {
    for (quirk, model, property) in [
        (
            "foreign-ballot-id",
            rivals(Some("foreign-ballot-id")),
            "ballots-unique",
        ),
        (
            "promise-forgotten",
            crash(Some("promise-forgotten")),
            "promise-kept",
        ),
        (
            "tentative-replayed",
            crash(Some("tentative-replayed")),
            "store-is-replay",
        ),
        (
            "decided-overwritten",
            late_offer(Some("decided-overwritten")),
            "decided-immutable",
        ),
        (
            "inherited-rebuilt",
            decided_alone(Some("inherited-rebuilt")),
            "agreement",
        ),
    ] {
        let found = explored(model).discovery(property);
        assert!(found.is_some(), "{quirk} breaks {property} in no schedule");
    }
}

/// The same for the nodes of piChain.
fn build(model: Builders, seen: &[&str]) {
    let checker = built(model);
    let found = checker.discoveries();
    for property in [
        "agreement",
        "head-above-committed",
        "exactly-once",
        "nothing-lost",
    ] {
        let way = found.get(property).map(|path| path.clone().into_actions());
        assert!(way.is_none(), "{property} fails: {way:?}");
    }
    for property in seen {
        assert!(found.contains_key(property), "no schedule sees: {property}");
    }
}

fn built(model: Builders) -> impl Checker<Builders> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = model.checker().threads(threads);
    let checker = checker.target_state_count(STATES_MAX).spawn_bfs().join();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    println!("{states} states, depth {depth}");
    assert!(states >= STATES_FLOOR, "{states} states");
    checker
}

#[test]
fn two_quick_nodes_break_nothing() {
    build(builders::rivals(None), &["committed", "fork-switch"]);
}

#[test]
fn a_quick_node_that_crashes_breaks_nothing() {
    build(builders::crash(None), &["committed"]);
}

/// Within the same bounds this defect is found.
#[test]
fn a_mutant_of_builders_is_found_within_the_same_bounds() {
    let model = builders::rivals(Some("orphan-dropped"));
    let found = built(model).discovery("nothing-lost");
    assert!(found.is_some(), "no schedule loses a transaction");
}

/// The same for miners.
fn mine(model: Miners, seen: &[&str]) {
    let checker = mined(model);
    let found = checker.discoveries();
    for property in ["chain-integrity", "exactly-once", "no-message-nowhere"] {
        let way = found.get(property).map(|path| path.clone().into_actions());
        assert!(way.is_none(), "{property} fails: {way:?}");
    }
    for property in seen {
        assert!(found.contains_key(property), "no schedule sees: {property}");
    }
}

fn mined(model: Miners) -> impl Checker<Miners> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = model.checker().threads(threads);
    let checker = checker.target_state_count(STATES_MAX).spawn_bfs().join();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    println!("{states} states, depth {depth}");
    assert!(states >= STATES_FLOOR, "{states} states");
    checker
}

#[test]
fn two_miners_with_a_block_each_break_nothing() {
    mine(miners::rivals(None), &["fork", "orphan-returned"]);
}

#[test]
fn a_miner_that_crashes_breaks_nothing() {
    mine(miners::crash(None), &["fork", "orphan-returned"]);
}

/// Within the same bounds each of these defects is found.
#[test]
fn mutants_of_miners_are_found_within_the_same_bounds() {
    for (quirk, model, property) in [
        ("stale-tip", miners::rivals as fn(_) -> _, "chain-integrity"),
        ("lost-on-adoption", miners::rivals, "no-message-nowhere"),
        ("duplicate-mined", miners::shared, "exactly-once"),
    ] {
        let checker = model(Some(quirk)).checker();
        let checker = checker.target_state_count(STATES_MAX).spawn_bfs().join();
        let found = checker.discovery(property);
        assert!(found.is_some(), "{quirk} breaks {property} in no schedule");
    }
}

/// The same for the nodes of proof of stake.
fn forge(model: Forgers, seen: &[&str]) {
    let checker = forged(model);
    let found = checker.discoveries();
    for property in ["agreement", "exactly-once", "no-overspending"] {
        let way = found.get(property).map(|path| path.clone().into_actions());
        assert!(way.is_none(), "{property} fails: {way:?}");
    }
    for property in seen {
        assert!(found.contains_key(property), "no schedule sees: {property}");
    }
}

fn forged(model: Forgers) -> impl Checker<Forgers> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = model.checker().threads(threads);
    let checker = checker.target_state_count(STATES_MAX).spawn_bfs().join();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    println!("{states} states, depth {depth}");
    assert!(states >= STATES_FLOOR, "{states} states");
    checker
}

#[test]
fn two_payments_of_everything_break_nothing() {
    forge(forgers::spenders(None), &["committed"]);
}

#[test]
fn a_forger_that_crashes_breaks_nothing() {
    forge(forgers::forgetful(None), &["signed-again"]);
}

/// Within the same bounds each of these defects is found.
#[test]
fn mutants_of_forgers_are_found_within_the_same_bounds() {
    for (quirk, property) in [
        ("coverage-not-cumulative", "no-overspending"),
        ("height-not-checked", "exactly-once"),
    ] {
        let found = forged(forgers::spenders(Some(quirk))).discovery(property);
        assert!(found.is_some(), "{quirk} breaks {property} in no schedule");
    }
}
