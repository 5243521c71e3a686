//! What a rule that just ran at a server means, in a sentence.

use super::view::brief;
use super::{Ballot, MultiPaxos, Role, rules};
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::rule::Rule;
use crate::units::NodeId;
use crate::view::Rank;

/// What a rule that just ran at a server means, and how much it matters.
pub fn caption(node: &MultiPaxos, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let election = of_election(node, rule, facts);
    let slot = || of_slot(node, rule, facts);
    election
        .or_else(slot)
        .or_else(|| of_rest(node, rule, facts))
}

fn is(rule: &'static Rule, other: &'static Rule) -> bool {
    std::ptr::eq(rule, other)
}

/// Elections.
fn of_election(node: &MultiPaxos, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    let promised = node.disk.promised.map(Ballot::token);
    let own = node.own_ballot().map(Ballot::token);
    Some(match () {
        () if is(rule, &rules::NOMINATED) => (phrase!("{0} is asked to lead.", id), Rank::Send),
        () if is(rule, &rules::PREPARE) => (
            phrase!("{0} asks everybody to promise ballot {1}.", id, own?),
            Rank::Leadership,
        ),
        () if is(rule, &rules::PROMISE) => (
            phrase!(
                "{0} promises {1} for all slots that are open.",
                id,
                promised?
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::REFUSE) => (refusal(node, id)?, Rank::Vote),
        () if is(rule, &rules::LAGGING) => (
            phrase!(
                "{0} refuses: it has decided {1}, the nominee fewer.",
                id,
                counted(node.depth(), "slot")
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::COUNT) => {
            let Role::Candidate(election) = &node.role else {
                return None;
            };
            let (have, of) = (election.promises.len(), facts.nodes);
            (
                phrase!("{0} has {1} of {2} promises for {3}.", id, have, of, own?),
                Rank::Vote,
            )
        }
        () if is(rule, &rules::LEAD) => (
            phrase!(
                "{0} has a majority of promises: it leads with {1}.",
                id,
                own?
            ),
            Rank::Leadership,
        ),
        () if is(rule, &rules::LOSE) => {
            (phrase!("{0} has lost its election.", id), Rank::Leadership)
        }
        () if is(rule, &rules::FOLLOW) => (phrase!("{0} follows {1}.", id, node.hint?), Rank::Vote),
        () => return None,
    })
}

/// Slots.
fn of_slot(node: &MultiPaxos, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let (id, depth) = (facts.id, node.depth());
    let offer = node.offer();
    let last = node.disk.chain.block(depth);
    Some(match () {
        () if is(rule, &rules::OFFER) => (
            phrase!(
                "{0} offers block {1} for slot {2}: {3}.",
                id,
                offer?.hash,
                offer?.height,
                brief(offer?)
            ),
            Rank::Leadership,
        ),
        () if is(rule, &rules::INHERIT) => (
            phrase!(
                "{0} offers block {1} of {2} again: it was accepted.",
                id,
                offer?.hash,
                offer?.creator
            ),
            Rank::Leadership,
        ),
        () if is(rule, &rules::ACCEPT) => (acceptance(node, id), Rank::Vote),
        () if is(rule, &rules::IMMUTABLE) => (
            phrase!("{0} has decided this slot already and says so.", id),
            Rank::Vote,
        ),
        () if is(rule, &rules::TALLY) => (tally(node, facts), Rank::Send),
        () if is(rule, &rules::DECIDE) => (
            phrase!("Slot {0} is decided at {1}: {2}.", depth, id, brief(last?)),
            Rank::Decision,
        ),
        () if is(rule, &rules::ANSWER) => {
            let request = last?.entries.first()?.request;
            (phrase!("{0} answers {1}.", id, request), Rank::Send)
        }
        () if is(rule, &rules::RELINQUISH) => (
            phrase!("{0} found no majority in time. It leads no more.", id),
            Rank::Leadership,
        ),
        () if is(rule, &rules::GIVE_WAY) => (
            phrase!("{0} hears of a higher ballot. It leads no more.", id),
            Rank::Leadership,
        ),
        () if is(rule, &rules::CATCH_UP) => {
            let decided = counted(depth, "slot");
            let told = phrase!("{0} had missed slots. It has decided {1} now.", id, decided);
            (told, Rank::Decision)
        }
        () => return None,
    })
}

/// Why it refuses. A nominee has taken its ballot before its own request for promises comes back to it.
fn refusal(node: &MultiPaxos, id: NodeId) -> Option<Phrase> {
    let promised = node.disk.promised;
    let stands = node.own_ballot().filter(|own| Some(*own) > promised);
    Some(match stands {
        Some(own) => phrase!("{0} refuses: it stands for {1} itself.", id, own.token()),
        None => phrase!("{0} refuses: it has promised {1}.", id, promised?.token()),
    })
}

/// The block that it accepted last: in the ballot that it has promised, as accepting promises, and in that one the
/// highest, as its leader goes from slot to slot. Quirk X10 overwrites what is decided instead.
fn acceptance(node: &MultiPaxos, id: NodeId) -> Phrase {
    let mut votes = node.disk.votes.iter().rev();
    match votes.find(|vote| Some(vote.ballot) == node.disk.promised) {
        Some(vote) => phrase!(
            "{0} accepts block {1}. It is tentative.",
            id,
            vote.block.hash
        ),
        None => phrase!("{0} accepts a block.", id),
    }
}

/// Who has accepted, as far as it heard; of one slot only, where it has heard of several.
fn tally(node: &MultiPaxos, facts: &Facts) -> Phrase {
    let mut heard = node.counts.iter();
    match (heard.next(), heard.next()) {
        (Some((slot, counts)), None) if counts.len() == 1 => phrase!(
            "{0} has heard {1} of {2} accept slot {3}.",
            facts.id,
            counts[0].voters.len(),
            facts.nodes,
            *slot
        ),
        _ => phrase!("{0} counts who has accepted what.", facts.id),
    }
}

/// Requests, and who lacks slots.
fn of_rest(node: &MultiPaxos, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
    let id = facts.id;
    Some(match () {
        () if is(rule, &rules::FORWARD) => (
            phrase!("{0} does not lead and hands on to {1}.", id, node.hint?),
            Rank::Vote,
        ),
        () if is(rule, &rules::HOLD) => (
            phrase!(
                "{0} knows nobody who leads and holds what it was asked.",
                id
            ),
            Rank::Vote,
        ),
        () if is(rule, &rules::QUEUE) => match node.queue.len() {
            0 => return None,
            waiting => (
                match waiting {
                    1 => phrase!("{0} request waits at {1}.", waiting, id),
                    _ => phrase!("{0} requests wait at {1}.", waiting, id),
                },
                Rank::Send,
            ),
        },
        () if is(rule, &rules::DUPLICATE) => (
            phrase!(
                "{0} has decided this request before. It is not ordered again.",
                id
            ),
            Rank::Decision,
        ),
        () if is(rule, &rules::FETCH) => (
            phrase!("{0} lacks slots and asks for them.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::LEVEL) => (
            phrase!("{0} asks whoever may have more slots, or fewer.", id),
            Rank::Send,
        ),
        () if is(rule, &rules::HELP) => (
            phrase!("{0} sends the slots that are lacking.", id),
            Rank::Send,
        ),
        () => return None,
    })
}
