//! Whether anybody waits in vain: for a forger that cannot answer, as it is down, paused, or cut off, or for nobody at all.
//! A block that is only under way is nothing to worry about.

use super::about::WAITING;
use crate::phrase;
use crate::units::NodeId;
use crate::view::{Health, LinkState, LinkView, NodeGlance, State};

/// Whether all who wait can be heard by the one who is drawn, and hear of it; if need be through others, as everybody
/// tells everybody.
pub fn health(nodes: &[NodeGlance], links: &[LinkView]) -> Option<Health> {
    let waits = |node: &&NodeGlance| node.state == State::Up && node.glance.role == &WAITING;
    let mut in_vain = Vec::new();
    let mut known: Option<(NodeId, Vec<bool>)> = None;
    for node in nodes.iter().filter(waits) {
        let Some(forger) = node.glance.leader else {
            in_vain.push(None);
            continue;
        };
        // Nearly always all wait for the same one.
        if known.as_ref().is_none_or(|(of, _)| *of != forger) {
            known = Some((forger, both_ways(nodes, links, forger)));
        }
        let reached = known.as_ref().map(|(_, reached)| reached);
        if !reached.is_some_and(|reached| reached[node.id.index()]) {
            in_vain.push(Some(forger));
        }
    }
    let forger = in_vain.first().copied();
    let phrase = match forger.map(|id| id.map(|id| (id, nodes[id.index()].state))) {
        None => phrase!("Nobody waits for a forger that is away."),
        Some(None) => phrase!(
            "No node can forge: {0} of {1} wait for nobody.",
            in_vain.len(),
            nodes.len()
        ),
        Some(Some((id, State::Down))) => {
            phrase!(
                "{0} is drawn and is down. Nobody else has won this draw.",
                id
            )
        }
        Some(Some((id, State::Paused))) => {
            phrase!(
                "{0} is drawn and is paused. Nobody else has won this draw.",
                id
            )
        }
        Some(Some((id, State::Up))) => phrase!(
            "{0} is drawn and is cut off: {1} of {2} wait for its block.",
            id,
            in_vain.len(),
            nodes.len()
        ),
    };
    Some(Health {
        is_good: in_vain.is_empty(),
        case: format!("waiting={}", in_vain.len()),
        phrase,
    })
}

/// Whom a node reaches and is reached by, through nodes that are up; nobody, if it is not up itself.
fn both_ways(nodes: &[NodeGlance], links: &[LinkView], from: NodeId) -> Vec<bool> {
    let there = reached(nodes, links, from, |state| state == LinkState::CutForward);
    let back = reached(nodes, links, from, |state| state == LinkState::CutBack);
    let both = there.into_iter().zip(back);
    both.map(|(there, back)| there && back).collect()
}

/// Whom a node reaches, where a link is shut whose state says so from its first end to its second.
fn reached(
    nodes: &[NodeGlance],
    links: &[LinkView],
    from: NodeId,
    shut: impl Fn(LinkState) -> bool,
) -> Vec<bool> {
    let is_up = |id: NodeId| nodes[id.index()].state == State::Up;
    let mut reached = vec![false; nodes.len()];
    if !is_up(from) {
        return reached;
    }
    let mut cut = std::collections::BTreeSet::new();
    for link in links {
        let (Some(one), Some(two)) = (link.from.node(), link.to.node()) else {
            continue;
        };
        let both = link.state == LinkState::Cut;
        let forward = shut(link.state);
        let back = link.state != LinkState::Open && !forward;
        cut.extend((both || forward).then_some((one, two)));
        cut.extend((both || back).then_some((two, one)));
    }
    reached[from.index()] = true;
    let mut next = vec![from];
    while let Some(at) = next.pop() {
        for node in nodes {
            let is_new = !reached[node.id.index()] && is_up(node.id);
            if is_new && !cut.contains(&(at, node.id)) {
                reached[node.id.index()] = true;
                next.push(node.id);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::super::about::{FORGING, VALIDATING};
    use super::*;
    use crate::about::RoleSpec;
    use crate::ledger::BlockHash;
    use crate::units::{Ratio, Time};
    use crate::view::Glance;

    fn node(number: u16, role: &'static RoleSpec, state: State) -> NodeGlance {
        NodeGlance {
            id: NodeId::new(number),
            state,
            timer: None,
            rate: Ratio::percent(100),
            glance: Glance {
                role,
                allegiance: None,
                leader: Some(NodeId::new(1)),
                tip: BlockHash::GENESIS,
                height: 0,
                committed: 0,
                pending: 0,
            },
        }
    }

    fn link(from: u16, to: u16, state: LinkState) -> LinkView {
        LinkView {
            from: NodeId::new(from).into(),
            to: NodeId::new(to).into(),
            state,
            since: Time::ZERO,
        }
    }

    /// n1 is drawn, and the other two wait for its block.
    fn waiting(forger: State, links: &[LinkView]) -> (bool, String, String) {
        let nodes = [
            node(1, &FORGING, forger),
            node(2, &WAITING, State::Up),
            node(3, &WAITING, State::Up),
        ];
        let health = health(&nodes, links).expect("proof of stake says it");
        (health.is_good, health.case, health.phrase.to_string())
    }

    #[test]
    fn a_block_under_way_is_no_trouble() {
        let (is_good, case, _) = waiting(State::Up, &[]);
        assert_eq!((is_good, case.as_str()), (true, "waiting=0"));
        let nodes = [
            node(1, &FORGING, State::Down),
            node(2, &VALIDATING, State::Up),
        ];
        assert!(health(&nodes, &[]).expect("it says it").is_good);
    }

    #[test]
    fn a_forger_that_does_not_answer_is() {
        for (state, word) in [(State::Down, "down"), (State::Paused, "paused")] {
            let (is_good, case, text) = waiting(state, &[]);
            assert_eq!((is_good, case.as_str()), (false, "waiting=2"));
            assert!(
                text.contains(&format!("n1 is drawn and is {word}")),
                "{text}"
            );
        }
    }

    #[test]
    fn nobody_to_wait_for_is() {
        let mut nodes = [
            node(1, &WAITING, State::Up),
            node(2, &VALIDATING, State::Up),
        ];
        nodes.iter_mut().for_each(|it| it.glance.leader = None);
        let health = health(&nodes, &[]).expect("it says it");
        assert_eq!((health.is_good, health.case.as_str()), (false, "waiting=1"));
        let text = health.phrase.to_string();
        assert_eq!(text, "No node can forge: 1 of 2 wait for nobody.");
    }

    #[test]
    fn whom_nobody_hears_or_who_hears_nobody_is_cut_off() {
        let both = [link(1, 2, LinkState::Cut), link(1, 3, LinkState::Cut)];
        let (is_good, case, text) = waiting(State::Up, &both);
        assert_eq!((is_good, case.as_str()), (false, "waiting=2"));
        assert!(text.contains("cut off: 2 of 3"), "{text}");
        // One way is enough, either way.
        for state in [LinkState::CutForward, LinkState::CutBack] {
            let one = [link(1, 2, state), link(1, 3, state)];
            assert_eq!(waiting(State::Up, &one).1, "waiting=2");
        }
    }

    #[test]
    fn what_one_hears_it_tells_the_others() {
        assert_eq!(
            waiting(State::Up, &[link(1, 3, LinkState::Cut)]).1,
            "waiting=0"
        );
        let alone = [link(1, 3, LinkState::Cut), link(2, 3, LinkState::Cut)];
        assert_eq!(waiting(State::Up, &alone).1, "waiting=1");
    }
}
