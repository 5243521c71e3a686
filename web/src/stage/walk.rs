//! The stage by keyboard: arrows go to the nearest in that direction, M walks messages, L links, Enter touches.

use synod_core::units::{ClientId, NodeId};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, SvgElement};
use yew::Callback;

use super::geometry::{Direction, Point, nearest};
use super::layout::Layout;
use super::target;
use crate::model::{Selection, Subject};

/// What a key asks of the stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// To the nearest node or client in this direction.
    Towards(Direction),
    /// To the next message.
    Message,
    /// To the next link, rift or side.
    Link,
    /// Back to the selected node.
    Home,
    /// Touches what has the focus.
    Touch,
}

/// What a key means here; nothing for the keys of the page.
pub fn meaning(event: &KeyboardEvent) -> Option<Step> {
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    // Alt and an arrow are the browser's; Alt and Enter touch one way.
    if event.alt_key() && event.key() != "Enter" {
        return None;
    }
    Some(match event.key().as_str() {
        "ArrowLeft" => Step::Towards(Direction::Left),
        "ArrowRight" => Step::Towards(Direction::Right),
        "ArrowUp" => Step::Towards(Direction::Up),
        "ArrowDown" => Step::Towards(Direction::Down),
        "m" | "M" => Step::Message,
        "l" | "L" => Step::Link,
        "Escape" => Step::Home,
        // Space belongs to the run wherever the focus is: it plays and pauses.
        "Enter" => Step::Touch,
        _ => return None,
    })
}

/// Moves the focus from what has it; says whether there was somewhere to go.
pub fn walk(
    root: &Element,
    layout: &Layout,
    from: &Element,
    step: Step,
    hovers: &Callback<Selection>,
) -> bool {
    let here = match target::of(from) {
        Some(Subject::Thing(selection)) => selection,
        _ => Selection::Run,
    };
    let next = match step {
        Step::Towards(direction) => towards(layout, from, here, direction),
        Step::Message => return cycle(root, ".messages > g, .hooks > circle", from),
        Step::Link => return cycle(root, ".grounds > g, .links > *, .rifts > g", from),
        // On a node Escape belongs to the page: it puts the tool down.
        Step::Home if matches!(here, Selection::Node(_)) => None,
        Step::Home => {
            return root
                .query_selector("[tabindex=\"0\"]")
                .ok()
                .flatten()
                .is_some_and(focus);
        }
        Step::Touch => None,
    };
    let Some(next) = next else { return false };
    let element =
        target::selector(next).and_then(|selector| root.query_selector(&selector).ok().flatten());
    match element {
        Some(element) => focus(element),
        // The one element of a large crowd has the focus already: it stands for the next one now.
        None => {
            hovers.emit(next);
            true
        }
    }
}

fn towards(
    layout: &Layout,
    from: &Element,
    here: Selection,
    direction: Direction,
) -> Option<Selection> {
    let places: Vec<Point> = layout
        .nodes
        .iter()
        .chain(&layout.clients)
        .copied()
        .collect();
    let at = match here {
        Selection::Node(id) => layout.place(id.into())?,
        Selection::Client(number) => *layout.clients.get(usize::from(number).checked_sub(1)?)?,
        _ => middle(from)?,
    };
    let found = nearest(&places, at, direction)?;
    Some(match found.checked_sub(layout.nodes.len()) {
        None => Selection::Node(NodeId::at(found)),
        Some(client) => Selection::Client(ClientId::new(u16::try_from(client + 1).ok()?).number()),
    })
}

/// The middle of an element, in the stage's pixels.
fn middle(element: &Element) -> Option<Point> {
    let (frame, stage) = (
        element.get_bounding_client_rect(),
        element.closest("svg.world").ok()??,
    );
    let origin = stage.get_bounding_client_rect();
    Some(Point::new(
        frame.x() + frame.width() / 2.0 - origin.x(),
        frame.y() + frame.height() / 2.0 - origin.y(),
    ))
}

/// To the element after this one among those of a selector, or to the first.
fn cycle(root: &Element, selector: &str, from: &Element) -> bool {
    let Ok(list) = root.query_selector_all(selector) else {
        return false;
    };
    let elements: Vec<Element> = (0..list.length())
        .filter_map(|i| list.item(i)?.dyn_into().ok())
        .collect();
    let here = elements
        .iter()
        .position(|element| element.contains(Some(from)));
    let next = here.map_or(0, |here| (here + 1) % elements.len());
    elements.into_iter().nth(next).is_some_and(focus)
}

fn focus(element: Element) -> bool {
    element
        .dyn_into::<SvgElement>()
        .is_ok_and(|element| element.focus().is_ok())
}
