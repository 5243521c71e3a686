//! What pointer, finger and keyboard do on the stage: one listener for all, whatever it hits says what it is.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::StageProps;
use super::crowd;
use super::layout::Layout;
use super::target;
use super::walk::{self, Step};
use crate::model::{Menu, Selection, Subject, Tool};

/// A click or a key on something.
pub fn touches(
    world: &NodeRef,
    props: &StageProps,
    layout: &Rc<Layout>,
    unmeant: &Rc<Cell<bool>>,
) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let touch = {
        let (controls, tool) = (props.controls.clone(), props.choice.tool);
        move |subject: Option<Subject>, at: Option<(f64, f64)>, alt: bool| match subject {
            Some(Subject::Thing(selection)) => controls.touch.emit((selection, alt)),
            Some(subject @ Subject::Rift(_)) => controls.menu.emit(Menu { subject, at }),
            // The ground: with nothing in hand it lays down the selection.
            Some(Subject::Side(_)) | None if tool == Tool::Point => {
                controls.select.emit(Selection::Run);
            }
            Some(Subject::Side(_)) | None => {}
        }
    };
    let touch = Rc::new(touch);
    let by_key = touch.clone();
    let onkeydown = keys(world, props, layout, move |element, alt| {
        by_key(target::of(&element), Some(middle(&element)), alt)
    });
    let unmeant = unmeant.clone();
    let tool = props.choice.tool;
    let click = move |event: MouseEvent| {
        // The end of a drag or of a long press is a click too, for the browser.
        if !unmeant.replace(false) {
            let at = event.target_dyn_into::<Element>().as_ref().map(middle);
            touch(pointed(&event, tool), at, event.alt_key());
        }
    };
    (Callback::from(click), onkeydown)
}

/// What the pointer means: an element, or where nothing is one, what is painted there.
pub fn pointed(event: &MouseEvent, tool: Tool) -> Option<Subject> {
    let element = event.target_dyn_into::<Element>();
    match element.as_ref().and_then(target::of) {
        Some(subject @ (Subject::Thing(_) | Subject::Rift(_))) => Some(subject),
        // A side lies under its cells.
        other => crowd::under(event, tool).map(Subject::Thing).or(other),
    }
}

/// A key on something: its menu, a tool's key, a walk, or a touch.
fn keys(
    world: &NodeRef,
    props: &StageProps,
    layout: &Rc<Layout>,
    touch: impl Fn(Element, bool) + 'static,
) -> Callback<KeyboardEvent> {
    let (world, layout) = (world.clone(), layout.clone());
    let (controls, selected) = (props.controls.clone(), props.choice.selection);
    let gripped = props.choice.grip;
    Callback::from(move |event: KeyboardEvent| {
        // What is in the hand is let go first: that key is the page's.
        let from = event.target_dyn_into::<Element>().filter(|_| !gripped);
        let Some(from) = from else {
            return;
        };
        let subject = target::of(&from);
        let used = if let Some(subject) = subject.filter(|it| opens_menu(&event, *it)) {
            let at = Some(middle(&from));
            controls.menu.emit(Menu { subject, at });
            true
        } else {
            if let Some(target) = meant(&event).filter(|it| *it != selected) {
                // The page, which hears the key next, finds it selected.
                controls.select.emit(target);
            }
            match (walk::meaning(&event), world.cast::<Element>()) {
                (Some(Step::Touch), _) => {
                    touch(from, event.alt_key());
                    true
                }
                (Some(step), Some(root)) => {
                    // At the edge an arrow leads nowhere: it does not move the run instead.
                    walk::walk(&root, &layout, &from, step, &controls.hover)
                        || matches!(step, Step::Towards(_))
                }
                _ => false,
            }
        };
        if used {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

/// The key beside the right Control, or what stands in for it where there is none. Of a side or a rift there is
/// nothing to see but what can be done to it: Enter asks for that.
fn opens_menu(event: &KeyboardEvent, subject: Subject) -> bool {
    match event.key().as_str() {
        "ContextMenu" => true,
        "F10" => event.shift_key(),
        "Enter" => matches!(subject, Subject::Side(_) | Subject::Rift(_)),
        _ => false,
    }
}

/// The middle of an element in the window: a menu that was asked for by key opens there.
fn middle(element: &Element) -> (f64, f64) {
    let thing = element.closest("[role=button]").ok().flatten();
    let frame = thing.as_ref().unwrap_or(element).get_bounding_client_rect();
    (
        frame.x() + frame.width() / 2.0,
        frame.y() + frame.height() / 2.0,
    )
}

/// A right click on the stage opens the menu of what lies under the pointer.
pub fn menus(props: &StageProps) -> Callback<MouseEvent> {
    let tool = props.choice.tool;
    props.controls.menu.reform(move |event: MouseEvent| {
        event.prevent_default();
        let subject = pointed(&event, tool);
        Menu {
            subject: subject.unwrap_or(Subject::Thing(Selection::Run)),
            at: Some((f64::from(event.client_x()), f64::from(event.client_y()))),
        }
    })
}

/// What has the focus, if the key is that of a tool which does something to such things.
fn meant(event: &KeyboardEvent) -> Option<Selection> {
    let alone = !event.alt_key() || matches!(event.key().as_str(), "x" | "X");
    if event.ctrl_key() || event.meta_key() || !alone {
        return None;
    }
    let Some(Subject::Thing(focused)) = target::of(&event.target_dyn_into::<Element>()?) else {
        return None;
    };
    target::key_acts_on(&event.key(), focused).then_some(focused)
}

/// The pointer passes over something.
pub fn passes(props: &StageProps) -> Callback<PointerEvent> {
    let (controls, choice) = (props.controls.clone(), props.choice.clone());
    Callback::from(move |event: PointerEvent| {
        let found = match pointed(&event, choice.tool) {
            Some(Subject::Thing(selection)) => selection,
            _ => Selection::Run,
        };
        if found != choice.hover {
            controls.hover.emit(found);
        }
    })
}

/// Lights up what an event's element belongs to.
pub fn lights(props: &StageProps) -> Callback<Option<Element>> {
    let (hover, before) = (props.controls.hover.clone(), props.choice.hover);
    let kept = props.choice.lit.is_some();
    Callback::from(move |element: Option<Element>| {
        let found = match element.as_ref().and_then(target::of) {
            Some(Subject::Thing(selection)) => selection,
            _ => Selection::Run,
        };
        if found != before || kept {
            hover.emit(found);
        }
    })
}
