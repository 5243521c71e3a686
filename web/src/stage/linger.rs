//! A finger that rests on something asks what can be done to it: the right click of touch.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::PointerEvent;
use yew::prelude::*;

use super::StageProps;
use super::hands;
use crate::model::{Menu, Selection, Subject};

/// How long it rests, in milliseconds.
const SPAN: u32 = 450;
/// How far it may slip meanwhile, in pixels.
const SLOP: f64 = 8.0;

/// A finger that is down.
struct Resting {
    at: (f64, f64),
    /// Goes off unless it is dropped before.
    _timer: Timeout,
}

/// What follows the finger: down, moved, and gone for whatever reason. A click at its end is not meant.
#[hook]
pub fn use_linger(props: &StageProps, unmeant: &Rc<Cell<bool>>) -> [Callback<PointerEvent>; 3] {
    let resting = use_mut_ref(|| None::<Resting>);
    let down = {
        let tool = props.choice.tool;
        let (resting, unmeant, menu) = (
            resting.clone(),
            unmeant.clone(),
            props.controls.menu.clone(),
        );
        move |event: PointerEvent| {
            unmeant.set(false);
            if event.pointer_type() != "touch" || !event.is_primary() {
                return;
            }
            let at = spot(&event);
            let subject = hands::pointed(&event, tool);
            let subject = subject.unwrap_or(Subject::Thing(Selection::Run));
            let (unmeant, menu) = (unmeant.clone(), menu.clone());
            let timer = Timeout::new(SPAN, move || {
                unmeant.set(true);
                menu.emit(Menu {
                    subject,
                    at: Some(at),
                });
            });
            resting.replace(Some(Resting { at, _timer: timer }));
        }
    };
    let moved = {
        let resting = resting.clone();
        move |event: PointerEvent| {
            let (x, y) = spot(&event);
            let slipped = |it: &Resting| (it.at.0 - x).hypot(it.at.1 - y) > SLOP;
            if resting.borrow().as_ref().is_some_and(slipped) {
                resting.take();
            }
        }
    };
    let gone = move |_: PointerEvent| drop(resting.take());
    [
        Callback::from(down),
        Callback::from(moved),
        Callback::from(gone),
    ]
}

fn spot(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}
