//! What is worth trying now.

use super::ProofOfWork;
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
pub fn suggest(world: &World<ProofOfWork>, lamps: &[Lamp]) -> Option<Suggestion> {
    let is_up = |id: &NodeId| world.state_of((*id).into()) == State::Up;
    let waits = |id: &str| {
        let waits = |lamp: &Lamp| lamp.spec.id == id && lamp.view.verdict == Verdict::Waiting;
        lamps.iter().any(waits)
    };
    let down = world
        .ids()
        .find(|id| world.state_of((*id).into()) == State::Down);
    if let Some(id) = down {
        let text = phrase!("Restart {0}: it has what is on its disk.", id);
        return try_it("restart", text, format!("restart {id}"));
    }
    let first = world.ids().find(is_up)?;
    let last = world.ids().filter(is_up).last()?;
    let mines = |id: NodeId| world.node(id).is_some_and(ProofOfWork::is_mining);
    let idle = !world.ids().any(mines);
    if !world.network().is_whole() {
        let idle = [first, last].into_iter().find(|id| !mines(*id));
        if let Some(idle) = idle.filter(|_| waits("reorganisation")) {
            let text = phrase!("Add a message on this side too, at {0}.", idle);
            return try_it(
                "both-sides",
                text,
                format!("submit {idle} note \"over here\""),
            );
        }
        let text = phrase!("Heal the network: one side takes back its blocks.");
        return try_it("heal", text, "heal".into());
    }
    if idle {
        let text = phrase!("Add a message at {0}: all who hear of it mine.", last);
        return try_it("add", text, format!("submit {last} note \"hello\""));
    }
    if waits("fork") && first != last {
        let text = phrase!(
            "Add another message at {0}: two blocks at once are a fork.",
            first
        );
        return try_it("fork", text, format!("submit {first} note \"hello\""));
    }
    if waits("reorganisation") && world.setup().nodes > 2 {
        let nodes: Vec<String> = world.ids().map(|id| id.to_string()).collect();
        let (one, other) = nodes.split_at(nodes.len() / 2);
        let text = phrase!("Part the miners: both sides go on.");
        let line = format!("partition {} | {}", one.join(" "), other.join(" "));
        return try_it("part", text, line);
    }
    let text = phrase!(
        "Crash {0}: what it found since its last backup is lost.",
        last
    );
    try_it("crash", text, format!("crash {last}"))
}
