//! What is due when. Events are ordered by (due time, order in which they were scheduled); what somebody makes due
//! now goes ahead of all others, and a copy goes directly after its original.
//!
//! A binary heap of small keys over a slab of events. An event that is cancelled or suspended leaves its key behind
//! until that comes to the top, or until most keys are such: so setting a timer again costs no search.
//!
//! ```
//! use synod_core::agenda::Agenda;
//! use synod_core::units::Time;
//!
//! let mut agenda = Agenda::default();
//! agenda.schedule(Time(20), "second");
//! agenda.schedule(Time(10), "first");
//! let cancelled = agenda.schedule(Time(15), "never");
//! assert_eq!(agenda.cancel(cancelled), Some("never"));
//! assert_eq!(agenda.next_due(), Some(Time(10)));
//! assert_eq!(agenda.take(Time(19)).map(|(_, event)| event), Some("first"));
//! assert_eq!(agenda.take(Time(19)).map(|(_, event)| event), None, "not due by then");
//! ```

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::units::Time;

/// Copies that fit between two events that were scheduled one after the other: more than a run has steps.
const COPIES: i64 = 1 << 20;
/// Keys of cancelled events that are not worth clearing away.
const DEAD_MAX: usize = 64;

/// Where an event lies from when it is scheduled until it is taken.
pub type Slot = u32;

/// The place of an event in the order of events.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Due {
    /// When it is due.
    pub time: Time,
    /// The count of the scheduling times [`COPIES`], plus the number of the copy; no two events share it.
    order: i64,
    /// Where the event lies.
    pub slot: Slot,
}

#[derive(Clone, Debug)]
struct Entry<E> {
    /// When it is due, or was when it was suspended.
    time: Time,
    /// Its place in the order; `None` while it is suspended.
    order: Option<i64>,
    event: Option<E>,
}

/// Pending events.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    keys: BinaryHeap<Reverse<Due>>,
    entries: Vec<Entry<E>>,
    free: Vec<Slot>,
    next: i64,
    ahead: i64,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            keys: BinaryHeap::new(),
            entries: Vec::new(),
            free: Vec::new(),
            next: 0,
            ahead: 0,
        }
    }
}

impl<E> Agenda<E> {
    /// Schedules an event after all that are due at the same time.
    #[inline(always)]
    pub fn schedule(&mut self, time: Time, event: E) -> Due {
        let slot = self.keep(time, event);
        self.make_due(slot, time)
    }

    /// Schedules an event ahead of all that are due at this time.
    pub fn schedule_ahead(&mut self, time: Time, event: E) -> Due {
        let slot = self.keep(time, event);
        self.make_due_ahead(slot, time)
    }

    /// Schedules an event directly after another and the copies that it already has.
    pub fn schedule_after(&mut self, original: Due, event: E) -> Due {
        let family = original.order.div_euclid(COPIES);
        let orders = self.entries.iter().filter_map(|entry| entry.order);
        let copies = orders.filter(|order| order.div_euclid(COPIES) == family);
        let last = copies.max().unwrap_or(original.order);
        let slot = self.keep(original.time, event);
        self.order(slot, original.time, last + 1)
    }

    /// Keeps an event that is not due: one that waits for something else than time.
    // Inlined, with what calls it, so that an event is built where it will lie: the copy costs as much as the rest.
    #[inline(always)]
    pub fn keep(&mut self, time: Time, event: E) -> Slot {
        let entry = Entry {
            time,
            order: None,
            event: Some(event),
        };
        match self.free.pop() {
            Some(slot) => {
                self.entries[slot as usize] = entry;
                slot
            }
            None => {
                self.entries.push(entry);
                (self.entries.len() - 1) as Slot
            }
        }
    }

    /// Makes an event due, after all that are due at the same time.
    pub fn make_due(&mut self, slot: Slot, time: Time) -> Due {
        self.next += 1;
        self.order(slot, time, self.next * COPIES)
    }

    /// Makes an event due ahead of all that are due at this time.
    pub fn make_due_ahead(&mut self, slot: Slot, time: Time) -> Due {
        self.ahead -= 1;
        self.order(slot, time, self.ahead * COPIES)
    }

    fn order(&mut self, slot: Slot, time: Time, order: i64) -> Due {
        let entry = &mut self.entries[slot as usize];
        (entry.time, entry.order) = (time, Some(order));
        let due = Due { time, order, slot };
        self.keys.push(Reverse(due));
        self.clear_top();
        due
    }

    /// Takes its due time from an event, and keeps it.
    pub fn suspend(&mut self, slot: Slot) {
        self.entries[slot as usize].order = None;
        self.clear();
    }

    /// Takes an event out, due or not.
    pub fn remove(&mut self, slot: Slot) -> Option<E> {
        let event = self.empty(slot);
        self.clear();
        event
    }

    /// Takes an event out, if it is still due as it was.
    pub fn cancel(&mut self, due: Due) -> Option<E> {
        self.is_pending(due).then(|| self.remove(due.slot))?
    }

    /// How many events there are, due or not.
    pub fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The event in a slot, to be changed.
    pub fn get_mut(&mut self, slot: Slot) -> Option<&mut E> {
        self.entries[slot as usize].event.as_mut()
    }

    /// The place of an event in the order, if it is due.
    pub fn due(&self, slot: Slot) -> Option<Due> {
        let Entry { time, order, .. } = self.entries[slot as usize];
        order.map(|order| Due { time, order, slot })
    }

    /// When an event is due, or was when it was suspended.
    pub fn time(&self, slot: Slot) -> Time {
        self.entries[slot as usize].time
    }

    /// All events in no order, with the times at which they are due, or were.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, Time, &E)> {
        let entries = (0..).zip(&self.entries);
        entries.filter_map(|(slot, entry)| Some((slot, entry.time, entry.event.as_ref()?)))
    }

    fn is_pending(&self, due: Due) -> bool {
        self.entries[due.slot as usize].order == Some(due.order)
    }

    fn empty(&mut self, slot: Slot) -> Option<E> {
        self.free.push(slot);
        let entry = &mut self.entries[slot as usize];
        entry.order = None;
        entry.event.take()
    }

    fn clear(&mut self) {
        if self.keys.len() > 2 * self.len() + DEAD_MAX {
            let mut keys = std::mem::take(&mut self.keys);
            keys.retain(|Reverse(due)| self.is_pending(*due));
            self.keys = keys;
        }
        self.clear_top();
    }

    /// The key on top is that of a pending event, always: so looking at what is next changes nothing.
    fn clear_top(&mut self) {
        while let Some(Reverse(top)) = self.keys.peek()
            && !self.is_pending(*top)
        {
            self.keys.pop();
        }
    }

    /// When the first event is due.
    pub fn next_due(&self) -> Option<Time> {
        self.keys.peek().map(|Reverse(due)| due.time)
    }

    /// The first event.
    pub fn first(&self) -> Option<&E> {
        let Reverse(due) = self.keys.peek()?;
        self.entries[due.slot as usize].event.as_ref()
    }

    /// Takes the first event if it is due at or before a time.
    pub fn take(&mut self, until: Time) -> Option<(Due, E)> {
        let Reverse(due) = *self.keys.peek()?;
        if due.time > until {
            return None;
        }
        self.keys.pop();
        let event = self.empty(due.slot)?;
        self.clear_top();
        Some((due, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(agenda: &mut Agenda<&'static str>) -> Vec<&'static str> {
        std::iter::from_fn(|| agenda.take(Time(u64::MAX)))
            .map(|(_, event)| event)
            .collect()
    }

    #[test]
    fn events_come_by_time_then_by_order_of_scheduling() {
        let mut agenda = Agenda::default();
        agenda.schedule(Time(5), "late");
        let first = agenda.schedule(Time(3), "first");
        agenda.schedule(Time(3), "second");
        agenda.schedule_after(first, "copy");
        agenda.schedule_after(first, "copy of the same");
        agenda.schedule_ahead(Time(3), "ahead");
        assert_eq!(
            drain(&mut agenda),
            [
                "ahead",
                "first",
                "copy",
                "copy of the same",
                "second",
                "late"
            ]
        );
    }

    #[test]
    fn nothing_is_taken_before_it_is_due() {
        let mut agenda = Agenda::default();
        let due = agenda.schedule(Time(5), "event");
        assert!(agenda.take(Time(4)).is_none());
        assert_eq!(agenda.cancel(due), Some("event"));
        assert!(agenda.cancel(due).is_none(), "it was taken out before");
        assert!(agenda.next_due().is_none());
    }

    #[test]
    fn a_copy_of_what_was_put_ahead_comes_directly_after_it() {
        let mut agenda = Agenda::default();
        agenda.schedule(Time(3), "first");
        let ahead = agenda.schedule_ahead(Time(3), "ahead");
        agenda.schedule_after(ahead, "copy");
        agenda.schedule_ahead(Time(3), "further ahead");
        assert_eq!(
            drain(&mut agenda),
            ["further ahead", "ahead", "copy", "first"]
        );
    }

    #[test]
    fn a_timer_that_is_set_again_and_again_leaves_nothing_behind() {
        let mut agenda = Agenda::default();
        let mut due = agenda.schedule(Time(1), 0);
        for round in 1..10_000 {
            assert_eq!(agenda.cancel(due), Some(round - 1));
            due = agenda.schedule(Time(round), round);
        }
        assert_eq!(agenda.entries.len(), 1, "a free slot is used again");
        assert!(agenda.keys.len() <= 2 + DEAD_MAX, "dead keys go");
        assert_eq!(
            agenda.take(Time(10_000)).map(|(_, event)| event),
            Some(9_999)
        );
        assert!(agenda.next_due().is_none());
    }

    #[test]
    fn a_thousand_events_come_in_their_order_whatever_is_done_between() {
        use crate::rng::{Purpose, Who, draw};
        use std::collections::BTreeMap;
        let chance = |count| {
            draw(
                7,
                Who::node(crate::units::NodeId::new(1)),
                count,
                Purpose::Storm,
            )
        };
        let (mut agenda, mut model) = (Agenda::default(), BTreeMap::new());
        let (mut now, mut dues) = (0, Vec::new());
        for count in 0..20_000_u32 {
            let drawn = chance(count);
            match drawn % 8 {
                // More come than go at first, then more go.
                0..=2 if count < 10_000 => {
                    let time = Time(now + drawn / 8 % [1, 50, 5_000][count as usize % 3]);
                    let due = agenda.schedule(time, count);
                    model.insert(due, count);
                    dues.push(due);
                }
                3 => {
                    let due = agenda.schedule_ahead(Time(now), count);
                    model.insert(due, count);
                }
                4 if !dues.is_empty() => {
                    let due = dues.swap_remove(drawn as usize / 8 % dues.len());
                    assert_eq!(agenda.cancel(due), model.remove(&due));
                }
                5 if !dues.is_empty() => {
                    let due = dues[drawn as usize / 8 % dues.len()];
                    if model.contains_key(&due) {
                        let copy = agenda.schedule_after(due, count);
                        model.insert(copy, count);
                    }
                }
                _ => {
                    let first = model.pop_first();
                    assert_eq!(agenda.next_due(), first.map(|(due, _)| due.time));
                    assert_eq!(agenda.take(Time(u64::MAX)), first);
                    now = first.map_or(now, |(due, _)| due.time.micros());
                }
            }
            assert_eq!(agenda.len(), model.len());
        }
    }
}
