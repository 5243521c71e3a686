//! What is due when. Events are ordered by (due time, order in which they were scheduled); what somebody makes due
//! now goes ahead of all others, and a copy goes directly after its original.

use std::collections::BTreeMap;

use crate::units::Time;

/// The place of an event in the order of events.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Due {
    /// When it is due.
    pub time: Time,
    order: i64,
    copy: u32,
}

/// Pending events.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    events: BTreeMap<Due, E>,
    next: i64,
    ahead: i64,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            events: BTreeMap::new(),
            next: 0,
            ahead: 0,
        }
    }
}

impl<E> Agenda<E> {
    /// Schedules an event after all that are due at the same time.
    pub fn schedule(&mut self, time: Time, event: E) -> Due {
        let due = Due {
            time,
            order: self.next,
            copy: 0,
        };
        self.next += 1;
        self.events.insert(due, event);
        due
    }

    /// Schedules an event ahead of all that are due at this time.
    pub fn schedule_ahead(&mut self, time: Time, event: E) -> Due {
        self.ahead -= 1;
        let due = Due {
            time,
            order: self.ahead,
            copy: 0,
        };
        self.events.insert(due, event);
        due
    }

    /// Schedules an event directly after another and the copies that it already has.
    pub fn schedule_after(&mut self, original: Due, event: E) -> Due {
        let copies = self
            .events
            .range(original..)
            .take_while(|(due, _)| due.order == original.order);
        let last = copies
            .map(|(due, _)| due.copy)
            .last()
            .unwrap_or(original.copy);
        let due = Due {
            copy: last + 1,
            ..original
        };
        self.events.insert(due, event);
        due
    }

    /// Takes an event out.
    pub fn cancel(&mut self, due: Due) -> Option<E> {
        self.events.remove(&due)
    }

    /// When the first event is due.
    pub fn next_due(&self) -> Option<Time> {
        self.events.first_key_value().map(|(due, _)| due.time)
    }

    /// Takes the first event if it is due at or before a time.
    pub fn take(&mut self, until: Time) -> Option<(Due, E)> {
        let entry = self.events.first_entry()?;
        (entry.key().time <= until).then(|| entry.remove_entry())
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
        assert!(agenda.next_due().is_none());
    }
}
