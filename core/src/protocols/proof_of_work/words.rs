//! What a rule that just ran at a miner means, in a sentence.

use super::{ProofOfWork, about, rules};
use crate::ledger::Block;
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::rule::Rule;
use crate::view::Rank;

/// What a rule that just ran at a miner means, and how much it matters.
pub fn caption(node: &ProofOfWork, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let all = [
        of_pool, of_mining, of_chain, of_finals, of_gossip, of_disk, of_attack,
    ];
    all.into_iter().find_map(|of| of(node, rule, facts))
}

fn is(rule: &'static Rule, other: &'static Rule) -> bool {
    std::ptr::eq(rule, other)
}

/// What a block says, in short.
fn brief(block: &Block) -> String {
    match block.entries.first() {
        None => "it is empty".into(),
        Some(entry) => entry.transaction.brief(),
    }
}

fn of_pool(node: &ProofOfWork, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let waits = || counted(node.pool.len(), "message");
    Some(match () {
        () if is(rule, &rules::ADD) => (
            phrase!(
                "A message is added at {0}. Waiting there: {1}.",
                id,
                waits()
            ),
            Rank::Send,
        ),
        () if is(rule, &rules::NOTHING) => (phrase!("{0} takes no empty message.", id), Rank::Send),
        () if is(rule, &rules::ASK_DATA) => (
            phrase!("{0} asks its neighbours what waits at them.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::UNITE) => (
            phrase!(
                "{0} hears of messages that wait elsewhere. Waiting here: {1}.",
                id,
                waits()
            ),
            Rank::Send,
        ),
        () => return None,
    })
}

fn of_mining(node: &ProofOfWork, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    Some(match () {
        () if is(rule, &rules::BEGIN) => {
            let search = node.search.as_ref()?;
            let below = search.below.hash;
            let told = match search.entries.first() {
                None => phrase!("{0} looks for an empty block on top of {1}.", id, below),
                Some(entry) => phrase!(
                    "{0} looks for a block on top of {1}: {2}.",
                    id,
                    below,
                    entry.transaction.brief()
                ),
            };
            (told, Rank::Send)
        }
        () if is(rule, &rules::ABORT) => (
            phrase!(
                "{0} gives its puzzle up: the end of its chain has changed.",
                id
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::MINE) => {
            let block = node.own.last()?;
            let told = phrase!(
                "{0} has found block {1} at height {2}: {3}.",
                id,
                block.hash,
                block.height,
                brief(block)
            );
            (told, Rank::Leadership)
        }
        () => return None,
    })
}

fn of_chain(node: &ProofOfWork, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let at = node.own.at();
    Some(match () {
        () if is(rule, &rules::ASK_CHAIN) => (
            phrase!("{0} asks its neighbours for their chains.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::KEEP) => (
            phrase!(
                "{0} sees a chain that is not better than its own, and keeps its own.",
                id
            ),
            Rank::Send,
        ),
        () if is(rule, &rules::REFUSE) => (
            phrase!(
                "{0} refuses a better chain: it is not valid at a difficulty of {1}.",
                id,
                about::difficulty(facts)
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::ADOPT) => (
            phrase!(
                "{0} takes a better chain for its own: {1}.",
                id,
                counted(at.height, "block")
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::SWITCH) => {
            let last = node.last()?;
            let left = counted(last.left.len(), "block");
            (
                phrase!(
                    "{0} leaves {1} for a better branch, up to {2}.",
                    id,
                    left,
                    at.hash
                ),
                Rank::Fork,
            )
        }
        () if is(rule, &rules::RETURN) => {
            let back = counted(node.last()?.returned.len(), "message");
            (
                phrase!(
                    "{0} left blocks for a better branch. Back in its pool: {1}.",
                    id,
                    back
                ),
                Rank::Fork,
            )
        }
        () => return None,
    })
}

fn of_finals(node: &ProofOfWork, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    Some(match () {
        () if is(rule, &rules::FINAL) => {
            let block = node.own.block(node.finals)?;
            let deep = about::confirmations(facts);
            let told = phrase!(
                "{0} calls block {1} final, with {2} from it on: {3}.",
                id,
                block.hash,
                counted(deep, "block"),
                brief(block)
            );
            (told, Rank::Decision)
        }
        () if is(rule, &rules::TAKE_BACK) => (
            phrase!(
                "{0} takes back what it had called final. Final now: {1}.",
                id,
                counted(node.finals, "block")
            ),
            Rank::Decision,
        ),
        () => return None,
    })
}

fn of_gossip(node: &ProofOfWork, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    Some(match () {
        () if is(rule, &rules::GOSSIP) => (
            phrase!("{0} asks its neighbours whom they know.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::MEET) => (
            phrase!(
                "{0} has a new neighbour: {1}.",
                id,
                node.neighbours.last()?.id
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::SILENT) => {
            let silent = node.neighbours.iter().find(|it| !it.answers)?;
            (
                phrase!(
                    "{0} has no answer of {1}, and goes on with the others.",
                    id,
                    silent.id
                ),
                Rank::Vote,
            )
        }
        () => return None,
    })
}

fn of_disk(node: &ProofOfWork, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let blocks = || counted(node.own.height(), "block");
    Some(match () {
        () if is(rule, &rules::BACK_UP) => (
            phrase!("{0} writes its chain to its disk: {1}.", id, blocks()),
            Rank::Send,
        ),
        () if is(rule, &rules::UNCHANGED) => (
            phrase!("{0} need not write: its chain is the one on its disk.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::LOAD) => (
            phrase!(
                "{0} starts again with the chain on its disk: {1}.",
                id,
                blocks()
            ),
            Rank::Fault,
        ),
        () if is(rule, &rules::NOTICE) => (
            phrase!(
                "{0} is asked for its chain, and finds that it is not valid.",
                id
            ),
            Rank::Fault,
        ),
        () => return None,
    })
}

fn of_attack(node: &ProofOfWork, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let (own, shown) = (node.own.height(), node.offered().height());
    Some(match () {
        () if is(rule, &rules::WITHHOLD) => (
            phrase!(
                "{0} keeps its block to itself: it has {1} and shows {2}.",
                id,
                own,
                shown
            ),
            Rank::Leadership,
        ),
        () if is(rule, &rules::SHOW) => (
            phrase!(
                "{0} shows {1}, so that others have worked in vain. It has {2}.",
                id,
                counted(shown, "block"),
                counted(own, "block")
            ),
            Rank::Fork,
        ),
        () if is(rule, &rules::SECRET) => (
            phrase!(
                "{0} keeps its transfer to itself, until it sees a payment that it could undo.",
                id
            ),
            Rank::Fork,
        ),
        () if is(rule, &rules::DOUBLE) => (
            phrase!("{0} sees its payment, and begins a branch without it.", id),
            Rank::Fork,
        ),
        () if is(rule, &rules::STRIKE) => (
            phrase!("{0} shows a better branch. Its payment is not on it.", id),
            Rank::Fork,
        ),
        () if is(rule, &rules::GIVE_UP) => (
            phrase!("{0} gives its branch up: the others are too far ahead.", id),
            Rank::Fork,
        ),
        () => return None,
    })
}
