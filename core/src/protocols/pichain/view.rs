//! What piChain shows: a glance, and everything.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::about::{MEDIUM, PATIENCE_FACTOR, QUICK, RTT, SLOW};
use super::body::{
    id_of, place_words, proposed_literal, proposed_words, ticket_literal, ticket_words,
};
use super::message::allegiance;
use super::{Attempt, Eagerness, PiChain, Stage, state};
use crate::about::Value;
use crate::ledger::{Block, BlockHash, Chain, Literal, Transaction};
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted, lacking};
use crate::units::{NodeId, Ratio, RequestId};
use crate::view::{
    AccountView, AsideView, Fact, Glance, NodeView, PendingView, Storage, Tally, Vote,
};

pub fn glance(node: &PiChain) -> Glance {
    let (head, base) = (node.head(), node.base());
    let known = node.ahead.back().or_else(|| node.disk.tree.settled.last());
    // Somebody may have damaged the disk since the node last looked at it.
    let known = known.filter(|block| block.hash == head.hash);
    let block = known.or_else(|| node.disk.tree.get(head));
    Glance {
        role: match node.eagerness {
            Eagerness::Slow => &SLOW,
            Eagerness::Medium => &MEDIUM,
            Eagerness::Quick => &QUICK,
        },
        allegiance: block.map(|block| allegiance(block)),
        leader: node.quick,
        tip: head.hash,
        height: head.height,
        committed: base.height,
        pending: u32::try_from(node.own.len()).unwrap_or(u32::MAX),
    }
}

pub fn view(node: &PiChain, facts: &Facts) -> NodeView {
    let accounts = node.balances.iter().map(|(account, balance)| {
        let pending = leaves(node, &account);
        AccountView::of(account, balance, pending)
    });
    let pending = node.queue.iter().map(|entry| PendingView {
        request: entry.request,
        text: entry.transaction.brief(),
    });
    NodeView {
        goal: goal(node, facts),
        brief: brief(node),
        tally: node.attempt.as_ref().map(|attempt| tally(attempt, facts)),
        facts: facts_of(node, facts),
        committed: node.base().height,
        pending: pending.collect(),
        pool: Vec::new(),
        accounts: accounts.collect(),
        why_not: why_not(node, facts),
        store: state::pairs(&node.disk.tree.settled),
        aside: aside(node, facts.id),
        ..NodeView::of(&chain(node))
    }
}

/// What its own transfers that are not committed would take from an account.
fn leaves(node: &PiChain, account: &crate::ledger::Account) -> i64 {
    let ahead = node.ahead.iter().flat_map(|block| &block.entries);
    let open = ahead
        .chain(&node.queue)
        .filter(|entry| node.own.has(entry.request));
    let amounts = open.filter_map(|entry| match &entry.transaction {
        Transaction::Transfer { from, amount, .. } if from == account => Some(*amount),
        _ => None,
    });
    amounts.fold(0, i64::saturating_add)
}

/// Its own chain: what is committed, and what is not.
fn chain(node: &PiChain) -> Chain {
    let mut chain = node.disk.tree.settled.clone();
    node.ahead
        .iter()
        .for_each(|block| chain.push(block.clone()));
    chain
}

/// The blocks beside its chain, and what became of what they order.
fn aside(node: &PiChain, id: NodeId) -> Vec<AsideView> {
    let is_ahead = |block: &&Arc<Block>| {
        let place = block.height.checked_sub(node.base().height + 1);
        let own = place.and_then(|place| node.ahead.get(usize::try_from(place).ok()?));
        own.is_none_or(|own| own.hash != block.hash)
    };
    let beside: Vec<&Arc<Block>> = node.disk.tree.others().filter(is_ahead).collect();
    let lowest = beside.iter().map(|block| block.height).min();
    let Some(lowest) = lowest else {
        return Vec::new();
    };
    // Whatever is on a branch beside the chain can only be on the chain from the fork on, and that lies below the branch.
    let mut homes: BTreeMap<RequestId, BlockHash> = BTreeMap::new();
    let entries = beside.iter().flat_map(|block| &block.entries);
    homes.extend(entries.map(|entry| (entry.request, BlockHash::GENESIS)));
    let settled = node
        .disk
        .tree
        .settled
        .from_height(lowest.saturating_sub(super::ABANDONED_KEPT));
    for block in settled.chain(&node.ahead) {
        for entry in &block.entries {
            if let Some(home) = homes.get_mut(&entry.request) {
                *home = block.hash;
            }
        }
    }
    let fate = |request: RequestId| match homes.get(&request) {
        Some(home) if *home != BlockHash::GENESIS => phrase!("in block {0}", *home),
        _ if node.queued.has(request) => phrase!("back in the queue of {0}", id),
        // Whether others keep it, this node cannot say.
        _ => phrase!("not in the queue or on the chain of {0}", id),
    };
    let one = |block: &Arc<Block>| AsideView {
        block: block.clone(),
        fates: block.entries.iter().map(|it| fate(it.request)).collect(),
    };
    beside.into_iter().map(one).collect()
}

fn goal(node: &PiChain, facts: &Facts) -> Phrase {
    if let Some(attempt) = &node.attempt {
        let lacks = lacking(facts.quorum().saturating_sub(attempt.votes.len()));
        return match attempt.stage {
            Stage::Try => phrase!(
                "It is {0} and asks for a ticket for block {1}. {2}",
                node.eagerness.name(),
                attempt.block.hash,
                lacks
            ),
            Stage::Propose(block) => phrase!(
                "It is {0} and proposes block {1}. {2}",
                node.eagerness.name(),
                block.hash,
                lacks
            ),
        };
    }
    let open = node.ahead.len();
    match (node.queue.len(), open) {
        (0, 0) => phrase!(
            "It is {0}. All that it knows is committed.",
            node.eagerness.name()
        ),
        (0, open) => phrase!(
            "It is {0}. Of its chain not committed yet: {1}.",
            node.eagerness.name(),
            counted(open, "block")
        ),
        (waits, _) => phrase!(
            "It is {0}. When its patience ends it makes a block of what waits: {1}.",
            node.eagerness.name(),
            counted(waits, "transaction")
        ),
    }
}

/// What it may do, and how much of what was asked is committed.
fn brief(node: &PiChain) -> Vec<Phrase> {
    let mut brief = Vec::new();
    if node.ticket {
        brief.push(phrase!("holds a ticket"));
    }
    let commands = commands(node);
    if commands > 0 {
        brief.push(phrase!("{0}", counted(commands, "command")));
    }
    brief
}

/// How many transactions it has committed: the depth of the last block counts them.
fn commands(node: &PiChain) -> usize {
    let last = node.disk.tree.settled.last();
    let depth = last.and_then(|block| block.stamp.as_ref()?.depth.try_into().ok());
    depth.unwrap_or(0)
}

fn tally(attempt: &Attempt, facts: &Facts) -> Tally {
    let (name, kind) = match attempt.stage {
        Stage::Try => ("tickets", "try-ok"),
        Stage::Propose(_) => ("takes", "propose-ack"),
    };
    let voters = &attempt.votes;
    let others = facts.everyone().filter(|id| !voters.contains(id));
    let votes = voters.iter().map(|id| (*id, Vote::Yes));
    Tally {
        name,
        quorum: facts.quorum(),
        votes: votes.chain(others.map(|id| (id, Vote::Asked))).collect(),
        kind,
    }
}

fn fact(name: &'static str, value: Literal, words: Phrase, storage: Storage) -> Fact {
    Fact {
        name,
        value,
        words,
        storage,
    }
}

fn whole(number: u64) -> Literal {
    Literal::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn facts_of(node: &PiChain, facts: &Facts) -> Vec<Fact> {
    let ticket = match (node.ticket, node.attempt.as_ref()) {
        (true, _) => phrase!("it may propose once without asking"),
        (false, Some(attempt)) => phrase!("it tries with {0}", ticket_words(attempt.ticket)),
        (false, None) => phrase!("it must ask first"),
    };
    let memory = |name, value, words| fact(name, value, words, Storage::Memory);
    let head = node.disk.tree.get(node.head()).map(|block| &**block);
    let depth = node.depth();
    let mut all = vec![
        memory(
            "eagerness",
            Literal::text(node.eagerness.name()),
            phrase!("{0}", node.eagerness.name()),
        ),
        memory("ticket", Literal::Bool(node.ticket), ticket),
        fact(
            "depth",
            whole(depth),
            phrase!(
                "{0} up to its head {1}",
                counted(depth, "transaction"),
                place_words(node.head())
            ),
            Storage::Disk,
        ),
        fact(
            "head",
            Literal::Whole(id_of(head)),
            phrase!("block {0}", id_of(head)),
            Storage::Disk,
        ),
    ];
    all.extend(stored(node));
    all.extend(kept(node, facts));
    all
}

/// What is only in its memory.
fn kept(node: &PiChain, facts: &Facts) -> Vec<Fact> {
    let memory = |name, value, words| fact(name, value, words, Storage::Memory);
    let waits: Vec<String> = node.queue.iter().map(|it| it.transaction.brief()).collect();
    let listed = match waits.as_slice() {
        [] => phrase!("empty"),
        waits => phrase!("{0}", waits.join(", ")),
    };
    let waits = waits.iter().map(|it| Literal::text(it.as_str())).collect();
    let majority = node.majority.iter().map(|id| Literal::text(id.to_string()));
    let waiting = node.waiting.len();
    let mut all = vec![
        memory("queue", Literal::List(waits), listed),
        factor(node, facts),
        memory(
            "waiting",
            whole(waiting as u64),
            match waiting {
                0 => phrase!("nothing lacks a block"),
                _ => phrase!("{0} kept until blocks come", counted(waiting, "message")),
            },
        ),
        memory(
            "majority",
            Literal::List(majority.collect()),
            match node.majority.as_slice() {
                [] => phrase!("none yet"),
                voters => phrase!("the last was {0}", names(voters)),
            },
        ),
        memory(
            "quick",
            node.quick
                .map_or(Literal::None, |id| Literal::text(id.to_string())),
            node.quick
                .map_or(phrase!("it knows of nobody"), |id| phrase!("{0}", id)),
        ),
    ];
    if facts.nodes > 1 {
        all.push(trip(node, facts));
    }
    all
}

/// The factor that its patience is counted with, in words to the nearest hundredth.
fn factor(node: &PiChain, facts: &Facts) -> Fact {
    let given = facts.settings.of_node(PATIENCE_FACTOR, facts.id);
    let factor = node.factor(facts);
    let percent = Ratio((factor.0 + 5000) / 10_000 * 10_000).to_string();
    let words = match given {
        Value::Ratio(_) => phrase!("{0} of a round trip, given", percent),
        _ => phrase!("{0} of a round trip, drawn", percent),
    };
    fact("factor", whole(factor.0.into()), words, Storage::Memory)
}

/// The round trip that it counts with.
fn trip(node: &PiChain, facts: &Facts) -> Fact {
    let trip = node.trip(facts);
    let words = match facts.settings.of_node(RTT, facts.id) {
        Value::Span(_) => phrase!("{0}, given", trip),
        _ if node.trips.is_empty() => phrase!("{0}, as none is measured yet", trip),
        _ => phrase!("{0}: the longest measured, and a margin", trip),
    };
    fact("round-trip", whole(trip.0), words, Storage::Memory)
}

/// What is on its disk besides the head.
fn stored(node: &PiChain) -> Vec<Fact> {
    let disk = &node.disk;
    let id = |at| Literal::Whole(id_of(disk.tree.get(at).map(|block| &**block)));
    let stored = |name, value, words| fact(name, value, words, Storage::Disk);
    let base = node.base();
    let commands = commands(node) as u64;
    vec![
        stored("committed", id(base), phrase!("{0}", place_words(base))),
        stored(
            "commands",
            whole(commands),
            phrase!("{0} committed", commands),
        ),
        stored(
            "genesis",
            id(disk.genesis),
            phrase!("{0}", place_words(disk.genesis)),
        ),
        stored(
            "given",
            disk.given.map_or(Literal::None, ticket_literal),
            disk.given
                .map_or(phrase!("no ticket above what is committed"), ticket_words),
        ),
        stored(
            "taken",
            proposed_literal(disk.taken.as_ref()),
            proposed_words(disk.taken.as_ref()),
        ),
        stored("counter", whole(disk.counter), phrase!("{0}", disk.counter)),
    ]
}

fn names(ids: &[NodeId]) -> String {
    let names: Vec<String> = ids.iter().map(NodeId::to_string).collect();
    match names.as_slice() {
        [] => "none".into(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn why_not(node: &PiChain, facts: &Facts) -> Vec<Phrase> {
    let mut why = Vec::new();
    if let Some(attempt) = &node.attempt {
        let (quorum, have) = (facts.quorum(), names(&attempt.votes));
        why.push(phrase!(
            "Its attempt needs answers of {0} and has {1}.",
            quorum,
            have
        ));
        why.push(phrase!(
            "Who has given a higher ticket, or lacks a block, says nothing."
        ));
    } else if !node.ahead.is_empty() {
        match node.quick.filter(|id| *id != facts.id) {
            Some(quick) => why.push(phrase!("Only a quick node commits. It takes {0} for one.", quick)),
            None => why.push(phrase!("Only a quick node commits, and it knows of none. It takes two blocks of one node to have one again.")),
        }
    }
    if !node.waiting.is_empty() {
        why.push(phrase!(
            "It lacks blocks, and keeps {0} until they come.",
            counted(node.waiting.len(), "message")
        ));
    }
    why
}
