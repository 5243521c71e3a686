//! Elections: who is nominated, who promises, who leads, and whom the others follow.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{
    Ballot, Cx, ELECTION_TIMEOUT, Election, Lead, Message, MultiPaxos, Role, Timer, Vote, Write,
    rules,
};
use crate::node::Context;
use crate::units::{Address, NodeId};

/// Why a server leads no more, or does not come to lead.
#[derive(Clone, Copy)]
pub(super) enum Loss {
    /// No majority has answered in time.
    Silence,
    /// Another ballot is higher than its own.
    Higher(Ballot),
    /// It lacks slots: so many are decided elsewhere.
    Behind(u64),
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silence => write!(f, "no majority answered in time"),
            Self::Higher(ballot) => write!(f, "ballot {ballot} is higher"),
            Self::Behind(depth) => write!(f, "it lacks slots: others have decided {depth}"),
        }
    }
}

impl MultiPaxos {
    /// A client, or the own console, wants this server to lead.
    pub(super) fn on_leader(&mut self, who: Address, nomination: u32, cx: Cx) {
        cx.rule(&rules::NOMINATED);
        match &mut self.role {
            Role::Leader(_) => self.tell(who, nomination, Ok(()), Some(cx.id)),
            // It will be told with the others.
            Role::Candidate(election) => election.nominators.push((who, nomination)),
            Role::Follower => self.stand(vec![(who, nomination)], cx),
        }
    }

    fn tell(
        &mut self,
        who: Address,
        number: u32,
        result: Result<(), Loss>,
        leader: Option<NodeId>,
    ) {
        let message = Message::Nomination {
            number,
            won: result.is_ok(),
            leader,
            reason: result.err().map_or(String::new(), |loss| loss.to_string()),
        };
        self.post(who, message);
    }

    fn stand(&mut self, nominators: Vec<(Address, u32)>, cx: Cx) {
        cx.rule(&rules::PREPARE);
        let ballot = self.next_ballot(cx);
        self.disk.write(Write::Take(ballot));
        self.role = Role::Candidate(Election {
            ballot,
            nominators,
            promises: Vec::new(),
            refused: BTreeSet::new(),
            higher: None,
            inherited: BTreeMap::new(),
        });
        cx.set(Timer::Election, cx.span(ELECTION_TIMEOUT));
        let depth = self.depth();
        self.post_to_all(&Message::Prepare { ballot, depth }, cx);
    }

    /// A ballot above all that it has heard of, and its own (rule 1).
    fn next_ballot(&self, cx: &Context<Self>) -> Ballot {
        let known = self.disk.promised.max(self.disk.taken);
        let number = known.map_or(0, |ballot| ballot.number).max(self.heard);
        // X3: the ballot that it has adopted gets another number and keeps the id of who took it.
        let former = self.disk.promised.map(|ballot| ballot.owner);
        let owner = former.filter(|_| cx.quirk("foreign-ballot-id"));
        Ballot {
            number: number.saturating_add(1),
            owner: owner.unwrap_or(cx.id),
        }
    }

    pub(super) fn on_prepare(&mut self, from: NodeId, ballot: Ballot, depth: u64, cx: Cx) {
        if let Some(promised) = self.disk.promised.filter(|promised| *promised > ballot) {
            cx.rule(&rules::REFUSE);
            return self.refuse(from, ballot, promised);
        }
        if depth < self.depth() {
            cx.rule(&rules::LAGGING);
            let promised = self.disk.promised.unwrap_or(ballot);
            return self.refuse(from, ballot, promised);
        }
        cx.rule(&rules::PROMISE);
        self.disk.write(Write::Promise(ballot));
        self.give_way(ballot, from, cx);
        let accepted = self.disk.votes.clone();
        let own = self.depth();
        self.post(
            from,
            Message::Promise {
                ballot,
                depth: own,
                accepted,
            },
        );
        self.asked = false;
        self.hear_depth(from, depth, cx);
    }

    pub(super) fn refuse(&mut self, to: NodeId, ballot: Ballot, promised: Ballot) {
        let depth = self.depth();
        self.post(
            to,
            Message::Refuse {
                ballot,
                promised,
                depth,
            },
        );
    }

    /// A higher ballot than its own was promised, or accepted in: it leads no more.
    pub(super) fn give_way(&mut self, ballot: Ballot, from: NodeId, cx: Cx) {
        if self.own_ballot().is_some_and(|own| own < ballot) {
            self.step_down(Some(from), Loss::Higher(ballot), cx);
        }
    }

    /// The ballot that it leads, or stands with.
    pub(super) fn own_ballot(&self) -> Option<Ballot> {
        match &self.role {
            Role::Follower => None,
            Role::Candidate(election) => Some(election.ballot),
            Role::Leader(lead) => Some(lead.ballot),
        }
    }

    pub(super) fn on_promise(
        &mut self,
        from: NodeId,
        ballot: Ballot,
        depth: u64,
        accepted: Vec<Vote>,
        cx: Cx,
    ) {
        self.hear_depth(from, depth, cx);
        let Role::Candidate(election) = &mut self.role else {
            // More promises than needed, or for an election that is over.
            return;
        };
        let counts = election.ballot == ballot && !election.promises.contains(&from);
        if !counts && !is_credulous(cx) {
            return;
        }
        cx.rule(&rules::COUNT);
        election.promises.push(from);
        for vote in accepted {
            let height = vote.block.height;
            let known = election.inherited.get(&height);
            if known.is_none_or(|known| known.ballot < vote.ballot) {
                election.inherited.insert(height, vote);
            }
        }
        if election.promises.len() >= cx.quorum() {
            self.lead(cx);
        }
    }

    fn lead(&mut self, cx: Cx) {
        let Role::Candidate(election) = std::mem::replace(&mut self.role, Role::Follower) else {
            return;
        };
        cx.rule(&rules::LEAD);
        cx.cancel(Timer::Election);
        let ballot = election.ballot;
        self.role = Role::Leader(Lead {
            ballot,
            inherited: election.inherited,
            offer: None,
        });
        self.hint = Some(cx.id);
        for (who, number) in election.nominators {
            self.tell(who, number, Ok(()), Some(cx.id));
        }
        if self.depth() > 0 {
            self.ask_all_but(|id| election.promises.contains(&id), cx);
        }
        self.post_to_others(&Message::IAmLeader { ballot }, cx);
        self.offer_next(cx);
    }

    pub(super) fn on_refuse(
        &mut self,
        from: NodeId,
        ballot: Ballot,
        promised: Ballot,
        depth: u64,
        cx: Cx,
    ) {
        self.heard = self.heard.max(promised.number);
        self.asked = false;
        self.hear_depth(from, depth, cx);
        match &mut self.role {
            Role::Candidate(election) if election.ballot == ballot => {
                election.refused.insert(from);
                election.higher = election
                    .higher
                    .max(Some(promised).filter(|it| *it > ballot));
                // So many have refused that no majority is left.
                if election.refused.len() + cx.quorum() > usize::from(cx.nodes) {
                    let higher = election.higher;
                    let owner = higher.map(|higher| higher.owner);
                    let loss = higher.map_or(Loss::Behind(depth), Loss::Higher);
                    self.step_down(owner.filter(|owner| *owner != cx.id), loss, cx);
                }
            }
            Role::Leader(lead) if lead.ballot == ballot && promised > ballot => {
                self.step_down(None, Loss::Higher(promised), cx);
            }
            // About a ballot that it has left.
            Role::Candidate(_) | Role::Leader(_) | Role::Follower => {}
        }
    }

    pub(super) fn on_election_timeout(&mut self, cx: Cx) {
        if matches!(self.role, Role::Candidate(_)) {
            return self.step_down(None, Loss::Silence, cx);
        }
        // Nobody was found to lead: what waited goes back.
        self.send_back();
    }

    pub(super) fn on_i_am_leader(&mut self, from: NodeId, ballot: Ballot, cx: Cx) {
        let known = self.disk.promised.max(self.own_ballot());
        if let Some(known) = known.filter(|known| *known > ballot && !is_credulous(cx)) {
            cx.rule(&rules::REFUSE);
            return self.refuse(from, ballot, known);
        }
        cx.rule(&rules::FOLLOW);
        if !matches!(self.role, Role::Follower) {
            self.step_down(Some(from), Loss::Higher(ballot), cx);
        }
        self.follow(from, cx);
    }

    /// Follows a leader, and hands on to it what waits here.
    pub(super) fn follow(&mut self, leader: NodeId, cx: Cx) {
        if self.hint != Some(leader) || !self.queue.is_empty() {
            self.hint = Some(leader);
            self.settle_queue(cx);
        }
    }

    /// Stops leading, or standing, and why; who leads instead, or will, if it knows.
    pub(super) fn step_down(&mut self, leader: Option<NodeId>, why: Loss, cx: Cx) {
        match std::mem::replace(&mut self.role, Role::Follower) {
            Role::Follower => {}
            Role::Candidate(election) => {
                cx.rule(&rules::LOSE);
                cx.cancel(Timer::Election);
                for (who, number) in election.nominators {
                    self.tell(who, number, Err(why), leader);
                }
            }
            Role::Leader(lead) => {
                if matches!(why, Loss::Higher(_)) {
                    cx.rule(&rules::GIVE_WAY);
                }
                cx.cancel(Timer::Accept);
                self.take_back(lead.offer);
            }
        }
        if self.hint == Some(cx.id) && !hints_at_itself(cx) {
            // 2f: nobody may take a server for its leader that does not lead.
            self.hint = None;
        }
        self.settle_queue(cx);
    }
}

/// X9: promises are counted whoever gave them in whatever ballot, and whoever says so leads.
fn is_credulous(cx: &Context<MultiPaxos>) -> bool {
    cx.quirk("believes-any-leader")
}

/// X13: a server that takes itself for the leader goes on to do so, whatever it is.
pub(super) fn hints_at_itself(cx: &Context<MultiPaxos>) -> bool {
    cx.quirk("hint-to-itself")
}
