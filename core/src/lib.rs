//! The deterministic laboratory: nodes, bus, faults, time travel and properties, without I/O and without a browser.
//!
//! # What a simulation is
//!
//! A [`Node`](node::Node) is a value that handles messages, timers and requests, and asks for effects. A
//! [`World`](world::World) holds the nodes of a cluster, the messages in flight and the agenda of what is due; it
//! takes the next event, hands it to its node and does what the node asked for. A [`Timeline`](timeline::Timeline)
//! keeps every moment of a run and all its branches, and lets checkers look at each change. A
//! [`Session`](session::Session) plays a script on any of them. Seed and script give the same run, bit for bit, on
//! every machine.
//!
//! ```
//! use synod_core::session::{Played, Session};
//!
//! let script = "protocol benmo\nset pause 1s\nsubmit n1 transfer n1 n2 30\nawait committed = 1 within 60s\n";
//! let mut session = Session::load(script).expect("the script parses");
//! assert_eq!(session.run_to_end(), Played::Reached);
//!
//! // Everything that may be seen is behind one door, whatever the system.
//! let run = session.view();
//! assert_eq!(run.about().name, "Benmo");
//! assert_eq!(run.moment().step, 26);
//!
//! // Going back loses nothing: acting in the past begins a branch.
//! session.seek_step(10);
//! session.act("crash n3").expect("n3 is up");
//! assert_eq!(session.view().branches().len(), 2);
//!
//! // What happened can be written down and played again, to the same fingerprint.
//! let again = Session::load(&session.script()).map(|mut again| {
//!     again.run_to_end();
//!     again.view().fingerprint()
//! });
//! assert_eq!(again, Ok(session.view().fingerprint()));
//! ```
//!
//! # Where to begin
//!
//! To write a protocol, read [`node`] and then `examples/rumour.rs`: a whole system in one file; [`disk`] helps where
//! writes matter one by one, [`vectors`] where another implementation is to agree. To read one, open
//! [`protocols::benmo`] beside the paper. To script one, see [`script`] and [`session`]; to search one for defects,
//! [`storm`]. What may be drawn of any system is in [`view`].

pub mod about;
pub mod action;
pub mod agenda;
pub mod client;
pub mod disk;
pub mod export;
pub mod glossary;
pub mod grind;
pub mod history;
pub mod journal;
pub mod ledger;
pub mod link;
pub mod network;
pub mod node;
pub mod order;
pub mod phrase;
pub mod predicate;
pub mod property;
pub mod protocols;
pub mod record;
pub mod rng;
pub mod rule;
pub mod script;
pub mod session;
pub mod settings;
pub mod simulation;
pub mod storm;
pub mod timeline;
pub mod units;
pub mod vectors;
pub mod view;
pub mod world;
