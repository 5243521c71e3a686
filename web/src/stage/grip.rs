//! What the pointer takes hold of: a message, to hold it, to put it back or to hand it over; the pill of a rift, to
//! heal it. Nothing is recorded before it is let go, and the run waits as long.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use synod_core::view::{Flight, FlightState};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, PointerEvent};
use yew::prelude::*;

use super::geometry::{Point, num};
use super::hands::pointed;
use super::layout::{Flyway, Layout};
use super::{StageProps, chip, message, shapes};
use crate::actions::deeds;
use crate::model::{Selection, Snapshot, Subject, Tool};
use crate::parts::icon::Glyph;
use crate::parts::token::hue_class;

/// A shorter way is a click.
const SHORTEST: f64 = 8.0;
/// Nearer to its way than this, a message is on it.
const ON_WAY: f64 = 16.0;
/// So far from its place the pill of a rift heals.
const LIFTED: f64 = 48.0;

/// Something that the pointer took hold of.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Held {
    /// What.
    pub subject: Subject,
    /// Where.
    pub start: Point,
    /// Where it is now.
    pub at: Point,
}

/// What is held, and what follows the pointer.
pub struct Grip {
    /// What is held, once it was moved.
    pub held: Option<Held>,
    /// The pointer went down.
    pub down: Callback<PointerEvent>,
    /// It moved.
    pub moved: Callback<PointerEvent>,
    /// It went up: the line is performed.
    pub up: Callback<PointerEvent>,
    /// It was taken away: nothing is performed.
    pub gone: Callback<PointerEvent>,
}

/// Holds what can be held of the element that the reference holds; a click at the end of a drag is not meant.
#[hook]
pub fn use_grip(
    world: &NodeRef,
    props: &StageProps,
    layout: &Rc<Layout>,
    unmeant: &Rc<Cell<bool>>,
) -> Grip {
    let held = use_state(|| None::<Held>);
    let pressed = use_mut_ref(|| None::<Held>);
    use_stillness(world, &pressed);
    // Escape has let go of it, whatever the pointer does.
    let shown = held.filter(|_| props.choice.grip);
    let gripped = held.is_some();
    let grip = props.controls.grip.clone();
    let (takes, (ground, begins)) = (
        props.choice.tool == Tool::Point,
        (world.clone(), pressed.clone()),
    );
    let down = Callback::from(move |event: PointerEvent| {
        begins.replace(begun(&ground, &event).filter(|_| takes));
    });
    let follow = moving(world, &pressed, &held, &grip);
    let end = {
        let setter = held.setter();
        move || {
            if pressed.take().is_some() && gripped {
                setter.set(None);
                grip.emit(false);
            }
        }
    };
    let moved = {
        let end = end.clone();
        Callback::from(move |event: PointerEvent| match self::pressed(&event) {
            true => follow.emit(event),
            false => end(),
        })
    };
    let up = {
        let (end, unmeant) = (end.clone(), unmeant.clone());
        let (props, layout) = (props.clone(), layout.clone());
        move |_: PointerEvent| {
            unmeant.set(unmeant.get() || gripped);
            if let Some(held) = shown {
                let_go(&held, &props, &layout);
            }
            end();
        }
    };
    Grip {
        held: shown,
        down,
        moved,
        up: Callback::from(up),
        gone: Callback::from(move |_| end()),
    }
}

/// While a finger holds something, the page under it does not scroll. Engines ignore `touch-action` of what lies inside
/// a drawing, and listeners of Yew must not prevent anything.
#[hook]
fn use_stillness(world: &NodeRef, pressed: &Rc<RefCell<Option<Held>>>) {
    let (world, pressed) = (world.clone(), pressed.clone());
    use_effect_with((), move |()| {
        let element = world
            .cast::<Element>()
            .expect("the stage is drawn before its effects run");
        let still = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            if pressed.borrow().is_some() {
                event.prevent_default();
            }
        });
        // An element that is there takes listeners; one that is gone needs none taken away.
        let listener = still.as_ref().unchecked_ref();
        drop(element.add_event_listener_with_callback("touchmove", listener));
        move || {
            let listener = still.as_ref().unchecked_ref();
            drop(element.remove_event_listener_with_callback("touchmove", listener));
        }
    });
}

/// Follows the pointer once it has gone further than a click does.
fn moving(
    world: &NodeRef,
    pressed: &Rc<RefCell<Option<Held>>>,
    held: &UseStateHandle<Option<Held>>,
    grip: &Callback<bool>,
) -> Callback<PointerEvent> {
    let (world, pressed, grip) = (world.clone(), pressed.clone(), grip.clone());
    let (setter, gripped) = (held.setter(), held.is_some());
    Callback::from(move |event: PointerEvent| {
        let (Some(from), Some(at)) = (*pressed.borrow(), place(&world, &event)) else {
            return;
        };
        if !gripped {
            if from.start.distance(at) < SHORTEST {
                return;
            }
            capture(&world, &event);
            grip.emit(true);
        }
        setter.set(Some(Held { at, ..from }));
    })
}

fn let_go(held: &Held, props: &StageProps, layout: &Layout) {
    let lines = meaning(held, &props.snapshot, layout).0;
    if !lines.is_empty() {
        props.controls.lines.emit(lines);
    }
}

/// From now on the pointer is the stage's own. Only once it moves: a capture from the start would take the clicks away
/// from what lies under the pointer.
pub fn capture(world: &NodeRef, event: &PointerEvent) {
    if let Some(element) = world.cast::<Element>() {
        // A pointer that is gone already cannot be captured, and need not.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Whether the button is still down. It may have come up where nobody saw it: beside the stage, before the capture.
pub fn pressed(event: &PointerEvent) -> bool {
    event.buttons() & 1 != 0
}

/// What a press of the pointer takes hold of.
fn begun(world: &NodeRef, event: &PointerEvent) -> Option<Held> {
    let subject = pointed(event, Tool::Point).filter(|it| can_be_held(*it))?;
    let at = place(world, event).filter(|_| event.is_primary() && event.button() == 0)?;
    Some(Held {
        subject,
        start: at,
        at,
    })
}

fn can_be_held(subject: Subject) -> bool {
    matches!(
        subject,
        Subject::Rift(_) | Subject::Thing(Selection::Message(_))
    )
}

/// Where an event is, in the stage's pixels.
pub fn place(world: &NodeRef, event: &PointerEvent) -> Option<Point> {
    let frame = world.cast::<Element>()?.get_bounding_client_rect();
    Some(Point::new(
        f64::from(event.client_x()) - frame.x(),
        f64::from(event.client_y()) - frame.y(),
    ))
}

/// The lines that letting go here would write, and what there is to say if it writes none.
fn meaning(held: &Held, snapshot: &Snapshot, layout: &Layout) -> (Vec<String>, &'static str) {
    match held.subject {
        Subject::Rift(_) if held.start.distance(held.at) < LIFTED => {
            (Vec::new(), "Pull it away to heal")
        }
        subject @ Subject::Rift(_) => {
            let first = deeds(subject, snapshot, Default::default())
                .into_iter()
                .next();
            (first.map_or(Vec::new(), |deed| deed.lines), "")
        }
        Subject::Thing(Selection::Message(id)) => {
            match snapshot.flights.iter().find(|flight| flight.id == id) {
                Some(flight) => of_message(flight, held.at, layout),
                None => (Vec::new(), "It has arrived"),
            }
        }
        _ => (Vec::new(), ""),
    }
}

/// Away from its way it is held, back on it it flies on, and at its receiver it is delivered.
fn of_message(flight: &Flight, at: Point, layout: &Layout) -> (Vec<String>, &'static str) {
    let (id, is_held) = (flight.id, matches!(flight.state, FlightState::Held(_)));
    let receiver = layout.place(flight.to).filter(|_| flight.from != flight.to);
    if receiver.is_some_and(|place| place.distance(at) < layout.radius) {
        return (vec![format!("deliver {id}")], "");
    }
    let way = layout.flight(flight.from, flight.to);
    let on_way = way.is_some_and(|way| beside(&way, at) < ON_WAY);
    match (is_held, on_way) {
        (false, true) => (Vec::new(), "It flies on"),
        (false, false) => (vec![format!("hold {id}")], ""),
        (true, true) => (vec![format!("release {id}")], ""),
        (true, false) => (Vec::new(), "It stays held"),
    }
}

/// How far a place is from a way.
fn beside(way: &Flyway, at: Point) -> f64 {
    match *way {
        Flyway::Loop { centre, radius, .. } => (centre.distance(at) - radius).abs(),
        Flyway::Straight(road) => {
            let along = (at.x - road.from.x) * road.unit.x + (at.y - road.from.y) * road.unit.y;
            road.from
                .along(road.unit, along.clamp(0.0, road.length()))
                .distance(at)
        }
    }
}

/// What is held, at the pointer, with what letting go would record.
pub fn view(grip: &Grip, props: &StageProps, layout: &Layout) -> Html {
    let Some(held) = grip.held else {
        return Html::default();
    };
    let (lines, says) = meaning(&held, &props.snapshot, layout);
    let text = if lines.is_empty() {
        says.to_owned()
    } else {
        lines.join(", ")
    };
    html! {
        <>
            { ghost(&held, &props.snapshot, layout) }
            { chip::view(held.at, &text, layout.scope.width) }
        </>
    }
}

fn ghost(held: &Held, snapshot: &Snapshot, layout: &Layout) -> Html {
    let at = format!("translate({} {})", num(held.at.x), num(held.at.y));
    let Subject::Thing(Selection::Message(id)) = held.subject else {
        return html! {
            <g class="rift gripped" transform={at} aria-hidden="true" pointer-events="none">
                <circle class="riftpill" r="16" />
                { Glyph::Scissors.at(0.0, 0.0, 16.0) }
            </g>
        };
    };
    let Some(flight) = snapshot.flights.iter().find(|flight| flight.id == id) else {
        return Html::default();
    };
    let scale = message::scale(layout.radius);
    html! {
        <g class={classes!("msg", "gripped", hue_class(flight.allegiance))} transform={at} aria-hidden="true"
            pointer-events="none">
            { shapes::message(flight.tone, scale) }
            { shapes::brackets() }
        </g>
    }
}

#[cfg(test)]
mod tests {
    use synod_core::about::Tone;
    use synod_core::units::{MessageId, NodeId, Time};

    use super::*;
    use crate::stage::geometry::Frame;
    use crate::stage::layout::Scope;

    fn layout() -> Layout {
        let scope = Scope {
            width: 1088.0,
            height: 598.0,
            room: Frame::new(84.0, 40.0, 988.0, 458.0),
        };
        Layout::of(scope, 5, 0, None)
    }

    fn flight(state: FlightState, to: u16) -> Flight {
        Flight {
            id: MessageId(7),
            kind: "ping",
            tone: Tone::Gossip,
            from: NodeId::new(1).into(),
            to: NodeId::new(to).into(),
            sent: Time(0),
            due: Time(1000),
            state,
            allegiance: None,
            copy: false,
        }
    }

    fn lines(state: FlightState, at: Point) -> Vec<String> {
        of_message(&flight(state, 3), at, &layout()).0
    }

    #[test]
    fn a_message_is_held_beside_its_way_and_flies_on_upon_it() {
        let layout = layout();
        let way = layout.flight(NodeId::new(1).into(), NodeId::new(3).into());
        let way = way.expect("both are there");
        let on = way.at(0.5).0;
        let off = on.along(way.right(), 60.0);
        let held = FlightState::Held(Time(500));
        assert_eq!(lines(FlightState::Flying, off), ["hold m7"]);
        assert!(lines(FlightState::Flying, on).is_empty());
        assert_eq!(lines(held, on), ["release m7"]);
        assert!(lines(held, off).is_empty());
        let receiver = layout.nodes[2];
        for state in [FlightState::Flying, held] {
            assert_eq!(lines(state, receiver), ["deliver m7"]);
        }
    }

    #[test]
    fn a_message_to_oneself_is_held_beside_its_loop() {
        let (layout, own) = (layout(), flight(FlightState::Flying, 1));
        let way = layout.flight(own.from, own.to).expect("it is there");
        let on = way.at(0.5).0;
        assert!(of_message(&own, on, &layout).0.is_empty());
        let off = on.along(way.right(), -60.0);
        assert_eq!(of_message(&own, off, &layout).0, ["hold m7"]);
    }
}
