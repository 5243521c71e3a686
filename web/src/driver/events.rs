//! The event log: a stretch of the records as sentences, read only while somebody looks.
//!
//! Of a million records no sentence is kept but those in sight. A filter keeps the places of what passes it; one that
//! looks into the sentences has them told slice by slice, so that the page never stands still for it.

use std::collections::HashMap;

use synod_core::phrase::Phrase;
use synod_core::record::{Record, What};
use synod_core::rule::Rule;
use synod_core::simulation::Simulation;
use synod_core::units::{Address, MessageId, Moment};

use crate::parts::phrase::plain;
use crate::ui::{Class, Filter};

/// How many sentences are kept: each is made by playing a scratch world, and scrolling comes back to them.
const KEPT_MAX: usize = 4000;
/// How many records are told at once while their sentences are searched.
const SLICE: usize = 3000;
/// How many records are looked at together, backwards, for rules.
const LOOK_BACK: usize = 1024;

/// Which stretch is looked at.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EventQuery {
    /// Only these.
    pub filter: Filter,
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
    /// When.
    pub moment: Moment,
    /// At whom.
    pub who: Option<Address>,
    /// About which message.
    pub message: Option<MessageId>,
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
    /// How many records the filter keeps back.
    pub hidden: usize,
    /// How many records were not looked at yet: asking again looks on.
    pub unsearched: usize,
    /// The place of the first row of the stretch.
    pub from: usize,
    /// The rows.
    pub rows: Vec<EventRow>,
}

/// A rule that ran.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleRow {
    /// The place of its record.
    pub place: usize,
    /// When.
    pub moment: Moment,
    /// At whom.
    pub who: Option<Address>,
    /// Which.
    pub rule: &'static Rule,
}

/// What is remembered between two looks.
#[derive(Default)]
pub(super) struct Events {
    branch: String,
    filter: Filter,
    /// Places of the records that pass the filter, as far as they were looked through.
    places: Vec<u32>,
    searched: usize,
    sentences: HashMap<usize, Phrase>,
}

impl Events {
    pub(super) fn read(&mut self, run: &dyn Simulation, query: &EventQuery) -> EventPage {
        self.follow(run, &query.filter);
        let recorded = run.recorded();
        let open = query.filter.is_open();
        if !open {
            self.look_on(run, recorded);
        }
        let searched = if open {
            recorded
        } else {
            self.searched.min(recorded)
        };
        let total = if open {
            recorded
        } else {
            self.places
                .partition_point(|place| (*place as usize) < recorded)
        };
        let last = total.saturating_sub(query.rows);
        let from = query.from.unwrap_or(last).min(last);
        let place = |index: usize| {
            if open {
                index
            } else {
                self.places[index] as usize
            }
        };
        let places: Vec<usize> = (from..total.min(from + query.rows)).map(place).collect();
        self.ask(run, &places);
        let rows = places.into_iter().filter_map(|place| {
            let record = run.journal().records.get(place)?;
            self.row(place, &record)
        });
        EventPage {
            total,
            hidden: searched - total,
            unsearched: recorded - searched,
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
            moment: moment(record),
            who: record.who(),
            message: record.message(),
            what: record.what.name(),
            phrase: self.sentences.get(&place)?.clone(),
        })
    }

    /// Another branch has other records after the fork; another filter lets others through.
    fn follow(&mut self, run: &dyn Simulation, filter: &Filter) {
        let branches = run.branches();
        let branch = branches.iter().find(|branch| branch.current);
        let name = branch.map_or("", |branch| branch.name.as_str());
        if name != self.branch {
            *self = Self {
                branch: name.to_owned(),
                ..Self::default()
            };
        }
        if self.filter != *filter {
            self.filter.clone_from(filter);
            self.places.clear();
            self.searched = 0;
        }
    }

    /// Looks on among the records for those that pass the filter: through all of them, or as far as a slice of
    /// sentences goes.
    fn look_on(&mut self, run: &dyn Simulation, recorded: usize) {
        let filter = &self.filter;
        let wanted = filter.text.to_ascii_lowercase();
        let told_max = if wanted.is_empty() { usize::MAX } else { SLICE };
        let mut passed = Vec::new();
        let records = run.journal().records.iter_from(self.searched);
        for (place, record) in (self.searched..recorded).zip(records) {
            if passed.len() == told_max {
                break;
            }
            self.searched = place + 1;
            let concerned = filter.of.is_none() || filter.of == record.who();
            if concerned && filter.shows(Class::of(record.what)) {
                passed.push(place);
            }
        }
        if !wanted.is_empty() {
            let told = run.describe(&passed);
            let says = |phrase: &Phrase| plain(phrase).to_ascii_lowercase().contains(&wanted);
            let found = passed.into_iter().zip(told);
            passed = found
                .filter(|(_, phrase)| says(phrase))
                .map(|it| it.0)
                .collect();
        }
        self.places
            .extend(passed.into_iter().map(|place| place as u32));
    }
}

pub(super) fn moment(record: &Record) -> Moment {
    Moment {
        step: record.step,
        time: record.time,
    }
}

/// The rules that ran last, the newest first.
pub(super) fn rules(run: &dyn Simulation, most: usize) -> Vec<RuleRow> {
    let mut rows = Vec::new();
    let mut end = run.recorded();
    while end > 0 && rows.len() < most {
        let start = end.saturating_sub(LOOK_BACK);
        let records = run.journal().records.iter_from(start).take(end - start);
        let mut found: Vec<RuleRow> = (start..)
            .zip(records)
            .filter(|(_, record)| record.what == What::Rule)
            .filter_map(|(place, record)| {
                Some(RuleRow {
                    place,
                    moment: moment(&record),
                    who: record.who(),
                    rule: run.about().rules.get(record.detail as usize)?,
                })
            })
            .collect();
        found.reverse();
        rows.append(&mut found);
        end = start;
    }
    rows.truncate(most);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::session::Session;
    use synod_core::units::{NodeId, Time};

    fn session() -> Session {
        let script = "protocol benmo\nsubmit n1 transfer n1 n2 5\nsubmit n3 transfer n3 n4 7\n";
        let mut session = Session::load(script).expect("it parses");
        session.play_until(Time(200_000_000), 100_000);
        session
    }

    fn read(session: &Session, filter: Filter) -> EventPage {
        let mut events = Events::default();
        let query = EventQuery {
            filter,
            from: Some(0),
            rows: 10_000,
        };
        events.read(session.view(), &query)
    }

    #[test]
    fn what_a_filter_keeps_back_is_counted() {
        let session = session();
        let all = read(&session, Filter::default());
        assert_eq!((all.total, all.hidden), (session.view().recorded(), 0));
        let timers = Class::ALL.into_iter().filter(|it| *it != Class::Timers);
        let filter = timers.fold(Filter::default(), |filter, class| filter.toggled(class));
        let few = read(&session, filter);
        assert!(few.total > 0 && few.rows.iter().all(|row| row.what == "fired"));
        assert_eq!(few.total + few.hidden, all.total);
        let of = Filter {
            of: Some(NodeId::new(3).into()),
            ..Filter::default()
        };
        let own = read(&session, of);
        let wanted = Some(Address::from(NodeId::new(3)));
        assert!(own.total > 0 && own.rows.iter().all(|row| row.who == wanted));
    }

    #[test]
    fn sentences_are_searched_in_whatever_case() {
        let session = session();
        let all = read(&session, Filter::default());
        let text = "PROMISE".to_owned();
        let found = read(
            &session,
            Filter {
                text,
                ..Filter::default()
            },
        );
        let says = |row: &&EventRow| plain(&row.phrase).to_ascii_lowercase().contains("promise");
        let expected: Vec<usize> = all.rows.iter().filter(says).map(|row| row.place).collect();
        let places: Vec<usize> = found.rows.iter().map(|row| row.place).collect();
        assert!(!expected.is_empty(), "some sentence tells of a promise");
        assert_eq!(places, expected);
    }

    #[test]
    fn a_long_search_goes_slice_by_slice_and_ends() {
        let script = "protocol benmo\nset pause 1s..2s\nsubmit n1 transfer n1 n2 1\n";
        let mut session = Session::load(script).expect("it parses");
        for _ in 0..40 {
            session
                .act("submit n2 transfer n2 n3 1")
                .expect("it is taken");
            session
                .act("submit n3 transfer n3 n2 1")
                .expect("it is taken");
            let until = Time(session.view().moment().time.micros() + 60_000_000);
            session.play_until(until, 100_000);
        }
        let recorded = session.view().recorded();
        assert!(recorded > SLICE, "{recorded} records are more than a slice");
        let mut events = Events::default();
        let query = EventQuery {
            filter: Filter {
                text: "no such words".into(),
                ..Filter::default()
            },
            from: None,
            rows: 10,
        };
        let first = events.read(session.view(), &query);
        assert_eq!((first.hidden, first.unsearched), (SLICE, recorded - SLICE));
        let mut looks = 1;
        while events.read(session.view(), &query).unsearched > 0 {
            looks += 1;
        }
        assert_eq!(looks, (recorded - 1) / SLICE, "a slice at each look");
    }

    #[test]
    fn the_rules_that_ran_last_come_first() {
        let session = session();
        let rows = rules(session.view(), 5);
        assert_eq!(rows.len(), 5);
        assert!(rows.windows(2).all(|pair| pair[0].place > pair[1].place));
        let told = session
            .view()
            .journal()
            .records
            .get(rows[0].place)
            .expect("it is a record");
        assert_eq!(told.what, What::Rule);
        let later = session
            .view()
            .journal()
            .records
            .iter_from(rows[0].place + 1);
        assert!(
            later
                .take(session.view().recorded() - rows[0].place - 1)
                .all(|it| it.what != What::Rule)
        );
    }
}
