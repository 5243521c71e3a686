//! What a newcomer may try first, one thing after the other: cut the leader off, heal, go back. Then what the system
//! itself finds worth seeing.

use synod_core::phrase;
use synod_core::phrase::Phrase;
use synod_core::units::{NodeId, Time};
use synod_core::view::{Mark, MarkKind, State, Suggestion};

use super::*;
use crate::model::Tip;

/// A cut with more nodes is no line that one reads.
const NODES_MAX: usize = 9;
/// The least nodes of which one can be cut off from a majority.
const NODES_MIN: usize = 3;
/// What was broken is looked at for so many of the longest flights before anything else is suggested.
const FLIGHTS: u64 = 2;

/// The tip of this moment, if there is one that was not passed by.
pub(super) fn tip(
    snapshot: &Snapshot,
    suggestion: Option<Suggestion>,
    passed: &[&'static str],
) -> Option<Tip> {
    let now = snapshot.moment;
    let past = || snapshot.marks.iter().filter(|mark| mark.moment <= now);
    let faults = [MarkKind::Crash, MarkKind::Cut];
    let broken = past().rfind(|mark| faults.contains(&mark.kind));
    if broken.is_some_and(|mark| is_fresh(snapshot, mark)) {
        return None;
    }
    let fits = !passed.contains(&"cut") && snapshot.nodes.len() >= NODES_MIN;
    let own = suggestion.map(of_system);
    let own = own.filter(|tip| !passed.contains(&tip.key));
    if fits && snapshot.nodes.len() <= NODES_MAX && !past().any(|mark| mark.kind == MarkKind::Cut) {
        return cut_off(snapshot).or(own);
    }
    let cut = past().rfind(|mark| mark.kind == MarkKind::Cut);
    match cut.filter(|_| snapshot.links.is_empty() && !passed.contains(&"back")) {
        Some(cut) => Some(back(cut)),
        None => own,
    }
}

/// Its effects are still on their way.
fn is_fresh(snapshot: &Snapshot, mark: &Mark) -> bool {
    let span = FLIGHTS * snapshot.more.flight_longest;
    snapshot.moment.time < Time(mark.moment.time.micros() + span)
}

fn cut_off(snapshot: &Snapshot) -> Option<Tip> {
    let whole = snapshot.links.is_empty();
    let up = snapshot.nodes.iter().all(|node| node.state == State::Up);
    let leads = |node: &&synod_core::view::NodeGlance| node.leading();
    let leader = snapshot.nodes.iter().find(leads).filter(|_| whole && up)?;
    let others = snapshot.nodes.iter().map(|node| node.id);
    let others: String = others
        .filter(|id| *id != leader.id)
        .map(|id: NodeId| format!(" {id}"))
        .collect();
    Some(Tip {
        key: "cut",
        phrase: phrase!("Cut {0}, who leads, off from the others.", leader.id),
        asks: vec![Ask::Act(format!("partition {} |{others}", leader.id))],
    })
}

fn back(cut: &Mark) -> Tip {
    Tip {
        key: "back",
        phrase: Phrase::plain("Go back to before the cut. Nothing is lost."),
        asks: vec![Ask::SeekStep(cut.moment.step.saturating_sub(1))],
    }
}

fn of_system(suggestion: Suggestion) -> Tip {
    Tip {
        key: suggestion.key,
        phrase: suggestion.phrase,
        asks: suggestion.lines.into_iter().map(Ask::Act).collect(),
    }
}
