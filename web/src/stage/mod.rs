//! The stage: nodes, links and messages as one drawing in CSS pixels of its own size, every one of them a button.
//!
//! The virtual DOM draws at step rate; what moves between steps is [`paint`]ed at frame rate. The stage knows no
//! protocol and performs nothing: a touch goes to [`Controls::touch`], and whoever holds the tool decides.

pub mod alarm;
mod bond;
mod chip;
pub mod client;
pub mod crowd;
mod drift;
pub mod geometry;
mod grip;
mod hands;
pub mod layout;
mod linger;
pub mod link;
mod lost;
pub mod message;
pub mod node;
pub mod paint;
pub mod plate;
pub mod region;
pub mod shapes;
pub mod sides;
mod size;
pub mod stand;
mod strokes;
pub mod tally;
pub mod target;
mod trust;
pub mod walk;
pub mod words;

use std::cell::Cell;
use std::rc::Rc;

use synod_core::units::{Address, NodeId};
use synod_core::view::{Flight, FlightState, NodeGlance};
use web_sys::Element;
use yew::prelude::*;

use crate::model::{Choice, Controls, Selection, Snapshot, Subject};
use crate::panels::health;
use crate::pointing;
use grip::use_grip;
use layout::{Layout, Rings, Scope, swell};
use linger::use_linger;
use message::Mood;
use node::{NodeMark, NodeProps, Standing, rings_of};
pub use paint::paint_frame;
use sides::Parting;
use strokes::{Ground, use_stroke};

/// What the stage is told.
#[derive(Properties, PartialEq, Clone)]
pub struct StageProps {
    /// The run.
    pub snapshot: Rc<Snapshot>,
    /// What the person has chosen.
    pub choice: Rc<Choice>,
    /// What can be asked of the driver.
    pub controls: Controls,
}

/// The stage.
#[component]
pub fn Stage(props: &StageProps) -> Html {
    let StageProps {
        snapshot,
        choice,
        controls,
    } = props;
    let section = use_node_ref();
    let world = use_node_ref();
    let scope = size::use_scope(&section);
    let (parted, layout) = use_layout(scope, snapshot);
    use_painter(&section, props, &layout);
    let unmeant = use_memo((), |()| Cell::new(false));
    let (onclick, onkeydown) = hands::touches(&world, props, &layout, &unmeant);
    let oncontextmenu = hands::menus(props);
    let light = hands::lights(props);
    let dark = light.reform(|_: PointerEvent| None);
    let blur = light.reform(|_: FocusEvent| None);
    let over = hands::passes(props);
    let focus = light.reform(|event: FocusEvent| event.target_dyn_into::<Element>());
    let ground = Ground {
        tool: choice.tool,
        one_way: choice.one_way,
        links: link::within_reach(snapshot, choice),
        layout: layout.clone(),
    };
    let stroke = use_stroke(&world, ground.clone(), controls);
    let grip = use_grip(&world, props, &layout, &unmeant);
    let [rests, slips, leaves] = use_linger(props, &unmeant);
    let lost = lost::use_lost(props);
    let tool = format!("{:?}", choice.tool).to_ascii_lowercase();
    let measured = scope.width > 0.0;
    let swarms = crowd::is_swarm(snapshot.flights.len());
    // Between things that are painted there is no other sign that the pointer passes.
    let passed = if swarms || layout.is_crowd() {
        over.clone()
    } else {
        Callback::noop()
    };
    html! {
        <section class="stage" aria-label="Stage" data-tool={tool} data-cells={layout.is_crowd().then_some("")} ref={section}>
            { under(&layout, swarms, snapshot.more.simpler) }
            <svg class="world" ref={world} role="group" aria-label={spoken_summary(snapshot)}
                viewBox={format!("0 0 {} {}", scope.width.max(1.0), scope.height.max(1.0))}
                style={scales(layout.radius)} data-dense={dense(snapshot)} data-crowd={crowd(snapshot)} data-gossip={snapshot.about.gossips.then_some("")}
                {onclick} {oncontextmenu} {onkeydown} onpointerover={over} onpointerleave={dark} onfocusin={focus} onfocusout={blur}
                onpointerdown={all([rests, stroke.down.clone(), grip.down.clone()])}
                onpointermove={all([slips, passed, stroke.moved.clone(), grip.moved.clone()])}
                onpointerup={all([leaves.clone(), stroke.up.clone(), grip.up.clone()])}
                onpointercancel={all([leaves, stroke.gone.clone(), grip.gone.clone()])}>
                { size::textures() }
                if measured {
                    { drawing(props, &ground, parted.as_ref(), grip.held.map(|held| held.subject)) }
                    { lost::view(&lost, &layout, lost::fades(props)) }
                    { strokes::view(&stroke, &ground) }
                    { grip::view(&grip, props, &layout) }
                }
            </svg>
        </section>
    }
}

/// For what is painted: cells under everything, messages over all but what is said of cells. And what is simpler here than the
/// real thing.
fn under(layout: &Layout, swarms: bool, simpler: Option<&'static str>) -> Html {
    html! {
        <>
            if layout.is_crowd() {
                <canvas class="cells" aria-hidden="true"></canvas>
            }
            if swarms {
                <canvas class="swarm" aria-hidden="true"></canvas>
            }
            if let Some(simpler) = simpler {
                <p class="simpler">{ simpler }</p>
            }
        </>
    }
}

/// One after the other.
fn all<const K: usize>(hands: [Callback<PointerEvent>; K]) -> Callback<PointerEvent> {
    Callback::from(move |event: PointerEvent| {
        hands.iter().for_each(|hand| hand.emit(event.clone()));
    })
}

fn drawing(
    props: &StageProps,
    ground: &Ground,
    parting: Option<&Rc<Parting>>,
    held: Option<Subject>,
) -> Html {
    let StageProps {
        snapshot, choice, ..
    } = props;
    let layout = &ground.layout;
    let alarmed = alarm::nodes(snapshot);
    // Whoever points at what several keep sees who they are.
    let kept = choice.lit.map(|kept| pointing::holders(snapshot, kept));
    let foremost = kept
        .filter(|_| alarmed.is_empty())
        .unwrap_or_else(|| alarmed.clone());
    let swarms = crowd::is_swarm(snapshot.flights.len());
    let flights = snapshot.flights.iter().filter(|_| !swarms);
    let drawn: Vec<Flight> = flights
        .filter(|flight| layout.flight(flight.from, flight.to).is_some())
        .copied()
        .collect();
    let spots = message::spots(&drawn, choice);
    let messages = drawn.iter().zip(spots).map(|(flight, spot)| {
        let late = snapshot.late.contains(&flight.id);
        let lifted = held == Some(Subject::Thing(Selection::Message(flight.id)));
        message::view(flight, layout.radius, choice, Mood { spot, late, lifted })
    });
    let links = link::shown(snapshot, choice);
    html! {
        <>
            <g class="grounds">{ region::grounds(layout, snapshot) }</g>
            { bond::view(snapshot, layout) }
            <g class="links">{ for links.iter().map(|known| link::view(*known, layout, choice)) }</g>
            { trust::view(snapshot, layout, choice) }
            <g class="rifts">{ region::rifts(layout, parting, snapshot.heals) }</g>
            <g class="clients">
                { for (0..layout.clients.len()).map(|i| client::view(i, snapshot, layout, choice)) }
            </g>
            <g class="nodes">
                { marks(props, layout, &alarmed, &foremost) }
            </g>
            { crowd::overlay::coast(snapshot, layout) }
            { alarm::conflict(&alarmed, layout) }
            <g class="tails" aria-hidden="true">{ for drawn.iter().map(message::tail) }</g>
            if swarms {
                <g class="hooks">{ for crowd::hooked(&snapshot.flights, choice).map(|flight| message::hook(flight, choice)) }</g>
            }
            <g class="messages">{ for messages }</g>
            { crowd::overlay::view(snapshot, choice, layout) }
            <g class="labels" aria-hidden="true">{ for drawn.iter().map(|flight| message::word(flight, choice)) }</g>
        </>
    }
}

/// Every node, but of a large crowd only the one that stands for all.
fn marks(props: &StageProps, layout: &Layout, alarmed: &[NodeId], foremost: &[NodeId]) -> Html {
    let nodes = &props.snapshot.nodes;
    if nodes.len() > crowd::HOOKED_NODES {
        // Without a key: the element, and with it the focus, stays while what it stands for changes.
        let one = &nodes[crowd::mirrored(&props.choice).index().min(nodes.len() - 1)];
        return html! { <NodeMark ..told(one, props, layout, alarmed, foremost) /> };
    }
    let mark = |node: &NodeGlance| {
        html! { <NodeMark key={node.id.number()} ..told(node, props, layout, alarmed, foremost) /> }
    };
    nodes.iter().map(mark).collect()
}

fn told(
    node: &NodeGlance,
    props: &StageProps,
    layout: &Layout,
    alarmed: &[NodeId],
    foremost: &[NodeId],
) -> NodeProps {
    let StageProps {
        snapshot, choice, ..
    } = props;
    let id = node.id;
    let standing = Standing {
        selected: choice.selection == Selection::Node(id),
        gathered: choice.gathered.contains(&Address::Node(id)),
        fits: target::tool_takes_node(choice.tool, node.state),
        alarm: alarmed.contains(&id),
        dim: !foremost.is_empty() && !foremost.contains(&id),
        entry: entry(choice) == id || snapshot.nodes.len() > crowd::HOOKED_NODES,
    };
    let cell = layout.is_crowd();
    NodeProps {
        node: *node,
        detail: snapshot.details.get(id.index()).cloned().flatten(),
        at: layout.nodes[id.index()],
        radius: layout.radius,
        cell,
        plate: layout.plates.then(|| layout.plate_right(id)),
        behind: layout
            .region(id)
            .filter(|_| !cell)
            .map(|region| region::behind(region.side)),
        standing,
        now: paint::spoken_now(snapshot.moment.time),
    }
}

/// How the nodes are parted, and where everything stands.
#[hook]
fn use_layout(scope: Scope, snapshot: &Snapshot) -> (Option<Rc<Parting>>, Rc<Layout>) {
    let (nodes, clients) = (snapshot.nodes.len(), snapshot.clients.len());
    let parting = use_memo((nodes, snapshot.links.clone()), |(nodes, links)| {
        Parting::of(*nodes, links).map(Rc::new)
    });
    let parted = (*parting).clone();
    let key = (scope, nodes, clients, parted.clone());
    let places = use_memo(key, |(scope, nodes, clients, parting)| {
        Layout::of(*scope, *nodes, *clients, parting.clone())
    });
    let places = drift::use_drift(&places);
    let layout = use_memo(
        (places.clone(), rings(snapshot, &places)),
        |(places, rings)| Layout::clone(places).with_rings(rings),
    );
    (parted, layout)
}

/// What is drawn round each node.
fn rings(snapshot: &Snapshot, layout: &Layout) -> Vec<Rings> {
    if layout.is_crowd() {
        return Vec::new();
    }
    let details = snapshot
        .details
        .iter()
        .map(Option::as_deref)
        .chain(std::iter::repeat(None));
    snapshot
        .nodes
        .iter()
        .zip(details)
        .map(|(node, detail)| rings_of(node, detail, layout.radius))
        .collect()
}

/// Where Tab enters the stage.
fn entry(choice: &Choice) -> NodeId {
    match choice.selection {
        Selection::Node(id) => id,
        _ => NodeId::at(0),
    }
}

/// After each rendering the painter takes over what moves.
#[hook]
fn use_painter(section: &NodeRef, props: &StageProps, layout: &Rc<Layout>) {
    let (section, props, layout) = (section.clone(), props.clone(), layout.clone());
    use_effect(move || {
        if let Some(stage) = section.cast::<Element>() {
            let still = paint::wants_stillness();
            paint::rendered(&stage, &props.snapshot, &layout, still);
            crowd::rendered(&stage, (&props.snapshot, &props.choice), &layout, still);
        }
    });
    use_effect_with((), |()| {
        || {
            paint::gone();
            crowd::gone();
        }
    });
}

/// Text grows with the nodes, and never below its size at radius 42.
fn scales(radius: f64) -> String {
    let k = swell(radius);
    format!("--k: {k:.3}; --t: {:.3}", k.min(1.6))
}

fn dense(snapshot: &Snapshot) -> Option<&'static str> {
    (snapshot.nodes.len() > layout::FULL_MAX).then_some("")
}

fn crowd(snapshot: &Snapshot) -> Option<&'static str> {
    let flying = snapshot
        .flights
        .iter()
        .filter(|flight| flight.state == FlightState::Flying);
    (flying.count() > message::WORDS_MAX).then_some("")
}

fn spoken_summary(snapshot: &Snapshot) -> String {
    let (nodes, flights) = (snapshot.nodes.len(), snapshot.flights.len());
    let cut = snapshot.links.len();
    let health = health::of(snapshot).map(|health| health::word(&health).to_ascii_lowercase());
    let health = health.map_or_else(String::new, |word| format!("{word}, "));
    format!(
        "{}: {health}{nodes} nodes, {flights} messages in flight, {cut} links cut",
        snapshot.about.name
    )
}
