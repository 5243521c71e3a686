//! Learning: decisions are appended, and whoever is behind asks for what it lacks.

use std::sync::Arc;

use super::{
    Benmo, Cx, Message, Phase, ROUND_TIMEOUT, Role, Taken, Timer, UPDATE_MAX, Vote, Write,
    overspends, rules,
};
use crate::ledger::{Applied, Block};
use crate::rule::Rule;
use crate::units::{Address, NodeId, RequestId};
use crate::view::Answer;

impl Benmo {
    pub(super) fn on_decision(&mut self, from: NodeId, depth: u64, block: Arc<Block>, cx: Cx) {
        if depth == self.depth() && self.disk.chain.fits(&block) {
            return self.append(block, &rules::APPLY, cx);
        }
        // A decision of a height that it has is old news; of one that it cannot append yet: it is behind.
        if depth >= self.depth() && block.height == depth + 1 && from != cx.id {
            self.hear(block.height, cx);
        }
    }

    pub(super) fn append(&mut self, block: Arc<Block>, rule: &'static Rule, cx: Cx) {
        cx.rule(rule);
        if self.counted != self.depth() {
            self.balances = super::count(&self.disk.chain, cx);
        }
        let rejected = self.settle(&block, cx);
        let (taken, stale) = (self.taken_by(&block, cx), self.undated_votes(rule, cx));
        self.disk.write(Write::Append(block.clone(), taken));
        self.recast(stale);
        let depth = self.depth();
        self.counted = depth;
        self.heard = self.heard.max(depth);
        cx.decide(block, rejected);
        self.after_append(cx);
    }

    /// What a block takes out of the log (4i.1).
    fn taken_by(&self, block: &Block, cx: Cx) -> Taken {
        // B4: only a log that is exactly the block is cleared.
        if cx.quirk("clears-equal-log-only") && self.disk.log != block.entries {
            return Taken::None;
        }
        // B3: the proposal is the log itself, and what came in since goes with it.
        if cx.quirk("shared-log") && block.creator == cx.id {
            return Taken::All;
        }
        Taken::Ordered
    }

    /// B2: what was accepted bears no depth and is forgotten at a decision only; caught up, it counts for whatever
    /// comes next.
    fn undated_votes(&self, rule: &'static Rule, cx: Cx) -> Vec<Vote> {
        if !cx.quirk("accepted-without-depth") || rule != &rules::CATCH_UP {
            return Vec::new();
        }
        let next = self.depth() + 1;
        let votes = self.disk.votes.iter();
        votes.filter(|vote| vote.depth < next).cloned().collect()
    }

    fn recast(&mut self, votes: Vec<Vote>) {
        for mut vote in votes {
            vote.depth = self.depth();
            if let Some((_, block)) = &mut vote.accepted {
                let (tip, entries) = (self.disk.chain.tip(), block.entries.clone());
                *block = Arc::new(Block::new(vote.depth + 1, tip, block.creator, entries));
            }
            self.disk.write(Write::Vote(vote));
        }
    }

    /// Applies the transfers of a block; the requests that had no effect. Answers those entered here.
    pub(super) fn settle(&mut self, block: &Block, cx: Cx) -> Vec<RequestId> {
        let mut rejected = Vec::new();
        for entry in &block.entries {
            let mine = entry.request.asker == Address::Node(cx.id);
            let applied = if overspends(cx) {
                self.balances.force(&entry.transaction)
            } else {
                self.balances.apply(&entry.transaction)
            };
            match applied {
                Applied::Done if mine => cx.reply(entry.request, Answer::Committed, ""),
                Applied::Done => {}
                Applied::Rejected => {
                    rejected.push(entry.request);
                    if mine {
                        // 4d names texts of what is refused when it is entered; for this it names none.
                        cx.reply(entry.request, Answer::Rejected, "");
                    }
                }
            }
        }
        rejected
    }

    pub(super) fn after_append(&mut self, cx: Cx) {
        match &self.role {
            Role::Leading(round) if round.depth < self.depth() => {
                if let Phase::Accepting {
                    accepted,
                    decided: true,
                    ..
                } = &round.phase
                {
                    self.stragglers.clear();
                    let missing = cx.peers().filter(|id| !accepted.contains(id));
                    self.stragglers.extend(missing);
                } else {
                    cx.rule(&rules::YIELD);
                }
                self.end_round(cx);
            }
            Role::Waiting if self.disk.log.is_empty() && self.spare_attempts == 0 => {
                self.role = Role::Idle;
                cx.cancel(Timer::Pause);
            }
            Role::Leading(_) | Role::Waiting | Role::Idle => {}
        }
    }

    /// After every handler: the alarm to ask is pending exactly while there is something to ask. One that is pending
    /// already is left alone, or a busy node would never come to ask again.
    pub(super) fn keep_asking(&mut self, cx: Cx) {
        let must = self.must_ask();
        let asked = std::mem::replace(&mut self.asking, must);
        match (asked, must) {
            (false, true) => cx.set(Timer::Ask, cx.span(ROUND_TIMEOUT)),
            (true, false) => cx.cancel(Timer::Ask),
            (true, true) | (false, false) => {}
        }
    }

    pub(super) fn is_behind(&self) -> bool {
        self.heard > self.depth()
    }

    /// Whether it holds an accepted block whose decision it has not heard.
    pub(super) fn is_unsure(&self) -> bool {
        self.disk.votes.iter().any(|vote| vote.accepted.is_some())
    }

    pub(super) fn must_ask(&self) -> bool {
        self.is_behind() || self.is_unsure() || self.ask_once_more || !self.stragglers.is_empty()
    }

    /// Somebody's chain is this deep.
    pub(super) fn hear(&mut self, depth: u64, cx: Cx) {
        let knew = self.is_behind();
        self.heard = self.heard.max(depth);
        if self.is_behind() && !knew {
            self.ask_everybody(cx);
        }
    }

    pub(super) fn ask_everybody(&mut self, cx: Cx) {
        cx.rule(&rules::ASK);
        cx.broadcast(Message::Ask {
            depth: self.depth(),
        });
    }

    /// The alarm to ask has fired.
    pub(super) fn ask_again(&mut self, cx: Cx) {
        if self.is_behind() || self.is_unsure() || self.ask_once_more {
            self.ask_once_more = false;
            return self.ask_everybody(cx);
        }
        // It is not behind; those who may be are told how deep its chain is.
        for id in self.stragglers.clone() {
            cx.send(
                id,
                Message::Ask {
                    depth: self.depth(),
                },
            );
        }
    }

    pub(super) fn on_ask(&mut self, from: NodeId, depth: u64, cx: Cx) {
        self.hear(depth, cx);
        self.help(from, depth, cx);
    }

    /// Sends somebody whose chain is this deep the blocks that it lacks.
    pub(super) fn help(&mut self, to: NodeId, depth: u64, cx: Cx) {
        cx.rule(&rules::HELP);
        let blocks = self
            .disk
            .chain
            .from_height(depth.saturating_add(1))
            .take(UPDATE_MAX)
            .cloned()
            .collect();
        cx.send(
            to,
            Message::Update {
                depth: self.depth(),
                blocks,
            },
        );
    }

    pub(super) fn on_update(&mut self, from: NodeId, depth: u64, blocks: Vec<Arc<Block>>, cx: Cx) {
        let before = self.depth();
        for block in blocks {
            if self.disk.chain.fits(&block) {
                self.append(block, &rules::CATCH_UP, cx);
            }
        }
        if depth >= self.depth() {
            self.stragglers.remove(&from);
        }
        self.heard = self.heard.max(depth);
        if self.is_behind() && self.depth() > before {
            // A page of a longer chain: the next one at once.
            cx.send(
                from,
                Message::Ask {
                    depth: self.depth(),
                },
            );
        }
    }
}
