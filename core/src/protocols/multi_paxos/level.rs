//! Catching up when nobody asks for anything: servers ask each other until they are level, and then fall silent.
//!
//! Who was cut off cannot know what it missed, so whoever led tells it: a leader has heard in `accepted` who takes part, and
//! asks all others. Who accepted a block and hears no more of it asks everybody once what became of it; who came up asks
//! everybody too. All of them ask again until they are answered, one accept-timeout after the other. What was said is
//! kept: who was level and is not any more, as this server has decided a slot since, is told of it.

use super::{ACCEPT_TIMEOUT, Cx, Message, MultiPaxos, Timer, rules};
use crate::ledger::Block;
use crate::units::NodeId;

impl MultiPaxos {
    /// Somebody has decided so many slots. Whoever has more is asked for them.
    pub(super) fn hear_depth(&mut self, from: NodeId, depth: u64, cx: Cx) {
        if depth != self.depth() || self.others.contains_key(&from) {
            self.note(from, depth, cx);
        }
        if depth > self.depth() && !self.asked {
            self.asked = true;
            cx.rule(&rules::FETCH);
            self.fetch(from, cx);
        }
    }

    pub(super) fn note(&mut self, from: NodeId, depth: u64, cx: Cx) {
        if from != cx.id {
            self.others.insert(from, Some(depth));
        }
    }

    /// Somebody has accepted a block: it takes part, and asks for itself if it does not hear what became of it.
    pub(super) fn hear_accepted(&mut self, from: NodeId, depth: u64, block: &Block, cx: Cx) {
        if depth > self.depth() {
            self.hear_depth(from, depth, cx);
        } else if block.height >= self.depth() {
            self.others.remove(&from);
        }
    }

    /// Everybody is asked, as nothing is known of them.
    pub(super) fn ask_everybody(&mut self, cx: Cx) {
        self.others.extend(cx.peers().map(|id| (id, None)));
    }

    /// Those who are not known to take part are asked, unless they said something before.
    pub(super) fn ask_all_but(&mut self, known: impl Fn(NodeId) -> bool, cx: Cx) {
        for id in cx.peers().filter(|id| !known(*id)) {
            self.others.entry(id).or_insert(None);
        }
    }

    /// Whether it has accepted something, has not heard what became of it, and has not asked. A leader that offers it
    /// waits for others already.
    fn is_in_doubt(&self) -> bool {
        self.in_doubt && !self.disk.votes.is_empty() && self.offer().is_none()
    }

    fn must_ask(&self) -> bool {
        let level = Some(self.depth());
        self.is_in_doubt() || self.others.values().any(|said| *said != level)
    }

    /// After every handler: the alarm is pending exactly while there is somebody to be asked. One that is pending already
    /// is left alone, or a busy server would never come to ask.
    pub(super) fn keep_asking(&mut self, cx: Cx) {
        let must = self.must_ask();
        match (std::mem::replace(&mut self.asking, must), must) {
            (false, true) => cx.set(Timer::Ask, cx.span(ACCEPT_TIMEOUT)),
            (true, false) => cx.cancel(Timer::Ask),
            (true, true) | (false, false) => {}
        }
    }

    /// The alarm to ask has fired.
    pub(super) fn on_ask(&mut self, cx: Cx) {
        self.asking = false;
        self.asked = false;
        if self.is_in_doubt() {
            self.in_doubt = false;
            self.ask_everybody(cx);
        }
        cx.rule(&rules::LEVEL);
        let level = Some(self.depth());
        let apart = self.others.iter().filter(|(_, said)| **said != level);
        let apart: Vec<NodeId> = apart.map(|(id, _)| *id).collect();
        for id in apart {
            self.fetch(id, cx);
        }
    }

    pub(super) fn fetch(&mut self, from: NodeId, cx: Cx) {
        if from == cx.id {
            return;
        }
        let depth = self.depth();
        self.post(from, Message::Fetch { depth });
    }

    pub(super) fn on_fetch(&mut self, from: NodeId, depth: u64, cx: Cx) {
        self.note(from, depth, cx);
        self.hear_depth(from, depth, cx);
        if depth < self.depth() {
            self.help(from, depth, cx);
        } else if depth == self.depth() && from != cx.id {
            // It is level, and must hear so, or it would ask for ever.
            let blocks = Vec::new();
            self.post(from, Message::Blocks { depth, blocks });
        }
    }
}
