//! What `expect` and `await` find at the present moment.

use super::present::Present;
use crate::ledger::{Account, Literal, quote};
use crate::node::Node;
use crate::predicate::{Comparison, Found, Predicate};
use crate::units::{Address, NodeId};
use crate::view::{NodeGlance, State};
use crate::world::World;

/// Whether a predicate is true now, and what was found.
pub fn check<N: Node>(present: &Present<N>, predicate: &Predicate) -> Found {
    let world = &present.world;
    match predicate {
        Predicate::Property(id) => {
            let (ok, found) = present.property(id);
            match present.failure(id) {
                Some((_, facts)) => Found::new(
                    false,
                    facts
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("; "),
                ),
                None => Found::new(ok, found),
            }
        }
        Predicate::Violated(id) => {
            Found::new(present.failure(id).is_some(), present.property(id).1)
        }
        Predicate::Witnessed(id) => {
            let (ok, found) = present.property(id);
            Found::new(ok, found)
        }
        Predicate::Balance {
            account,
            comparison,
            number,
            on,
        } => numbers(world, on, *comparison, *number, |id| {
            world.balance(id, account)
        }),
        Predicate::Height {
            comparison,
            number,
            on,
        } => numbers(world, on, *comparison, *number, |id| {
            whole(world.glance(id).glance.height)
        }),
        Predicate::Committed {
            comparison,
            number,
            on,
        } => numbers(world, on, *comparison, *number, |id| {
            whole(world.glance(id).glance.committed)
        }),
        Predicate::Stake {
            account,
            comparison,
            number,
            on,
        } => stakes(world, account, *comparison, *number, on),
        Predicate::Value { key, value, on } => values(world, key, value.as_ref(), on),
        Predicate::Tip(nodes) => same(world, nodes, |id| world.glance(id).glance.tip.hex()),
        Predicate::Chain(nodes) => same(world, nodes, |id| {
            let chain = world.committed(id);
            format!("{} ({} blocks)", chain.tip().hex(), chain.height())
        }),
        Predicate::Fact { node, name, value } => fact(world, *node, name, value),
        Predicate::Leader(wanted) => leader(world, *wanted),
        Predicate::Role { node, role } => of_node(world, *node, |glance| {
            let found = glance.role();
            Found::new(found == *role, found)
        }),
        Predicate::State { who, state } if exists(world, *who) => {
            let found = world.state_of(*who);
            Found::new(found == *state, found.name())
        }
        Predicate::State { who, .. } => missing(*who),
        Predicate::Link { from, to, state } if exists(world, *from) && exists(world, *to) => {
            let found = world.link(*from, *to);
            Found::new(found == *state, found.name())
        }
        Predicate::Link { from, to, .. } => missing(if exists(world, *from) { *to } else { *from }),
        Predicate::Pending {
            node,
            comparison,
            number,
        } => of_node(world, *node, |glance| {
            let waiting = world.waiting_requests(*node) as i64;
            let pending = i64::from(glance.glance.pending) + waiting;
            Found::new(comparison.holds(pending, *number), pending.to_string())
        }),
        Predicate::Messages {
            kind,
            comparison,
            number,
        } => {
            let sent = world.sent(N::ABOUT.kind(kind).expect("a parsed kind exists"));
            Found::new(comparison.holds(i64::from(sent), *number), sent.to_string())
        }
        Predicate::Reply {
            request,
            verdict,
            text,
        } => match world.requests().view(*request) {
            None => Found::new(false, format!("no request {request}")),
            Some(view) => {
                let ok = view.verdict == *verdict
                    && text.as_ref().is_none_or(|text| *text == view.answer);
                let answer = if view.answer.is_empty() {
                    String::new()
                } else {
                    format!(" {}", quote(&view.answer))
                };
                Found::new(ok, format!("{}{answer}", view.verdict.name()))
            }
        },
        // Whether the action just before was refused is known to whoever plays the script.
        Predicate::Refused(_) => Found::new(false, "no action was refused"),
        Predicate::Fingerprint(value) => Found::new(
            *value == world.fingerprint(),
            format!("{:016x}", world.fingerprint()),
        ),
    }
}

/// Compares the stake of an account at every node asked.
fn stakes<N: Node>(
    world: &World<N>,
    account: &Account,
    comparison: Comparison,
    wanted: i64,
    on: &[NodeId],
) -> Found {
    let known = |id| world.stake(id, account);
    if world.ids().next().is_some_and(|id| known(id).is_none()) {
        return Found::new(false, format!("{} keeps none", N::ABOUT.name));
    }
    numbers(world, on, comparison, wanted, known)
}

/// Whether a key has this value, or none, at every node asked. Where no keys are kept every one is absent.
fn values<N: Node>(
    world: &World<N>,
    key: &Literal,
    wanted: Option<&Literal>,
    on: &[NodeId],
) -> Found {
    let nodes = match asked(world, on) {
        Ok(nodes) => nodes,
        Err(found) => return found,
    };
    let mut last = String::new();
    for id in nodes {
        let Some(found) = world.value(id, key) else {
            return Found::new(wanted.is_none(), format!("{} keeps none", N::ABOUT.name));
        };
        last = found
            .as_ref()
            .map_or("nothing".to_string(), Literal::to_string);
        if found.as_ref() != wanted {
            return Found::new(false, format!("{last} on {id}"));
        }
    }
    Found::new(true, last)
}

/// The nodes that are named, all of which must exist; without names those that are up, of which there must be one.
fn asked<N: Node>(world: &World<N>, on: &[NodeId]) -> Result<Vec<NodeId>, Found> {
    if let Some(id) = on.iter().find(|id| !exists(world, (**id).into())) {
        return Err(missing((*id).into()));
    }
    let up = |id: &NodeId| world.state_of((*id).into()) != State::Down;
    let nodes: Vec<NodeId> = if on.is_empty() {
        world.ids().filter(up).collect()
    } else {
        on.to_vec()
    };
    if nodes.is_empty() {
        return Err(Found::new(false, "no node is up"));
    }
    Ok(nodes)
}

fn whole(number: u64) -> Option<i64> {
    i64::try_from(number).ok()
}

fn exists<N: Node>(world: &World<N>, who: Address) -> bool {
    world.everybody().contains(&who)
}

fn missing(who: Address) -> Found {
    Found::new(false, format!("{who} does not exist"))
}

fn of_node<N: Node>(
    world: &World<N>,
    id: NodeId,
    found: impl FnOnce(&NodeGlance) -> Found,
) -> Found {
    if exists(world, id.into()) {
        found(&world.glance(id))
    } else {
        missing(id.into())
    }
}

/// Compares a number of every node asked; without names: of every node that is up, of which there must be one. Of a
/// node that is down and named: what its disk says, as its views do.
fn numbers<N: Node>(
    world: &World<N>,
    on: &[NodeId],
    comparison: Comparison,
    wanted: i64,
    number: impl Fn(NodeId) -> Option<i64>,
) -> Found {
    let nodes = match asked(world, on) {
        Ok(nodes) => nodes,
        Err(found) => return found,
    };
    let mut last = String::new();
    for id in nodes {
        let Some(found) = number(id) else {
            return Found::new(false, format!("nothing on {id}"));
        };
        if !comparison.holds(found, wanted) {
            return Found::new(false, format!("{found} on {id}"));
        }
        last = found.to_string();
    }
    Found::new(true, last)
}

fn same<N: Node>(world: &World<N>, nodes: &[NodeId], what: impl Fn(NodeId) -> String) -> Found {
    if let Some(id) = nodes.iter().find(|id| !exists(world, (**id).into())) {
        return missing((*id).into());
    }
    let found: Vec<String> = nodes.iter().map(|id| what(*id)).collect();
    let ok = found.windows(2).all(|pair| pair[0] == pair[1]);
    let brief =
        |(id, what): (&NodeId, &String)| format!("{} on {id}", what.get(..8).unwrap_or(what));
    Found::new(
        ok,
        nodes
            .iter()
            .zip(&found)
            .map(brief)
            .collect::<Vec<_>>()
            .join(", "),
    )
}

/// A fact equals a literal, or a text equals the fact as people read it.
fn fact<N: Node>(
    world: &World<N>,
    id: NodeId,
    name: &str,
    wanted: &crate::ledger::Literal,
) -> Found {
    if !exists(world, id.into()) {
        return missing(id.into());
    }
    let detail = world.detail(id);
    let Some(fact) = detail.view.facts.into_iter().find(|fact| fact.name == name) else {
        return Found::new(false, format!("{id} does not know its {name}"));
    };
    let read =
        matches!(wanted, crate::ledger::Literal::Text(text) if **text == fact.words.to_string());
    Found::new(read || fact.value == *wanted, fact.value.to_string())
}

fn leader<N: Node>(world: &World<N>, wanted: Option<NodeId>) -> Found {
    let leads = |id: &NodeId| world.glance(*id).leading();
    let leaders: Vec<NodeId> = world.ids().filter(leads).collect();
    let found = match leaders.as_slice() {
        [] => "no leader".to_string(),
        all => format!(
            "leader {}",
            all.iter()
                .map(NodeId::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    Found::new(leaders == wanted.into_iter().collect::<Vec<_>>(), found)
}
