//! The event log: a stretch of the records as sentences, read only while somebody looks.

use std::collections::HashMap;

use synod_core::phrase::Phrase;
use synod_core::record::Record;
use synod_core::simulation::Simulation;
use synod_core::units::{Address, NodeId, Step, Time};

/// How many sentences are kept: each is made by playing a scratch world, and scrolling comes back to them.
const KEPT_MAX: usize = 4000;

/// Which stretch is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct EventQuery {
    /// Only what happened at this node.
    pub of: Option<NodeId>,
    /// The first row, from 0; none for the newest ones.
    pub from: Option<usize>,
    /// How many rows.
    pub rows: usize,
}

/// A row of the event log.
#[derive(Clone, PartialEq, Debug)]
pub struct EventRow {
    /// Its place among all records.
    pub place: usize,
    /// In which step.
    pub step: Step,
    /// When.
    pub time: Time,
    /// At whom.
    pub who: Option<Address>,
    /// What kind of thing, as exports name it.
    pub what: &'static str,
    /// What happened.
    pub phrase: Phrase,
}

/// A stretch of the event log.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EventPage {
    /// How many rows there are in all.
    pub total: usize,
    /// The place of the first row of the stretch.
    pub from: usize,
    /// The rows.
    pub rows: Vec<EventRow>,
}

/// What is remembered between two looks.
#[derive(Default)]
pub(super) struct Events {
    branch: String,
    of: Option<NodeId>,
    /// Places of the records of that node, as far as they were looked through.
    places: Vec<usize>,
    searched: usize,
    sentences: HashMap<usize, Phrase>,
}

impl Events {
    pub(super) fn read(&mut self, run: &dyn Simulation, query: &EventQuery) -> EventPage {
        self.follow(run, query.of);
        let recorded = run.recorded();
        let total = match query.of {
            None => recorded,
            Some(_) => self.places.partition_point(|place| *place < recorded),
        };
        let last = total.saturating_sub(query.rows);
        let from = query.from.unwrap_or(last).min(last);
        let places = (from..total.min(from + query.rows))
            .map(|index| query.of.map_or(index, |_| self.places[index]));
        let places: Vec<usize> = places.collect();
        self.ask(run, &places);
        let rows = places.into_iter().filter_map(|place| {
            let record = run.journal().records.get(place)?;
            self.row(place, &record)
        });
        EventPage {
            total,
            from,
            rows: rows.collect(),
        }
    }

    /// Has all sentences at hand that are to be shown. They are told together: each telling begins at a checkpoint.
    fn ask(&mut self, run: &dyn Simulation, places: &[usize]) {
        if self.sentences.len() + places.len() > KEPT_MAX {
            self.sentences.clear();
        }
        let unknown = |place: &usize| !self.sentences.contains_key(place);
        let asked: Vec<usize> = places.iter().copied().filter(unknown).collect();
        let told = run.describe(&asked);
        self.sentences.extend(asked.into_iter().zip(told));
    }

    fn row(&self, place: usize, record: &Record) -> Option<EventRow> {
        Some(EventRow {
            place,
            step: record.step,
            time: record.time,
            who: record.who(),
            what: record.what.name(),
            phrase: self.sentences.get(&place)?.clone(),
        })
    }

    /// Another branch has other records after the fork; another node has others altogether.
    fn follow(&mut self, run: &dyn Simulation, of: Option<NodeId>) {
        let branches = run.branches();
        let branch = branches.iter().find(|branch| branch.current);
        let name = branch.map_or("", |branch| branch.name.as_str());
        if name != self.branch {
            *self = Self {
                branch: name.to_owned(),
                ..Self::default()
            };
        }
        if self.of != of {
            self.of = of;
            self.places.clear();
            self.searched = 0;
        }
        let Some(id) = of else { return };
        let records = &run.journal().records;
        for (place, record) in (self.searched..).zip(records.iter_from(self.searched)) {
            if record.who() == Some(Address::Node(id)) {
                self.places.push(place);
            }
        }
        self.searched = records.len();
    }
}
