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

pub mod ballot;
pub mod benmo;
mod fields;
pub mod multi_paxos;
pub mod pichain;
pub mod proof_of_stake;
pub mod proof_of_work;
mod specs;

use crate::about::About;
use crate::script;
use crate::simulation::{Setup, Simulation};
use crate::vectors::Vector;

/// A system of the catalogue: all that page, command line and tests know of it.
pub struct Entry {
    /// What it says of itself.
    pub about: &'static About,
    /// A run of it that stands at step 0.
    pub open: fn(Setup) -> Box<dyn Simulation>,
    /// Its scenes, the opening scene first.
    pub scenes: &'static [Scene],
    /// Its test vectors: see [`crate::vectors`].
    pub vectors: fn() -> Vec<Vector>,
}

/// A scene of a system: a script with a title and a sentence that says what it shows.
pub struct Scene {
    /// Its name in addresses.
    pub id: &'static str,
    /// Its script.
    pub script: &'static str,
}

impl Scene {
    /// Its title and what it is about, as its script says them.
    pub fn prose(&self) -> (String, String) {
        let systems: Vec<&'static About> = CATALOG.iter().map(|entry| entry.about).collect();
        let script = script::parse(self.script, &systems).expect("the scenes are tested");
        script::title_and_about(script.lines.iter())
    }
}

impl Entry {
    /// The scene of this name; the opening scene if none is named.
    pub fn scene(&self, id: Option<&str>) -> Option<&'static Scene> {
        let wanted = |scene: &&Scene| id.is_none_or(|id| scene.id == id);
        self.scenes.iter().find(wanted)
    }
}

/// Every system that Synod has, in the order of the menu.
pub static CATALOG: &[Entry] = &[
    Entry {
        about: &benmo::ABOUT,
        open: benmo::open,
        scenes: benmo::SCENES,
        vectors: benmo::vectors,
    },
    Entry {
        about: &multi_paxos::ABOUT,
        open: multi_paxos::open,
        scenes: multi_paxos::SCENES,
        vectors: multi_paxos::vectors,
    },
    Entry {
        about: &pichain::ABOUT,
        open: pichain::open,
        scenes: pichain::SCENES,
        vectors: pichain::vectors,
    },
    Entry {
        about: &proof_of_work::ABOUT,
        open: proof_of_work::open,
        scenes: proof_of_work::SCENES,
        vectors: proof_of_work::vectors,
    },
    Entry {
        about: &proof_of_stake::ABOUT,
        open: proof_of_stake::open,
        scenes: proof_of_stake::SCENES,
        vectors: proof_of_stake::vectors,
    },
];

/// The system of this id.
pub fn entry(id: &str) -> Option<&'static Entry> {
    CATALOG.iter().find(|entry| entry.about.id == id)
}
