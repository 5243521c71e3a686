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
        world
            .node(*id)
            .is_some_and(|node| node.eagerness() == Eagerness::Quick)
    });
    let other = up.iter().rev().copied().find(|id| Some(*id) != quick)?;
    let idle = up.iter().all(|id| world.glance(*id).glance.pending == 0);
    let note = |key, phrase: Phrase| try_it(key, phrase, format!("submit {other} note \"hello\""));
    if !world.network().is_whole() {
        if idle && waits("minority-rejoins") {
            let cut = up
                .iter()
                .copied()
                .find(|id| world.glance(*id).glance.height == 0)
                .unwrap_or(other);
            let text = phrase!("Let {0} have a transaction while it is cut off.", cut);
            return try_it("minority", text, format!("submit {cut} note \"cut off\""));
        }
        let text = phrase!("Heal the network and see which branch is left.");
        return try_it("heal", text, "heal".into());
    }
    match quick {
        Some(quick) if idle && waits("ticket-used") => note(
            "ticket",
            phrase!(
                "Let {0} have a transaction: {1} need not ask for a ticket again.",
                other,
                quick
            ),
        ),
        Some(quick) if idle && waits("fork-switch") && world.setup().nodes > 2 => {
            let others: Vec<String> = world
                .ids()
                .filter(|id| *id != quick)
                .map(|id| id.to_string())
                .collect();
            let text = phrase!(
                "Cut the quick node {0} off: it goes on building, and commits nothing.",
                quick
            );
            try_it(
                "cut",
                text,
                format!("partition {quick} | {}", others.join(" ")),
            )
        }
        Some(quick) if !idle && waits("compromise") => {
            let text = phrase!("Crash the quick node {0} before it can commit.", quick);
            try_it("crash", text, format!("crash {quick}"))
        }
        Some(_) if idle => note("note", phrase!("Let {0} have a transaction.", other)),
        None if idle || world.in_flight() == 0 => note(
            "again",
            phrase!(
                "Nobody is quick. Let {0} have a transaction: its block makes it more eager.",
                other
            ),
        ),
        _ => None,
    }
}
