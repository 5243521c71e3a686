//! Who speaks to whom, where each node knows some neighbours only: a line with an arrow towards whoever is asked. One
//! that does not answer any more is dotted, and crossed at its end. What may be done to a link is done to [`super::link`].

use synod_core::units::Address;
use synod_core::view::LinkState;
use yew::prelude::*;

use super::geometry::{Point, Road, line, num};
use super::layout::Layout;
use crate::model::{Bond, Snapshot};

/// How long the sides of an arrow are.
const BARB: f64 = 7.0;

/// All that are known, under the links.
pub fn view(snapshot: &Snapshot, layout: &Layout) -> Html {
    if !snapshot.about.gossips {
        return Html::default();
    }
    html! {
        <g class="bonds" aria-hidden="true" pointer-events="none">
            { for snapshot.bonds.iter().filter_map(|it| bond(it, snapshot, layout)) }
        </g>
    }
}

fn bond(it: &Bond, snapshot: &Snapshot, layout: &Layout) -> Option<Html> {
    let (from, to) = (Address::from(it.from), Address::from(it.to));
    // What is cut is drawn as cut; nobody draws a way from a node to itself.
    if from == to || snapshot.cuts.link(from.min(to), from.max(to)) != LinkState::Open {
        return None;
    }
    let road = layout.road(from, to, 0.0)?;
    let class = if it.answers { "bond" } else { "bond dead" };
    let id = format!("{from}-{to}");
    Some(html! {
        <g key={id.clone()} {class} data-bond={id} data-answers={it.answers.to_string()}>
            <path class="wire" d={road.path()} />
            <path class="head" d={head(road, it.answers)} />
        </g>
    })
}

/// An arrow, or a cross where nobody answers.
fn head(road: Road, answers: bool) -> String {
    let (tip, right) = (road.to, road.right());
    if answers {
        let back = tip.along(road.unit, -BARB);
        let [one, other] = [BARB * 0.6, -BARB * 0.6].map(|by| back.along(right, by));
        return format!("{}L{} {}", line(one, tip), num(other.x), num(other.y));
    }
    let middle = tip.along(road.unit, -BARB);
    let corner =
        |along: f64, aside: f64| -> Point { middle.along(road.unit, along).along(right, aside) };
    line(corner(-4.0, -4.0), corner(4.0, 4.0)) + &line(corner(-4.0, 4.0), corner(4.0, -4.0))
}
