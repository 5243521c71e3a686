//! The deterministic laboratory: nodes, bus, faults, time travel and properties, without I/O and without a browser.

pub mod about;
pub mod action;
pub mod agenda;
pub mod export;
pub mod ledger;
pub mod network;
pub mod node;
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
pub mod view;
pub mod world;
