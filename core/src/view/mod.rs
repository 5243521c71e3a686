//! The whole vocabulary between systems and pixels. A page that can draw these draws every system; a new kind of
//! picture is a new optional field here and one component there.

mod message;
mod node;
mod run;

pub use message::{Fate, Field, Flight, FlightState, LinkState, LinkView, MessageView};
pub use node::{
    AccountView, Fact, Glance, NodeDetail, NodeGlance, NodeView, PendingView, State, Storage,
    Tally, TimerView, Vote,
};
pub use run::{
    Answer, BranchView, Caption, Lamp, Mark, MarkKind, PropertyView, Rank, RequestView, Suggestion,
    Verdict,
};
