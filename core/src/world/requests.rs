//! Requests and their verdicts, in the order in which they were entered. Like all that only grows, they share their
//! past with every checkpoint.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Trace, World};
use crate::ledger::{Block, Chain, Transaction};
use crate::node::Node;
use crate::record::What;
use crate::units::{Address, Log, Moment, NodeId, RequestId};
use crate::view::{Answer, RequestView, State};

/// A request and what is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Row {
    id: RequestId,
    transaction: Transaction,
    verdict: Answer,
    text: String,
    entered: Moment,
    answered: Option<Moment>,
    /// What a node has been seen to have made of it, before whoever asked was told.
    seen: Option<Answer>,
    /// By whose final blocks the verdict is what it is, where it came from those.
    witness: Option<NodeId>,
}

/// All requests of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Requests {
    rows: Log<Row>,
    /// The places of each asker's requests, whose numbers ascend from 1.
    places: BTreeMap<Address, Log<usize>>,
}

impl Requests {
    /// Takes a request in; its place.
    pub fn enter(&mut self, id: RequestId, transaction: Transaction, now: Moment) -> usize {
        let place = self.rows.len();
        let places = self.places.entry(id.asker).or_default();
        places.push(place);
        debug_assert_eq!(
            places.len(),
            id.number as usize,
            "an asker's numbers ascend"
        );
        let verdict = Answer::Pending;
        self.rows.push(Row {
            id,
            transaction,
            verdict,
            text: String::new(),
            entered: now,
            answered: None,
            seen: None,
            witness: None,
        });
        place
    }

    /// A node is seen to have a request final that is still pending.
    fn see(&mut self, id: RequestId, verdict: Answer, witness: NodeId) {
        let Some(place) = self.place(id) else { return };
        let is_news = |row: &&Row| row.verdict == Answer::Pending && row.seen.is_none();
        if self.rows.get(place).filter(is_news).is_some()
            && let Some(row) = self.rows.get_mut(place)
        {
            (row.seen, row.witness) = (Some(verdict), Some(witness));
        }
    }

    /// Whether a node was seen to have a request final, and with what verdict.
    pub(super) fn seen(&self, id: RequestId) -> Option<Answer> {
        self.rows.get(self.place(id)?)?.seen
    }

    /// Gives a request its verdict; its place, if it is known and the verdict is news.
    pub fn answer(
        &mut self,
        id: RequestId,
        verdict: Answer,
        text: String,
        now: Moment,
    ) -> Option<usize> {
        let place = self.place(id)?;
        let row = self.rows.get(place)?;
        if row.verdict == verdict && verdict != Answer::Pending {
            return None;
        }
        // A request that was taken in is still pending, with a text that says so: no news of its verdict.
        let is_news = row.verdict != verdict;
        let row = self.rows.get_mut(place)?;
        (row.verdict, row.text) = (verdict, text);
        if is_news {
            row.answered = Some(now);
        }
        is_news.then_some(place)
    }

    /// Keeps by whose final blocks a request has its verdict; none where its asker's node says so itself.
    pub(super) fn testify(&mut self, id: RequestId, witness: Option<NodeId>) {
        let Some(place) = self.place(id) else { return };
        if self
            .rows
            .get(place)
            .is_some_and(|row| row.witness != witness)
            && let Some(row) = self.rows.get_mut(place)
        {
            row.witness = witness;
        }
    }

    /// Whoever was seen to have a request final has it no more.
    fn forget_seen(&mut self, id: RequestId, witness: NodeId) {
        let Some(place) = self.place(id) else { return };
        let is_its = |row: &Row| row.seen.is_some() && row.witness == Some(witness);
        if self.rows.get(place).is_some_and(is_its)
            && let Some(row) = self.rows.get_mut(place)
        {
            (row.seen, row.witness) = (None, None);
        }
    }

    /// Whether somebody else than its asker gave a request its verdict.
    pub(super) fn has_witness(&self, id: RequestId) -> bool {
        self.witness(id).is_some()
    }

    fn witness(&self, id: RequestId) -> Option<NodeId> {
        self.rows.get(self.place(id)?)?.witness
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    fn place(&self, id: RequestId) -> Option<usize> {
        let number = usize::try_from(id.number).ok()?.checked_sub(1)?;
        self.places.get(&id.asker)?.get(number).copied()
    }

    /// The verdict of a request.
    pub fn verdict(&self, id: RequestId) -> Option<Answer> {
        Some(self.rows.get(self.place(id)?)?.verdict)
    }

    /// What a request asks for.
    pub fn transaction(&self, id: RequestId) -> Option<&Transaction> {
        Some(&self.rows.get(self.place(id)?)?.transaction)
    }

    /// What an asker has not been answered.
    pub fn pending_of(&self, asker: Address) -> Vec<RequestId> {
        let places = self.places.get(&asker).into_iter().flat_map(Log::iter);
        let mine = places.filter_map(|place| self.rows.get(*place));
        let pending = mine.filter(|row| row.verdict == Answer::Pending);
        pending.map(|row| row.id).collect()
    }

    /// A request for the screen.
    pub fn view(&self, id: RequestId) -> Option<RequestView> {
        Some(view(self.rows.get(self.place(id)?)?))
    }

    /// All requests for the screen.
    pub fn views(&self) -> Vec<RequestView> {
        self.rows.iter().map(view).collect()
    }

    /// The request at this place.
    pub fn at(&self, place: usize) -> Option<RequestId> {
        self.rows.get(place).map(|row| row.id)
    }
}

impl<N: Node> World<N> {
    pub(super) fn answer(
        &mut self,
        id: RequestId,
        answer: Answer,
        text: String,
        cause: Option<u32>,
        trace: &mut Trace,
    ) {
        let moment = self.moment();
        if let Some(place) = Arc::make_mut(&mut self.requests).answer(id, answer, text, moment) {
            let record = self
                .record(What::Replied)
                .at(id.asker)
                .because(cause)
                .detail(place as u32);
            self.note(record, trace);
        }
    }

    /// A block is final at a node. Whoever gave up on a request in it learns its verdict now.
    pub(super) fn decided(
        &mut self,
        id: NodeId,
        block: &Block,
        rejected: &[RequestId],
        cause: Option<u32>,
        trace: &mut Trace,
    ) {
        self.fingerprint
            .fold(u64::from(id.number()) << 32 | block.height);
        self.fingerprint.digest(&block.hash);
        let height = u32::try_from(block.height).expect("a run has fewer blocks than steps");
        let record = self
            .record(What::Decided)
            .at(id)
            .because(cause)
            .detail(height);
        let cause = self.note(record, trace);
        for entry in &block.entries {
            let verdict = if rejected.contains(&entry.request) {
                Answer::Rejected
            } else {
                Answer::Committed
            };
            let known = self.requests.verdict(entry.request);
            // What was rolled back is told anew by its asker's node, as long as that one is up.
            let gave_up = known == Some(Answer::Unknown)
                || known == Some(Answer::RolledBack)
                    && self.state_of(entry.request.asker) == State::Down;
            match known {
                _ if gave_up => {
                    self.answer(entry.request, verdict, String::new(), Some(cause), trace);
                    Arc::make_mut(&mut self.requests).testify(entry.request, Some(id));
                }
                Some(Answer::Pending) if self.requests.seen(entry.request).is_none() => {
                    Arc::make_mut(&mut self.requests).see(entry.request, verdict, id);
                }
                _ => {}
            }
        }
    }
}

impl<N: Node> World<N> {
    /// A block that was final at a node is not any more. Whoever has a verdict by it, as the asker is that node, or
    /// somebody who had given up, has it no longer.
    pub(super) fn retracted(
        &mut self,
        id: NodeId,
        block: &Block,
        cause: Option<u32>,
        trace: &mut Trace,
    ) {
        self.fingerprint
            .fold(1 << 63 | u64::from(id.number()) << 32 | block.height);
        self.fingerprint.digest(&block.hash);
        for entry in &block.entries {
            let verdict = self.requests.verdict(entry.request);
            if verdict == Some(Answer::Pending) {
                Arc::make_mut(&mut self.requests).forget_seen(entry.request, id);
            }
            let is_final = matches!(verdict, Some(Answer::Committed | Answer::Rejected));
            let by_asker = entry.request.asker == id.into();
            let is_witness = self.requests.witness(entry.request) == Some(id);
            if is_final && (by_asker || is_witness) {
                let text = String::new();
                self.answer(entry.request, Answer::RolledBack, text, cause, trace);
            }
        }
    }
}

impl<N: Node> World<N> {
    /// A node went down, or came up, and has final blocks no more that were in its memory, or on a disk that was emptied.
    /// Who has a verdict by them has it by another node that has the same final, or not any more.
    pub(super) fn lose_finals(&mut self, id: NodeId, had: &Chain, cause: u32, trace: &mut Trace) {
        let has = self.committed(id);
        let kept = has
            .first_change(had)
            .map_or(has.height(), |height| height - 1);
        let lost = had.from_height(kept.min(had.height()) + 1);
        for block in lost {
            let is_same = |other: &NodeId| {
                let chain = self.node(*other).map(Node::committed);
                let there = chain.and_then(|chain| chain.block(block.height));
                there.is_some_and(|it| it.hash == block.hash)
            };
            let other = self.ids().find(is_same);
            for entry in &block.entries {
                self.lose_final(id, entry.request, other, cause, trace);
            }
        }
    }

    fn lose_final(
        &mut self,
        id: NodeId,
        request: RequestId,
        other: Option<NodeId>,
        cause: u32,
        trace: &mut Trace,
    ) {
        if self.requests.verdict(request) == Some(Answer::Pending) {
            return Arc::make_mut(&mut self.requests).forget_seen(request, id);
        }
        let verdict = self.requests.verdict(request);
        let is_final = matches!(verdict, Some(Answer::Committed | Answer::Rejected));
        let is_told = request.asker == id.into() || self.requests.witness(request) == Some(id);
        if !is_final || !is_told {
            return;
        }
        let other = other.or_else(|| self.ids().find(|other| self.has_final(*other, request)));
        match other {
            Some(_) => Arc::make_mut(&mut self.requests).testify(request, other),
            None => {
                let text = String::new();
                self.answer(request, Answer::RolledBack, text, Some(cause), trace);
            }
        }
    }

    /// Whether a node that is up has a request final.
    fn has_final(&self, id: NodeId, request: RequestId) -> bool {
        let chain = self.node(id).map(Node::committed);
        let mut blocks = chain.into_iter().flat_map(Chain::blocks);
        blocks.any(|block| block.orders(request))
    }
}

fn view(row: &Row) -> RequestView {
    RequestView {
        id: row.id,
        text: row.transaction.to_string(),
        verdict: row.verdict,
        answer: row.text.clone(),
        entered: row.entered,
        answered: row.answered,
    }
}
