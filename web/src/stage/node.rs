//! A node: a gauge of facts, from inside out. Memory is the body, disk the foot, allegiance the ring; votes and
//! the timer lie outside, the plate beside them. What moves between steps is left to the painter.

use std::rc::Rc;

use synod_core::units::Time;
use synod_core::view::{NodeDetail, NodeGlance, State};
use yew::prelude::*;

use super::crowd::cells::hexagon;
use super::geometry::{Point, foot, num};
use super::layout::{Rings, swell, timer_radius};
use super::{plate, shapes, tally, words};
use crate::parts::token::hue_class;

/// How a node stands out.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Standing {
    /// It is the selection.
    pub selected: bool,
    /// It was chosen for the tool in hand.
    pub gathered: bool,
    /// The tool in hand applies to it.
    pub fits: bool,
    /// It is one of the two facts of a violation.
    pub alarm: bool,
    /// It has nothing to do with the violation.
    pub dim: bool,
    /// Tab enters the stage here.
    pub entry: bool,
}

/// What a [`NodeMark`] is told.
#[derive(Properties, PartialEq, Clone)]
pub struct NodeProps {
    /// At a glance.
    pub node: NodeGlance,
    /// In full, where that is known.
    pub detail: Option<Rc<NodeDetail>>,
    /// Where it stands.
    pub at: Point,
    /// Its radius.
    pub radius: f64,
    /// It is a cell of a crowd, which a canvas shows: it only is here.
    pub cell: bool,
    /// The side of its plate; none for no plate.
    pub plate: Option<bool>,
    /// The class of the region behind it.
    pub behind: Option<&'static str>,
    /// How it stands out.
    pub standing: Standing,
    /// The present, to a tenth of a second where its timer is spoken.
    pub now: Time,
}

/// Radius of a node from which it has a foot and a role word.
const FOOT: f64 = 26.0;
/// Radius from which it has a glyph and the size of text that a lecture hall reads.
const GLYPH: f64 = 30.0;

/// What is drawn round a node.
pub fn rings_of(node: &NodeGlance, detail: Option<&NodeDetail>, radius: f64) -> Rings {
    Rings {
        votes: votes_of(detail, node),
        timer: has_timer(node) && radius >= FOOT,
    }
}

/// Whether a node's votes are drawn.
fn votes_of(detail: Option<&NodeDetail>, node: &NodeGlance) -> bool {
    node.state != State::Down && detail.is_some_and(|detail| detail.view.tally.is_some())
}

/// A node.
#[component]
pub fn NodeMark(props: &NodeProps) -> Html {
    let NodeProps {
        node,
        at,
        radius,
        standing,
        ..
    } = props;
    let detail = props.detail.as_deref();
    let class = classes!(
        "node",
        format!("s-{}", node.state.name()),
        hue_class(node.glance.allegiance),
        props.behind,
        (*radius < GLYPH).then_some("small"),
        standing.selected.then_some("sel"),
        standing.fits.then_some("fit"),
        standing.alarm.then_some("alarm"),
        standing.dim.then_some("dim"),
    );
    let leader = node
        .glance
        .leader
        .map_or("none".to_owned(), |id| id.to_string());
    html! {
        <g {class} role="button" tabindex={if standing.entry { "0" } else { "-1" }}
            aria-label={words::node_name(node, detail, props.now)} aria-pressed={standing.selected.to_string()}
            data-node={node.id.to_string()} data-state={node.state.name()} data-role={node.role()}
            data-leader={leader} data-leading={node.leading().to_string()} data-tip={node.glance.tip.tip()}
            data-height={node.glance.height.to_string()} data-committed={node.glance.committed.to_string()}
            data-pending={node.glance.pending.to_string()}
            style={format!("transform: translate({}px, {}px)", num(at.x), num(at.y))}>
            { if props.cell { cell(*radius) } else { drawn(props) } }
        </g>
    }
}

/// Where a cell can be hit, and what shows that it has the focus.
fn cell(radius: f64) -> Html {
    html! {
        <>
            <path class="hit" d={hexagon(radius)} />
            <path class="focusring" d={hexagon(radius + 3.0)} />
        </>
    }
}

fn drawn(props: &NodeProps) -> Html {
    let (node, detail, radius) = (&props.node, props.detail.as_deref(), props.radius);
    html! {
        <>
            { pads(props) }
            if let Some(tally) = detail.and_then(|it| it.view.tally.as_ref()).filter(|_| votes_of(detail, node)) {
                { tally::marks(tally, radius) }
            }
            { timer(props) }
            { body(node, radius) }
            { inscription(node, radius) }
            { rings(props) }
            if let Some(right) = props.plate {
                { plate::view(words::plate(node, detail), radius, outer(props), right) }
            }
        </>
    }
}

/// How far what is drawn round a node reaches.
fn outer(props: &NodeProps) -> f64 {
    rings_of(&props.node, props.detail.as_deref(), props.radius).outer(props.radius)
}

fn has_timer(node: &NodeGlance) -> bool {
    node.timer.is_some() && node.state != State::Down
}

/// Behind everything: where it may be hit, and the pads of selection and alarm.
fn pads(props: &NodeProps) -> Html {
    let outer = outer(props);
    html! {
        <>
            <circle class="hit" r={num(outer.max(12.0))} />
            <circle class="selpad" r={num(outer + 10.0)} />
            if props.standing.alarm {
                <circle class="alarmpad" r={num(props.radius + 20.0)} />
            }
        </>
    }
}

/// The arc's path, its head's turn and its words belong to the painter.
fn timer(props: &NodeProps) -> Html {
    if !has_timer(&props.node) || props.radius < FOOT {
        return Html::default();
    }
    let (votes, k) = (
        votes_of(props.detail.as_deref(), &props.node),
        swell(props.radius),
    );
    let radius = timer_radius(props.radius, votes);
    html! {
        <>
            <circle class="track" r={num(radius)} />
            <path class="timer" />
            <circle class="timerhead" cy={num(-radius)} r={num(4.0 * k)} />
        </>
    }
}

fn body(node: &NodeGlance, radius: f64) -> Html {
    let ring = radius
        + if radius < GLYPH {
            2.0
        } else {
            3.0 * swell(radius)
        };
    html! {
        <>
            <circle class="ally" r={num(ring)} />
            <circle class="body" r={num(radius)} />
            if radius >= FOOT {
                <path class="foot" d={foot(radius)} />
            }
            if node.state == State::Paused {
                <circle class="hatch" r={num(radius)} />
            }
        </>
    }
}

/// Glyph, name, role word and the count of the foot.
fn inscription(node: &NodeGlance, radius: f64) -> Html {
    let k = radius / 42.0;
    let (name, role) = (node.id.to_string(), words::role(node));
    let glyph = match node.state {
        State::Up => words::tone(node).map(|tone| shapes::role(tone, k.max(0.55))),
        State::Paused => Some(shapes::state(false, k.max(0.4))),
        State::Down => Some(shapes::state(true, k.max(0.4))),
    };
    let sunk = glyph.is_some();
    let up = |y: f64| format!("translate(0 {})", num(y));
    if radius < GLYPH {
        let class = if radius < 18.0 {
            "nname tiny"
        } else {
            "nname mid"
        };
        let wide = radius >= 22.0;
        let y = match (sunk, wide) {
            (true, true) => radius * 0.2,
            (true, false) => radius * 0.42,
            (false, true) => 1.0,
            (false, false) => 4.0,
        };
        return html! {
            <>
                if let Some(glyph) = glyph {
                    <g transform={up(-radius * if wide { 0.58 } else { 0.42 })}>{ glyph }</g>
                }
                <text {class} y={num(y)}>{ name }</text>
                if wide {
                    <text class="nrole mid" y={if sunk { "14.5" } else { "12" }}>{ role }</text>
                }
            </>
        };
    }
    html! {
        <>
            if let Some(glyph) = glyph {
                <g transform={up(-24.0 * k)}>{ glyph }</g>
            }
            <text class="nname" y={num(if sunk { 1.5 } else { -3.0 } * k)}>{ name }</text>
            <text class="nrole" y={num(if sunk { 14.5 } else { 12.0 } * k)}>{ role }</text>
            <text class="ndisk" y={num(31.5 * k)}>{ words::foot(node.glance.committed, k > 0.9) }</text>
        </>
    }
}

/// In front of everything: focus, what is gathered, what the tool applies to.
fn rings(props: &NodeProps) -> Html {
    let outer = outer(props);
    html! {
        <>
            if props.standing.gathered {
                <circle class="halo" r={num(outer + 6.0)} />
            }
            if props.standing.fits {
                <circle class="fitring" r={num(outer + 5.0)} />
            }
            <circle class="focusring" r={num(outer + 10.0)} />
        </>
    }
}
