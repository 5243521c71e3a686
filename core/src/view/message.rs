//! Messages as they may be drawn, in flight and afterwards, and the links that they fly on.

use crate::about::Tone;
use crate::ledger::Literal;
use crate::phrase::{Allegiance, Phrase};
use crate::units::{Address, MessageId, Step, Time};

/// Whether a message flies or is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlightState {
    /// It is due.
    Flying,
    /// Somebody holds it since this moment.
    Held(Time),
}

/// A message in flight. Small and `Copy`. Its place on the link is `(now - sent) / (due - sent)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flight {
    /// Which.
    pub id: MessageId,
    /// Its kind.
    pub kind: &'static str,
    /// What it does.
    pub tone: Tone,
    /// Who sent it.
    pub from: Address,
    /// Whom it goes to.
    pub to: Address,
    /// When it was sent.
    pub sent: Time,
    /// When it is due; of a held one: when it would have been.
    pub due: Time,
    /// Whether it flies.
    pub state: FlightState,
    /// Whose ballot or block it carries.
    pub allegiance: Option<Allegiance>,
    /// Whether it is a copy.
    pub copy: bool,
}

/// A link that is not open both ways. `from` comes before `to`: nodes by number, then clients.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinkView {
    /// Its first end.
    pub from: Address,
    /// Its second end.
    pub to: Address,
    /// Which ways are cut.
    pub state: LinkState,
    /// When it was last cut.
    pub since: Time,
}

/// Which ways of a link are open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LinkState {
    /// Both.
    Open,
    /// None.
    Cut,
    /// From the first end to the second it is cut.
    CutForward,
    /// From the second end to the first it is cut.
    CutBack,
}

impl LinkState {
    /// Its name in scripts and hooks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Cut => "cut",
            Self::CutForward => "cut-forward",
            Self::CutBack => "cut-back",
        }
    }
}

/// A field of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name; `forge` takes the same names.
    pub name: &'static str,
    /// Its value.
    pub value: Literal,
    /// Its value as people read it.
    pub words: Phrase,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is in flight.
    Flying(FlightState),
    /// It was handled then.
    Delivered(Time),
    /// It was lost then, for this reason.
    Lost(Time, &'static str),
}

/// Everything about a message, made only when somebody looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageView {
    /// Which.
    pub id: MessageId,
    /// Its kind.
    pub kind: &'static str,
    /// What it does.
    pub tone: Tone,
    /// What it says, in one sentence.
    pub sentence: &'static str,
    /// Who sent it.
    pub from: Address,
    /// Whom it goes to.
    pub to: Address,
    /// When it was sent.
    pub sent: Time,
    /// When it is or was due.
    pub due: Time,
    /// What became of it.
    pub fate: Fate,
    /// In which step it was sent.
    pub step: Step,
    /// Whose ballot or block it carries.
    pub allegiance: Option<Allegiance>,
    /// What it says, field by field.
    pub fields: Vec<Field>,
}
