//! Requests and their verdicts, in the order in which they were entered. Like all that only grows, they share their
//! past with every checkpoint.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Trace, World};
use crate::ledger::{Block, Transaction};
use crate::node::Node;
use crate::record::What;
use crate::units::{Address, Log, Moment, NodeId, RequestId};
use crate::view::{Answer, RequestView};

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
        });
        place
    }

    /// A node is seen to have a request final that is still pending.
    fn see(&mut self, id: RequestId, verdict: Answer) {
        let Some(place) = self.place(id) else { return };
        if let Some(row) = self.rows.get_mut(place)
            && row.verdict == Answer::Pending
        {
            row.seen.get_or_insert(verdict);
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
        if self.rows.get(place)?.verdict == verdict {
            return None;
        }
        let row = self.rows.get_mut(place)?;
        (row.verdict, row.text, row.answered) = (verdict, text, Some(now));
        Some(place)
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
            match self.requests.verdict(entry.request) {
                Some(Answer::Unknown) => {
                    self.answer(entry.request, verdict, String::new(), Some(cause), trace);
                }
                Some(Answer::Pending) if self.requests.seen(entry.request).is_none() => {
                    Arc::make_mut(&mut self.requests).see(entry.request, verdict);
                }
                _ => {}
            }
        }
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
