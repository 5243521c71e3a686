//! What a rule that just ran at a node means, in a sentence.

use super::{PiChain, Stage, rules};
use crate::ledger::Block;
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::rule::Rule;
use crate::view::Rank;

/// What a rule that just ran at a node means, and how much it matters.
pub fn caption(node: &PiChain, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let all = [of_tree, of_head, of_attempt, of_proposal, of_commit];
    all.into_iter().find_map(|of| of(node, rule, facts))
}

fn is(rule: &'static Rule, other: &'static Rule) -> bool {
    std::ptr::eq(rule, other)
}

/// What a block orders, in short.
fn brief(block: &Block) -> String {
    match block.entries.as_slice() {
        [] => "nothing".into(),
        [only] => only.transaction.brief(),
        [first, rest @ ..] => format!("{} and {} more", first.transaction.brief(), rest.len()),
    }
}

/// Transactions and new blocks.
fn of_tree(node: &PiChain, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let head = node.disk.tree.get(node.head());
    Some(match () {
        () if is(rule, &rules::SUBMIT) => (
            phrase!("{0} tells everybody of a new transaction.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::READ) => (
            phrase!(
                "{0} answers a read from what it has committed itself. Others may have more.",
                id
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::MAKE) => (
            phrase!(
                "{0} makes block {1}: {2}. It is {3} now.",
                id,
                head?.hash,
                brief(head?),
                node.eagerness.name()
            ),
            Rank::Leadership,
        ),
        () => return None,
    })
}

/// Heads.
fn of_head(node: &PiChain, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let head = node.disk.tree.get(node.head());
    Some(match () {
        () if is(rule, &rules::FOLLOW) => (
            phrase!(
                "{0} follows block {1} of {2}.",
                id,
                head?.hash,
                head?.creator
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::DEMOTE) => (
            phrase!("{0} sees that another is ahead, and becomes slow.", id),
            Rank::Leadership,
        ),
        () if is(rule, &rules::SWITCH) => (
            phrase!(
                "{0} leaves its branch for block {1} of {2}.",
                id,
                head?.hash,
                head?.creator
            ),
            Rank::Fork,
        ),
        () if is(rule, &rules::ORPHAN) => (
            phrase!(
                "{0} takes back what was only on the branch that it left. Waiting now: {1}.",
                id,
                counted(node.queue.len(), "transaction")
            ),
            Rank::Fork,
        ),
        () if is(rule, &rules::STALE) => (
            phrase!(
                "{0} is shown a block on a branch that has lost. It says what is committed.",
                id
            ),
            Rank::Vote,
        ),
        () => return None,
    })
}

/// Tickets.
fn of_attempt(node: &PiChain, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let attempt = node.attempt.as_ref();
    Some(match () {
        () if is(rule, &rules::TRY) => (
            phrase!(
                "{0} asks for a ticket for block {1}.",
                id,
                attempt?.block.hash
            ),
            Rank::Leadership,
        ),
        () if is(rule, &rules::GRANT) => {
            let owner = node.disk.given?.owner;
            (phrase!("{0} gives a ticket to {1}.", id, owner), Rank::Vote)
        }
        () if is(rule, &rules::SILENT) => (
            phrase!(
                "{0} has given a higher ticket to {1}, and says nothing.",
                id,
                node.disk.given?.owner
            ),
            Rank::Vote,
        ),
        () => return None,
    })
}

/// Proposals.
fn of_proposal(node: &PiChain, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let attempt = node.attempt.as_ref();
    Some(match () {
        () if is(rule, &rules::COUNT) => {
            let (have, of) = (attempt?.votes.len(), facts.nodes);
            let told = match attempt?.stage {
                Stage::Try => phrase!("{0} has {1} of {2} tickets.", id, have, of),
                Stage::Propose(block) => {
                    phrase!("{0} of {1} have taken block {2}.", have, of, block.hash)
                }
            };
            (told, Rank::Vote)
        }
        () if is(rule, &rules::COMPROMISE) => (
            phrase!(
                "{0} proposes a block that was taken before, not its own.",
                id
            ),
            Rank::Leadership,
        ),
        () if is(rule, &rules::PROPOSE) => match attempt?.stage {
            Stage::Propose(block) => (
                phrase!("{0} proposes block {1}.", id, block.hash),
                Rank::Leadership,
            ),
            Stage::Try => return None,
        },
        () if is(rule, &rules::TICKET) => (
            phrase!(
                "{0} made the last committed block: it proposes without asking.",
                id
            ),
            Rank::Leadership,
        ),
        () if is(rule, &rules::TAKE) => (
            phrase!("{0} takes block {1}.", id, node.disk.taken?.block.hash),
            Rank::Vote,
        ),
        () if is(rule, &rules::TIMEOUT) => (
            phrase!("{0} found no majority in time.", id),
            Rank::Leadership,
        ),
        () => return None,
    })
}

/// Commits, and who lacks blocks.
fn of_commit(node: &PiChain, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let (id, base) = (facts.id, node.base());
    let last = node.disk.tree.get(base);
    Some(match () {
        () if is(rule, &rules::COMMIT) => (
            phrase!(
                "{0} commits up to block {1}: {2}.",
                id,
                base.hash,
                brief(last?)
            ),
            Rank::Decision,
        ),
        () if is(rule, &rules::ALIGN) => (
            phrase!(
                "{0} hears of an attempt above a later block, and commits that one first.",
                id
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::BEHIND) => (
            phrase!(
                "{0} hears an attempt above an older block. It says what is committed.",
                id
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::REJOIN) => (
            phrase!(
                "{0} had built on a branch that lost. It commits with the others again.",
                id
            ),
            Rank::Fork,
        ),
        () if is(rule, &rules::PRUNE) => (
            phrase!(
                "{0} knows that all have committed up to height {1}.",
                id,
                node.disk.genesis.height
            ),
            Rank::Send,
        ),
        () if is(rule, &rules::ASK) => (
            phrase!("{0} lacks a block and asks everybody.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::HELP) => (
            phrase!(
                "{0} sends the block that was asked for, and some below it.",
                id
            ),
            Rank::Send,
        ),
        () if is(rule, &rules::RECOVER) => (
            phrase!("{0} has blocks now that it lacked.", id),
            Rank::Vote,
        ),
        () => return None,
    })
}
