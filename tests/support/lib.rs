//! What the tests share.
//!
//! `browser` holds a person's side of the page: it opens, reads, points and types, and never calls
//! into the program. `person`, `hand` and `keyboard` are what a person does there. `weather` is what the
//! tests want of the storms of core, `cells` the same on canvas, `hostile` what nobody in their right mind would send, `model`
//! a cluster as stateright explores it.

pub mod again;
pub mod builders;
pub mod chance;
pub mod hostile;
pub mod miners;
pub mod model;
pub mod scenarios;
pub mod servers;
pub mod table;
pub mod weather;

#[cfg(feature = "browser")]
pub mod audit;
#[cfg(feature = "browser")]
mod browser;
#[cfg(feature = "browser")]
pub mod cells;
#[cfg(feature = "browser")]
mod driver;
#[cfg(feature = "browser")]
pub mod finger;
#[cfg(feature = "browser")]
pub mod hand;
#[cfg(feature = "browser")]
pub mod keyboard;
#[cfg(feature = "browser")]
pub mod person;

#[cfg(feature = "browser")]
pub use browser::Browser;
#[cfg(feature = "browser")]
pub use driver::Engine;
