//! What is said of a block: who made it, in what state it is, what became of what it orders.

use std::fmt::Write;
use std::rc::Rc;

use synod_core::units::NodeId;
use synod_core::view::NodeDetail;

use super::known::{Known, State};
use crate::parts::phrase::plain;

/// More names than these are counted.
const NAMES_MAX: usize = 5;
/// Of more than can be listed, so many are named.
const NAMED: usize = 2;
/// So many blocks of a left branch are looked at for what became of what they order.
const LEFT_MAX: usize = 20;

/// Names, or the first ones and how many more: `n1 n2 +31`.
pub fn names(ids: &[NodeId]) -> String {
    let shown = if ids.len() > NAMES_MAX {
        NAMED
    } else {
        ids.len()
    };
    let mut text = String::new();
    for id in &ids[..shown] {
        let gap = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{gap}{id}");
    }
    if ids.len() > shown {
        let _ = write!(text, " +{}", ids.len() - shown);
    }
    text
}

/// Who has a block below a flag of theirs: as final, or on their chain.
pub fn holders(known: &Known, at: usize, finals: bool) -> Vec<NodeId> {
    let height = known.knots[at].height();
    let mut ids = Vec::new();
    for (top, knot) in known.knots.iter().enumerate() {
        let flags = if finals { &knot.commits } else { &knot.heads };
        let below = || {
            known
                .down(top)
                .find(|it| known.knots[*it].height() <= height)
        };
        if !flags.is_empty() && knot.height() >= height && below() == Some(at) {
            ids.extend_from_slice(flags);
        }
    }
    synod_core::order::by_key(&mut ids, |id| *id);
    ids
}

/// In what state a block is, in a sentence or two.
pub fn state(known: &Known, at: usize) -> String {
    let (finals, heads) = (holders(known, at, true), holders(known, at, false));
    let rest: Vec<NodeId> = heads
        .into_iter()
        .filter(|id| !finals.contains(id))
        .collect();
    let has = if rest.len() == 1 { "has" } else { "have" };
    match known.knots[at].state {
        State::Committed if rest.is_empty() => format!("Committed by {}.", names(&finals)),
        State::Committed => format!(
            "Committed by {}. On the chain of {}, not final there.",
            names(&finals),
            names(&rest)
        ),
        State::Followed => format!(
            "{} {has} it on the chain. It may still change.",
            names(&rest)
        ),
        State::Abandoned | State::Aside => left(known, at),
    }
}

/// Why a block was left, in a sentence.
pub fn left(known: &Known, at: usize) -> String {
    let is_left = |it: &usize| known.knots[*it].state == State::Abandoned;
    let root = known.down(at).take_while(is_left).last();
    let fork = root.and_then(|it| known.knots[it].parent);
    if let Some(fork) = fork {
        let other = known.knots[fork].children[0];
        return format!(
            "Abandoned: {} is committed instead.",
            known.knots[other].hash().short()
        );
    }
    let foot = known.down(at).last();
    if foot != Some(0) {
        return "Nobody here knows what it stands on.".to_owned();
    }
    "No chain leads over it.".to_owned()
}

/// The blocks that were left together with this last one, from the fork upwards.
pub fn branch(known: &Known, end: usize) -> Vec<usize> {
    let state = known.knots[end].state;
    let alone = |it: &usize| {
        let knot = &known.knots[*it];
        knot.state == state && knot.children.len() < 2
    };
    let mut branch: Vec<usize> = known.down(end).take_while(alone).collect();
    branch.reverse();
    branch.truncate(LEFT_MAX);
    branch
}

/// A block in a sentence, for pointers and screen readers.
pub fn name(known: &Known, at: usize, details: &[Rc<NodeDetail>]) -> String {
    let knot = &known.knots[at];
    let Some(block) = &knot.block else {
        return format!("Genesis{}", flags(known, at));
    };
    let mut text = format!(
        "Block {} by {}, height {}, {}{}",
        block.hash.short(),
        block.creator,
        block.height,
        knot.state.name(),
        flags(known, at)
    );
    let fates = known.aside(at, details).map(|it| &it.fates);
    for (place, entry) in block.entries.iter().take(NAMES_MAX).enumerate() {
        let gap = if place == 0 { ": " } else { ", " };
        let _ = write!(text, "{gap}{}", entry.transaction.brief());
        if let Some(fate) = fates.and_then(|it| it.get(place)) {
            let _ = write!(text, " {}", plain(fate));
        }
    }
    if block.entries.len() > NAMES_MAX {
        let _ = write!(text, " and {} more", block.entries.len() - NAMES_MAX);
    }
    text
}

/// Whose flags stand on it.
fn flags(known: &Known, at: usize) -> String {
    let knot = &known.knots[at];
    let mut text = String::new();
    for (word, ids) in [("head", &knot.heads), ("last committed", &knot.commits)] {
        if !ids.is_empty() {
            let _ = write!(text, ", {word} of {}", names(ids));
        }
    }
    text
}
