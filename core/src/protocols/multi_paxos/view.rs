//! What Multi-Paxos shows: a glance, and everything.

use super::about::{CANDIDATE, FOLLOWER, LEADER};
use super::{Ballot, MultiPaxos, Role};
use crate::ledger::{Block, Literal};
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted, lacking};
use crate::units::NodeId;
use crate::view::{
    AccountView, Fact, Glance, NodeView, PendingView, SlotView, Storage, Tally, Vote,
};

pub fn glance(node: &MultiPaxos) -> Glance {
    let ballot = node.own_ballot().or(node.disk.promised);
    Glance {
        role: match node.role {
            Role::Follower => &FOLLOWER,
            Role::Candidate(_) => &CANDIDATE,
            Role::Leader(_) => &LEADER,
        },
        allegiance: ballot.map(Ballot::token),
        leader: node.hint,
        tip: node.disk.chain.tip(),
        height: node.depth(),
        committed: node.depth(),
        pending: u32::try_from(node.queue.len()).unwrap_or(u32::MAX),
    }
}

pub fn view(node: &MultiPaxos, facts: &Facts) -> NodeView {
    let balances = node.state.balances();
    let accounts = balances
        .iter()
        .map(|(account, balance)| AccountView::of(account, balance, 0));
    let pending = node.queue.iter().map(|request| PendingView {
        request: request.id,
        text: request.transaction.brief(),
    });
    NodeView {
        goal: goal(node, facts),
        tally: tally(node, facts),
        facts: facts_of(node, facts),
        pending: pending.collect(),
        pool: Vec::new(),
        accounts: accounts.collect(),
        why_not: why_not(node, facts),
        tentative: tentative(node),
        store: node.state.pairs().cloned().collect(),
        ..NodeView::of(&node.disk.chain)
    }
}

/// Who has accepted a block, as far as a server has heard, in the order of their numbers.
fn accepted(node: &MultiPaxos, ballot: Ballot, block: &Block) -> Vec<NodeId> {
    let counts = node.counts.get(&block.height).into_iter().flatten();
    let mut same = counts.filter(|count| count.ballot == ballot && count.hash == block.hash);
    let voters = same.next().map(|count| count.voters.iter().copied());
    voters.into_iter().flatten().collect()
}

/// What a block orders, in short.
pub fn brief(block: &Block) -> String {
    let first = block.entries.first();
    first.map_or_else(|| "nothing".into(), |entry| entry.transaction.brief())
}

fn tentative(node: &MultiPaxos) -> Vec<SlotView> {
    let slot = |vote: &super::Vote| SlotView {
        height: vote.block.height,
        hash: vote.block.hash,
        text: brief(&vote.block),
        ballot: vote.ballot.token(),
        accepted: accepted(node, vote.ballot, &vote.block),
    };
    node.disk.votes.iter().map(slot).collect()
}

fn goal(node: &MultiPaxos, facts: &Facts) -> Phrase {
    let slot = node.depth() + 1;
    match &node.role {
        Role::Candidate(election) => {
            let lacks = facts.quorum().saturating_sub(election.promises.len());
            phrase!("It was nominated and gathers promises. {0}", lacking(lacks))
        }
        Role::Leader(lead) => match &lead.offer {
            Some(block) => {
                let have = accepted(node, lead.ballot, block).len();
                let lacks = facts.quorum().saturating_sub(have);
                let decide = match lacks {
                    1 => "1 more accept decides it.".to_owned(),
                    _ => format!("{lacks} more accepts decide it."),
                };
                phrase!(
                    "It leads and offers slot {0}: {1}. {2}",
                    slot,
                    brief(block),
                    decide
                )
            }
            None => phrase!("It leads and waits for requests."),
        },
        Role::Follower if !node.queue.is_empty() => {
            let waiting = counted(node.queue.len(), "request");
            phrase!("It holds {0}: nobody is known to lead.", waiting)
        }
        Role::Follower => match node.hint.filter(|hint| *hint != facts.id) {
            Some(hint) => phrase!("It votes, and hands requests on to {0}.", hint),
            None => phrase!("It votes. It knows nobody who leads."),
        },
    }
}

fn tally(node: &MultiPaxos, facts: &Facts) -> Option<Tally> {
    let (name, kind, voters) = match &node.role {
        Role::Follower => return None,
        Role::Candidate(election) => {
            // Each once: a quirk may count one twice.
            let first = |id: &NodeId| election.promises.iter().position(|it| it == id);
            let promises = election.promises.iter().enumerate();
            let once = promises.filter(|(place, id)| first(id) == Some(*place));
            ("promises", "promise", once.map(|(_, id)| *id).collect())
        }
        Role::Leader(lead) => {
            let block = lead.offer.as_ref()?;
            ("accepts", "accepted", accepted(node, lead.ballot, block))
        }
    };
    let refused =
        |id: &NodeId| matches!(&node.role, Role::Candidate(it) if it.refused.contains(id));
    let others = facts.everyone().filter(|id| !voters.contains(id));
    let others = others.map(|id| (id, if refused(&id) { Vote::No } else { Vote::Asked }));
    let votes = voters.iter().map(|id| (*id, Vote::Yes)).chain(others);
    Some(Tally {
        name,
        quorum: facts.quorum(),
        votes: votes.collect(),
        kind,
    })
}

fn whole(number: u64) -> Literal {
    Literal::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn fact(name: &'static str, value: Literal, words: Phrase, storage: Storage) -> Fact {
    Fact {
        name,
        value,
        words,
        storage,
    }
}

fn texts(items: &[String]) -> Literal {
    let texts = items.iter().map(|it| Literal::text(it.as_str()));
    Literal::List(texts.collect())
}

fn facts_of(node: &MultiPaxos, facts: &Facts) -> Vec<Fact> {
    let mut all = stored(node, facts);
    let hint = node.hint;
    let whom = hint.map_or(Literal::None, |id| Literal::text(id.to_string()));
    let hint = hint.map_or(phrase!("nobody"), |id| phrase!("{0}", id));
    all.insert(1, fact("hint", whom, hint, Storage::Memory));
    let waits = node.queue.iter().map(|it| it.transaction.brief());
    let (waits, last): (Vec<String>, _) = (waits.collect(), answered(node));
    let messages = node.outbox.iter().map(|batch| batch.len() as u64).sum();
    let outbox = match node.outbox.len() {
        0 => phrase!("empty"),
        1 => phrase!("1 batch waits in memory"),
        batches => phrase!("{0} batches wait in memory", batches),
    };
    let memory = |name, value, words| fact(name, value, words, Storage::Memory);
    all.extend([
        memory("queue", texts(&waits), listed(&waits, "empty")),
        memory("outbox", whole(messages), outbox),
        memory("answered", texts(&last), listed(&last, "nobody yet")),
    ]);
    all
}

/// What is on its disk.
fn stored(node: &MultiPaxos, facts: &Facts) -> Vec<Fact> {
    let disk = &node.disk;
    let none = Ballot {
        number: 0,
        owner: facts.id,
    };
    let (promised, taken) = (disk.promised, disk.taken);
    let heights = disk.votes.iter().map(|vote| whole(vote.block.height));
    let stored = |name, value, words| fact(name, value, words, Storage::Disk);
    vec![
        stored(
            "ballot",
            promised.unwrap_or(none).literal(),
            promised.map_or(phrase!("none promised yet"), |it| {
                phrase!("{0} promised", it.token())
            }),
        ),
        stored(
            "tentative",
            Literal::List(heights.collect()),
            tentative_words(disk),
        ),
        stored("depth", whole(node.depth()), depth_words(node)),
        stored(
            "taken",
            taken.map_or(Literal::None, Ballot::literal),
            taken.map_or(phrase!("no ballot of its own yet"), |it| {
                phrase!("{0} is its own", it.token())
            }),
        ),
    ]
}

fn listed(items: &[String], otherwise: &'static str) -> Phrase {
    match items {
        [] => Phrase::plain(otherwise),
        items => phrase!("{0}", items.join(", ")),
    }
}

/// The last request of every client that was decided.
fn answered(node: &MultiPaxos) -> Vec<String> {
    let last = node.state.table();
    last.map(|(who, reply)| format!("{who}#{}", reply.number))
        .collect()
}

fn tentative_words(disk: &super::Disk) -> Phrase {
    let one = |vote: &super::Vote| {
        phrase!(
            "slot {0}: {1} in {2}",
            vote.block.height,
            brief(&vote.block),
            vote.ballot.token()
        )
    };
    let all = disk.votes.iter().map(one);
    all.reduce(|before, next| phrase!("{0}, {1}", before, next))
        .unwrap_or(phrase!("none"))
}

fn depth_words(node: &MultiPaxos) -> Phrase {
    match node.depth() {
        0 => phrase!("no slot is decided"),
        1 => phrase!("1 slot is decided, tip {0}", node.disk.chain.tip()),
        depth => phrase!(
            "{0} slots are decided, tip {1}",
            depth,
            node.disk.chain.tip()
        ),
    }
}

fn names(ids: &[NodeId]) -> String {
    let names: Vec<String> = ids.iter().map(NodeId::to_string).collect();
    match names.as_slice() {
        [] => "none".into(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn why_not(node: &MultiPaxos, facts: &Facts) -> Vec<Phrase> {
    let quorum = facts.quorum();
    match &node.role {
        Role::Candidate(election) => {
            let mut why = vec![phrase!(
                "It needs {0} and has {1}.",
                counted(quorum, "promise"),
                names(&election.promises)
            )];
            if !election.refused.is_empty() {
                let refused: Vec<NodeId> = election.refused.iter().copied().collect();
                why.push(phrase!("{0} refused.", names(&refused)));
            }
            why
        }
        Role::Leader(lead) => match &lead.offer {
            Some(block) => {
                let have = accepted(node, lead.ballot, block);
                vec![phrase!(
                    "Block {0} needs {1} and has {2}.",
                    block.hash,
                    counted(quorum, "accept"),
                    names(&have)
                )]
            }
            None => Vec::new(),
        },
        Role::Follower if !node.queue.is_empty() => {
            vec![phrase!(
                "Requests wait until somebody leads, or are sent back in a while."
            )]
        }
        Role::Follower => Vec::new(),
    }
}
