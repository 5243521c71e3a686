//! Whom somebody takes for the leader: a thin dotted arrow to that node. Of clients always, as they stand aside; of
//! nodes while one of them is selected or pointed at, as they would cover the stage.

use synod_core::units::{Address, ClientId};
use synod_core::view::{NodeGlance, State};
use yew::prelude::*;

use super::geometry::{Point, Road, line, num};
use super::layout::Layout;
use crate::model::{Choice, Selection, Snapshot};

/// Left of the way, where no message flies, in CSS pixels.
const ASIDE: f64 = -11.0;

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
        up.then_some((who, client.server.into(), client.trusted))
    };
    known.filter_map(trust).collect()
}

/// The hint of the node in question, and those of all who take it for the leader.
fn of_nodes(nodes: &[NodeGlance], choice: &Choice) -> Vec<Trust> {
    let asked = [choice.selection, choice.hover];
    let trust = |node: &NodeGlance| {
        let leader = node.glance.leader.filter(|leader| *leader != node.id)?;
        let concerned =
            asked.contains(&Selection::Node(node.id)) || asked.contains(&Selection::Node(leader));
        let up = node.state != State::Down;
        let leads = nodes.get(leader.index()).is_some_and(NodeGlance::leading);
        (concerned && up).then_some((node.id.into(), leader.into(), leads))
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
    use synod_core::units::{NodeId, Time};

    fn names(trusts: &[Trust]) -> Vec<String> {
        let name = |(from, to, _): &Trust| format!("{from}-{to}");
        trusts.iter().map(name).collect()
    }

    #[test]
    fn nodes_show_their_hints_only_while_one_is_in_question() {
        let script = "protocol benmo\nset pause 1s..1s on n3\nsubmit n3 transfer n3 n1 5\n";
        let mut session = Session::load(script).expect("it parses");
        session.play_until(Time(6_000_000), 10_000);
        let selection = Selection::Run;
        let snapshot = crate::snapshot::take(session.view(), selection, None, More::default());
        let mut choice = crate::ui::UiState::default().choice;
        assert!(of_nodes(&snapshot.nodes, &choice).is_empty());
        choice.hover = Selection::Node(NodeId::new(1));
        assert_eq!(names(&of_nodes(&snapshot.nodes, &choice)), ["n1-n3"]);
        choice.selection = Selection::Node(NodeId::new(3));
        let all = of_nodes(&snapshot.nodes, &choice);
        assert_eq!(names(&all), ["n1-n3", "n2-n3", "n4-n3", "n5-n3"]);
        assert!(all.iter().all(|(.., sure)| *sure), "n3 leads");
    }
}
