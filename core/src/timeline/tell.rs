//! Telling the past: what a record alone does not say, as the body of a message or what a block orders, is asked of a
//! scratch world that walks along the branch from the nearest checkpoint. Nothing of it reaches the run.

use super::walk::Walk;
use super::{Branch, Checkpoint, Timeline, words};
use crate::action::{Action, Damage};
use crate::ledger::{Block, Entry};
use crate::node::Node;
use crate::phrase;
use crate::phrase::Phrase;
use crate::record::{Record, What};
use crate::units::MessageId;
use crate::view::{Fate, Field, MessageView};
use crate::world::World;

/// Transfers of a block that are told one by one; of more, how many.
const ENTRIES_TOLD: usize = 4;

impl<N: Node> Branch<N> {
    /// The latest checkpoint that stands before a record; at worst that of step 0.
    fn checkpoint_before(&self, place: usize) -> &Checkpoint<N> {
        let passed = |world: &World<N>| world.records() as usize <= place;
        let after = self
            .checkpoints
            .partition_point(|point| passed(&point.present.world));
        &self.checkpoints[after.max(1) - 1]
    }
}

impl<N: Node> Timeline<N> {
    /// The records at these places of a branch as sentences with all that can be told of them.
    pub(super) fn tell(&self, branch: usize, places: &[usize]) -> Vec<Phrase> {
        let branch = &self.branches[branch];
        let mut walk: Option<Walk<N>> = None;
        let mut told = Vec::with_capacity(places.len());
        for place in places {
            let Some(record) = branch.journal.records.get(*place) else {
                continue;
            };
            let point = branch.checkpoint_before(*place);
            let passed = point.present.world.records();
            let mut here = walk
                .filter(|walk| walk.first <= *place && passed as usize <= walk.recorded)
                .unwrap_or_else(|| Walk::from(branch, point));
            let plain = words::describe(&here.world, &branch.journal, &record);
            told.push(if here.reach(*place) {
                self.in_full(&here, &record)
            } else {
                plain
            });
            walk = Some(here);
        }
        told
    }

    /// A record in full, asked of a world that stands behind it.
    fn in_full(&self, walk: &Walk<N>, record: &Record) -> Phrase {
        let journal = &walk.branch.journal;
        let plain = words::describe(&walk.world, journal, record);
        if let Some(body) = record.message().and_then(|id| walk.body(id)) {
            return match fields(&body.fields) {
                Some(fields) => phrase!("{0} It says: {1}.", plain, fields),
                None => plain,
            };
        }
        let more = match record.what {
            What::Rule => ruled(&walk.world, record),
            What::Decided => decided(&walk.world, record, &plain),
            // The facts are known of where the present stands.
            What::Violated if std::ptr::eq(walk.branch, self.branch()) => self.violated(record),
            What::Witnessed => {
                let spec = &N::ABOUT.properties[record.detail as usize];
                Some(phrase!("{0} {1}", plain.clone(), spec.sentence))
            }
            What::Fired => record
                .cause()
                .and_then(|cause| journal.records.get(cause as usize))
                .map(|cause| phrase!("{0} It was set at {1}.", plain.clone(), cause.time)),
            What::Corrupted => walk.action.and_then(|action| damaged(action, &plain)),
            What::Set => walk
                .action
                .map(|action| phrase!("From now on: {0}.", action.to_string())),
            What::Scheduled => walk
                .action
                .map(|action| phrase!("To happen: {0}.", action.to_string())),
            _ => None,
        };
        more.unwrap_or(plain)
    }

    fn violated(&self, record: &Record) -> Option<Phrase> {
        let spec = &N::ABOUT.properties[record.detail as usize];
        let (_, facts) = self.present.failure(spec.id)?;
        let (one, other) = (facts.first()?.clone(), facts.get(1)?.clone());
        Some(phrase!(
            "{0} is violated: {1}, but {2}.",
            spec.name,
            one,
            other
        ))
    }

    /// What became of a message that is not in flight any more.
    pub(super) fn past_message(&self, id: MessageId) -> Option<MessageView> {
        let journal = &self.branch().journal;
        let row = journal.message(id)?;
        if row.record >= self.present.world.records() {
            return None;
        }
        let now = self.present.world.records() as usize;
        let ended = |record: &Record| {
            record.message() == Some(id) && matches!(record.what, What::Delivered | What::Lost)
        };
        let end = journal
            .records
            .iter_from(row.record as usize)
            .take(now - row.record as usize)
            .find(ended)?;
        let fate = match end.what {
            What::Delivered => Fate::Delivered(end.time),
            _ => Fate::Lost(end.time, words::loss(end.detail)),
        };
        let spec = &N::ABOUT.kinds[usize::from(row.kind)];
        let place = row.record as usize;
        let mut walk = Walk::from(self.branch(), self.branch().checkpoint_before(place));
        walk.reach(place);
        let body = walk.body(id);
        Some(MessageView {
            id,
            kind: spec.name,
            tone: spec.tone,
            sentence: spec.sentence,
            from: row.from,
            to: row.to,
            sent: row.sent,
            due: row.due,
            fate,
            step: row.step,
            allegiance: body.as_ref().and_then(|body| body.allegiance),
            fields: body.map(|body| body.fields).unwrap_or_default(),
        })
    }
}

/// Phrases with commas between.
fn listed(phrases: impl Iterator<Item = Phrase>) -> Option<Phrase> {
    phrases.reduce(|before, next| phrase!("{0}, {1}", before, next))
}

fn fields(fields: &[Field]) -> Option<Phrase> {
    listed(
        fields
            .iter()
            .map(|field| phrase!("{0} {1}", field.name, field.words.clone())),
    )
}

/// What a rule was about, as far as the node still stands where it led, and the rule itself.
fn ruled<N: Node>(world: &World<N>, record: &Record) -> Option<Phrase> {
    let rule = N::ABOUT.rules[record.detail as usize];
    let id = record.who()?.node()?;
    let (caption, _) = world.node(id)?.caption(rule, &world.facts(id))?;
    Some(phrase!("{0} {1}: {2}", caption, rule.id, rule.sentence))
}

/// The block that was decided.
fn decided<N: Node>(world: &World<N>, record: &Record, plain: &Phrase) -> Option<Phrase> {
    let chain = world.node(record.who()?.node()?)?.committed();
    let block: &Block = chain.block(u64::from(record.detail))?;
    let one = |entry: &Entry| phrase!("{0} {1}", entry.request, entry.transaction.to_string());
    let told = listed(block.entries.iter().take(ENTRIES_TOLD).map(one))?;
    let (plain, hash, creator) = (plain.clone(), block.hash, block.creator);
    Some(match block.entries.len().saturating_sub(ENTRIES_TOLD) {
        0 => phrase!(
            "{0} Block {1} of {2} orders {3}.",
            plain,
            hash,
            creator,
            told
        ),
        more => phrase!(
            "{0} Block {1} of {2} orders {3} and {4} more.",
            plain,
            hash,
            creator,
            told,
            more
        ),
    })
}

fn damaged(action: &Action, plain: &Phrase) -> Option<Phrase> {
    let Action::Corrupt { damage, .. } = action else {
        return None;
    };
    let plain = plain.clone();
    Some(match damage {
        Damage::Block(height) => phrase!("{0} A bit of block {1} has flipped.", plain, *height),
        Damage::Tail(1) => phrase!("{0} It has forgotten its last write.", plain),
        Damage::Tail(writes) => {
            phrase!("{0} It has forgotten its last {1} writes.", plain, *writes)
        }
    })
}
