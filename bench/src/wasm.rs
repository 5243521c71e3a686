//! The door for a browser: functions of plain numbers, which need no glue. Times are taken outside, by the page.

#![expect(
    unsafe_code,
    reason = "the page finds functions by their names, which must be nobody else's"
)]

use std::cell::RefCell;

use synod_core::simulation::Simulation;
use synod_core::timeline::Timeline;

use crate::counter;
use crate::phold::{Load, Phold};

thread_local! {
    static RUN: RefCell<Option<Timeline<Phold>>> = const { RefCell::new(None) };
}

fn load(number: u32) -> Load {
    [Load::SMALL, Load::LARGE, Load::SPARSE][number as usize]
}

fn with_run<T>(work: impl FnOnce(&mut Timeline<Phold>) -> T) -> T {
    RUN.with_borrow_mut(|run| work(run.as_mut().expect("a run was opened")))
}

/// Handles so many events of a load; its fingerprint.
#[unsafe(no_mangle)]
pub extern "C" fn deliver(number: u32, events: u32) -> u64 {
    crate::deliver(load(number), events.into()).fingerprint
}

/// Has so many requests committed by Multi-Paxos; the fingerprint of the run.
#[unsafe(no_mangle)]
pub extern "C" fn commit(commits: u32) -> u64 {
    crate::commits::commit(false, commits).fingerprint
}

/// Plays so many simulated seconds of five servers; the fingerprint of the run.
#[unsafe(no_mangle)]
pub extern "C" fn beat(seconds: u32) -> u64 {
    crate::beat::play(seconds.into()).fingerprint
}

/// Verifies so many signatures; how many were right.
#[unsafe(no_mangle)]
pub extern "C" fn verify(count: u32) -> u32 {
    crate::signatures::verify(count).events as u32
}

/// Judges so many signed transactions; how many were right.
#[unsafe(no_mangle)]
pub extern "C" fn judge(count: u32) -> u32 {
    crate::signatures::judge(count).events as u32
}

/// Begins a run of a load, to be played and sought in.
#[unsafe(no_mangle)]
pub extern "C" fn open(number: u32) {
    RUN.set(Some(load(number).open()));
}

/// Handles so many events of it.
#[unsafe(no_mangle)]
pub extern "C" fn play(events: u32) {
    with_run(|run| crate::play(run, events.into()));
}

/// Goes to a step of it; where it stands then.
#[unsafe(no_mangle)]
pub extern "C" fn seek(step: u32) -> u32 {
    with_run(|run| {
        run.seek_step(step);
        run.moment().step
    })
}

/// How many records it has.
#[unsafe(no_mangle)]
pub extern "C" fn records() -> u32 {
    with_run(|run| run.recorded() as u32)
}

/// The bytes of its records and messages alone; it is gone then.
#[unsafe(no_mangle)]
pub extern "C" fn journal() -> u32 {
    crate::journal(RUN.take().expect("a run was opened")) as u32
}

/// The bytes in use.
#[unsafe(no_mangle)]
pub extern "C" fn allocated() -> u32 {
    counter::allocated() as u32
}

/// Searches the header of the peers' harness from this number on, so many numbers, for a hash with so many zero bits; the
/// number, or all ones.
#[unsafe(no_mangle)]
pub extern "C" fn mine(from: u32, count: u32, bits: u32) -> u32 {
    let found = crate::mining::mine(from, count, bits as u16);
    found.map_or(u32::MAX, |number| number as u32)
}
