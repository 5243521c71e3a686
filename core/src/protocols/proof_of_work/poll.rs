//! Asking the neighbours, at multiples of a period, and what is done with their answers.

use std::sync::Arc;

use super::{Cx, Message, ProofOfWork, Timer, about, rules};
use crate::about::{FEW, FewNodes, Value};
use crate::ledger::{BlockRef, Entry};
use crate::node::Facts;
use crate::units::{Address, NodeId, Span};
use crate::view::{Answer, Neighbour};

/// What a neighbour is asked for at regular times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Job {
    /// Whom it knows.
    Gossip,
    /// Its chain.
    Chain,
    /// What waits at it.
    Data,
}

/// How many jobs there are.
pub const JOBS: usize = 3;

impl Job {
    /// How long it is from one time to the next.
    fn period(self, facts: &Facts) -> Span {
        facts.span(match self {
            Self::Gossip => about::GOSSIP_PERIOD,
            Self::Chain => about::CHAIN_PERIOD,
            Self::Data => about::DATA_PERIOD,
        })
    }

    fn timer(self) -> Timer {
        match self {
            Self::Gossip => Timer::Gossip,
            Self::Chain => Timer::Chain,
            Self::Data => Timer::Data,
        }
    }

    fn question(self) -> Message {
        match self {
            Self::Gossip => Message::GetNeighbours,
            Self::Chain => Message::GetChain,
            Self::Data => Message::GetData,
        }
    }
}

impl ProofOfWork {
    /// Sets the alarms of all jobs, and knows whom it was told of when it was started.
    pub(super) fn begin_to_ask(&mut self, cx: Cx) {
        let next = NodeId::at(usize::from(cx.id.number() % cx.nodes));
        match cx.value(about::NEIGHBOURS) {
            Value::Nodes(few) => few.iter().for_each(|id| self.meet(id, cx)),
            // The ring is kept, so that everybody is asked by somebody.
            Value::Word("drawn") => {
                self.meet(next, cx);
                for _ in 1..FEW {
                    let drawn = cx.draw_bits() % u64::from(cx.nodes);
                    self.meet(NodeId::at(usize::try_from(drawn).unwrap_or(0)), cx);
                }
            }
            _ => self.meet(next, cx),
        }
        for job in [Job::Gossip, Job::Chain, Job::Data] {
            cx.set(job.timer(), job.period(cx));
        }
    }

    /// Takes somebody in as a neighbour, unless it knows enough of them.
    fn meet(&mut self, id: NodeId, cx: Cx) {
        // S6: a miner's own address is one like any other.
        let is_other = id != cx.id || cx.quirk("own-neighbour");
        let is_known = self.neighbours.iter().any(|it| it.id == id);
        if is_other && !is_known && cx.has(id) && self.neighbours.len() < FEW {
            let answers = true;
            self.neighbours.push(Neighbour { id, answers });
        }
    }

    /// Asks all neighbours. Who has not answered the last time is marked, and asked all the same: it may be back.
    pub(super) fn ask(&mut self, job: Job, cx: Cx) {
        let silent = std::mem::take(&mut self.asked[job as usize]);
        for (place, neighbour) in self.neighbours.iter_mut().enumerate() {
            if silent & (1 << place) != 0 && neighbour.answers {
                neighbour.answers = false;
                cx.rule(&rules::SILENT);
            }
        }
        // S1: the thread of the job ends with the first neighbour that does not answer.
        if silent != 0 && cx.quirk("sync-dies") {
            return;
        }
        for (place, neighbour) in self.neighbours.iter().enumerate() {
            cx.send(neighbour.id, job.question());
            self.asked[job as usize] |= 1 << place;
        }
        cx.rule(match job {
            Job::Gossip => &rules::GOSSIP,
            Job::Chain => &rules::ASK_CHAIN,
            Job::Data => &rules::ASK_DATA,
        });
        cx.set(job.timer(), job.period(cx));
    }

    /// A neighbour has answered a job, or at least said something.
    pub(super) fn hear(&mut self, from: NodeId, job: Option<Job>) {
        let Some(place) = self.neighbours.iter().position(|it| it.id == from) else {
            return;
        };
        self.neighbours[place].answers = true;
        if let Some(job) = job {
            self.asked[job as usize] &= !(1 << place);
        }
    }

    pub(super) fn on_neighbours(&mut self, few: FewNodes, cx: Cx) {
        let before = self.neighbours.len();
        few.iter().for_each(|id| self.meet(id, cx));
        if self.neighbours.len() > before {
            cx.rule(&rules::MEET);
        }
    }

    /// Messages that wait elsewhere wait here too, unless they are on its chain.
    pub(super) fn on_data(&mut self, data: &Arc<Vec<Entry>>, cx: Cx) {
        let is_new = |entry: &&Entry| !self.pool.has(entry.request) && !self.own.has(entry.request);
        let fresh: Vec<Entry> = data.iter().filter(is_new).cloned().collect();
        if !fresh.is_empty() && self.pool.arrive(fresh) > 0 {
            cx.rule(&rules::UNITE);
        }
    }

    /// What somebody gets who asks for something, or adds a message.
    pub(super) fn serve(&mut self, who: Address, message: Message, cx: Cx) {
        let answer = match message {
            Message::GetNeighbours => {
                let mut neighbours = FewNodes::default();
                for neighbour in &self.neighbours {
                    neighbours.push(neighbour.id);
                }
                Message::Neighbours { neighbours }
            }
            Message::GetChain => {
                self.look_at_own(cx);
                let chain = self.offered().clone();
                Message::Chain { chain }
            }
            Message::GetData => Message::Data {
                data: self.pool.entries().clone(),
            },
            Message::Add { entry } => {
                let text = self.add(entry, cx).1.into();
                Message::Answer { text }
            }
            _ => return,
        };
        cx.send(who, answer);
    }

    /// Takes a message in. What whoever brings it is told, and whether it was taken.
    pub(super) fn add(&mut self, entry: Entry, cx: Cx) -> (Answer, &'static str) {
        if is_empty(&entry) {
            cx.rule(&rules::NOTHING);
            return (Answer::Rejected, "No Message added!");
        }
        let is_new = !self.own.has(entry.request);
        if is_new && self.keeps_secret(&entry, cx) {
            cx.rule(&rules::SECRET);
            return (Answer::Pending, "Message added!");
        }
        cx.rule(&rules::ADD);
        if is_new {
            self.pool.arrive(vec![entry]);
        }
        (Answer::Pending, "Message added!")
    }

    /// Asked for its chain, it finds out whether somebody has damaged it.
    fn look_at_own(&self, cx: Cx) {
        if self.own.at() != BlockRef::GENESIS && !self.own.is_valid(about::difficulty(cx)) {
            cx.rule(&rules::NOTICE);
        }
    }
}

/// Whether somebody adds nothing at all.
fn is_empty(entry: &Entry) -> bool {
    matches!(&entry.transaction, crate::ledger::Transaction::Note { text } if text.is_empty())
}
