//! What leaves the laboratory as data: the shapes of the page's JavaScript interface and of the command line's JSON.
//! Keys stand in the order of the fields; numbers are whole and below 2^53; hashes are hex text.
//! ```
//! let session = synod_core::session::Session::load("protocol benmo\n").expect("it parses");
//! assert_eq!(synod_core::export::world_view(session.view(), false).nodes[0].id, "n1");
//! ```

mod gossip;
mod lottery;
mod slots;

use serde::Serialize;

use crate::ledger::Literal;
use crate::phrase::Phrase;
use crate::record::{Record, What};
use crate::script::Place;
use crate::session::{Expected, Session};
use crate::simulation::Simulation;
use crate::units::{MessageId, NodeId, Step, Time};
use crate::view::{Fate, FlightState, NodeGlance, Storage, Vote};

pub use gossip::{ChartRow, NeighbourRow, PoolRow, SeriesRow, charts};
pub use lottery::{DrawRows, EvidenceRow, LotteryRows, StakerRow, TicketRow, draw};
pub use slots::{
    AccountRow, AsideRow, BlockRow, ForgedRow, KeyRow, SealRow, SlipRow, SlotRow, StampRow, WorkRow,
};

/// The whole stage.
#[derive(Serialize)]
pub struct WorldView {
    /// Events handled.
    pub step: u32,
    /// What the clock says, in microseconds.
    pub time: u64,
    /// 16 hex digits.
    pub fingerprint: String,
    /// Whether the page plays.
    pub playing: bool,
    /// The nodes, `n1` first.
    pub nodes: Vec<NodeRow>,
    /// The messages in flight, the oldest first.
    pub messages: Vec<FlightRow>,
}

/// A node at a glance.
#[derive(Serialize)]
pub struct NodeRow {
    /// `n1`
    pub id: String,
    /// `up`, `paused` or `down`
    pub state: &'static str,
    /// Its role; `none` while it is down.
    pub role: &'static str,
    /// Whom it believes to lead, or `none`.
    pub leader: String,
    /// Blocks above genesis on its own chain.
    pub height: u64,
    /// How many of them are final.
    pub committed: u64,
    /// First 8 hex digits of the last block's hash, or `genesis`.
    pub tip: String,
    /// Its own requests that are not final.
    pub pending: u32,
}

/// A message in flight.
#[derive(Serialize)]
pub struct FlightRow {
    /// `m17`
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// Who sent it.
    pub from: String,
    /// Whom it goes to.
    pub to: String,
    /// When it was sent, in microseconds.
    pub sent: u64,
    /// When it is due, in microseconds; nothing while it is held.
    pub due: Option<u64>,
    /// `flying` or `held`
    pub state: &'static str,
}

/// A field or fact: its value as a literal of the script language, and as people read it.
#[derive(Serialize)]
pub struct ValueRow {
    /// Its name.
    pub name: &'static str,
    /// Its value in canonical form.
    pub value: String,
    /// Its value as people read it.
    pub words: String,
    /// `memory` or `disk`; of a message's field nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<&'static str>,
}

/// A voter of a tally.
#[derive(Serialize)]
pub struct VoteRow {
    /// Who.
    pub node: String,
    /// `asked`, `coming`, `yes` or `no`
    pub vote: &'static str,
}

/// Everything about a node.
#[derive(Serialize)]
pub struct NodeRows {
    /// At a glance.
    #[serde(flatten)]
    pub glance: NodeRow,
    /// What it is doing and what it lacks.
    pub goal: String,
    /// What it knows.
    pub facts: Vec<ValueRow>,
    /// The votes that it gathers.
    pub tally: Vec<VoteRow>,
    /// Its own chain from genesis.
    pub chain: Vec<BlockRow>,
    /// Its requests that wait: `n1#1 n1→n2 10`.
    pub log: Vec<String>,
    /// What waits at it to come into a block, whoever asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pool: Vec<PoolRow>,
    /// To whom it speaks, where nodes do not all speak to all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub neighbours: Vec<NeighbourRow>,
    /// The accounts as it knows them.
    pub accounts: Vec<AccountRow>,
    /// What it has accepted and not decided, where the system tells the two apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tentative: Vec<SlotRow>,
    /// Blocks that it knows beside its own chain, where chains can differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<AsideRow>,
    /// Keys and values, where the system keeps some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub store: Vec<KeyRow>,
    /// The lottery that decides who makes blocks, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lottery: Option<LotteryRows>,
    /// What it has seen somebody sign twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceRow>,
}

/// Everything about a message.
#[derive(Serialize)]
pub struct MessageRows {
    /// `m17`
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// Who sent it.
    pub from: String,
    /// Whom it goes to.
    pub to: String,
    /// When it was sent, in microseconds.
    pub sent: u64,
    /// When it is or was due, in microseconds; nothing while it is held.
    pub due: Option<u64>,
    /// `flying`, `held`, `delivered` or `lost`
    pub state: &'static str,
    /// Why it was lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// In which step it was sent.
    pub step: u32,
    /// What it says.
    pub fields: Vec<ValueRow>,
}

/// Something that happened.
#[derive(Serialize)]
pub struct RecordRow {
    /// Always `record`.
    pub r#type: &'static str,
    /// In which step.
    pub step: u32,
    /// When, in microseconds.
    pub time: u64,
    /// What.
    pub what: &'static str,
    /// At whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// Which message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The message's kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// The message's sender, or one end of a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The message's receiver, or the other end of a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The place of the record that caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<u32>,
    /// Its own place.
    pub id: u32,
    /// The name of the timer, rule, property, reason, request or height that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What an expectation found.
#[derive(Serialize)]
pub struct ExpectRow {
    /// Always `expect`.
    pub r#type: &'static str,
    /// Its line, from 1.
    pub line: u32,
    /// The statement in canonical form.
    pub text: String,
    /// Whether it held.
    pub ok: bool,
    /// What was found.
    pub found: String,
}

/// A branch.
#[derive(Serialize)]
pub struct BranchRow {
    /// Its name.
    pub name: String,
    /// The branch that it left.
    pub parent: Option<String>,
    /// After which step it left.
    pub from: u32,
    /// How far it was played.
    pub step: u32,
    /// The same in microseconds.
    pub time: u64,
    /// Whether the play head is on it.
    pub current: bool,
}

fn node_row(glance: &NodeGlance) -> NodeRow {
    let shown = glance.glance;
    NodeRow {
        id: glance.id.to_string(),
        state: glance.state.name(),
        role: glance.role(),
        leader: shown
            .leader
            .map_or_else(|| "none".into(), |leader| leader.to_string()),
        height: shown.height,
        committed: shown.committed,
        tip: shown.tip.tip(),
        pending: shown.pending,
    }
}

/// The whole stage of a run.
pub fn world_view(simulation: &dyn Simulation, playing: bool) -> WorldView {
    let (mut glances, mut flights) = (Vec::new(), Vec::new());
    simulation.glances(&mut glances);
    simulation.flights(&mut flights);
    let messages = flights.iter().map(|flight| FlightRow {
        id: flight.id.to_string(),
        kind: flight.kind,
        from: flight.from.to_string(),
        to: flight.to.to_string(),
        sent: flight.sent.micros(),
        due: due(flight.due, flight.state),
        state: flight_state(flight.state),
    });
    WorldView {
        step: simulation.moment().step,
        time: simulation.moment().time.micros(),
        fingerprint: format!("{:016x}", simulation.fingerprint()),
        playing,
        nodes: glances.iter().map(node_row).collect(),
        messages: messages.collect(),
    }
}

fn due(due: Time, state: FlightState) -> Option<u64> {
    matches!(state, FlightState::Flying).then_some(due.micros())
}

fn flight_state(state: FlightState) -> &'static str {
    match state {
        FlightState::Flying => "flying",
        FlightState::Held(_) => "held",
    }
}

fn value_row(
    name: &'static str,
    value: &Literal,
    words: &Phrase,
    storage: Option<Storage>,
) -> ValueRow {
    let storage = storage.map(|storage| {
        if storage == Storage::Disk {
            "disk"
        } else {
            "memory"
        }
    });
    ValueRow {
        name,
        value: value.to_string(),
        words: words.to_string(),
        storage,
    }
}

/// Everything about a node of a run.
pub fn node_view(simulation: &dyn Simulation, id: NodeId) -> Option<NodeRows> {
    let detail = simulation.node(id)?;
    let view = detail.view;
    let vote = |vote: &Vote| match vote {
        Vote::Asked => "asked",
        Vote::Coming(_) => "coming",
        Vote::Yes => "yes",
        Vote::No => "no",
    };
    let votes = view.tally.iter().flat_map(|tally| &tally.votes);
    Some(NodeRows {
        glance: node_row(&detail.glance),
        goal: view.goal.to_string(),
        facts: view
            .facts
            .iter()
            .map(|fact| value_row(fact.name, &fact.value, &fact.words, Some(fact.storage)))
            .collect(),
        tally: votes
            .map(|(id, said)| VoteRow {
                node: id.to_string(),
                vote: vote(said),
            })
            .collect(),
        chain: view
            .chain
            .blocks()
            .map(|block| slots::block(block, view.committed))
            .collect(),
        log: view
            .pending
            .iter()
            .map(|entry| format!("{} {}", entry.request, entry.text))
            .collect(),
        pool: view.pool.iter().map(gossip::pool).collect(),
        neighbours: gossip::neighbours(simulation, id),
        accounts: view.accounts.iter().map(slots::account).collect(),
        tentative: view.tentative.iter().map(slots::slot).collect(),
        aside: view.aside.iter().map(slots::aside).collect(),
        store: view.store.iter().map(slots::key).collect(),
        lottery: view.lottery.as_ref().map(|it| {
            let next = simulation.draw(id, it.height);
            lottery::lottery(it, next.as_ref())
        }),
        evidence: view.evidence.iter().map(lottery::evidence).collect(),
    })
}

/// Everything about a message of a run.
pub fn message_view(simulation: &dyn Simulation, id: MessageId) -> Option<MessageRows> {
    let view = simulation.message(id)?;
    let (state, reason) = match view.fate {
        Fate::Flying(state) => (flight_state(state), None),
        Fate::Delivered(_) => ("delivered", None),
        Fate::Lost(_, reason) => ("lost", Some(reason)),
    };
    Some(MessageRows {
        id: id.to_string(),
        kind: view.kind,
        from: view.from.to_string(),
        to: view.to.to_string(),
        sent: view.sent.micros(),
        due: match view.fate {
            Fate::Flying(state) => due(view.due, state),
            Fate::Delivered(time) => Some(time.micros()),
            Fate::Lost(..) => Some(view.due.micros()),
        },
        state,
        reason,
        step: view.step,
        fields: view
            .fields
            .iter()
            .map(|field| value_row(field.name, &field.value, &field.words, None))
            .collect(),
    })
}

/// The records of the steps from one to another, both included, as far as they have happened.
pub fn records(simulation: &dyn Simulation, from: Step, to: Step) -> Vec<RecordRow> {
    let journal = simulation.journal();
    // Records stand in the order of their steps; the ones before are not walked.
    let (mut first, mut after) = (0, simulation.recorded());
    while first < after {
        let middle = first + (after - first) / 2;
        match journal.records.get(middle) {
            Some(record) if record.step < from => first = middle + 1,
            _ => after = middle,
        }
    }
    let happened = (first..simulation.recorded()).zip(journal.records.iter_from(first));
    happened
        .take_while(|(_, record)| record.step <= to)
        .map(|(place, record)| record_row(simulation, place as u32, &record))
        .collect()
}

/// One record.
pub fn record_row(simulation: &dyn Simulation, id: u32, record: &Record) -> RecordRow {
    let about = simulation.about();
    let row = record
        .message()
        .and_then(|id| simulation.journal().message(id));
    let place = record.detail as usize;
    let detail = match record.what {
        What::Fired | What::Hurried => Some(about.timers[place].name.to_string()),
        What::Rule => Some(about.rules[place].id.to_string()),
        What::Violated | What::Witnessed => Some(about.properties[place].id.to_string()),
        What::Decided => Some(record.detail.to_string()),
        What::Lost => crate::record::LOSSES
            .get(place)
            .map(|(_, name)| (*name).to_string()),
        What::Submitted | What::Replied => simulation.request_at(place).map(|id| id.to_string()),
        What::Restarted if record.detail > 0 => Some("amnesia".into()),
        _ => None,
    };
    let link = matches!(record.what, What::Severed | What::Healed);
    let ends = row.map(|row| (row.from, row.to));
    let ends = ends.or_else(|| {
        if link {
            record.who().zip(record.other())
        } else {
            None
        }
    });
    RecordRow {
        r#type: "record",
        step: record.step,
        time: record.time.micros(),
        what: record.what.name(),
        node: record.who().map(|who| who.to_string()),
        message: record.message().map(|id| id.to_string()),
        kind: row.map(|row| about.kinds[usize::from(row.kind)].name),
        from: ends.map(|(from, _)| from.to_string()),
        to: ends.map(|(_, to)| to.to_string()),
        cause: record.cause(),
        id,
        detail,
    }
}

/// The expectations of a session.
pub fn expects(session: &Session) -> Vec<ExpectRow> {
    session.expects().into_iter().map(expect_row).collect()
}

/// One expectation.
pub fn expect_row(expected: Expected) -> ExpectRow {
    let Expected {
        line,
        text,
        ok,
        found,
        ..
    } = expected;
    ExpectRow {
        r#type: "expect",
        line,
        text,
        ok,
        found,
    }
}

/// The branches of a run.
pub fn branches(simulation: &dyn Simulation) -> Vec<BranchRow> {
    let row = |view: crate::view::BranchView| BranchRow {
        from: view.parent.as_ref().map_or(0, |(_, moment)| moment.step),
        parent: view.parent.map(|(name, _)| name),
        name: view.name,
        step: view.end.step,
        time: view.end.time.micros(),
        current: view.current,
    };
    simulation.branches().into_iter().map(row).collect()
}

/// Where something stands, as `LINE:COL`.
pub fn place(place: Place) -> String {
    format!("{}:{}", place.line, place.column)
}
