//! What is worth trying now.

use super::MultiPaxos;
use crate::client::Phase;
use crate::ledger::Block;
use crate::phrase;
use crate::phrase::Phrase;
use crate::units::{Address, ClientId, NodeId};
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
        let text = match down.len() {
            1 => phrase!("Restart {0} and watch it catch up.", *id),
            many => phrase!("Restart all {0} and see what they remember.", many),
        };
        let lines = down.iter().map(|id| format!("restart {id}"));
        return Some(Suggestion {
            phrase: text,
            lines: lines.collect(),
            key: "restart",
        });
    }
    let waits = |id: &str| {
        let waits = |lamp: &Lamp| lamp.spec.id == id && lamp.view.verdict == Verdict::Waiting;
        lamps.iter().any(waits)
    };
    let mut leaders = up.iter().copied().filter(|id| world.glance(*id).leading());
    let (leader, another) = (leaders.next(), leaders.next());
    if !world.network().is_whole() {
        let beside = leader.filter(|_| another.is_none() && waits("two-leaders"));
        let beside = beside.and_then(|leader| beside_it(world, leader));
        let text = phrase!("Heal the network and see who catches up.");
        return beside.or_else(|| try_it("heal", text, "heal".into()));
    }
    match leader {
        Some(leader) => with_a_leader(world, waits, leader),
        None if world.is_answered() && world.setup().clients > 0 => {
            let text = phrase!("Let the client store something.");
            try_it("put", text, "submit c1 put a 1".into())
        }
        None => None,
    }
}

/// A client that has the leader's word makes another server lead, which that one cannot know.
fn beside_it(world: &World<MultiPaxos>, leader: NodeId) -> Option<Suggestion> {
    let client = Address::from(ClientId::new(1));
    let trusted = world.client(client)?.leader() == (leader, true);
    let reaches = |id: &NodeId| {
        let cuts = world.network();
        *id != leader
            && !cuts.is_cut((client, (*id).into()))
            && cuts.is_cut((leader.into(), (*id).into()))
    };
    let other = world.ids().find(reaches).filter(|_| trusted)?;
    let text = phrase!(
        "Let the client nominate {0}: {1} cannot know.",
        other,
        leader
    );
    try_it("beside", text, format!("nominate {client} {other}"))
}

/// What fits is shown in turn, from slot to slot: whoever passes one by meets another.
fn with_a_leader(
    world: &World<MultiPaxos>,
    waits: impl Fn(&str) -> bool,
    leader: NodeId,
) -> Option<Suggestion> {
    let others: Vec<NodeId> = world.ids().filter(|id| *id != leader).collect();
    let other = *others.first()?;
    let mut fitting = Vec::new();
    if let Some(offer) = world.node(leader).and_then(MultiPaxos::offer) {
        let client = asker(offer);
        if waits("value-inherited") && client.is_some() && is_tentative(world, offer) {
            let text = phrase!("Crash everybody: most have accepted, none decided.");
            let lines = world.ids().map(|id| format!("crash {id}"));
            fitting.push(Suggestion {
                phrase: text,
                lines: lines.collect(),
                key: "inherit",
            });
        }
        if let Some(asker) = client.filter(|_| waits("duplicate-suppressed")) {
            let text = phrase!("Cut {0} off from {1}: the answer is lost.", asker, leader);
            fitting.extend(try_it("lost", text, format!("sever {asker} {leader}")));
        }
    } else if world.setup().clients > 0 && world.is_answered() {
        if waits("two-leaders") {
            let others: Vec<String> = others.iter().map(NodeId::to_string).collect();
            let text = phrase!("Cut {0} off: it leads on, for a while.", leader);
            let line = format!("partition {leader} | {}", others.join(" "));
            fitting.extend(try_it("two", text, line));
        }
        if waits("request-forwarded") {
            fitting.extend(forwarded(world, leader, other));
        }
        let text = phrase!("Let the client send 10 from {0} to {1}.", leader, other);
        let line = format!("submit c1 transfer {leader} {other} 10");
        fitting.extend(try_it("transfer", text, line));
        let text = phrase!(
            "Let the client nominate {0} in place of {1}.",
            other,
            leader
        );
        let rests = world.client(ClientId::new(1).into());
        if rests.is_some_and(|client| client.phase() == Phase::Resting) {
            fitting.extend(try_it("nominate", text, format!("nominate c1 {other}")));
        }
    }
    let turn = usize::try_from(world.glance(leader).glance.height).unwrap_or(0);
    let count = fitting.len().max(1);
    fitting.into_iter().nth(turn % count)
}

/// Whether a majority has accepted a block and nobody knows that yet.
fn is_tentative(world: &World<MultiPaxos>, block: &Block) -> bool {
    let nodes = || world.ids().filter_map(|id| world.node(id));
    let has_accepted = |node: &&MultiPaxos| {
        let vote = node.disk.vote_at(block.height);
        vote.is_some_and(|vote| vote.block.hash == block.hash)
    };
    let all_up = nodes().count() == usize::from(world.setup().nodes);
    let most = 2 * nodes().filter(has_accepted).count() > usize::from(world.setup().nodes);
    all_up && most && nodes().all(|node| node.depth() < block.height)
}

/// The client that waits for the request in a block.
fn asker(block: &Block) -> Option<Address> {
    let asker = block.entries.first()?.request.asker;
    asker.node().is_none().then_some(asker)
}

/// A client that trusts a server which does not lead any more has its request handed on. Where all trust the leader,
/// a console that is asked makes its own server lead.
fn forwarded(world: &World<MultiPaxos>, leader: NodeId, other: NodeId) -> Option<Suggestion> {
    let clients = (1..=world.setup().clients).map(|number| Address::from(ClientId::new(number)));
    let trusts = |id: Address| {
        let (server, trusted) = world.client(id)?.leader();
        let up = world.state_of(id) == State::Up && world.state_of(server.into()) == State::Up;
        (trusted && server != leader && up).then_some((id, server))
    };
    match clients.filter_map(trusts).next() {
        Some((id, server)) => {
            let text = phrase!(
                "Let {0} ask {1}, which hands on to {2}.",
                id,
                server,
                leader
            );
            try_it("forward", text, format!("submit {id} put b 2"))
        }
        None => {
            let text = phrase!("Ask {0} at its console: it will lead.", other);
            try_it("console", text, format!("submit {other} put a 1"))
        }
    }
}
