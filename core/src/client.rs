//! A client: who asks the cluster, from outside it or at the console of a node.
//!
//! A client keeps its requests in the order in which they were entered and asks for one at a time. Where somebody must
//! lead first, it *nominates* the server that it takes for its leader, and asks once that has won. It follows whoever
//! says that another leads. When no answer comes in time it goes to the next server in ring order, and asks again under
//! the same id, so that what was ordered already can be told from what was not.
//!
//! The console of a node is a client that knows no other server: it always asks its own. Both forget everything when
//! they crash, but never give a nomination a number twice.
//!
//! What it says, and what an answer looks like, is the affair of the system: see [`Node::CLIENTS`](crate::node::Node).
//!
//! ```
//! use synod_core::client::{Alarm, Client, Heard, Outcome, Wish};
//! use synod_core::ledger::{Literal, Transaction};
//! use synod_core::node::Request;
//! use synod_core::units::{Address, ClientId, NodeId, RequestId};
//!
//! let (n1, mut wishes) = (NodeId::new(1), Vec::new());
//! let mut client = Client::outside(3, true);
//! let id = RequestId { asker: Address::Client(ClientId::new(1)), number: 1 };
//! let request = Request { id, transaction: Transaction::Get { key: Literal::text("a") } };
//! client.enter(request.clone(), &mut wishes);
//! assert_eq!(wishes, [Wish::Nominate(n1, 1), Wish::Set(Alarm::Nominate)]);
//!
//! // Told that n1 leads, it asks; told nothing in time, it asks the next one to lead.
//! wishes.clear();
//! let granted = Heard::Nomination { number: 1, won: true, leader: Some(n1), reason: String::new() };
//! client.hear(n1.into(), granted, &mut wishes);
//! assert_eq!(wishes[0], Wish::Nominated(Outcome::Granted));
//! assert_eq!(wishes[2..], [Wish::Ask(n1, request), Wish::Set(Alarm::Answer)]);
//! wishes.clear();
//! client.ring(Alarm::Answer, &mut wishes);
//! assert_eq!(wishes, [Wish::Nominate(NodeId::new(2), 2), Wish::Set(Alarm::Nominate)]);
//! ```

use std::collections::VecDeque;

use crate::node::Request;
use crate::units::{Address, NodeId, RequestId};
use crate::view::Answer;

/// How the clients of a system behave, and where its tables say so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manners {
    /// Whether a server must be nominated before it is asked.
    pub nominates: bool,
    /// The places of the timers in [`About::timers`](crate::about::About::timers): of [`Alarm::Nominate`], [`Alarm::Answer`].
    pub timers: [usize; 2],
    /// The places of the options that say how long they run, in the same order.
    pub timeouts: [usize; 2],
}

/// An alarm of a client.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Alarm {
    /// It has waited long enough for the result of a nomination.
    Nominate,
    /// It has waited long enough for an answer.
    Answer,
}

impl Alarm {
    /// Both, in the order of [`Manners::timers`].
    pub const ALL: [Self; 2] = [Self::Nominate, Self::Answer];
}

/// What a client asks of the world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Ask a node to lead; the number tells this nomination from others of the same client.
    Nominate(NodeId, u32),
    /// Ask a node for something.
    Ask(NodeId, Request),
    /// Set an alarm; a pending one of that name is replaced.
    Set(Alarm),
    /// Cancel an alarm, if it is pending.
    Cancel(Alarm),
    /// A request is answered.
    Answered(RequestId, Answer, String),
    /// Its nomination came to an end.
    Nominated(Outcome),
}

/// What became of a nomination, as the client heard.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// The nominee leads.
    Granted,
    /// It does not.
    Refused {
        /// Who leads instead, or will, if the nominee knows.
        leader: Option<NodeId>,
        /// Why, in the nominee's words; empty if it gave no reason.
        reason: String,
    },
    /// It said nothing in time.
    Silent,
}

/// What a message means to a client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard {
    /// The result of a nomination.
    Nomination {
        /// Which of the client's nominations it was.
        number: u32,
        /// Whether the nominee leads.
        won: bool,
        /// Who leads instead, or will, if the nominee knows.
        leader: Option<NodeId>,
        /// Why it has lost, in its words; empty where it has not.
        reason: String,
    },
    /// The answer to a request; `Unknown` says that nobody there can answer it now.
    Answer {
        /// Which.
        request: RequestId,
        /// The verdict.
        answer: Answer,
        /// Its text.
        text: String,
    },
}

/// What a client waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// Nothing.
    Resting,
    /// The result of its nomination.
    Nominating,
    /// Nobody could be won: it tries again when its alarm rings.
    Pausing,
    /// An answer.
    Asking,
}

/// A client, or the console of a node.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Client {
    /// The node whose console it is.
    home: Option<NodeId>,
    servers: u16,
    nominates: bool,
    /// What it is to ask for, the request that is asked for now first.
    queue: VecDeque<Request>,
    /// Whom it takes for its leader.
    server: NodeId,
    /// Whether that one has said that it leads, and nothing has spoken against it since.
    trusted: bool,
    nominations: u32,
    /// Servers that said no since one said yes, or none said anything.
    failures: u16,
    phase: Phase,
}

impl Client {
    /// A client outside the cluster; its first choice is `n1`.
    pub fn outside(servers: u16, nominates: bool) -> Self {
        Self::new(None, NodeId::new(1), servers, nominates)
    }

    /// The console of a node.
    pub fn console(home: NodeId, servers: u16, nominates: bool) -> Self {
        Self::new(Some(home), home, servers, nominates)
    }

    fn new(home: Option<NodeId>, server: NodeId, servers: u16, nominates: bool) -> Self {
        Self {
            home,
            servers,
            nominates,
            queue: VecDeque::new(),
            server,
            trusted: false,
            nominations: 0,
            failures: 0,
            phase: Phase::Resting,
        }
    }

    /// What begins after a crash. The count of nominations goes on: an answer to an old one must not pass for a new one.
    #[must_use]
    pub fn reborn(&self) -> Self {
        let server = self.home.unwrap_or(NodeId::new(1));
        Self {
            nominations: self.nominations,
            ..Self::new(self.home, server, self.servers, self.nominates)
        }
    }

    /// Whether it asks somebody to lead before it asks for anything.
    pub fn nominates(&self) -> bool {
        self.nominates
    }

    /// What it waits for.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Whom it takes for its leader, and whether that one has said so.
    pub fn leader(&self) -> (NodeId, bool) {
        (self.server, self.trusted)
    }

    /// What it has not been answered, the oldest first.
    pub fn queue(&self) -> impl ExactSizeIterator<Item = &Request> {
        self.queue.iter()
    }

    /// Takes a request in.
    pub fn enter(&mut self, request: Request, wishes: &mut Vec<Wish>) {
        self.queue.push_back(request);
        if self.phase == Phase::Resting {
            self.go_on(wishes);
        }
    }

    /// Takes a node for its leader and asks it to become one. False while a nomination is pending.
    pub fn choose(&mut self, server: NodeId, wishes: &mut Vec<Wish>) -> bool {
        if !self.nominates || self.phase == Phase::Nominating {
            return false;
        }
        if self.phase == Phase::Asking {
            wishes.push(Wish::Cancel(Alarm::Answer));
        }
        self.server = server;
        self.nominate(wishes);
        true
    }

    /// Hears from a server.
    pub fn hear(&mut self, from: Address, heard: Heard, wishes: &mut Vec<Wish>) {
        match heard {
            Heard::Nomination {
                number,
                won,
                leader,
                reason,
            } if self.phase == Phase::Nominating && number == self.nominations => {
                self.result(won, leader, reason, wishes);
            }
            // The result of a nomination that was given up.
            Heard::Nomination { .. } => {}
            // That a server which it asks no more cannot answer says nothing of the one that it asks now.
            Heard::Answer {
                answer: Answer::Unknown,
                ..
            } if from != Address::Node(self.server) => {}
            Heard::Answer {
                request,
                answer,
                text,
            } => self.answered(request, answer, text, wishes),
        }
    }

    /// An alarm rings.
    pub fn ring(&mut self, alarm: Alarm, wishes: &mut Vec<Wish>) {
        match (alarm, self.phase) {
            // Silence says nothing about the others.
            (Alarm::Nominate, Phase::Nominating) | (Alarm::Answer, Phase::Asking) => {
                if alarm == Alarm::Nominate {
                    wishes.push(Wish::Nominated(Outcome::Silent));
                }
                self.failures = 0;
                self.turn_away();
                self.go_on(wishes);
            }
            (_, Phase::Pausing) => self.go_on(wishes),
            // Its other alarm was cancelled when it stopped to wait for it.
            (_, Phase::Resting | Phase::Nominating | Phase::Asking) => {}
        }
    }

    fn result(
        &mut self,
        won: bool,
        leader: Option<NodeId>,
        reason: String,
        wishes: &mut Vec<Wish>,
    ) {
        wishes.push(Wish::Nominated(match won {
            true => Outcome::Granted,
            false => Outcome::Refused { leader, reason },
        }));
        if won || (self.home.is_some() && leader.is_some_and(|id| Some(id) != self.home)) {
            // At a console the own node hands on to whoever leads.
            self.failures = 0;
            self.trusted = true;
            wishes.push(Wish::Cancel(Alarm::Nominate));
            return self.go_on(wishes);
        }
        self.trusted = false;
        match leader.filter(|id| *id != self.server && id.number() <= self.servers) {
            Some(leader) if self.home.is_none() => self.server = leader,
            _ => self.turn_away(),
        }
        self.said_no(wishes);
    }

    fn answered(
        &mut self,
        request: RequestId,
        answer: Answer,
        text: String,
        wishes: &mut Vec<Wish>,
    ) {
        if self.queue.front().is_none_or(|first| first.id != request) {
            // Answered before, by another server or by a copy.
            return;
        }
        if answer == Answer::Unknown {
            if self.phase == Phase::Asking {
                wishes.push(Wish::Cancel(Alarm::Answer));
                wishes.push(Wish::Set(self.waits_for()));
                self.turn_away();
                self.said_no(wishes);
            }
            return;
        }
        self.queue.pop_front();
        wishes.push(Wish::Answered(request, answer, text));
        match self.phase {
            Phase::Asking => {
                wishes.push(Wish::Cancel(Alarm::Answer));
                self.failures = 0;
                self.go_on(wishes);
            }
            Phase::Pausing if self.queue.is_empty() => {
                wishes.push(Wish::Cancel(self.waits_for()));
                self.phase = Phase::Resting;
            }
            // The server that it has left answered after all; what it does now goes on.
            Phase::Resting | Phase::Nominating | Phase::Pausing => {}
        }
    }

    /// The alarm behind which it tries again.
    fn waits_for(&self) -> Alarm {
        if self.nominates {
            Alarm::Nominate
        } else {
            Alarm::Answer
        }
    }

    /// Leaves a server that does not lead: the next one in ring order. A console has no other.
    fn turn_away(&mut self) {
        self.trusted = false;
        if self.home.is_none() {
            self.server = NodeId::new(self.server.number() % self.servers + 1);
        }
    }

    /// A server said no, and the alarm behind which it may try again runs. It tries the next one at once, but waits when
    /// all have said so: else it would go round and round in no time.
    fn said_no(&mut self, wishes: &mut Vec<Wish>) {
        self.failures += 1;
        if self.home.is_some() || self.failures >= self.servers {
            self.failures = 0;
            self.phase = Phase::Pausing;
        } else {
            self.try_again(wishes);
        }
        if self.queue.is_empty() && self.phase == Phase::Pausing {
            wishes.push(Wish::Cancel(self.waits_for()));
            self.phase = Phase::Resting;
        }
    }

    fn try_again(&mut self, wishes: &mut Vec<Wish>) {
        wishes.push(Wish::Cancel(self.waits_for()));
        self.go_on(wishes);
    }

    fn go_on(&mut self, wishes: &mut Vec<Wish>) {
        match self.queue.front() {
            None => self.phase = Phase::Resting,
            Some(_) if self.nominates && !self.trusted => self.nominate(wishes),
            Some(request) => {
                self.phase = Phase::Asking;
                wishes.push(Wish::Ask(self.server, request.clone()));
                wishes.push(Wish::Set(Alarm::Answer));
            }
        }
    }

    fn nominate(&mut self, wishes: &mut Vec<Wish>) {
        self.trusted = false;
        self.nominations = self.nominations.wrapping_add(1);
        self.phase = Phase::Nominating;
        wishes.push(Wish::Nominate(self.server, self.nominations));
        wishes.push(Wish::Set(Alarm::Nominate));
    }
}
