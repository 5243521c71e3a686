//! One key: its frontier, what is needed to go back to where a read began, and what was told, for the words.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::frontier::{Bound, Event, Frontier, Looks, Number, Value};
use super::{LOOKS_MAX, Texts};
use crate::units::{Log, Moment, RequestId};

/// What an operation does to its key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Deed {
    Put,
    Delete,
    Get,
}

/// How an operation ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    Done,
    Refused,
    Lost,
}

/// An operation that ended.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) request: RequestId,
    pub(super) deed: Deed,
    /// What the key holds by it: stored, or read.
    pub(super) text: Arc<str>,
    pub(super) fate: Fate,
    /// Its place among all that was told, to compare with the beginnings of others.
    pub(super) turn: u64,
    pub(super) begun: Moment,
    pub(super) moment: Moment,
}

/// A read without an answer: from here all must be gone through again when it has one.
#[derive(Clone)]
struct Window {
    number: Number,
    /// The place of its beginning in `events`.
    place: usize,
    before: Arc<Frontier>,
}

/// One key.
#[derive(Clone)]
pub(super) struct Register {
    /// What the system answers where the answer is no value.
    pub(super) texts: Texts,
    begun: Number,
    frontier: Arc<Frontier>,
    windows: Vec<Window>,
    /// What happened since the oldest read without an answer; its first event has the place `forgotten`.
    events: Log<Event>,
    forgotten: usize,
    /// Texts of values that may still be read.
    values: Arc<BTreeMap<Arc<str>, Value>>,
    named: Value,
    pub(super) told: Log<Told>,
}

/// The absence of a value, of which every register knows.
const NOTHING: Value = 0;
/// Below so many events or names nothing is gained by forgetting.
const WORTH_FORGETTING: usize = 64;

impl Register {
    /// A key that holds nothing.
    pub(super) fn new(texts: Texts) -> Self {
        Self {
            texts,
            begun: 0,
            frontier: Arc::new(Frontier::holding(NOTHING)),
            windows: Vec::new(),
            events: Log::default(),
            forgotten: 0,
            values: Arc::new(BTreeMap::from([(texts.absent.into(), NOTHING)])),
            named: NOTHING,
            told: Log::default(),
        }
    }

    /// A put or a delete begins.
    pub(super) fn write(&mut self, text: &Arc<str>) -> Result<Number, Bound> {
        let value = match self.values.get(text) {
            Some(value) => *value,
            None => {
                self.named += 1;
                Arc::make_mut(&mut self.values).insert(text.clone(), self.named);
                self.named
            }
        };
        self.begun += 1;
        self.pass(Event::Write(self.begun, value))?;
        Ok(self.begun)
    }

    /// A get begins.
    pub(super) fn read(&mut self) -> Number {
        self.begun += 1;
        self.windows.push(Window {
            number: self.begun,
            place: self.forgotten + self.events.len(),
            before: self.frontier.clone(),
        });
        self.events.push(Event::Read(self.begun, None));
        self.begun
    }

    /// A put or a delete ends. Whether what was told can be explained.
    pub(super) fn end_write(&mut self, number: Number, fate: Fate) -> Result<bool, Bound> {
        self.pass(match fate {
            Fate::Done => Event::Written(number),
            Fate::Refused => Event::Refused(number),
            Fate::Lost => Event::Lost(number),
        })?;
        Ok(!self.frontier.is_empty())
    }

    /// A get ends without having said anything: nothing is to be explained.
    pub(super) fn drop_read(&mut self, number: Number) {
        self.windows.retain(|window| window.number != number);
        self.forget();
    }

    /// A get ends and says what it read. Whether that can be explained.
    pub(super) fn end_read(&mut self, number: Number, text: &str) -> Result<bool, Bound> {
        let Some(&value) = self.values.get(text) else {
            return Ok(false);
        };
        let at = self.windows.iter().position(|it| it.number == number);
        let window = self.windows.remove(at.expect("a read ends once"));
        let place = window.place - self.forgotten;
        self.events.replace(place, Event::Read(number, Some(value)));
        self.events.push(Event::Answered(number));
        self.frontier = window.before;
        let mut looks = Looks(LOOKS_MAX);
        for event in self.events.iter_from(place) {
            if let Event::Read(other, None) = event {
                // What this read saw also bears on reads that began later and are not answered yet.
                if let Some(later) = self.windows.iter_mut().find(|it| it.number == *other) {
                    later.before = self.frontier.clone();
                }
                continue;
            }
            Arc::make_mut(&mut self.frontier).pass(*event, &mut looks)?;
            if self.frontier.is_empty() {
                return Ok(false);
            }
        }
        self.forget();
        Ok(true)
    }

    /// Whether somebody may have written this, or still may.
    pub(super) fn was_asked(&self, text: &str) -> bool {
        let under_way = self.values.get(text);
        under_way.is_some_and(|value| self.frontier.writes(*value))
            || self.told.iter().any(|told| {
                told.deed != Deed::Get && told.fate != Fate::Refused && &*told.text == text
            })
    }

    fn pass(&mut self, event: Event) -> Result<(), Bound> {
        if !self.windows.is_empty() {
            self.events.push(event);
        }
        Arc::make_mut(&mut self.frontier).pass(event, &mut Looks(LOOKS_MAX))
    }

    /// Forgets what no read without an answer needs, when that is more than what stays.
    fn forget(&mut self) {
        let Some(oldest) = self.windows.first() else {
            self.forgotten += self.events.len();
            self.events = Log::default();
            if self.values.len() > WORTH_FORGETTING {
                self.forget_values();
            }
            return;
        };
        let gone = oldest.place - self.forgotten;
        if gone > WORTH_FORGETTING.max(self.events.len() / 2) {
            let mut kept = Log::default();
            (self.events.iter_from(gone)).for_each(|event| kept.push(*event));
            self.events = kept;
            self.forgotten += gone;
        }
    }

    /// Forgets the names of values that no key can hold again unless somebody stores them anew.
    fn forget_values(&mut self) {
        let live = self.frontier.values();
        if self.values.len() > 2 * live.len() + WORTH_FORGETTING {
            Arc::make_mut(&mut self.values)
                .retain(|_, value| *value == NOTHING || live.contains(value));
        }
    }
}
