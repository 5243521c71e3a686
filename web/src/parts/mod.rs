//! Small things that many panels are made of.

pub mod button;
pub mod clock;
pub mod fields;
pub mod focus;
pub mod gloss;
pub mod history;
pub mod icon;
pub mod menu;
pub mod phrase;
pub mod qr;
pub mod separator;
pub mod token;
pub mod width;
