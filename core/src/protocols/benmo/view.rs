//! What Benmo shows: a glance, everything, and the caption of each rule.

use super::about::{IDLE, LEADING, WAITING};
use super::{Benmo, Phase, Role, Round, rules};
use crate::ledger::{Account, Literal};
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted, lacking};
use crate::rule::Rule;
use crate::units::NodeId;
use crate::view::{AccountView, Fact, Glance, NodeView, PendingView, Rank, Storage, Tally, Vote};

pub fn glance(node: &Benmo) -> Glance {
    let voted = node.vote_at(node.depth()).map(|vote| vote.promised);
    let led = match &node.role {
        Role::Leading(round) => Some(round.ballot),
        Role::Waiting | Role::Idle => None,
    };
    Glance {
        role: match node.role {
            Role::Idle => &IDLE,
            Role::Waiting => &WAITING,
            Role::Leading(_) => &LEADING,
        },
        allegiance: led.or(voted).or(node.disk.ballot).map(super::Ballot::token),
        leader: led.or(voted).map(|ballot| ballot.owner),
        tip: node.disk.chain.tip(),
        height: node.depth(),
        committed: node.depth(),
        pending: u32::try_from(node.disk.log.len()).unwrap_or(u32::MAX),
    }
}

pub fn view(node: &Benmo, facts: &Facts) -> NodeView {
    let accounts = node.balances.iter().map(|(account, balance)| {
        // Only its own log is known to a node; what waits elsewhere is not its business.
        let pending = if account == Account::Node(facts.id) {
            node.pending_of(&account)
        } else {
            0
        };
        AccountView::of(account, balance, pending)
    });
    let pending = node.disk.log.iter().map(|entry| PendingView {
        request: entry.request,
        text: entry.transaction.brief(),
    });
    NodeView {
        goal: goal(node, facts),
        tally: tally(node, facts),
        facts: facts_of(node),
        pending: pending.collect(),
        pool: Vec::new(),
        accounts: accounts.collect(),
        why_not: why_not(node, facts),
        ..NodeView::of(&node.disk.chain)
    }
}

fn goal(node: &Benmo, facts: &Facts) -> Phrase {
    let height = node.depth() + 1;
    match &node.role {
        Role::Leading(Round {
            phase: Phase::Preparing { acks },
            ..
        }) => {
            let lacks = lacking(facts.quorum().saturating_sub(acks.len()));
            phrase!("Gathering promises for block {0}. {1}", height, lacks)
        }
        Role::Leading(Round {
            phase: Phase::Accepting { decided: true, .. },
            ..
        }) => {
            phrase!(
                "Block {0} is decided. It waits for its own decision to arrive.",
                height
            )
        }
        Role::Leading(Round {
            phase: Phase::Accepting { accepted, .. },
            ..
        }) => {
            let lacks = lacking(facts.quorum().saturating_sub(accepted.len()));
            phrase!("Gathering accepts for block {0}. {1}", height, lacks)
        }
        _ if node.is_behind() => {
            phrase!(
                "It is behind: block {0} exists elsewhere. It asks everybody for it.",
                node.heard
            )
        }
        Role::Waiting => phrase!(
            "Waits a random pause, then leads a round for its log of {0}.",
            node.disk.log.len()
        ),
        Role::Idle if node.is_unsure() => phrase!(
            "It accepted a block for height {0} and waits for the decision.",
            height
        ),
        Role::Idle => phrase!("Nothing to do: its log is empty. It votes when others lead."),
    }
}

fn tally(node: &Benmo, facts: &Facts) -> Option<Tally> {
    let Role::Leading(round) = &node.role else {
        return None;
    };
    let (name, kind, voters): (_, _, Vec<NodeId>) = match &round.phase {
        Phase::Preparing { acks } => ("promises", "ack", acks.iter().map(|(id, _)| *id).collect()),
        Phase::Accepting { accepted, .. } => ("accepts", "accepted", accepted.clone()),
    };
    let asked = facts
        .everyone()
        .filter(|id| !voters.contains(id))
        .map(|id| (id, Vote::Asked));
    let votes = voters
        .iter()
        .map(|id| (*id, Vote::Yes))
        .chain(asked)
        .collect();
    Some(Tally {
        name,
        quorum: facts.quorum(),
        votes,
        kind,
    })
}

fn facts_of(node: &Benmo) -> Vec<Fact> {
    let disk = &node.disk;
    let height = node.depth() + 1;
    let fact = |name, value, words, storage| Fact {
        name,
        value,
        words,
        storage,
    };
    let none = |words| (Literal::None, words);
    let vote = node.disk.votes.last();
    let promised = vote.map_or_else(
        || none(phrase!("nothing for block {0}", height)),
        |vote| {
            (
                vote.promised.literal(),
                phrase!("{0} for block {1}", vote.promised.token(), vote.depth + 1),
            )
        },
    );
    let accepted = vote.and_then(|vote| vote.accepted.as_ref()).map_or_else(
        || none(phrase!("nothing for block {0}", height)),
        |(ballot, block)| {
            (
                ballot.literal(),
                phrase!("{0} in {1}", block.hash, ballot.token()),
            )
        },
    );
    let ballot = disk.ballot.map_or_else(
        || none(phrase!("none yet")),
        |ballot| (ballot.literal(), phrase!("{0}", ballot.token())),
    );
    let log: Vec<String> = disk
        .log
        .iter()
        .map(|entry| entry.transaction.brief())
        .collect();
    let log_words = if log.is_empty() {
        phrase!("empty")
    } else {
        phrase!("{0}", log.join(", "))
    };
    let mut facts = vec![
        fact(
            "round",
            Literal::text(round_words(node).to_string()),
            round_words(node),
            Storage::Memory,
        ),
        fact("promised", promised.0, promised.1, Storage::Disk),
        fact("accepted", accepted.0, accepted.1, Storage::Disk),
        fact("ballot", ballot.0, ballot.1, Storage::Disk),
        fact(
            "chain",
            Literal::Whole(i64::try_from(node.depth()).unwrap_or(i64::MAX)),
            chain_words(node),
            Storage::Disk,
        ),
        fact(
            "log",
            Literal::List(log.into_iter().map(Literal::text).collect()),
            log_words,
            Storage::Disk,
        ),
    ];
    if node.is_behind() {
        let heard = Literal::Whole(i64::try_from(node.heard).unwrap_or(i64::MAX));
        facts.insert(
            1,
            fact(
                "heard",
                heard,
                phrase!("a chain of {0}", counted(node.heard, "block")),
                Storage::Memory,
            ),
        );
    }
    facts
}

fn chain_words(node: &Benmo) -> Phrase {
    match node.depth() {
        0 => phrase!("genesis alone"),
        1 => phrase!("1 block, tip {0}", node.disk.chain.tip()),
        depth => phrase!("{0} blocks, tip {1}", depth, node.disk.chain.tip()),
    }
}

fn round_words(node: &Benmo) -> Phrase {
    match &node.role {
        Role::Idle => phrase!("none"),
        Role::Waiting => phrase!("none yet, pausing"),
        Role::Leading(round) => match &round.phase {
            Phase::Preparing { acks } => {
                phrase!(
                    "{0}, {1}",
                    round.ballot.token(),
                    counted(acks.len(), "promise")
                )
            }
            Phase::Accepting {
                accepted, block, ..
            } => {
                phrase!(
                    "{0}, {1} for {2}",
                    round.ballot.token(),
                    counted(accepted.len(), "accept"),
                    block.hash
                )
            }
        },
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

fn why_not(node: &Benmo, facts: &Facts) -> Vec<Phrase> {
    let quorum = facts.quorum();
    match &node.role {
        Role::Leading(Round {
            phase: Phase::Preparing { acks },
            ..
        }) => {
            let have: Vec<NodeId> = acks.iter().map(|(id, _)| *id).collect();
            vec![
                phrase!(
                    "It needs {0} and has {1}.",
                    counted(quorum, "promise"),
                    names(&have)
                ),
                phrase!(
                    "Then it needs {0}. None was asked yet.",
                    counted(quorum, "accept")
                ),
            ]
        }
        Role::Leading(Round {
            phase:
                Phase::Accepting {
                    accepted,
                    decided: false,
                    block,
                    ..
                },
            ..
        }) => {
            vec![phrase!(
                "Block {0} needs {1} and has {2}.",
                block.hash,
                counted(quorum, "accept"),
                names(accepted)
            )]
        }
        Role::Leading(_) => vec![phrase!(
            "It is decided. The decision is on its way to everybody."
        )],
        Role::Waiting => vec![phrase!(
            "Its pause is not over. A leader that does not wait would meet others."
        )],
        Role::Idle => Vec::new(),
    }
}

/// What a rule that just ran at a node means, and how much it matters.
pub fn caption(node: &Benmo, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let (id, height) = (facts.id, node.depth() + 1);
    let mine = node.disk.ballot.map(super::Ballot::token);
    let is = |other: &'static Rule| std::ptr::eq(rule, other);
    if let Some(told) = of_round(node, rule, facts) {
        return Some(told);
    }
    let tip = node.disk.chain.tip();
    Some(match () {
        () if is(&rules::ENTER) => (entered(id, node.disk.log.len()), Rank::Fault),
        () if is(&rules::REJECT) => (phrase!("{0} rejects the transfer.", id), Rank::Fault),
        () if is(&rules::PROMISE) => (
            phrase!("{0} promises {1} for block {2}.", id, mine?, height),
            Rank::Vote,
        ),
        () if is(&rules::REFUSE) => {
            let held = node
                .disk
                .votes
                .iter()
                .map(|vote| vote.promised)
                .max()?
                .token();
            (
                phrase!("{0} stays silent: it has promised {1}.", id, held),
                Rank::Vote,
            )
        }
        () if is(&rules::ACCEPT) => {
            let block = node.disk.votes.last()?.accepted.as_ref()?.1.hash;
            (
                phrase!(
                    "{0} accepts block {1} and writes it to its disk.",
                    id,
                    block
                ),
                Rank::Vote,
            )
        }
        () if is(&rules::APPLY) => {
            let block = node.disk.chain.block(node.depth())?;
            let first = block.entries.first()?.transaction.brief();
            let more = block.entries.len() - 1;
            let sum = node.balances.sum();
            let told = if more == 0 {
                phrase!(
                    "{0} appends block {1}: {2}. The sum is still {3}.",
                    id,
                    tip,
                    first,
                    sum
                )
            } else {
                phrase!(
                    "{0} appends block {1}: {2} and {3} more. The sum is still {4}.",
                    id,
                    tip,
                    first,
                    more,
                    sum
                )
            };
            (told, Rank::Decision)
        }
        () if is(&rules::CATCH_UP) => (
            phrase!(
                "{0} had missed blocks. It appends them up to height {1}.",
                id,
                node.depth()
            ),
            Rank::Decision,
        ),
        () if is(&rules::YIELD) => (
            phrase!("{0} gives way and ends its round.", id),
            Rank::Leadership,
        ),
        () if is(&rules::GIVE_UP) => (
            phrase!(
                "{0} heard too little in time. It pauses and tries again.",
                id
            ),
            Rank::Leadership,
        ),
        () if is(&rules::ASK) => (
            phrase!("{0} asks everybody whether it lacks blocks.", id),
            Rank::Send,
        ),
        () if is(&rules::HELP) => (
            phrase!("{0} answers with the blocks it has.", id),
            Rank::Send,
        ),
        () => return None,
    })
}

/// The same for the rules of a leader.
fn of_round(node: &Benmo, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let (id, of, quorum) = (facts.id, facts.nodes, facts.quorum());
    let is = |other: &'static Rule| std::ptr::eq(rule, other);
    let Role::Leading(round) = &node.role else {
        return None;
    };
    let token = round.ballot.token();
    Some(match &round.phase {
        Phase::Preparing { .. } if is(&rules::PREPARE) => (
            phrase!("{0} asks everybody to promise ballot {1}.", id, token),
            Rank::Leadership,
        ),
        Phase::Preparing { acks } if is(&rules::COUNT) => {
            let (have, lack) = (acks.len(), quorum.saturating_sub(acks.len()));
            (gathered("promises", id, have, of, token, lack), Rank::Vote)
        }
        Phase::Accepting { block, .. } if is(&rules::PROPOSE) => (
            phrase!(
                "{0} has a majority for {1}. It proposes block {2}.",
                id,
                token,
                block.hash
            ),
            Rank::Leadership,
        ),
        Phase::Accepting { block, .. } if is(&rules::FINISH) => {
            let told = phrase!(
                "{0} must first finish block {1} of {2}: it was accepted.",
                id,
                block.hash,
                block.creator
            );
            (told, Rank::Leadership)
        }
        Phase::Accepting { accepted, .. } if is(&rules::TALLY) => {
            let (have, lack) = (accepted.len(), quorum.saturating_sub(accepted.len()));
            (gathered("accepts", id, have, of, token, lack), Rank::Vote)
        }
        Phase::Accepting { block, .. } if is(&rules::DECIDE) => (
            phrase!(
                "Block {0} is decided: {1} of {2} accepted it.",
                block.hash,
                quorum,
                of
            ),
            Rank::Decision,
        ),
        _ => return None,
    })
}

fn gathered(
    what: &'static str,
    id: NodeId,
    have: usize,
    of: u16,
    token: crate::phrase::Allegiance,
    lack: usize,
) -> Phrase {
    match lack {
        0 => phrase!(
            "{0} has {1} of {2} {3} for {4}: a majority.",
            id,
            have,
            of,
            what,
            token
        ),
        _ => phrase!(
            "{0} has {1} of {2} {3} for {4}. {5}",
            id,
            have,
            of,
            what,
            token,
            lacking(lack)
        ),
    }
}

fn entered(id: NodeId, waiting: usize) -> Phrase {
    match waiting {
        0 | 1 => phrase!("{0} takes a transfer into its log.", id),
        _ => phrase!(
            "{0} takes a transfer into its log: {1} wait there.",
            id,
            waiting
        ),
    }
}
