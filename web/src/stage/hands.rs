//! What pointer, finger and keyboard do on the stage: one listener for all, whatever it hits says what it is.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::StageProps;
use super::layout::Layout;
use super::target::{self, Target};
use super::walk::{self, Step};
use crate::model::{Selection, Tool};

/// A click or a key on something.
pub fn touches(
    world: &NodeRef,
    props: &StageProps,
    layout: &Rc<Layout>,
) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let touch = {
        let (controls, tool) = (props.controls.clone(), props.choice.tool);
        move |element: Option<Element>, alt: bool| match element.as_ref().and_then(target::of) {
            Some(Target::Thing(selection)) => controls.touch.emit((selection, alt)),
            Some(Target::Heal) => controls.act.emit("heal".to_owned()),
            // The ground: with nothing in hand it lays down the selection.
            None if tool == Tool::Point => controls.select.emit(Selection::Run),
            None => {}
        }
    };
    let (world, layout) = (world.clone(), layout.clone());
    let by_key = touch.clone();
    let (selects, selected) = (props.controls.select.clone(), props.choice.selection);
    let key = move |event: KeyboardEvent| {
        if let Some(target) = meant(&event).filter(|it| *it != selected) {
            // The page, which hears the key next, finds it selected.
            selects.emit(target);
        }
        let (Some(step), Some(from), Some(root)) = (
            walk::meaning(&event),
            event.target_dyn_into::<Element>(),
            world.cast::<Element>(),
        ) else {
            return;
        };
        let used = match step {
            Step::Touch => {
                by_key(Some(from), event.alt_key());
                true
            }
            _ => walk::walk(&root, &layout, &from, step),
        };
        if used {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let click = move |event: MouseEvent| touch(event.target_dyn_into::<Element>(), event.alt_key());
    (Callback::from(click), Callback::from(key))
}

/// What has the focus, if the key is that of a tool which does something to such things.
fn meant(event: &KeyboardEvent) -> Option<Selection> {
    if event.ctrl_key() || event.meta_key() {
        return None;
    }
    let Some(Target::Thing(focused)) = target::of(&event.target_dyn_into::<Element>()?) else {
        return None;
    };
    target::key_acts_on(&event.key(), focused).then_some(focused)
}

/// Lights up what an event's element belongs to.
pub fn lights(props: &StageProps) -> Callback<Option<Element>> {
    let (hover, before) = (props.controls.hover.clone(), props.choice.hover);
    Callback::from(move |element: Option<Element>| {
        let found = match element.as_ref().and_then(target::of) {
            Some(Target::Thing(selection)) => selection,
            _ => Selection::Run,
        };
        if found != before {
            hover.emit(found);
        }
    })
}
