//! What is worth trying now.

use super::ProofOfStake;
use crate::ledger::Account;
use crate::node::Node;
use crate::phrase;
use crate::phrase::Phrase;
use crate::units::NodeId;
use crate::view::{Lamp, State, Suggestion, Verdict};
use crate::world::World;

fn try_it(key: &'static str, phrase: Phrase, lines: &[String]) -> Option<Suggestion> {
    let lines = lines.to_vec();
    Some(Suggestion { phrase, lines, key })
}

/// What would show something that was not seen yet.
pub fn suggest(world: &World<ProofOfStake>, lamps: &[Lamp]) -> Option<Suggestion> {
    let waits = |id: &str| {
        let waits = |lamp: &Lamp| lamp.spec.id == id && lamp.view.verdict == Verdict::Waiting;
        lamps.iter().any(waits)
    };
    let is = |id: &NodeId, state| world.state_of((*id).into()) == state;
    let up: Vec<NodeId> = world.ids().filter(|id| is(id, State::Up)).collect();
    let first = *up.first()?;
    let node = world.node(first)?;
    let pays = |amount: u32| {
        let ids: Vec<NodeId> = world.ids().take(2).collect();
        let to = |place: usize| ids[place % ids.len()];
        let line = |place| format!("submit {first} faucet {} {amount}", to(place));
        [line(0), line(1)]
    };
    if let Some(id) = world.ids().find(|id| is(id, State::Down)) {
        let lines = [format!("restart {id}")];
        let text = phrase!("Restart {0}: it begins at genesis and asks the others.", id);
        return try_it("restart", text, &lines);
    }
    if !world.network().is_whole() {
        let text = phrase!("Heal the network: whoever is behind will ask.");
        return try_it("heal", text, &["heal".into()]);
    }
    if waits("stake-changes-draw") {
        return stake(world, first, &up);
    }
    let awaited = node.glance().leader.filter(|id| is(id, State::Up))?;
    if waits("forger-away") && up.len() > 1 {
        let asker = up.iter().copied().find(|id| *id != awaited)?;
        let text = phrase!(
            "Crash {0}, who is drawn, and let {1} have two payments.",
            awaited,
            asker
        );
        let pay = format!("submit {asker} faucet {asker} 5");
        return try_it(
            "away",
            text,
            &[format!("crash {awaited}"), pay.clone(), pay],
        );
    }
    let text = phrase!("Let money flow: two payments make a block.");
    try_it("pay", text, &pays(10))
}

/// Somebody with money stakes it; where nobody has any, it comes from the faucet.
fn stake(world: &World<ProofOfStake>, first: NodeId, up: &[NodeId]) -> Option<Suggestion> {
    let node = world.node(first)?;
    let held = |id: &NodeId| {
        node.state()
            .balances()
            .get(&Account::Node(*id))
            .unwrap_or(0)
    };
    let rich = up
        .iter()
        .copied()
        .find(|id| held(id) >= 20 && *id != NodeId::FIRST);
    match rich {
        Some(id) => {
            let text = phrase!("Let {0} stake 20: who may forge will change.", id);
            let lines = [
                format!("submit {id} stake {id} 20"),
                format!("submit {first} faucet {first} 1"),
            ];
            try_it("stake", text, &lines)
        }
        None => {
            let other = up.iter().copied().find(|id| *id != NodeId::FIRST)?;
            let text = phrase!("Let {0} have money, so that it can stake.", other);
            let lines = [
                format!("submit {first} faucet {other} 50"),
                format!("submit {first} faucet {first} 50"),
            ];
            try_it("money", text, &lines)
        }
    }
}
