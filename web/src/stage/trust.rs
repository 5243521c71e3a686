//! Whom somebody takes for the leader: a thin dotted arrow to that node. Of clients always, as they stand aside; of
//! nodes always where they are few, and of more while one of them is selected or pointed at, as they would cover the
//! stage.

use synod_core::units::{Address, ClientId, NodeId};
use synod_core::view::{NodeGlance, State};
use yew::prelude::*;

use super::geometry::{Point, Road, line, num};
use super::layout::Layout;
use crate::model::{Choice, Selection, Snapshot};

/// Left of the way, where no message flies, in CSS pixels.
const ASIDE: f64 = -11.0;

/// So many nodes show their hints unasked.
const FEW: usize = 7;

/// An arrow: who, whom, and whether that one has said that it leads.
type Trust = (Address, Address, bool);

/// The arrows.
pub fn view(snapshot: &Snapshot, layout: &Layout, choice: &Choice) -> Html {
    let all = of_clients(snapshot).into_iter();
    let all = all.chain(of_nodes(&snapshot.nodes, choice));
    let arrows = all.filter_map(|trust| arrow(trust, layout));
    html! { <g class="trusts" aria-hidden="true">{ for arrows }</g> }
}

fn of_clients(snapshot: &Snapshot) -> Vec<Trust> {
    let known = snapshot.askers.iter().zip(1..);
    let trust = |(client, number): (&Option<_>, u16)| {
        let client: &std::rc::Rc<synod_core::view::ClientView> = client.as_ref()?;
        let up = client.state != State::Down;
        let who = Address::Client(ClientId::new(number));
        // It was told so once; whether that still holds, the run knows.
        let sure = client.trusted && leads(&snapshot.nodes, client.server);
        up.then_some((who, client.server.into(), sure))
    };
    known.filter_map(trust).collect()
}

fn leads(nodes: &[NodeGlance], id: NodeId) -> bool {
    nodes.get(id.index()).is_some_and(NodeGlance::leading)
}

/// The hints of all nodes if they are few; else that of the node in question, and those of all who take it for the
/// leader.
fn of_nodes(nodes: &[NodeGlance], choice: &Choice) -> Vec<Trust> {
    let asked = [choice.selection, choice.hover];
    let trust = |node: &NodeGlance| {
        let leader = node.glance.leader.filter(|leader| *leader != node.id)?;
        let concerned = nodes.len() <= FEW
            || asked.contains(&Selection::Node(node.id))
            || asked.contains(&Selection::Node(leader));
        let up = node.state != State::Down;
        (concerned && up).then_some((node.id.into(), leader.into(), leads(nodes, leader)))
    };
    nodes.iter().filter_map(trust).collect()
}

fn arrow((from, to, sure): Trust, layout: &Layout) -> Option<Html> {
    let road = layout.road(from, to, ASIDE)?;
    let class = classes!("trust", sure.then_some("sure"));
    Some(html! {
        <g key={format!("{from} {to}")} {class} data-trust={format!("{from}-{to}")}>
            <path class="dots" d={line(road.from, road.to)} />
            <path class="tip" d={head(road)} />
        </g>
    })
}

/// An open arrowhead at the end of a way.
fn head(road: Road) -> String {
    let (back, right) = (road.to.along(road.unit, -7.0), road.right());
    let barb = |by: f64| -> Point { back.along(right, by) };
    let (one, other) = (barb(4.0), barb(-4.0));
    format!("{}L{} {}", line(one, road.to), num(other.x), num(other.y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::More;
    use synod_core::session::Session;
    use synod_core::units::Time;

    fn names(trusts: &[Trust]) -> Vec<String> {
        let name = |(from, to, _): &Trust| format!("{from}-{to}");
        trusts.iter().map(name).collect()
    }

    #[test]
    fn few_nodes_show_their_hints_and_many_only_while_one_is_in_question() {
        let hints = |choice| names(&of_nodes(&after_six_seconds(5), &choice));
        let few = hints(crate::ui::UiState::default().choice);
        assert_eq!(few, ["n1-n3", "n2-n3", "n4-n3", "n5-n3"]);
        let nodes = after_six_seconds(9);
        let mut choice = crate::ui::UiState::default().choice;
        assert!(of_nodes(&nodes, &choice).is_empty());
        choice.hover = Selection::Node(NodeId::new(1));
        assert_eq!(names(&of_nodes(&nodes, &choice)), ["n1-n3"]);
        choice.selection = Selection::Node(NodeId::new(3));
        let all = of_nodes(&nodes, &choice);
        assert_eq!(all.len(), 8, "all others follow n3");
        assert!(all.iter().all(|(.., sure)| *sure), "n3 leads");
    }

    /// The nodes of a run in which n3 leads by then.
    fn after_six_seconds(count: u16) -> Vec<NodeGlance> {
        let script = format!(
            "protocol benmo\nnodes {count}\nset pause 1s..1s on n3\nsubmit n3 transfer n3 n1 5\n"
        );
        let mut session = Session::load(&script).expect("it parses");
        session.play_until(Time(6_000_000), 10_000);
        let selection = Selection::Run;
        let more = More::default();
        crate::snapshot::take(session.view(), selection, None, more).nodes
    }
}
