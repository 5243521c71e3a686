//! A node as the world keeps it: its life, its pending alarms, its draws and its clock.

use std::sync::Arc;

use super::{Desk, Event, World};
use crate::agenda::{Due, Slot};
use crate::node::Node;
use crate::units::{NodeId, Ratio, Span, Time};
use crate::view::State;

/// A node and what the world keeps about it: what survives a crash besides the disk.
#[derive(Clone, Debug)]
pub struct Host<N: Node> {
    pub life: Life<N>,
    pub alarms: Vec<Alarm<N::Timer>>,
    /// The node's draws so far.
    pub draws: u32,
    /// Requests entered at its console so far.
    pub asked: u32,
    /// Those of them that came while it was paused and were not handled yet.
    pub waiting: u32,
    /// The client at its console, from the first request on, where the system has clients.
    pub console: Option<Box<Desk>>,
    pub clock: Clock,
}

impl<N: Node> Host<N> {
    pub fn state(&self) -> State {
        match self.life {
            Life::Up(_) => State::Up,
            Life::Paused(..) => State::Paused,
            Life::Down(_) => State::Down,
        }
    }

    pub fn node(&self) -> Option<&N> {
        match &self.life {
            Life::Up(node) | Life::Paused(node, _) => Some(node),
            Life::Down(_) => None,
        }
    }
}

/// Whether a node is up, and what it has then.
#[derive(Clone, Debug)]
pub enum Life<N: Node> {
    Up(N),
    /// Paused, with where what waits for it lies in the agenda, in order of arrival.
    Paused(N, Vec<Slot>),
    Down(N::Disk),
}

/// A pending alarm.
#[derive(Clone, Copy, Debug)]
pub struct Alarm<T> {
    pub timer: T,
    pub set: Time,
    pub due: Due,
    /// The record of what set it.
    pub cause: Option<u32>,
}

/// A node's own clock: at a moment of the world it said something, and it runs at a rate since.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    pub rate: Ratio,
    pub since: Time,
    pub said: Time,
}

impl Clock {
    pub const TRUE: Self = Self {
        rate: Ratio::percent(100),
        since: Time::ZERO,
        said: Time::ZERO,
    };

    pub fn says(self, now: Time) -> Time {
        if self.rate == Ratio::percent(100) {
            return self.said.after(now.since(self.since));
        }
        self.said.after(scale(
            now.since(self.since),
            u64::from(self.rate.0),
            1_000_000,
        ))
    }

    /// How long a span of this clock takes in the world: 3 s at 150 % take 2 s.
    pub fn takes(self, span: Span) -> Span {
        if self.rate == Ratio::percent(100) {
            span
        } else {
            scale(span, 1_000_000, u64::from(self.rate.0))
        }
    }
}

/// A span times a fraction; only skewed clocks pay for the wide product.
fn scale(span: Span, times: u64, per: u64) -> Span {
    let wide = u128::from(span.0) * u128::from(times) / u128::from(per);
    Span(u64::try_from(wide).unwrap_or(u64::MAX))
}

impl<N: Node> World<N> {
    /// Begins another life of a node; the one that ends.
    pub(super) fn begin(&mut self, id: NodeId, life: Life<N>) -> Life<N> {
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        self.up += u16::from(matches!(life, Life::Up(_)));
        let ended = std::mem::replace(&mut host.life, life);
        self.up -= u16::from(matches!(ended, Life::Up(_)));
        ended
    }

    pub(super) fn set_alarm(
        &mut self,
        id: NodeId,
        timer: N::Timer,
        after: Span,
        cause: Option<u32>,
    ) {
        self.cancel_alarm(id, timer);
        self.add_alarm(id, timer, after, cause);
    }

    pub(super) fn add_alarm(
        &mut self,
        id: NodeId,
        timer: N::Timer,
        after: Span,
        cause: Option<u32>,
    ) {
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        let due = self.agenda.schedule(
            self.time.after(host.clock.takes(after)),
            Event::Fire(id, timer),
        );
        host.alarms.push(Alarm {
            timer,
            set: self.time,
            due,
            cause,
        });
    }

    pub(super) fn cancel_alarm(&mut self, id: NodeId, timer: N::Timer) {
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        while let Some(place) = host.alarms.iter().position(|alarm| alarm.timer == timer) {
            self.agenda.cancel(host.alarms.remove(place).due);
        }
    }

    /// The alarm that lies in a slot is due.
    pub(super) fn move_alarm(&mut self, id: NodeId, slot: Slot, due: Due) {
        let alarms = &mut Arc::make_mut(&mut self.hosts[id.index()]).alarms;
        let alarm = alarms.iter_mut().find(|alarm| alarm.due.slot == slot);
        alarm.expect("a waiting alarm is pending").due = due;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_clock_gains_and_its_timers_fire_early() {
        let clock = Clock {
            rate: Ratio::percent(150),
            since: Time(2_000_000),
            said: Time(5_000_000),
        };
        assert_eq!(clock.says(Time(2_000_000)), Time(5_000_000));
        assert_eq!(clock.says(Time(4_000_000)), Time(8_000_000));
        assert_eq!(clock.takes(Span::seconds(3)), Span::seconds(2));
        assert_eq!(Clock::TRUE.says(Time(7)), Time(7));
        assert_eq!(Clock::TRUE.takes(Span(7)), Span(7));
        let slow = Ratio::percent(10);
        let slow = Clock {
            rate: slow,
            ..clock
        };
        assert_eq!(slow.takes(Span(u64::MAX)), Span(u64::MAX), "no overflow");
    }
}
