//! What is worth trying now.

use super::MultiPaxos;
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
pub fn suggest(world: &World<MultiPaxos>, lamps: &[Lamp]) -> Option<Suggestion> {
    let of_state = |state| {
        let is = move |id: &NodeId| world.state_of((*id).into()) == state;
        world.ids().filter(is).collect::<Vec<NodeId>>()
    };
    let (up, down) = (of_state(State::Up), of_state(State::Down));
    if let Some(id) = down.first() {
        let text = phrase!("Restart {0} and watch it catch up.", *id);
        return try_it("restart", text, format!("restart {id}"));
    }
    if !world.network().is_whole() {
        let text = phrase!("Heal the network and see who catches up.");
        return try_it("heal", text, "heal".into());
    }
    let leader = up.iter().copied().find(|id| world.glance(*id).leading());
    match leader {
        Some(leader) => with_a_leader(world, lamps, leader),
        None if world.is_answered() && world.setup().clients > 0 => {
            let text = phrase!("Let the client store something.");
            try_it("put", text, "submit c1 put a 1".into())
        }
        None => None,
    }
}

fn with_a_leader(world: &World<MultiPaxos>, lamps: &[Lamp], leader: NodeId) -> Option<Suggestion> {
    let waits = |id: &str| {
        let waits = |lamp: &Lamp| lamp.spec.id == id && lamp.view.verdict == Verdict::Waiting;
        lamps.iter().any(waits)
    };
    let offers = world.node(leader).and_then(MultiPaxos::offer).is_some();
    let others: Vec<NodeId> = world.ids().filter(|id| *id != leader).collect();
    let other = others.first()?;
    if offers && waits("value-inherited") {
        let text = phrase!("Crash the leader {0} before it can decide.", leader);
        return try_it("inherit", text, format!("crash {leader}"));
    }
    if waits("two-leaders") {
        let others: Vec<String> = others.iter().map(NodeId::to_string).collect();
        let text = phrase!("Cut {0} off: it leads on, for a while.", leader);
        let line = format!("partition {leader} | {}", others.join(" "));
        return try_it("two", text, line);
    }
    if world.setup().clients > 0 && world.is_answered() {
        let text = phrase!("Let the client send 10 from {0} to {1}.", leader, *other);
        return try_it(
            "transfer",
            text,
            format!("submit c1 transfer {leader} {other} 10"),
        );
    }
    None
}
