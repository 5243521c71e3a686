//! The whole vocabulary between systems and pixels. A page that can draw these draws every system; a new kind of
//! picture is a new optional field here and one component there.
//!
//! ```
//! use synod_core::session::Session;
//! use synod_core::units::{NodeId, Time};
//!
//! let mut session = Session::load("protocol benmo\nsubmit n1 transfer n1 n2 5\n").expect("it parses");
//! session.play_until(Time::ZERO, 1);
//! let (mut glances, mut flights) = (Vec::new(), Vec::new());
//! session.view().glances(&mut glances);
//! session.view().flights(&mut flights);
//! assert_eq!((glances.len(), glances[0].role(), glances[1].role()), (5, "waiting", "idle"));
//! assert!(flights.is_empty(), "it waits before it leads");
//!
//! // Everything about one node is made only when somebody looks.
//! let detail = session.view().node(NodeId::new(1)).expect("there are five");
//! assert_eq!(detail.view.pending[0].text, "n1→n2 5");
//! ```

mod chart;
mod lottery;
mod message;
mod node;
mod run;

pub use chart::{AxisSpec, ChartView, PointView, Scale, SeriesView};
pub use lottery::{DrawView, EvidenceView, LotteryView, StakerView, TICKETS_SHOWN, TicketView};
pub use message::{Fate, Field, Flight, FlightState, LinkState, LinkView, MessageView};
pub use node::{
    AccountView, AsideView, ClientView, Fact, Glance, Neighbour, NodeDetail, NodeGlance, NodeView,
    NominationView, PendingView, PoolView, SlotView, State, Storage, Tally, TimerView, Vote,
};
pub use run::{
    Answer, BranchView, Caption, Difference, Glimpse, Happened, Health, Lamp, Mark, MarkKind,
    PropertyView, Rank, RequestView, Sketch, Suggestion, Verdict,
};
