//! What a rule that just ran at a node means, in a sentence.

use super::{ProofOfStake, rules};
use crate::ledger::Block;
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::rule::Rule;
use crate::view::Rank;

/// What a rule that just ran at a node means, and how much it matters.
pub fn caption(node: &ProofOfStake, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let all = [of_pool, of_draw, of_block, of_chain];
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

/// Transactions.
fn of_pool(node: &ProofOfStake, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let last = node.refused.back();
    Some(match () {
        () if is(rule, &rules::SIGN) => (
            phrase!("{0} signs a transaction and tells everybody.", id),
            Rank::Vote,
        ),
        () if is(rule, &rules::POOL) => (
            phrase!(
                "{0} takes a transaction into its pool. Waiting there now: {1}.",
                id,
                counted(node.pool.len(), "transaction")
            ),
            Rank::Send,
        ),
        () if is(rule, &rules::REFUSE) => {
            let (signed, flaw) = last?;
            let told = phrase!(
                "{0} refuses {1}. {2}.",
                id,
                signed.entry.transaction.brief(),
                flaw.words()
            );
            (told, Rank::Fault)
        }
        () if is(rule, &rules::DROP) => {
            let (signed, flaw) = last?;
            let told = phrase!(
                "{0} drops {1} from its pool. {2}.",
                id,
                signed.entry.transaction.brief(),
                flaw.words()
            );
            (told, Rank::Vote)
        }
        () => return None,
    })
}

/// Draws.
fn of_draw(node: &ProofOfStake, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let last = node.chain.blocks().next_back();
    Some(match () {
        () if is(rule, &rules::WAIT) => (
            phrase!(
                "{0} draws: {1} is to forge the next block. It waits for that.",
                id,
                node.awaited?
            ),
            Rank::Fault,
        ),
        () if is(rule, &rules::DRAWN) => (
            phrase!("{0} draws and has won: it may forge the next block.", id),
            Rank::Leadership,
        ),
        () if is(rule, &rules::REDRAW) => (
            phrase!(
                "{0} has waited long enough and draws again: {1} is to forge now.",
                id,
                node.awaited?
            ),
            Rank::Leadership,
        ),
        () if is(rule, &rules::FORGE) => (
            phrase!("{0} forges block {1}: {2}.", id, last?.hash, brief(last?)),
            Rank::Decision,
        ),
        () if is(rule, &rules::AGAIN) => (
            phrase!(
                "{0} has signed a block here before. It offers {1} again and signs no other.",
                id,
                last?.hash
            ),
            Rank::Decision,
        ),
        () if is(rule, &rules::TWICE) => (
            phrase!(
                "{0} cheats: it has signed two blocks and tells each half of the others of another one.",
                id
            ),
            Rank::Decision,
        ),
        () => return None,
    })
}

/// Blocks.
fn of_block(node: &ProofOfStake, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let last = node.chain.blocks().next_back();
    Some(match () {
        () if is(rule, &rules::ACCEPT) => (
            phrase!(
                "{0} accepts block {1} of {2}: {3}.",
                id,
                last?.hash,
                last?.creator,
                brief(last?)
            ),
            Rank::Decision,
        ),
        () if is(rule, &rules::REFUSE_BLOCK) => {
            let (block, fault) = node.fault.as_ref()?;
            let told = phrase!("{0} refuses block {1}. {2}.", id, *block, fault.words());
            (told, Rank::Fork)
        }
        () if is(rule, &rules::EVIDENCE) => {
            let evidence = node.evidence.last()?;
            let told = phrase!(
                "{0} has two blocks of height {1} under the key of {2}, and shows them to everybody.",
                id,
                evidence.height,
                evidence.signer.to_string()
            );
            (told, Rank::Decision)
        }
        () => return None,
    })
}

/// Who is behind, and who helps.
fn of_chain(node: &ProofOfStake, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let (id, height) = (facts.id, node.chain.height());
    Some(match () {
        () if is(rule, &rules::DISCOVER) => (
            phrase!("{0} tells everybody how far it is: height {1}.", id, height),
            Rank::Send,
        ),
        () if is(rule, &rules::ASK) => (
            phrase!("{0} asks for the blocks that it lacks.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::HELP) => (
            phrase!("{0} sends what the asker lacks of its chain.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::ADOPT) => (
            phrase!(
                "{0} takes the longer chain of another, up to height {1}.",
                id,
                height
            ),
            Rank::Fork,
        ),
        () if is(rule, &rules::REFUSE_CHAIN) => {
            let (block, fault) = node.fault.as_ref()?;
            let told = phrase!(
                "{0} refuses a chain because of block {1}. {2}.",
                id,
                *block,
                fault.words()
            );
            (told, Rank::Fork)
        }
        () if is(rule, &rules::SWITCH) => (
            phrase!("{0} leaves its last block for the chain of another.", id),
            Rank::Fork,
        ),
        () if is(rule, &rules::ASK_POOL) => {
            (phrase!("{0} asks what waits elsewhere.", id), Rank::Send)
        }
        () if is(rule, &rules::HELP_POOL) => {
            (phrase!("{0} sends what waits at it.", id), Rank::Send)
        }
        () if is(rule, &rules::SYNC) => (
            phrase!(
                "{0} takes what waited elsewhere. Waiting at it now: {1}.",
                id,
                counted(node.pool.len(), "transaction")
            ),
            Rank::Vote,
        ),
        () => return None,
    })
}
