//! What the budgets of Synod are measured with: loads for the laboratory, what is done with them, and the rows of the
//! budgets themselves. What runs in a browser, too, is here; what compares it with others is under `rows`.

pub mod beat;
pub mod builders;
pub mod commits;
pub mod counter;
pub mod lottery;
pub mod mining;
pub mod network;
pub mod phold;
pub mod signatures;

#[cfg(not(target_arch = "wasm32"))]
pub mod explore;
#[cfg(not(target_arch = "wasm32"))]
pub mod history;
#[cfg(not(target_arch = "wasm32"))]
pub mod idle;
#[cfg(not(target_arch = "wasm32"))]
pub mod rows;
#[cfg(not(target_arch = "wasm32"))]
pub mod storms;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

use synod_core::about::{About, Value};
use synod_core::action::{On, Setting};
use synod_core::node::Node;
use synod_core::property::{Checker, Finding};
use synod_core::record::What;
use synod_core::script::default_setup;
use synod_core::simulation::{Advance, STEPS_MAX, Setup, Simulation};
use synod_core::timeline::Parts;
use synod_core::units::Time;
use synod_core::world::{Trace, World};

use phold::Load;

/// A checker that finds nothing, in the place of one that is off.
#[derive(Clone)]
struct Blind;

impl<N: Node> Checker<N> for Blind {
    fn observe(&mut self, _: &World<N>, _: &Trace) -> Finding {
        Finding::Nothing
    }

    fn heeds(&self) -> Option<&'static [What]> {
        Some(&[])
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// What a timeline needs beside its setup, with every checker off.
fn unwatched<N: Node>() -> Parts<N> {
    let blind = |_| Box::new(Blind) as Box<dyn Checker<N>>;
    Parts {
        checkers: N::ABOUT.properties.iter().map(blind).collect(),
        suggest: |_, _| None,
    }
}

/// The setup of a system with so many nodes and these options.
fn setup_of(about: &'static About, nodes: u16, options: &[(&'static str, Value)]) -> Setup {
    let mut setup = default_setup(about);
    setup.nodes = nodes;
    for &(name, value) in options {
        let (kind, on) = (None, On::All);
        let setting = Setting::Option {
            name,
            value,
            kind,
            on,
        };
        setup.settings.set(about, &setting);
    }
    setup
}

/// What a run amounted to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Work {
    /// Events handled.
    pub events: u64,
    /// Records kept.
    pub records: u64,
    /// The fingerprints of the runs, folded: the same wherever it ran.
    pub fingerprint: u64,
}

/// Handles so many events of a load; a run that may have no more steps gives way to a new one.
pub fn deliver(load: Load, events: u64) -> Work {
    let mut work = Work::default();
    while work.events < events {
        let steps = (events - work.events).min(STEPS_MAX.into());
        let mut run = load.open();
        play(&mut run, steps);
        work.events += steps;
        work.records += run.recorded() as u64;
        work.fingerprint ^= run.fingerprint();
    }
    work
}

/// Handles so many events of a run that has so many.
pub fn play(run: &mut dyn Simulation, steps: u64) {
    for _ in 0..steps {
        let went = run.advance(Time(u64::MAX));
        assert_eq!(went, Advance::Stepped, "the load never ends by itself");
    }
}

/// The bytes that the records and messages of a run take, without all else that it keeps; the run is gone then.
pub fn journal(run: impl Simulation) -> usize {
    let journal = run.journal().clone();
    drop(run);
    let held = counter::allocated();
    drop(journal);
    held - counter::allocated()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_weighs_some_bytes_a_record_and_less_than_the_run() {
        let before = counter::allocated();
        let mut run = Load::SMALL.open();
        play(&mut run, 10_000);
        let (all, records) = (counter::allocated() - before, run.recorded());
        let alone = journal(run);
        assert_eq!(counter::allocated(), before);
        assert!(alone < all, "{alone} of {all}");
        assert!((2..64).contains(&(alone / records)), "{alone}");
    }

    #[test]
    fn every_event_is_a_delivery_and_every_delivery_sends_one_on() {
        for load in [Load::SMALL, Load::LARGE, Load::SPARSE] {
            let work = deliver(load, 2_000);
            let started = u64::from(load.nodes) * u64::from(load.messages);
            assert_eq!(work.records, started + 2 * 2_000, "{load:?}");
            assert_eq!(work, deliver(load, 2_000), "{load:?}");
        }
    }
}
