//! A violation on the stage: the two nodes in conflict get a red pad and a thick line with the sign "not equal".

use synod_core::phrase::{Arg, Phrase};
use synod_core::units::{NodeId, RequestId};
use synod_core::view::Verdict;
use yew::prelude::*;

use super::geometry::{Road, line, num};
use super::layout::Layout;
use crate::model::Snapshot;

/// The nodes that the facts of a violation name, while the run stands where it failed.
pub fn nodes(snapshot: &Snapshot) -> Vec<NodeId> {
    let here = snapshot.lamps.iter().find(|lamp| {
        lamp.view.verdict == Verdict::Fails
            && lamp
                .view
                .since
                .is_some_and(|since| since.step == snapshot.moment.step)
    });
    let mut found = Vec::new();
    for fact in here.iter().flat_map(|lamp| &lamp.view.facts) {
        collect(fact, &mut found);
    }
    found
}

/// The requests that the facts of a failed property name: they are in conflict from then on.
pub fn requests(snapshot: &Snapshot) -> Vec<RequestId> {
    let lamps = snapshot.lamps.iter();
    let failed = lamps.filter(|lamp| lamp.view.verdict == Verdict::Fails);
    let mut found = Vec::new();
    for fact in failed.flat_map(|lamp| &lamp.view.facts) {
        asked(fact, &mut found);
    }
    found
}

fn asked(phrase: &Phrase, found: &mut Vec<RequestId>) {
    for arg in &phrase.args {
        match arg {
            Arg::Request(id) => found.push(*id),
            Arg::Phrase(inner) => asked(inner, found),
            _ => {}
        }
    }
}

fn collect(phrase: &Phrase, found: &mut Vec<NodeId>) {
    for arg in &phrase.args {
        match arg {
            Arg::Address(address) => {
                found.extend(address.node().filter(|id| !found.contains(id)));
            }
            Arg::Phrase(inner) => collect(inner, found),
            _ => {}
        }
    }
}

/// The line between the first two of them.
pub fn conflict(nodes: &[NodeId], layout: &Layout) -> Html {
    let [a, b, ..] = nodes else {
        return Html::default();
    };
    let (Some(from), Some(to)) = (layout.nodes.get(a.index()), layout.nodes.get(b.index())) else {
        return Html::default();
    };
    let reach = layout.radius + 12.0;
    let road = Road::between(*from, *to, (reach, reach), 0.0);
    let middle = road.at(0.5);
    html! {
        <g class="alarmed" aria-hidden="true">
            <path class="conflict" d={line(road.from, road.to)} />
            <g transform={format!("translate({} {})", num(middle.x), num(middle.y))}>
                <circle class="neq" r="19" />
                <path class="neqm" d="M-8-4H8M-8 4H8M5-10-5 10" />
            </g>
        </g>
    }
}
