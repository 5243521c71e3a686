//! Five servers under a leader that never changes, with its heartbeat each 50 ms and a request each 100 ms: as much as
//! happens in RaftScope's scene, of whose protocol there is nothing here but that.

use std::sync::Arc;

use synod_core::about::{About, KindSpec, TimerSpec, Tone, common};
use synod_core::action::Action;
use synod_core::ledger::{Block, Chain, Entry, Literal, Transaction};
use synod_core::node::{Context, Kind, Name, Node, Request};
use synod_core::script::default_setup;
use synod_core::simulation::{Advance, Simulation};
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::{NodeId, Span, Time};
use synod_core::view::Answer;

use crate::Work;

/// Between two heartbeats.
const BEAT: Span = Span::millis(50);
/// How long a server waits for the next one, at least and at most.
const PATIENCE: (Span, Span) = (Span::millis(150), Span::millis(300));
/// Requests in a second.
const REQUESTS: u64 = 10;

const fn kind(name: &'static str, tone: Tone, sentence: &'static str) -> KindSpec {
    KindSpec {
        name,
        tone,
        sentence,
    }
}

const fn timer(name: &'static str, words: &'static str) -> TimerSpec {
    TimerSpec {
        name,
        words,
        quiet: true,
    }
}

static ABOUT: About = About {
    prose: &["A leader sends its log on with its heartbeat."],
    citation: "Ongaro, RaftScope.",
    kinds: &[
        kind("append", Tone::Offer, "The leader lives, and has more."),
        kind("appended", Tone::Agree, "So far somebody's log goes."),
    ],
    timers: &[timer("beat", "beats in"), timer("silence", "doubts in")],
    options: &[
        common::latency(Span::millis(10), Span::millis(15)),
        common::loss(),
        common::duplication(),
        common::order("free"),
        common::balance(0),
        common::confirmations(1),
        common::calm_span(),
    ],
    ..About::plain("beat", "Heartbeat")
};

/// What servers say.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// The next block that the receiver lacks, and how many are final.
    Append(Option<Arc<Block>>, u64),
    /// How many blocks the sender has.
    Appended(u64),
}

impl Kind for Message {
    fn index(&self) -> usize {
        match self {
            Self::Append(..) => 0,
            Self::Appended(_) => 1,
        }
    }
}

/// Alarms of a server.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// The leader beats.
    Beat,
    /// Nobody has beaten for long. Here somebody always has, in time.
    Silence,
}

impl Name for Timer {
    const ALL: &'static [Self] = &[Self::Beat, Self::Silence];

    fn index(self) -> usize {
        self as usize
    }
}

/// A server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Server {
    log: Chain,
    committed: Chain,
    /// How far the log of each server goes, as far as the leader knows.
    matched: Vec<u64>,
}

impl Server {
    fn commit_to(&mut self, height: u64, cx: &mut Context<Self>) {
        for height in self.committed.height() + 1..=height.min(self.log.height()) {
            let Some(block) = self.log.block(height).cloned() else {
                return;
            };
            self.committed.push(block.clone());
            for entry in &block.entries {
                if entry.request.asker == cx.id.into() {
                    cx.reply(entry.request, Answer::Committed, "");
                }
            }
            cx.decide(block, Vec::new());
        }
    }

    fn beat(&self, cx: &mut Context<Self>) {
        for id in cx.peers() {
            let next = self.log.block(self.matched[id.index()] + 1).cloned();
            cx.send(id, Message::Append(next, self.committed.height()));
        }
        cx.set(Timer::Beat, BEAT);
    }
}

impl Node for Server {
    type Message = Message;
    type Timer = Timer;
    type Disk = Chain;
    const ABOUT: &'static About = &ABOUT;

    fn start(log: Chain, cx: &mut Context<Self>) -> Self {
        let server = Self {
            committed: Chain::default(),
            matched: vec![0; usize::from(cx.nodes)],
            log,
        };
        if cx.id == NodeId::FIRST {
            server.beat(cx);
        }
        server
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        let (height, tip) = (self.log.height() + 1, self.log.tip());
        let entry = Entry {
            request: request.id,
            transaction: request.transaction,
        };
        let block = Block::new(height, tip, cx.id, vec![entry]);
        self.log.push(Arc::new(block));
        self.matched[cx.id.index()] = height;
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        match message {
            Message::Append(next, committed) => {
                if let Some(block) = next.filter(|block| self.log.fits(block)) {
                    self.log.push(block);
                }
                self.commit_to(committed, cx);
                cx.send(from, Message::Appended(self.log.height()));
                let patience = cx.draw(PATIENCE);
                cx.set(Timer::Silence, patience);
            }
            Message::Appended(height) => {
                let known = &mut self.matched[from.index()];
                *known = height.max(*known);
                let mut heights = self.matched.clone();
                heights.sort_unstable();
                self.commit_to(heights[heights.len() - cx.quorum()], cx);
            }
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        match timer {
            Timer::Beat => self.beat(cx),
            Timer::Silence => unreachable!("the leader beats, and no message is lost"),
        }
    }

    fn disk(&self) -> &Chain {
        &self.log
    }

    fn disk_mut(&mut self) -> &mut Chain {
        &mut self.log
    }

    fn committed(&self) -> &Chain {
        &self.committed
    }
}

/// Plays so many simulated seconds.
pub fn play(seconds: u64) -> Work {
    let parts = Parts {
        checkers: Vec::new(),
        suggest: |_, _| None,
    };
    let mut run = Timeline::<Server>::new(default_setup(&ABOUT), parts);
    for request in 1..=seconds * REQUESTS {
        let until = Time(request * 1_000_000 / REQUESTS);
        while run.advance(until) == Advance::Stepped {}
        run.wait_until(until);
        let transaction = Transaction::Put {
            key: Literal::Whole(7),
            value: Literal::Whole(request as i64),
        };
        let who = NodeId::FIRST.into();
        let action = Action::Submit { who, transaction };
        run.act(&action).expect("the leader is up");
    }
    Work {
        events: run.moment().step.into(),
        records: run.recorded() as u64,
        fingerprint: run.fingerprint(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_has_160_messages_and_20_beats_and_every_request_is_committed() {
        let work = play(50);
        assert!((8_900..=9_100).contains(&work.events), "{work:?}");
        // All but those of the last moments: five decisions and an answer each, besides what two records a message take.
        let least = 50 * 10 + 2 * 50 * 160 + 50 * 20 + 490 * 6;
        assert!(work.records > least - 100, "{work:?} of {least}");
    }
}
