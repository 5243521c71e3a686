//! Leading: the pause, the round, the counting of promises and accepts, and what a leader decides.

use std::sync::Arc;

use super::{
    Accepted, Ballot, Benmo, Cx, Message, PAUSE, Phase, ROUND_TIMEOUT, Role, Round, Timer, Write,
    attempts_pile_up, rules,
};
use crate::ledger::Block;
use crate::units::NodeId;

impl Benmo {
    pub(super) fn wait(&mut self, cx: Cx) {
        cx.rule(&rules::PAUSE);
        self.role = Role::Waiting;
        let pause = cx.draw(cx.range(PAUSE));
        cx.set(Timer::Pause, pause);
    }

    pub(super) fn lead(&mut self, cx: Cx) {
        cx.rule(&rules::PREPARE);
        let number = self
            .disk
            .ballot
            .map_or(0, |ballot| ballot.number)
            .saturating_add(1);
        let ballot = Ballot {
            number,
            owner: cx.id,
        };
        self.disk.write(Write::Lead(ballot));
        let depth = self.depth();
        self.role = Role::Leading(Round {
            ballot,
            depth,
            phase: Phase::Preparing { acks: Vec::new() },
        });
        cx.set(Timer::Round, cx.span(ROUND_TIMEOUT));
        cx.send_to_all(Message::Prepare { ballot, depth });
    }

    pub(super) fn on_ack(
        &mut self,
        from: NodeId,
        ballot: Ballot,
        depth: u64,
        accepted: Option<Accepted>,
        cx: Cx,
    ) {
        self.hear(depth, cx);
        let quorum = cx.quorum();
        match &mut self.role {
            Role::Leading(round) if round.ballot == ballot => match &mut round.phase {
                Phase::Preparing { acks } if acks.iter().all(|(id, ..)| *id != from) => {
                    cx.rule(&rules::COUNT);
                    acks.push((from, accepted));
                    if acks.len() >= quorum {
                        self.propose(cx);
                    }
                }
                // A promise more than needed, or the same one twice.
                Phase::Preparing { .. } | Phase::Accepting { .. } => {}
            },
            // A promise for a round that has ended.
            Role::Leading(_) | Role::Waiting | Role::Idle => {}
        }
    }

    pub(super) fn propose(&mut self, cx: Cx) {
        let Role::Leading(Round {
            ballot,
            depth,
            phase: Phase::Preparing { acks },
        }) = &self.role
        else {
            return;
        };
        let (ballot, depth) = (*ballot, *depth);
        // Its disk has lost blocks since the round began: it cannot say what a block of this height stands on.
        if depth != self.depth() {
            return;
        }
        // Only the block accepted in the highest ballot can have been decided: whoever was decided in a lower one
        // was learnt by the leader of every higher one.
        let highest = acks
            .iter()
            .filter_map(|(_, accepted)| accepted.as_ref())
            .max_by_key(|(ballot, _)| *ballot);
        let block = match highest {
            Some((_, block)) => {
                cx.rule(if block.creator == cx.id {
                    &rules::PROPOSE
                } else {
                    &rules::FINISH
                });
                block.clone()
            }
            // Only an appended block takes from the log, and that ends the round: so its disk has lost the log.
            None if self.disk.log.is_empty() && !attempts_pile_up(cx) => return self.end_round(cx),
            None => {
                cx.rule(&rules::PROPOSE);
                // A snapshot: what enters the log from now on waits for the next block (4i.1).
                Arc::new(Block::new(
                    depth + 1,
                    self.disk.chain.tip(),
                    cx.id,
                    self.disk.log.clone(),
                ))
            }
        };
        let phase = Phase::Accepting {
            block: block.clone(),
            accepted: Vec::new(),
            decided: false,
        };
        self.role = Role::Leading(Round {
            ballot,
            depth,
            phase,
        });
        cx.send_to_all(Message::Accept {
            ballot,
            depth,
            block,
        });
    }

    pub(super) fn on_accepted(&mut self, from: NodeId, ballot: Ballot, depth: u64, cx: Cx) {
        // An answer of an older round, come late, says nothing about the last one.
        if depth >= self.depth() || self.disk.ballot == Some(ballot) {
            self.stragglers.remove(&from);
        }
        self.hear(depth, cx);
        let quorum = cx.quorum();
        let Role::Leading(round) = &mut self.role else {
            return;
        };
        let Phase::Accepting {
            block,
            accepted,
            decided,
        } = &mut round.phase
        else {
            return;
        };
        // An accept of another round, or the same one twice.
        if round.ballot != ballot || accepted.contains(&from) {
            return;
        }
        accepted.push(from);
        if *decided {
            return;
        }
        cx.rule(&rules::TALLY);
        if accepted.len() < quorum {
            return;
        }
        *decided = true;
        let (depth, block) = (round.depth, block.clone());
        cx.rule(&rules::DECIDE);
        // Its own decision may still be lost; then the round ends and is led again.
        cx.set(Timer::Round, cx.span(ROUND_TIMEOUT));
        cx.send_to_all(Message::Decision {
            ballot,
            depth,
            block,
        });
    }

    /// Ends the round in progress, if there is one, and begins a new pause if there is something to propose.
    pub(super) fn end_round(&mut self, cx: Cx) {
        cx.cancel(Timer::Round);
        self.role = Role::Idle;
        if !self.disk.log.is_empty() || self.spare_attempts > 0 {
            self.spare_attempts = self.spare_attempts.saturating_sub(1);
            self.wait(cx);
        }
    }
}
