//! What proof of work shows: a glance, and everything.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::about::{self, IDLE, MINING_ROLE};
use super::disk::date;
use super::message::allegiance;
use super::{ProofOfWork, Reorganisation};
use crate::ledger::{Account, Block, BlockHash, Literal, Transaction};
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::protocols::fields::whole_literal as whole;
use crate::units::RequestId;
use crate::view::{AccountView, AsideView, Fact, Glance, NodeView, PendingView, PoolView, Storage};

pub fn glance(node: &ProofOfWork) -> Glance {
    let at = node.own.at();
    Glance {
        role: if node.is_mining() {
            &MINING_ROLE
        } else {
            &IDLE
        },
        allegiance: node.own.last().map(|block| allegiance(block)),
        leader: None,
        tip: at.hash,
        height: at.height,
        committed: node.finals,
        pending: u32::try_from(node.open.len()).unwrap_or(u32::MAX),
    }
}

pub fn view(node: &ProofOfWork, facts: &Facts) -> NodeView {
    let of = |(account, balance)| {
        let pending = leaves(node, &account);
        AccountView::of(account, balance, pending)
    };
    let accounts = node.books.iter().map(of);
    let own = node.pool.entries().iter();
    let own = own.filter(|entry| node.open.contains(&entry.request));
    let pending = own.map(|entry| PendingView {
        request: entry.request,
        text: entry.transaction.brief(),
    });
    NodeView {
        goal: goal(node, facts),
        facts: facts_of(node, facts),
        committed: node.finals,
        pending: pending.collect(),
        pool: pool(node),
        accounts: accounts.collect(),
        why_not: why_not(node, facts),
        aside: aside(node, facts),
        ..NodeView::of(node.own.chain())
    }
}

/// What its own transfers that are not final would take from an account.
fn leaves(node: &ProofOfWork, account: &Account) -> i64 {
    let blocks = node.own.above(node.finals);
    let entries = blocks.flat_map(|block| &block.entries);
    let open = entries.chain(node.pool.entries().iter());
    let open = open.filter(|entry| node.open.contains(&entry.request));
    let amounts = open.filter_map(|entry| match &entry.transaction {
        Transaction::Transfer { from, amount, .. } if from == account => Some(*amount),
        _ => None,
    });
    amounts.fold(0, i64::saturating_add)
}

fn pool(node: &ProofOfWork) -> Vec<PoolView> {
    let looked_for = node.search.iter().flat_map(|search| &search.entries);
    let looked_for: Vec<RequestId> = looked_for.map(|entry| entry.request).collect();
    let entries = node.pool.entries().iter().enumerate();
    let row = |(place, entry): (usize, &crate::ledger::Entry)| PoolView {
        request: entry.request,
        text: entry.transaction.brief(),
        known: match place {
            _ if looked_for.contains(&entry.request) => phrase!("A block with it is looked for."),
            0 => phrase!("It is the next one."),
            1 => phrase!("It waits behind one other."),
            place => phrase!("It waits behind {0} others.", place),
        },
        is_refused: false,
    };
    entries.map(row).collect()
}

/// The blocks of earlier chain files that are not on its chain, and what became of what they say.
fn aside(node: &ProofOfWork, facts: &Facts) -> Vec<AsideView> {
    let mut beside: BTreeMap<(u64, BlockHash), Arc<Block>> = BTreeMap::new();
    let branches = node.disk.backups().iter().map(|backup| &backup.chain);
    for branch in branches.chain(node.disk.file()) {
        let common = node.own.common(branch);
        let blocks = branch
            .above(common)
            .map(|it| ((it.height, it.hash), it.clone()));
        beside.extend(blocks);
    }
    if let Some(last) = node.last() {
        let is_left = |block: &&Arc<Block>| {
            let own = node.own.block(block.height);
            own.is_none_or(|own| own.hash != block.hash)
        };
        let blocks = last.left.iter().filter(is_left);
        beside.extend(blocks.map(|it| ((it.height, it.hash), it.clone())));
    }
    let fate = |request: RequestId| match home(node, request) {
        Some(block) => phrase!("in block {0}", block.hash),
        None if node.pool.has(request) => phrase!("back in the pool of {0}", facts.id),
        None => phrase!("lost"),
    };
    let one = |block: Arc<Block>| AsideView {
        fates: block.entries.iter().map(|it| fate(it.request)).collect(),
        block,
    };
    beside.into_values().map(one).collect()
}

/// The block of its chain that has a message.
fn home(node: &ProofOfWork, request: RequestId) -> Option<&Arc<Block>> {
    let has = |block: &&Arc<Block>| block.orders(request);
    let is_there = node.own.has(request);
    is_there.then(|| node.own.chain().blocks().rev().find(has))?
}

fn goal(node: &ProofOfWork, facts: &Facts) -> Phrase {
    let Some(search) = &node.search else {
        return match (about::hash_power(facts), node.pool.len()) {
            (0, _) => phrase!("It has no power and does not mine. It follows the others."),
            (_, 0) => {
                phrase!("It is idle: nothing waits. It asks its neighbours at regular times.")
            }
            (_, _) => phrase!("It is about to mine."),
        };
    };
    let power = about::hash_power(facts);
    if about::law(facts).sampled {
        return phrase!(
            "It looks for a block on top of {0}. How many attempts that takes is drawn; it makes {1} a second.",
            search.below.hash,
            power
        );
    }
    match search.entries.first() {
        None => phrase!(
            "It looks for an empty block on top of {0}, with {1} attempts a second.",
            search.below.hash,
            power
        ),
        Some(entry) => phrase!(
            "It looks for a block with {0} on top of {1}, with {2} attempts a second.",
            entry.request,
            search.below.hash,
            power
        ),
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

fn facts_of(node: &ProofOfWork, facts: &Facts) -> Vec<Fact> {
    let memory = |name, value, words| fact(name, value, words, Storage::Memory);
    let waits: Vec<String> = node
        .pool
        .entries()
        .iter()
        .map(|it| it.transaction.brief())
        .collect();
    let listed = match waits.as_slice() {
        [] => phrase!("empty"),
        waits => phrase!("{0}", waits.join(", ")),
    };
    let waits = waits.iter().map(|it| Literal::text(it.as_str())).collect();
    let difficulty = about::difficulty(facts);
    let mut all = vec![
        neighbours(node),
        memory("pool", Literal::List(waits), listed),
        memory(
            "difficulty",
            whole(difficulty.into()),
            phrase!(
                "{0} of its own, {1} for the next block",
                difficulty,
                node.own.difficulty(difficulty)
            ),
        ),
        memory(
            "attempts",
            whole(about::hash_power(facts)),
            phrase!("{0} a second", about::hash_power(facts)),
        ),
        memory("search", Literal::Bool(node.is_mining()), searched(node)),
        memory(
            "work",
            whole(node.own.worth(true)),
            phrase!("{0}", node.own.worth(true)),
        ),
        memory(
            "final",
            whole(node.finals),
            match node.finals {
                0 => phrase!("no block yet"),
                finals => phrase!("up to height {0}", finals),
            },
        ),
        memory(
            "mined",
            whole(node.mined),
            phrase!("{0} found since it came up", counted(node.mined, "block")),
        ),
        reorganised(node),
        memory("hidden", Literal::Bool(node.hides()), hidden(node)),
        valid(node, facts),
    ];
    all.extend(stored(node, facts));
    all
}

fn neighbours(node: &ProofOfWork) -> Fact {
    let names = node
        .neighbours
        .iter()
        .map(|it| Literal::text(it.id.to_string()));
    let told = node.neighbours.iter().map(|it| match it.answers {
        true => it.id.to_string(),
        false => format!("{} (does not answer)", it.id),
    });
    let told: Vec<String> = told.collect();
    let words = match told.as_slice() {
        [] => phrase!("nobody"),
        told => phrase!("{0}", told.join(", ")),
    };
    fact(
        "neighbours",
        Literal::List(names.collect()),
        words,
        Storage::Memory,
    )
}

fn searched(node: &ProofOfWork) -> Phrase {
    match &node.search {
        Some(search) => phrase!("on top of {0}", search.below.hash),
        None => phrase!("nothing is looked for"),
    }
}

fn hidden(node: &ProofOfWork) -> Phrase {
    match (node.hides(), node.rivals().first()) {
        (_, Some(rival)) => phrase!("it keeps {0} to itself", rival.transaction.brief()),
        (true, None) => phrase!(
            "it shows {0} and has {1}",
            counted(node.offered().height(), "block"),
            counted(node.own.height(), "block")
        ),
        (false, None) => phrase!("it shows all that it has"),
    }
}

/// What was left, what came back, and who had been told.
fn reorganised(node: &ProofOfWork) -> Fact {
    let list = |requests: &[RequestId]| match requests {
        [] => "none".to_string(),
        some => some
            .iter()
            .map(RequestId::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    };
    let Some(last) = node.last() else {
        let words = phrase!("it has left no block yet");
        return fact("reorganisation", Literal::None, words, Storage::Memory);
    };
    let Reorganisation {
        left,
        came,
        returned,
        told,
    } = last;
    let hashes = left.iter().map(|block| Literal::text(block.hash.short()));
    let texts = |ids: &[RequestId]| {
        Literal::List(ids.iter().map(|it| Literal::text(it.to_string())).collect())
    };
    let value = Literal::Tuple(vec![
        Literal::List(hashes.collect()),
        texts(returned),
        texts(told),
    ]);
    let words = phrase!(
        "{0} left for {1}; back in the pool: {2}; had been told that it is final: {3}",
        counted(left.len(), "block"),
        *came,
        list(returned),
        list(told)
    );
    fact("reorganisation", value, words, Storage::Memory)
}

/// Whether its own chain is valid, and what is wrong with it.
fn valid(node: &ProofOfWork, facts: &Facts) -> Fact {
    let wrong = node.own.wrong(about::difficulty(facts), about::law(facts));
    let words = match wrong {
        None => phrase!("its chain is valid, as far as anybody can see"),
        Some(height) => phrase!("block {0} is wrong, and so is all above it", height),
    };
    fact(
        "valid",
        Literal::Bool(wrong.is_none()),
        words,
        Storage::Memory,
    )
}

/// What is on its disk.
fn stored(node: &ProofOfWork, facts: &Facts) -> Vec<Fact> {
    let stored = |name, value, words| fact(name, value, words, Storage::Disk);
    let id = facts.id;
    let saved = node.disk.file().map_or(0, |file| file.height());
    let hash = node.disk.hash();
    let names = node.disk.backups().iter();
    let names: Vec<String> = names
        .map(|it| format!("{id}_{}.chain", date(it.at)))
        .collect();
    let last = match names.last() {
        None => phrase!("no earlier file"),
        Some(last) => phrase!(
            "{0}, the last is {1}",
            counted(names.len(), "file"),
            last.as_str()
        ),
    };
    let literals = names
        .iter()
        .map(|name| Literal::text(name.as_str()))
        .collect();
    vec![
        stored(
            "file",
            whole(saved),
            phrase!(
                "{0}.chain, {1} without genesis",
                id,
                counted(saved, "block")
            ),
        ),
        stored(
            "hash-file",
            Literal::text(hash.hash.hex()),
            phrase!("{0}.hash, of the chain up to {1}", id, hash.hash),
        ),
        stored("backups", Literal::List(literals), last),
    ]
}

fn why_not(node: &ProofOfWork, facts: &Facts) -> Vec<Phrase> {
    let mut why = Vec::new();
    if let Some(height) = node.own.wrong(about::difficulty(facts), about::law(facts)) {
        why.push(phrase!(
            "Block {0} of its chain is wrong: others refuse the chain, and it would not start with it.",
            height
        ));
    }
    if about::law(facts).puzzle == crate::ledger::Puzzle::Original && node.own.height() > 0 {
        why.push(phrase!(
            "The puzzle of the source does not cover what a block says: its last block could be changed, and nobody would notice."
        ));
    }
    if let (Some(rival), None) = (node.rivals().first(), node.undoes()) {
        why.push(phrase!(
            "It keeps {0} to itself until it sees another transfer from its account, which others asked for.",
            rival.request
        ));
    }
    let deep = about::confirmations(facts);
    let open = node.own.height() - node.finals.min(node.own.height());
    if open > 0 && deep > 1 {
        why.push(phrase!(
            "A block is final with {0} from it on. Of its chain not final yet: {1}.",
            counted(deep, "block"),
            counted(open, "block")
        ));
    }
    if !node.pool.is_empty() && about::hash_power(facts) == 0 {
        why.push(phrase!(
            "It has no power: what waits here is mined by others, if they ask for it."
        ));
    }
    let silent = node.neighbours.iter().filter(|it| !it.answers);
    for neighbour in silent {
        why.push(phrase!(
            "{0} does not answer. It is asked again the next time.",
            neighbour.id
        ));
    }
    why
}
