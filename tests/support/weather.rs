//! The storms of core, as the tests want them: with another end, line by line, and the books kept anew from the chains.

use std::collections::BTreeSet;

use synod_core::about::{About, Value, common};
use synod_core::ledger::{Account, Entry, Transaction};
use synod_core::session::Session;
use synod_core::simulation::Simulation;
use synod_core::storm::{self, Weather};
use synod_core::units::{NodeId, RequestId};
use synod_core::view::{Answer, NodeDetail, State};

/// How a storm ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Everything is healed and every node comes up again.
    Whole,
    /// Everything is healed, but a minority of the nodes is down for good.
    Majority,
}

/// The script of a hostile storm and of the calm after it.
pub fn storm(about: &About, seed: u64, end: End) -> String {
    let text = storm::script(about, seed, Weather::Hostile, None);
    match end {
        End::Whole => text,
        End::Majority => majority(&text, seed),
    }
}

/// The storm whose calm restarts a majority only. Nobody who is up may know that a node is behind that was cut off
/// from the last rounds, if their leader is down for good: such a node hears of it with the next round, so that
/// there is one more.
fn majority(text: &str, seed: u64) -> String {
    let session = Session::load(text).expect("a storm is a script");
    let nodes = u64::from(session.view().setup().nodes);
    let stays_down = |node: u64| (node + seed) % nodes < (nodes - 1) / 2;
    let (down, up): (Vec<u64>, Vec<u64>) = (1..=nodes).partition(|node| stays_down(*node));
    let mut text = text.to_owned();
    for node in down {
        text = text.replace(
            &format!("\nrestart n{node}\n"),
            &format!("\ncrash n{node}\n"),
        );
    }
    let (one, other) = (up[0], up.get(1).unwrap_or(&up[0]));
    text + &format!("submit n{one} transfer n{one} n{other} 1\nrun 10m\n")
}

/// What a storm does, without the moments at which it does it: for somebody who acts by hand.
pub fn actions(about: &About, seed: u64) -> Vec<String> {
    let text = storm::script(about, seed, Weather::Hostile, None);
    let lines = text.lines().filter_map(|line| line.strip_prefix("at "));
    let bare = lines.filter_map(|line| line.split_once(' '));
    bare.map(|(_, action)| action.to_owned()).collect()
}

/// The books, kept anew from the chain of every node that is up: every account, and where every request is. What does
/// not agree with the node's own.
pub fn books(run: &dyn Simulation) -> Vec<String> {
    let nodes = (1..=run.setup().nodes).map(NodeId::new);
    let details = nodes.filter_map(|id| run.node(id));
    let all: Vec<NodeDetail> = details.collect();
    let is_up = |node: &&NodeDetail| node.glance.state == State::Up;
    let up: Vec<&NodeDetail> = all.iter().filter(is_up).collect();
    let longest = up.iter().map(|node| node.view.chain.height()).max();
    // Where chains may differ for good, what one has final counts, also on the disk of one that is down: whoever gave up
    // was told so.
    let differ = run.about().property("agreement").is_none();
    let elsewhere: BTreeSet<RequestId> = match differ {
        true => all.iter().flat_map(finals).collect(),
        false => BTreeSet::new(),
    };
    up.iter()
        .flat_map(|node| {
            let is_behind = node.view.chain.height() < longest.unwrap_or(0);
            book(run, node, is_behind, &elsewhere)
        })
        .collect()
}

/// What a node has final.
fn finals(node: &NodeDetail) -> impl Iterator<Item = RequestId> {
    let blocks = node.view.chain.blocks();
    let finals = blocks.take_while(|block| block.height <= node.view.committed);
    finals.flat_map(|block| block.entries.iter().map(|entry| entry.request))
}

/// What an entry of a final block does to the accounts.
fn settle(entry: &Entry, held: &mut [i64], paid: &mut BTreeSet<RequestId>) {
    let is_done = match &entry.transaction {
        Transaction::Transfer { from, to, amount } => {
            let done = take(held, from, *amount);
            if done {
                take(held, to, -amount);
            }
            done
        }
        Transaction::Stake { account, amount } => take(held, account, *amount),
        Transaction::Faucet { account, amount } => take(held, account, -amount),
        // What moves no money is always done.
        _ => true,
    };
    if is_done {
        paid.insert(entry.request);
    }
}

/// Takes an amount from the account of a node, if that holds so much; a negative one is given.
fn take(held: &mut [i64], account: &Account, amount: i64) -> bool {
    let Account::Node(id) = account else {
        return true;
    };
    let is_covered = held[id.index()] >= amount;
    if is_covered {
        held[id.index()] -= amount;
    }
    is_covered
}

/// What the accounts of the nodes hold at genesis, `n1` first.
fn opening(run: &dyn Simulation) -> Vec<i64> {
    let balance = |id| match run.settings().of_node(common::BALANCE, id) {
        Value::Whole(amount) => amount,
        other => panic!("a balance is {other}, not a whole number"),
    };
    let ids = (1..=run.setup().nodes).map(NodeId::new);
    ids.map(balance).collect()
}

/// The books of a node; one that is behind others may not have what was answered for it.
fn book(
    run: &dyn Simulation,
    node: &NodeDetail,
    is_behind: bool,
    elsewhere: &BTreeSet<RequestId>,
) -> Vec<String> {
    let id = node.glance.id;
    let mut broken = Vec::new();
    let mut held = opening(run);
    let (mut ordered, mut paid) = (BTreeSet::new(), BTreeSet::new());
    for block in node.view.chain.blocks() {
        // What is on the chain and not final yet has no effect, and nobody was told.
        let is_final = block.height <= node.view.committed;
        for entry in &block.entries {
            if !ordered.insert(entry.request) {
                broken.push(format!("{id} has {} twice", entry.request));
            }
            if is_final {
                settle(entry, &mut held, &mut paid);
            }
        }
    }
    for account in &node.view.accounts {
        let Account::Node(owner) = account.account else {
            continue;
        };
        let (own, theirs) = (held[owner.index()], account.balance);
        if own != theirs {
            broken.push(format!(
                "{id} counts {theirs} for {owner}, its chain says {own}"
            ));
        }
    }
    let pending = node.view.pending.iter();
    for pending in pending.filter(|pending| ordered.contains(&pending.request)) {
        broken.push(format!("{id} still keeps {} in its log", pending.request));
    }
    let own = run.requests().into_iter();
    for request in own.filter(|request| request.id.asker == id.into()) {
        let committed = request.verdict == Answer::Committed;
        if committed && request.text.starts_with("get ") && !ordered.contains(&request.id) {
            // A read that a node answers by itself is on no chain.
            continue;
        }
        let is_missing = is_behind && !ordered.contains(&request.id)
            || committed && elsewhere.contains(&request.id);
        if committed != paid.contains(&request.id) && !is_missing {
            let verdict = request.verdict.name();
            broken.push(format!(
                "{} is {verdict}; paid on the chain of {id}: {}",
                request.id, !committed
            ));
        }
    }
    broken
}
