//! One closure that runs before each frame, made once.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::page::window;

/// The closure that asks for itself again.
type Frame = Closure<dyn FnMut(f64)>;

/// Calls this before each frame, with the time in milliseconds, until it says false.
pub fn run(mut each: impl FnMut(f64) -> bool + 'static) {
    let kept: Rc<RefCell<Option<Frame>>> = Rc::default();
    let again = kept.clone();
    let frame = Frame::new(move |now| {
        if each(now) {
            request(&again);
        }
    });
    kept.replace(Some(frame));
    request(&kept);
}

fn request(frame: &RefCell<Option<Frame>>) {
    if let Some(frame) = &*frame.borrow() {
        window()
            .request_animation_frame(frame.as_ref().unchecked_ref())
            .expect("a window draws frames");
    }
}
