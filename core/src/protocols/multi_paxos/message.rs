//! What servers and clients say to each other.

use std::sync::Arc;

use super::body::{self, Body};
use super::{Ballot, Vote};
use crate::client::Heard;
use crate::ledger::{Block, Literal};
use crate::node::{Kind, Name, Request};
use crate::phrase::Allegiance;
use crate::units::{NodeId, RequestId};
use crate::view::{Answer, Field};

/// A message. A *depth* says how many slots its sender has decided: the index of the first that it has not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// A client wants the receiver to lead.
    Leader {
        /// Which of the client's nominations it is.
        nomination: u32,
    },
    /// A nominee asks for a promise to take part in no lower ballot.
    Prepare {
        /// Its ballot.
        ballot: Ballot,
        /// Its depth.
        depth: u64,
    },
    /// A server promises.
    Promise {
        /// The nominee's ballot.
        ballot: Ballot,
        /// The server's depth.
        depth: u64,
        /// What it has accepted in slots that it has not decided.
        accepted: Vec<Vote>,
    },
    /// A server says no, and why.
    Refuse {
        /// The ballot that it refuses.
        ballot: Ballot,
        /// The ballot that it has promised.
        promised: Ballot,
        /// Its depth.
        depth: u64,
    },
    /// A server leads from now on.
    IAmLeader {
        /// In which ballot.
        ballot: Ballot,
    },
    /// A client asks for something, or a server hands that on.
    Request {
        /// What.
        request: Request,
    },
    /// The leader asks to accept a block.
    Accept {
        /// Its ballot.
        ballot: Ballot,
        /// The block; the leader has decided all slots below it.
        block: Arc<Block>,
    },
    /// A server has accepted a block.
    Accepted {
        /// In which ballot.
        ballot: Ballot,
        /// The server's depth.
        depth: u64,
        /// The block.
        block: Arc<Block>,
    },
    /// A client is answered.
    Answer {
        /// Which request.
        request: RequestId,
        /// The verdict; `Unknown` where nobody is known to lead.
        answer: Answer,
        /// The text.
        text: String,
    },
    /// The result of a nomination.
    Nomination {
        /// Which of the client's nominations.
        number: u32,
        /// Whether the nominee leads.
        won: bool,
        /// Who leads, or will, as far as the nominee knows.
        leader: Option<NodeId>,
        /// Why it has lost; empty where it has not.
        reason: String,
    },
    /// A server asks for the slots that it lacks.
    Fetch {
        /// Its depth.
        depth: u64,
    },
    /// Decided blocks that the receiver lacks.
    Blocks {
        /// The sender's depth.
        depth: u64,
        /// The blocks, in order.
        blocks: Vec<Arc<Block>>,
    },
}

impl Message {
    /// What it means to a client.
    pub(super) fn heard(&self) -> Option<Heard> {
        match self {
            Self::Answer {
                request,
                answer,
                text,
            } => Some(Heard::Answer {
                request: *request,
                answer: *answer,
                text: text.clone(),
            }),
            Self::Nomination {
                number,
                won,
                leader,
                reason,
            } => Some(Heard::Nomination {
                number: *number,
                won: *won,
                leader: *leader,
                reason: reason.clone(),
            }),
            _ => None,
        }
    }
}

impl Kind for Message {
    fn index(&self) -> usize {
        match self {
            Self::Leader { .. } => 0,
            Self::Prepare { .. } => 1,
            Self::Promise { .. } => 2,
            Self::Refuse { .. } => 3,
            Self::IAmLeader { .. } => 4,
            Self::Request { .. } => 5,
            Self::Accept { .. } => 6,
            Self::Accepted { .. } => 7,
            Self::Answer { .. } => 8,
            Self::Nomination { .. } => 9,
            Self::Fetch { .. } => 10,
            Self::Blocks { .. } => 11,
        }
    }

    fn allegiance(&self) -> Option<Allegiance> {
        match self {
            Self::Prepare { ballot, .. }
            | Self::Promise { ballot, .. }
            | Self::IAmLeader { ballot }
            | Self::Accept { ballot, .. }
            | Self::Accepted { ballot, .. } => Some(ballot.token()),
            Self::Refuse { promised, .. } => Some(promised.token()),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<Field> {
        match self {
            Self::Leader { nomination } => vec![body::number("nomination", *nomination)],
            Self::Prepare { ballot, depth } => {
                vec![body::ballot("ballot", *ballot), body::depth(*depth)]
            }
            Self::Promise {
                ballot,
                depth,
                accepted,
            } => vec![
                body::ballot("ballot", *ballot),
                body::depth(*depth),
                body::accepted(accepted),
            ],
            Self::Refuse {
                ballot,
                promised,
                depth,
            } => vec![
                body::ballot("ballot", *ballot),
                body::ballot("promised", *promised),
                body::depth(*depth),
            ],
            Self::IAmLeader { ballot } => vec![body::ballot("ballot", *ballot)],
            Self::Request { request } => vec![body::request(request)],
            Self::Accept { ballot, block } => {
                vec![body::ballot("ballot", *ballot), body::block(block)]
            }
            Self::Accepted {
                ballot,
                depth,
                block,
            } => vec![
                body::ballot("ballot", *ballot),
                body::depth(*depth),
                body::block(block),
            ],
            Self::Answer {
                request,
                answer,
                text,
            } => body::answer(*request, *answer, text),
            Self::Nomination {
                number,
                won,
                leader,
                reason,
            } => body::nomination(*number, *won, *leader, reason),
            Self::Fetch { depth } => vec![body::depth(*depth)],
            Self::Blocks { depth, blocks } => vec![body::depth(*depth), body::blocks(blocks)],
        }
    }

    fn forge(kind: usize, literal: &Literal) -> Option<Self> {
        let message = read(kind, &Body::read(literal)?)?;
        // It says what was asked for, to the letter: a field too many, `n01` or `+5` is a mistake of whoever forged it,
        // not to be passed over.
        let fields = message.fields().into_iter();
        let says = Literal::map(fields.map(|field| (Literal::text(field.name), field.value)));
        (says == *literal).then_some(message)
    }
}

/// The message of a kind with these fields.
fn read(kind: usize, body: &Body) -> Option<Message> {
    Some(match kind {
        0 => Message::Leader {
            nomination: body.small("nomination")?,
        },
        1 => Message::Prepare {
            ballot: body.ballot("ballot")?,
            depth: body.whole("depth")?,
        },
        2 => Message::Promise {
            ballot: body.ballot("ballot")?,
            depth: body.whole("depth")?,
            accepted: body.votes("accepted")?,
        },
        3 => Message::Refuse {
            ballot: body.ballot("ballot")?,
            promised: body.ballot("promised")?,
            depth: body.whole("depth")?,
        },
        4 => Message::IAmLeader {
            ballot: body.ballot("ballot")?,
        },
        5 => Message::Request {
            request: body.request("request")?,
        },
        6 => Message::Accept {
            ballot: body.ballot("ballot")?,
            block: body.block("block")?,
        },
        7 => Message::Accepted {
            ballot: body.ballot("ballot")?,
            depth: body.whole("depth")?,
            block: body.block("block")?,
        },
        8 => Message::Answer {
            request: body.request_id("request")?,
            answer: body.verdict("verdict")?,
            text: body.text("text")?.to_owned(),
        },
        9 => Message::Nomination {
            number: body.small("nomination")?,
            won: body.flag("won")?,
            leader: body.node_or_none("leader")?,
            reason: body.text("reason")?.to_owned(),
        },
        10 => Message::Fetch {
            depth: body.whole("depth")?,
        },
        11 => Message::Blocks {
            depth: body.whole("depth")?,
            blocks: body.blocks("blocks")?,
        },
        _ => return None,
    })
}

/// Alarms of a server.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// The oldest batch leaves the outbox.
    Outbox,
    /// An election has failed, or what waits for a leader goes back.
    Election,
    /// No majority has accepted in time.
    Accept,
    /// It asks whoever may not be level.
    Ask,
}

impl Name for Timer {
    const ALL: &'static [Self] = &[Self::Outbox, Self::Election, Self::Accept, Self::Ask];

    fn index(self) -> usize {
        self as usize
    }
}
