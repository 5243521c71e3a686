//! The systems: one folder each, and its entry in [`CATALOG`].
//!
//! ```
//! use synod_core::protocols::{CATALOG, entry};
//! use synod_core::session::Session;
//!
//! assert!(entry("benmo").is_some() && entry("raft").is_none());
//! for entry in CATALOG {
//!     let scene = Session::opening(entry.about.id).expect("it is in the catalogue");
//!     assert_eq!(scene.view().about().name, entry.about.name);
//!     assert!(scene.has_upcoming(), "an opening scene does something");
//! }
//! ```

pub mod benmo;

use crate::about::About;
use crate::simulation::{Setup, Simulation};
use crate::vectors::Vector;

/// A system of the catalogue: all that page, command line and tests know of it.
pub struct Entry {
    /// What it says of itself.
    pub about: &'static About,
    /// A run of it that stands at step 0.
    pub open: fn(Setup) -> Box<dyn Simulation>,
    /// The script of its opening scene.
    pub opening: &'static str,
    /// Its test vectors: see [`crate::vectors`].
    pub vectors: fn() -> Vec<Vector>,
}

/// Every system that Synod has, in the order of the menu.
pub static CATALOG: &[Entry] = &[Entry {
    about: &benmo::ABOUT,
    open: benmo::open,
    opening: include_str!("../../lessons/benmo/opening.synod"),
    vectors: benmo::vectors,
}];

/// The system of this id.
pub fn entry(id: &str) -> Option<&'static Entry> {
    CATALOG.iter().find(|entry| entry.about.id == id)
}
