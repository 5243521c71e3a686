//! Eagerness, patience and round trips: who makes a block when.

use super::about::{ACCUMULATION, COMMIT_ALLOWANCE, EAGERNESS, PATIENCE_FACTOR, RTT};
use super::{Cx, Message, PiChain, Timer, rules};
use crate::about::Value;
use crate::ledger::{Block, BlockRef};
use crate::node::{Context, Facts};
use crate::units::{NodeId, Ratio, Span, Time};

/// How eager a node is to make blocks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Eagerness {
    /// It waits two round trips and some more.
    Slow,
    /// It waits one round trip.
    Medium,
    /// It only gathers for a moment, and commits what it makes.
    Quick,
}

impl Eagerness {
    /// All of them, the least eager first.
    pub const ALL: [Self; 3] = [Self::Slow, Self::Medium, Self::Quick];

    /// Its name in scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Medium => "medium",
            Self::Quick => "quick",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What the maker of a block becomes.
    #[must_use]
    pub fn promoted(self) -> Self {
        match self {
            Self::Slow => Self::Medium,
            Self::Medium | Self::Quick => Self::Quick,
        }
    }
}

/// How often round trips are measured.
const PING: Span = Span::seconds(20);
/// What a round trip is taken for before the first was measured.
const UNMEASURED: Span = Span::seconds(1);
/// What is added to the longest one measured.
const MARGIN: Span = Span::millis(100);
/// The least that an attempt may take.
const ALLOWANCE_MIN: Span = Span::millis(1);
const MILLION: u64 = 1_000_000;

/// A span times so many millionths.
fn times(span: Span, millionths: u64) -> Span {
    let wide = u128::from(span.0) * u128::from(millionths) / u128::from(MILLION);
    Span(u64::try_from(wide).unwrap_or(u64::MAX))
}

fn sum(spans: &[Span]) -> Span {
    let sum = spans
        .iter()
        .fold(0_u64, |sum, span| sum.saturating_add(span.0));
    Span(sum)
}

/// How long a transaction waits at a node before it makes a block: for a round trip, a factor and a time to gather.
pub fn patience(eagerness: Eagerness, trip: Span, factor: Ratio, gather: Span) -> Span {
    match eagerness {
        Eagerness::Quick => gather,
        Eagerness::Medium => sum(&[times(trip, MILLION + 1000), gather]),
        Eagerness::Slow => sum(&[
            times(trip, 2 * MILLION + 1000),
            times(trip, u64::from(factor.0)),
            gather,
        ]),
    }
}

impl PiChain {
    /// Comes up: how eager it is, its factor, and the first pings.
    pub(super) fn wake(&mut self, cx: Cx) {
        // From 0 to half as many round trips as there are nodes.
        let most = u64::from(cx.nodes) * MILLION / 2;
        let drawn = cx.draw_bits() % (most + 1);
        self.factor = Ratio(u32::try_from(drawn).expect("fifty nodes draw 25 at the most"));
        // P8: the source's first node is quick whenever it comes up.
        let is_first = cx.id == NodeId::FIRST;
        let anew = self.base() == BlockRef::GENESIS;
        self.eagerness = match cx.settings.of_node(EAGERNESS, cx.id) {
            _ if is_first && cx.quirk("first-node-quick") => Eagerness::Quick,
            _ if !anew => Eagerness::Slow,
            Value::Word(word) => Eagerness::named(word).unwrap_or(match is_first {
                true => Eagerness::Quick,
                false => Eagerness::Slow,
            }),
            other => panic!("an eagerness is {other}, not a word"),
        };
        if self.eagerness == Eagerness::Quick {
            self.quick = Some(cx.id);
        }
        self.measure(cx);
    }

    /// The round trip that it counts with.
    pub(super) fn trip(&self, facts: &Facts) -> Span {
        match facts.settings.of_node(RTT, facts.id) {
            Value::Span(span) => span,
            _ => match self.trips.values().max() {
                Some(longest) => sum(&[*longest, MARGIN]),
                None => UNMEASURED,
            },
        }
    }

    /// Begins to measure round trips, unless it does already, or is told what to count with.
    pub(super) fn measure(&mut self, cx: Cx) {
        if !self.pings {
            self.ping(cx);
        }
    }

    pub(super) fn ping(&mut self, cx: Cx) {
        self.pings = matches!(cx.settings.of_node(RTT, cx.id), Value::Word(_)) && cx.nodes > 1;
        if self.pings {
            let sent = cx.now;
            cx.broadcast(Message::Ping { sent });
            cx.set(Timer::Ping, PING);
        }
    }

    /// Round trips are rounded to milliseconds.
    pub(super) fn on_pong(&mut self, from: NodeId, sent: Time, cx: Cx) {
        let trip = cx.now.since(sent).0.saturating_add(500) / 1000;
        self.trips.insert(from, Span(trip.saturating_mul(1000)));
    }

    /// The factor of a slow node's patience that it counts with.
    pub(super) fn factor(&self, facts: &Facts) -> Ratio {
        match facts.settings.of_node(PATIENCE_FACTOR, facts.id) {
            Value::Ratio(factor) => factor,
            _ => self.factor,
        }
    }

    /// How long a transaction that is first in the queue waits now.
    pub(super) fn patience(&self, cx: &Context<Self>) -> Span {
        let (trip, factor) = (self.trip(cx), self.factor(cx));
        patience(self.eagerness, trip, factor, cx.span(ACCUMULATION))
    }

    /// How long an attempt may take. Where options say that it takes no time at all, it is given up and begun again
    /// without end: no answer can come before.
    pub(super) fn allowance(&self, cx: &Context<Self>) -> Span {
        let trip = self.trip(cx);
        sum(&[trip, trip, cx.span(COMMIT_ALLOWANCE)]).max(ALLOWANCE_MIN)
    }

    /// A timer belongs to the first transaction of the queue: another one waits anew.
    pub(super) fn rearm(&mut self, cx: Cx) {
        let front = self.queue.front().map(|entry| entry.request);
        if front == self.front {
            return;
        }
        self.front = front;
        match front {
            Some(_) => cx.set(Timer::Patience, self.patience(cx)),
            None => cx.cancel(Timer::Patience),
        }
    }

    /// A block came that reaches its committed one: a deeper one than its head, or one of a quick node, makes it slow.
    pub(super) fn give_way(&mut self, block: &Block, is_deeper: bool, cx: Cx) {
        let by_quick = is_of_quick(block);
        if by_quick {
            self.quick = Some(block.creator);
        }
        if !is_deeper && !by_quick {
            return;
        }
        if self.eagerness != Eagerness::Slow {
            cx.rule(&rules::DEMOTE);
        }
        self.eagerness = Eagerness::Slow;
        self.ticket = false;
        if self.quick == Some(cx.id) {
            self.quick = None;
        }
    }
}

/// Whether a quick node made a block.
pub fn is_of_quick(block: &Block) -> bool {
    let stamp = block.stamp.as_ref();
    stamp.is_some_and(|stamp| stamp.state == Eagerness::Quick.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of A.3.
    #[test]
    fn patience_is_that_of_the_source() {
        let gather = Span::millis(100);
        let of =
            |eagerness, trip, percent| patience(eagerness, trip, Ratio::percent(percent), gather).0;
        let short = Span::millis(100);
        assert_eq!(of(Eagerness::Quick, short, 0), 100_000);
        assert_eq!(of(Eagerness::Medium, short, 0), 200_100);
        assert_eq!(
            [0, 150].map(|b| of(Eagerness::Slow, short, b)),
            [300_100, 450_100]
        );
        let long = Span::seconds(1);
        assert_eq!(of(Eagerness::Medium, long, 0), 1_101_000);
        assert_eq!(
            [0, 250].map(|b| of(Eagerness::Slow, long, b)),
            [2_101_000, 4_601_000]
        );
    }
}
