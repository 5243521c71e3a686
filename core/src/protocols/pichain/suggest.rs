//! What is worth trying now.

use super::{Eagerness, PiChain};
use crate::phrase;
use crate::phrase::Phrase;
use crate::units::NodeId;
use crate::view::{Lamp, State, Suggestion, Verdict};
use crate::world::World;

fn try_it(key: &'static str, phrase: Phrase, line: String) -> Option<Suggestion> {
    let lines = vec![line];
    Some(Suggestion { phrase, lines, key })
}

/// What would show something that was not seen yet.
pub fn suggest(world: &World<PiChain>, lamps: &[Lamp]) -> Option<Suggestion> {
    let is_up = |id: &NodeId| world.state_of((*id).into()) == State::Up;
    let up: Vec<NodeId> = world.ids().filter(is_up).collect();
    let waits = |id: &str| {
        let waits = |lamp: &Lamp| lamp.spec.id == id && lamp.view.verdict == Verdict::Waiting;
        lamps.iter().any(waits)
    };
    if let Some(id) = world
        .ids()
        .find(|id| world.state_of((*id).into()) == State::Down)
    {
        let text = phrase!("Restart {0}: the next attempt tells it what it missed.", id);
        return try_it("restart", text, format!("restart {id}"));
    }
    let quick = up.iter().copied().find(|id| {
        let node = world.node(*id);
        node.is_some_and(|node| node.eagerness() == Eagerness::Quick)
    });
    let other = up.iter().rev().copied().find(|id| Some(*id) != quick)?;
    let idle = up.iter().all(|id| world.glance(*id).glance.pending == 0);
    if !world.network().is_whole() {
        let cut_off = up.iter().copied().find(|id| is_cut_off(world, *id));
        if idle
            && waits("minority-rejoins")
            && let Some(cut) = cut_off
        {
            let text = phrase!("Let {0} have a transaction while it is cut off.", cut);
            return try_it("minority", text, format!("submit {cut} note \"cut off\""));
        }
        let text = phrase!("Heal the network and see which branch is left.");
        return try_it("heal", text, "heal".into());
    }
    match quick {
        Some(quick) => with_a_quick_node(world, &waits, quick, other, idle),
        None if idle || world.in_flight() == 0 => note(
            "again",
            other,
            phrase!(
                "Nobody is quick. Let {0} have a transaction: a block makes its maker more eager.",
                other
            ),
        ),
        None => None,
    }
}

/// Whether those that a node hears, and that hear it, are no majority with it.
fn is_cut_off(world: &World<PiChain>, id: NodeId) -> bool {
    let is_open = |from: NodeId, to: NodeId| !world.network().is_cut((from.into(), to.into()));
    let meets = |other: &NodeId| *other == id || is_open(id, *other) && is_open(*other, id);
    world.ids().filter(meets).count() <= world.ids().count() / 2
}

fn note(key: &'static str, who: NodeId, phrase: Phrase) -> Option<Suggestion> {
    try_it(key, phrase, format!("submit {who} note \"hello\""))
}

fn with_a_quick_node(
    world: &World<PiChain>,
    waits: &dyn Fn(&str) -> bool,
    quick: NodeId,
    other: NodeId,
    idle: bool,
) -> Option<Suggestion> {
    if !idle {
        let text = phrase!("Crash the quick node {0} before it can commit.", quick);
        return waits("compromise").then(|| try_it("crash", text, format!("crash {quick}")))?;
    }
    if waits("ticket-used") {
        let text = phrase!(
            "Let {0} have a transaction: {1} need not ask for a ticket again.",
            other,
            quick
        );
        return note("ticket", other, text);
    }
    if waits("fork-switch") && world.setup().nodes > 2 {
        let others = world.ids().filter(|id| *id != quick);
        let others: Vec<String> = others.map(|id| id.to_string()).collect();
        let text = phrase!(
            "Cut the quick node {0} off: it goes on building, and commits nothing.",
            quick
        );
        let line = format!("partition {quick} | {}", others.join(" "));
        return try_it("cut", text, line);
    }
    note("note", other, phrase!("Let {0} have a transaction.", other))
}
