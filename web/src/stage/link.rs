//! Links: a hairline while they are open, a gap with two bars when cut, an arrow against a bar when cut one way.

use synod_core::order;
use synod_core::units::{Address, NodeId};
use synod_core::view::{Flight, LinkState};
use yew::prelude::*;

use super::geometry::{Point, Road, line, num};
use super::layout::Layout;
use super::target;
use super::words::link_name;
use crate::model::{Choice, Selection, Snapshot, Tool};

/// Up to so many nodes every link has an element; above, those only that say something.
const ALL_MAX: usize = 10;

/// More cut links than this are not drawn one by one: a partition of a hundred nodes has no more.
const CUT_MAX: usize = 2500;

/// A link to be drawn: its ends in order, and its state.
pub type Known = (Address, Address, LinkState);

/// The links that have an element, each with its state.
pub fn shown(snapshot: &Snapshot, choice: &Choice) -> Vec<Known> {
    let nodes = snapshot.nodes.len();
    let mut pairs: Vec<(Address, Address)> = Vec::new();
    if nodes <= ALL_MAX {
        let ids = || (0..nodes).map(NodeId::at);
        pairs.extend(ids().flat_map(|a| {
            ids()
                .filter(move |b| a < *b)
                .map(move |b| (a.into(), b.into()))
        }));
    }
    let cut = snapshot
        .links
        .iter()
        .filter(|_| snapshot.links.len() <= CUT_MAX);
    pairs.extend(cut.map(|link| (link.from, link.to)));
    if nodes <= super::crowd::HOOKED_NODES {
        let flights = super::crowd::hooked(&snapshot.flights, choice);
        pairs.extend(flights.filter_map(carrying));
    }
    if let Selection::Link(a, b) = choice.selection {
        pairs.push((a, b));
    }
    known(snapshot, pairs)
}

/// The links that a knife finds: those that are drawn, and in a crowd those that carry anything.
pub fn within_reach(snapshot: &Snapshot, choice: &Choice) -> Vec<Known> {
    let mut links = shown(snapshot, choice);
    if snapshot.nodes.len() > super::crowd::HOOKED_NODES && choice.tool == Tool::Cut {
        let carry = snapshot.flights.iter().filter_map(carrying).collect();
        links.extend(known(snapshot, carry));
    }
    links
}

fn known(snapshot: &Snapshot, mut pairs: Vec<(Address, Address)>) -> Vec<Known> {
    order::by_key(&mut pairs, |pair| *pair);
    pairs.dedup();
    pairs
        .into_iter()
        .map(|(a, b)| (a, b, state(snapshot, a, b)))
        .collect()
}

/// The link that a message flies on; none if it flies to its sender.
fn carrying(flight: &Flight) -> Option<(Address, Address)> {
    (flight.from != flight.to).then(|| (flight.from.min(flight.to), flight.from.max(flight.to)))
}

fn state(snapshot: &Snapshot, a: Address, b: Address) -> LinkState {
    snapshot.cuts.link(a, b)
}

/// A link.
pub fn view((a, b, state): Known, layout: &Layout, choice: &Choice) -> Html {
    let Some(road) = layout.road(a, b, 0.0) else {
        return Html::default();
    };
    let selection = Selection::Link(a, b);
    let touched = |end| match choice.hover {
        Selection::Node(id) => Address::Node(id) == end,
        Selection::Client(number) => matches!(end, Address::Client(id) if id.number() == number),
        _ => false,
    };
    let class = classes!(
        "link",
        format!("l-{}", state.name()),
        (choice.selection == selection).then_some("sel"),
        (choice.hover == selection || touched(a) || touched(b)).then_some("hot"),
        fits(choice.tool, state).then_some("fit"),
    );
    let id = format!("{a}-{b}");
    if layout.is_crowd() && state == LinkState::Open && selection != choice.selection {
        // Between cells an open link is not drawn: it only is here.
        return html! {
            <path key={id.clone()} class="linkhook" d={road.path()} role="button" tabindex="-1" aria-label={link_name(a, b, state)}
                data-link={id} data-state={state.name()} />
        };
    }
    html! {
        <g key={id.clone()} {class} role="button" tabindex="-1" aria-label={link_name(a, b, state)}
            aria-pressed={(choice.selection == selection).to_string()} data-link={id} data-state={state.name()}>
            <path class="hit" d={road.path()} />
            <path class="padline" d={road.path()} />
            { strokes(road, state, gap(layout, a, b, road)) }
        </g>
    }
}

/// What a link would become: its breaks alone, over what it is.
pub fn preview((a, b, state): Known, layout: &Layout) -> Html {
    let Some(road) = layout.road(a, b, 0.0) else {
        return Html::default();
    };
    html! { <g class="link preview" key={format!("{a}-{b}")}>{ strokes(road, state, gap(layout, a, b, road)) }</g> }
}

fn fits(tool: Tool, state: LinkState) -> bool {
    target::tool_takes_link(tool, state)
}

/// Where a link crosses the rift between two sides, as a share of its length.
pub fn gap(layout: &Layout, a: Address, b: Address, road: Road) -> Option<f64> {
    let side = |end: Address| {
        let id = end.node()?;
        layout
            .regions
            .iter()
            .position(|region| region.members.contains(&id))
    };
    let (from, to) = (side(a)?, side(b)?);
    let left = from.min(to);
    if from == to {
        return None;
    }
    let x = super::region::rift_x(layout, left);
    let share = (x - road.from.x) / (road.to.x - road.from.x);
    (0.05..=0.95).contains(&share).then_some(share)
}

fn strokes(road: Road, state: LinkState, rift: Option<f64>) -> Html {
    match (state, rift) {
        (LinkState::Open, _) => html! { <path class="wire" d={road.path()} /> },
        (LinkState::Cut, Some(share)) => parted(road, share),
        (LinkState::Cut, None) => severed(road),
        (LinkState::CutForward, _) => one_way(road),
        (LinkState::CutBack, _) => {
            let back = Road {
                from: road.to,
                to: road.from,
                unit: Point::new(-road.unit.x, -road.unit.y),
            };
            one_way(back)
        }
    }
}

/// Cut both ways: a gap of 22 px with two bars across the link.
fn severed(road: Road) -> Html {
    const GAP: f64 = 11.0;
    let (middle, right) = (road.at(0.5), road.right());
    let (near, far) = (middle.along(road.unit, -GAP), middle.along(road.unit, GAP));
    let bar = |at: Point| line(at.along(right, 7.0), at.along(right, -7.0));
    html! {
        <>
            <path class="wire" d={line(road.from, near) + &line(far, road.to)} />
            <path class="barcut" d={bar(near) + &bar(far)} />
        </>
    }
}

/// Part of a partition: the bars stand parallel to the rift, 12 px from it.
fn parted(road: Road, share: f64) -> Html {
    const GAP: f64 = 12.0;
    const BAR: f64 = 6.0;
    let (middle, gap) = (road.at(share), GAP / road.unit.x.abs().max(0.2));
    let (near, far) = (middle.along(road.unit, -gap), middle.along(road.unit, gap));
    let bar = |at: Point| line(Point::new(at.x, at.y - BAR), Point::new(at.x, at.y + BAR));
    html! {
        <>
            <path class="wire" d={line(road.from, near) + &line(far, road.to)} />
            <path class="barcut" d={bar(near) + &bar(far)} />
        </>
    }
}

/// Cut one way: the line splits in two lanes, and the cut lane ends in an arrow against a bar.
fn one_way(road: Road) -> Html {
    let (right, back) = (road.right(), |at: Point, by: f64| at.along(road.unit, -by));
    let open = line(road.from.along(right, -3.0), road.to.along(right, -3.0));
    let end = road.at(0.6).along(right, 5.0);
    let wall = line(end.along(right, 8.0), end.along(right, -6.0));
    let (tip, barb) = (back(end, 2.0), back(end, 9.0));
    let (one, other) = (barb.along(right, 5.0), barb.along(right, -5.0));
    let head = format!("{}L{} {}", line(one, tip), num(other.x), num(other.y));
    html! {
        <>
            <path class="wire" d={open + &line(road.from.along(right, 5.0), end)} />
            <path class="barcut" d={wall + &head} />
        </>
    }
}
