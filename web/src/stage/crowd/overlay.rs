//! What is said of single cells and of regions, over the canvas: where neighbours disagree, who a region follows, which
//! cell is selected, pointed at or gathered.

use synod_core::order;
use synod_core::phrase::Allegiance;
use synod_core::units::{Address, NodeId};
use synod_core::view::State;
use yew::prelude::*;

use super::cells::hexagon_at;
use super::comb::{groups, half_width, heart};
use crate::model::{Choice, Selection, Snapshot};
use crate::parts::token::hue_class;
use crate::stage::geometry::{Frame, Point, line, num};
use crate::stage::layout::Layout;
use crate::stage::words::text_width;

/// A region of so many cells has a label.
const LABELLED: usize = 8;
/// At most so many labels: the largest regions.
const LABELS_MAX: usize = 16;
/// Half the height of a label, and the size of its text.
const LABEL: (f64, f64) = (15.0, 15.0);

/// What a cell follows, while it is not down.
fn follows(snapshot: &Snapshot, cell: usize) -> Option<Option<Allegiance>> {
    let node = &snapshot.nodes[cell];
    (node.state != State::Down).then_some(node.glance.allegiance)
}

/// The edges at which neighbours disagree, under the messages.
pub fn coast(snapshot: &Snapshot, layout: &Layout) -> Html {
    if !layout.is_crowd() {
        return Html::default();
    }
    html! { <path class="coast" aria-hidden="true" pointer-events="none" d={edges(snapshot, layout)} /> }
}

/// Labels and outlines, over the messages.
pub fn view(snapshot: &Snapshot, choice: &Choice, layout: &Layout) -> Html {
    if !layout.is_crowd() {
        return Html::default();
    }
    let cell = |id: NodeId| layout.nodes.get(id.index()).copied();
    let gathered = choice.gathered.iter().filter_map(|who| match who {
        Address::Node(id) => cell(*id),
        Address::Client(_) => None,
    });
    let gathered: String = gathered
        .map(|at| hexagon_at(at, layout.radius - 2.0))
        .collect();
    let one = |selection: Selection| match selection {
        Selection::Node(id) => cell(id).map(|at| (id, at)),
        _ => None,
    };
    let (selected, hovered) = (one(choice.selection), one(choice.hover));
    let taken = selected.map(|(id, at)| tag(id, at, layout)).into_iter();
    let taken = taken.collect();
    html! {
        <g class="crowd" aria-hidden="true" pointer-events="none">
            if !gathered.is_empty() {
                <path class="cellhalo" d={gathered} />
            }
            { for labels(snapshot, layout, taken).iter().map(Label::view) }
            if let Some((id, at)) = hovered.filter(|_| hovered != selected) {
                { marked(id, at, layout, "cellhover") }
            }
            if let Some((id, at)) = selected {
                { marked(id, at, layout, "cellsel") }
            }
        </g>
    }
}

fn edges(snapshot: &Snapshot, layout: &Layout) -> String {
    let disagree = |(one, other): (usize, usize)| {
        let both = follows(snapshot, one).zip(follows(snapshot, other));
        both.is_some_and(|(one, other)| one != other)
    };
    let edges = layout.borders.iter().filter(|it| disagree(it.cells));
    edges.map(|it| line(it.ends.0, it.ends.1)).collect()
}

/// Where the name of a cell stands: at its left, or at its right where the stage ends.
fn tag(id: NodeId, at: Point, layout: &Layout) -> Frame {
    let half = text_width(&id.to_string(), 13.0) / 2.0 + 10.0;
    let out = half_width(layout.radius) + half + 6.0;
    let x = at.x + if at.x > 2.0 * half + 24.0 { -out } else { out };
    Frame::new(x - half, at.y - 11.0, 2.0 * half, 22.0)
}

/// A cell with a double outline, and its name beside it.
fn marked(id: NodeId, at: Point, layout: &Layout, class: &'static str) -> Html {
    let outline = hexagon_at(at, layout.radius + 1.5);
    let name = id.to_string();
    let frame = tag(id, at, layout);
    html! {
        <g {class}>
            <path class="out" d={outline.clone()} />
            <path class="in" d={outline} />
            <rect x={num(frame.at.x)} y={num(frame.at.y)} width={num(frame.width)} height={num(frame.height)} rx="11" />
            <text x={num(frame.centre().x)} y={num(at.y + 4.5)}>{ name }</text>
        </g>
    }
}

/// Who a region follows, and where that is said.
#[derive(Clone, PartialEq, Debug)]
struct Label {
    follows: Allegiance,
    frame: Frame,
}

impl Label {
    fn view(&self) -> Html {
        let Self { follows, frame } = self;
        let middle = frame.centre();
        html! {
            <g class={classes!("regionlabel", hue_class(Some(*follows)))}>
                <rect x={num(frame.at.x)} y={num(frame.at.y)} width={num(frame.width)} height={num(frame.height)}
                    rx={num(frame.height / 2.0)} />
                <text x={num(middle.x)} y={num(middle.y + 5.5)}>{ follows.to_string() }</text>
            </g>
        }
    }
}

/// The labels of the largest regions, none over another nor over what is taken.
fn labels(snapshot: &Snapshot, layout: &Layout, mut taken: Vec<Frame>) -> Vec<Label> {
    let like = |cell: usize| follows(snapshot, cell).flatten();
    let mut regions = groups(layout.nodes.len(), &layout.borders, like);
    regions.retain(|region| region.len() >= LABELLED);
    order::by_key(&mut regions, |region| {
        (usize::MAX - region.len(), region[0])
    });
    let mut labels: Vec<Label> = Vec::new();
    for region in regions {
        let (Some(follows), Some(cell)) = (like(region[0]), heart(&layout.nodes, &region)) else {
            continue;
        };
        let half = text_width(&follows.to_string(), LABEL.1) / 2.0 + 14.0;
        let at = layout.nodes[cell];
        let frame = Frame::new(at.x - half, at.y - LABEL.0, 2.0 * half, 2.0 * LABEL.0);
        let apart = |other: &Frame| {
            (other.centre().x - at.x).abs() > other.width / 2.0 + half + 4.0
                || (other.centre().y - at.y).abs() > other.height / 2.0 + LABEL.0 + 4.0
        };
        if taken.iter().all(apart) {
            taken.push(frame);
            labels.push(Label { follows, frame });
        }
        if labels.len() == LABELS_MAX {
            break;
        }
    }
    labels
}
