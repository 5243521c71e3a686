//! `synod diff`: the first thing that happened differently in two runs.

use std::path::Path;

use synod_core::export::record_row;
use synod_core::record::Record;
use synod_core::session::{Played, Session};
use synod_core::simulation::Simulation;

use crate::run::complain;
use crate::{Exit, parsed, print};

/// Plays both scripts to their ends and names the first record in which they differ.
pub fn diff(one: &Path, other: &Path) -> Exit {
    let (Some(mut one), Some(mut other)) = (played(one), played(other)) else {
        return Exit::Unusable;
    };
    let (left, right) = (one.view(), other.view());
    let lengths = (left.recorded(), right.recorded());
    let shared = lengths.0.min(lengths.1);
    let pairs = left
        .journal()
        .records
        .iter()
        .zip(right.journal().records.iter());
    let first = pairs.take(shared).position(|(left, right)| left != right);
    if let Some(place) = first.or((lengths.0 != lengths.1).then_some(shared)) {
        print(&format!("first difference at record {place}\n"));
        print(&format!(
            "A {}\nB {}\n",
            told(left, place),
            told(right, place)
        ));
        return Exit::Failed;
    }
    if left.fingerprint() == right.fingerprint() {
        let moment = left.moment();
        print(&format!(
            "same {shared} records, steps {} time {}\n",
            moment.step, moment.time
        ));
        return Exit::Good;
    }
    let step = first_step(&mut one, &mut other);
    let time = one.view().moment().time;
    print(&format!(
        "first difference at step {step} time {time}: the same happened, with other content\n"
    ));
    Exit::Failed
}

/// The first step after which the fingerprints differ: once they do, they differ for good.
fn first_step(one: &mut Session, other: &mut Session) -> u32 {
    let (mut same, mut differs) = (0, one.view().end().step);
    let mut differ_at = |step: u32| {
        one.seek_step(step);
        other.seek_step(step);
        one.view().fingerprint() != other.view().fingerprint()
    };
    if differ_at(same) {
        return same;
    }
    while same + 1 < differs {
        let middle = same + (differs - same) / 2;
        if differ_at(middle) {
            differs = middle;
        } else {
            same = middle;
        }
    }
    differ_at(differs);
    differs
}

fn played(file: &Path) -> Option<Session> {
    let mut session = Session::open(parsed(file)?);
    match session.run_to_end() {
        Played::Reached => Some(session),
        why => {
            complain(&file.display().to_string(), &session, &why);
            None
        }
    }
}

/// A record as step, time, kind and sentence.
fn told(run: &dyn Simulation, place: usize) -> String {
    let record: Option<Record> = run
        .journal()
        .records
        .get(place)
        .filter(|_| place < run.recorded());
    match record {
        None => "nothing more happened".into(),
        Some(record) => {
            let row = record_row(run, u32::try_from(place).unwrap_or(u32::MAX), &record);
            let sentence: String = run
                .describe(&[place])
                .iter()
                .map(ToString::to_string)
                .collect();
            format!(
                "step {} time {} {}: {sentence}",
                record.step, record.time, row.what
            )
        }
    }
}
