//! The storms of core, as the tests want them: with another end, line by line, and the books kept anew from the chains.

use std::collections::BTreeSet;

use synod_core::about::{About, Value, common};
use synod_core::ledger::{Account, Transaction};
use synod_core::session::Session;
use synod_core::simulation::Simulation;
use synod_core::storm::{self, Weather};
use synod_core::units::NodeId;
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
    let up: Vec<NodeDetail> = details
        .filter(|node| node.glance.state == State::Up)
        .collect();
    let longest = up.iter().map(|node| node.view.chain.height()).max();
    up.iter()
        .flat_map(|node| book(run, node, node.view.chain.height() < longest.unwrap_or(0)))
        .collect()
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

/// The books of a node; one that is behind others may not have what was answered for it.
fn book(run: &dyn Simulation, node: &NodeDetail, is_behind: bool) -> Vec<String> {
    let id = node.glance.id;
    let mut broken = Vec::new();
    let opening = |id| match run.settings().of_node(common::BALANCE, id) {
        Value::Whole(amount) => amount,
        other => panic!("a balance is {other}, not a whole number"),
    };
    let ids = (1..=run.setup().nodes).map(NodeId::new);
    let mut held: Vec<i64> = ids.map(opening).collect();
    let (mut ordered, mut paid) = (BTreeSet::new(), BTreeSet::new());
    for entry in node.view.chain.blocks().flat_map(|block| &block.entries) {
        if !ordered.insert(entry.request) {
            broken.push(format!("{id} has {} twice", entry.request));
        }
        let is_done = match &entry.transaction {
            Transaction::Transfer { from, to, amount } => {
                let done = take(&mut held, from, *amount);
                if done {
                    take(&mut held, to, -amount);
                }
                done
            }
            Transaction::Stake { account, amount } => take(&mut held, account, *amount),
            Transaction::Faucet { account, amount } => take(&mut held, account, -amount),
            // What moves no money is always done.
            _ => true,
        };
        if is_done {
            paid.insert(entry.request);
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
        let is_missing = is_behind && !ordered.contains(&request.id);
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
