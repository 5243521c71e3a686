//! Requests and their verdicts, in the order in which they were entered.

use std::collections::BTreeMap;

use crate::ledger::Transaction;
use crate::units::{Address, Moment, RequestId};
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
}

/// All requests of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Requests {
    rows: Vec<Row>,
    places: BTreeMap<RequestId, usize>,
}

impl Requests {
    /// Takes a request in; its place.
    pub fn enter(&mut self, id: RequestId, transaction: Transaction, now: Moment) -> usize {
        let place = self.rows.len();
        self.places.insert(id, place);
        let verdict = Answer::Pending;
        self.rows.push(Row {
            id,
            transaction,
            verdict,
            text: String::new(),
            entered: now,
            answered: None,
        });
        place
    }

    /// Gives a request its verdict; its place, if it is known and the verdict is news.
    pub fn answer(
        &mut self,
        id: RequestId,
        verdict: Answer,
        text: String,
        now: Moment,
    ) -> Option<usize> {
        let place = *self.places.get(&id)?;
        let row = &mut self.rows[place];
        if row.verdict == verdict {
            return None;
        }
        (row.verdict, row.text, row.answered) = (verdict, text, Some(now));
        Some(place)
    }

    /// The verdict of a request.
    pub fn verdict(&self, id: RequestId) -> Option<Answer> {
        self.places.get(&id).map(|place| self.rows[*place].verdict)
    }

    /// What an asker has not been answered.
    pub fn pending_of(&self, asker: Address) -> Vec<RequestId> {
        let mine = self
            .rows
            .iter()
            .filter(|row| row.id.asker == asker && row.verdict == Answer::Pending);
        mine.map(|row| row.id).collect()
    }

    /// A request for the screen.
    pub fn view(&self, id: RequestId) -> Option<RequestView> {
        self.places.get(&id).map(|place| self.view_at(*place))
    }

    /// All requests for the screen.
    pub fn views(&self) -> Vec<RequestView> {
        (0..self.rows.len())
            .map(|place| self.view_at(place))
            .collect()
    }

    /// The request at this place.
    pub fn at(&self, place: usize) -> Option<RequestId> {
        self.rows.get(place).map(|row| row.id)
    }

    fn view_at(&self, place: usize) -> RequestView {
        let row = &self.rows[place];
        RequestView {
            id: row.id,
            text: row.transaction.to_string(),
            verdict: row.verdict,
            answer: row.text.clone(),
            entered: row.entered,
            answered: row.answered,
        }
    }
}
