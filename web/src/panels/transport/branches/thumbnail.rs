//! The stage at the end of a branch, as small as a stamp: nodes in the hue of what they follow, cuts as gaps.

use std::rc::Rc;

use synod_core::units::Address;
use synod_core::view::{BranchView, LinkState, NodeGlance, Sketch, State};
use yew::prelude::*;

use crate::panels::desk::Desk;
use crate::parts::token::hue_class;
use crate::stage::crowd::comb;
use crate::stage::geometry::{Frame, Point, even_ring, line, num};

/// The stamp.
const STAMP: Frame = Frame::new(0.0, 0.0, 84.0, 52.0);
/// More cut links than this would only blacken it.
const GAPS_MAX: usize = 200;
/// Up to so many nodes every link is drawn.
const LINKS_MAX: usize = 9;
/// Up to so many nodes stand on a ring.
const RING_MAX: usize = 40;
/// A cut link is drawn so far from each end.
const STUB: f64 = 0.34;

/// What a [`Thumbnail`] is told.
#[derive(Properties, PartialEq)]
pub struct ThumbnailProps {
    /// The desk.
    pub desk: Desk,
    /// The branch, by its place.
    pub place: usize,
    /// The branch.
    pub branch: BranchView,
}

/// The picture at the end of a branch.
#[component]
pub fn Thumbnail(props: &ThumbnailProps) -> Html {
    let snapshot = &props.desk.snapshot;
    // Where the run stands at the end of its branch the picture is at hand.
    let live = props.branch.current && snapshot.moment == props.branch.end;
    let asked = (
        snapshot.more.run,
        props.branch.name.clone(),
        props.branch.end,
        live,
    );
    let kept = use_memo(asked, |asked| {
        if asked.3 {
            None
        } else {
            props.desk.read.sketch.emit(props.place)
        }
    });
    let sketch = match &*kept {
        Some(sketch) => sketch.clone(),
        None if live => Rc::new(Sketch {
            nodes: snapshot.nodes.clone(),
            links: snapshot.links.to_vec(),
        }),
        None => return html! { <svg class="stamp" viewBox="0 0 84 52" aria-hidden="true" /> },
    };
    stamp(&sketch, format!("At its end: {}", told(&sketch)))
}

/// A picture of the stage, with what it is in words.
pub fn stamp(sketch: &Sketch, label: String) -> Html {
    let (places, radius) = places(sketch.nodes.len());
    html! {
        <svg class="stamp" viewBox="0 0 84 52" role="img" aria-label={label}>
            <rect class="ground" width="84" height="52" rx="6" />
            { links(sketch, &places) }
            { for sketch.nodes.iter().zip(&places).map(|(node, at)| dot(node, *at, radius)) }
        </svg>
    }
}

fn places(count: usize) -> (Vec<Point>, f64) {
    let room = STAMP.inset(6.0, 5.0, 5.0);
    if count > RING_MAX {
        let radius = comb::radius(count, room);
        return (comb::pack(count, room, radius).places, radius * 0.9);
    }
    let radius = (36.0 / count.max(1) as f64).clamp(1.8, 5.0);
    (even_ring(count, room, (radius, radius), -90.0), radius)
}

fn dot(node: &NodeGlance, at: Point, radius: f64) -> Html {
    let state = match node.state {
        State::Up => "up",
        State::Paused => "paused",
        State::Down => "down",
    };
    let leads = node.leading().then_some("leads");
    let class = classes!("dot", state, leads, hue_class(node.glance.allegiance));
    html! { <circle {class} cx={num(at.x)} cy={num(at.y)} r={num(radius)} /> }
}

fn links(sketch: &Sketch, places: &[Point]) -> Html {
    let of = |address: Address| match address {
        Address::Node(id) => places.get(id.index()).copied(),
        _ => None,
    };
    let mut open = String::new();
    if places.len() <= LINKS_MAX {
        let cut = |a: usize, b: usize| {
            let ends = |link: &synod_core::view::LinkView| (link.from.node(), link.to.node());
            let pair = (a, b);
            sketch.links.iter().any(|link| match ends(link) {
                (Some(from), Some(to)) => (from.index(), to.index()) == pair,
                _ => false,
            })
        };
        let pairs = (0..places.len()).flat_map(|a| (a + 1..places.len()).map(move |b| (a, b)));
        for (a, b) in pairs.filter(|(a, b)| !cut(*a, *b)) {
            open.push_str(&line(places[a], places[b]));
        }
    }
    let mut gaps = String::new();
    for link in sketch
        .links
        .iter()
        .filter(|link| link.state != LinkState::Open && sketch.links.len() <= GAPS_MAX)
    {
        if let (Some(a), Some(b)) = (of(link.from), of(link.to)) {
            gaps.push_str(&line(a, toward(a, b)));
            gaps.push_str(&line(b, toward(b, a)));
        }
    }
    html! { <><path class="open" d={open} /><path class="cut" d={gaps} /></> }
}

fn toward(from: Point, to: Point) -> Point {
    Point::new(
        from.x + (to.x - from.x) * STUB,
        from.y + (to.y - from.y) * STUB,
    )
}

/// The picture in words.
pub fn told(sketch: &Sketch) -> String {
    let count = |state| {
        sketch
            .nodes
            .iter()
            .filter(|node| node.state == state)
            .count()
    };
    let mut told = format!("{} nodes", sketch.nodes.len());
    for (count, word) in [
        (count(State::Down), "down"),
        (count(State::Paused), "paused"),
        (sketch.links.len(), "links cut"),
    ] {
        if count > 0 {
            told.push_str(&format!(", {count} {word}"));
        }
    }
    told
}
