//! What stands around the stage: one component a file. Each is given the [`desk::Desk`] and asks through it.

pub mod bar;
pub mod bottom;
pub mod context;
pub mod deeds;
pub mod desk;
pub mod hall;
pub mod health;
pub mod inspector;
pub mod keysheet;
pub mod lamps;
pub mod lane;
pub mod options;
pub mod say;
pub mod script;
pub mod transport;
pub mod tray;
