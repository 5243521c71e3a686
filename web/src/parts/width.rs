//! How wide an element is: what must not scale is drawn in real pixels.

use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The width of an element in CSS pixels, as it changes.
#[hook]
pub fn use_width(element: &NodeRef) -> f64 {
    let width = use_state(|| 1200.0);
    let (element, setter) = (element.clone(), width.setter());
    use_effect_with((), move |()| {
        let watched = element.cast::<Element>();
        let measured = watched.clone();
        let measure = Closure::<dyn FnMut()>::new(move || {
            if let Some(element) = &measured {
                setter.set(element.get_bounding_client_rect().width());
            }
        });
        let observer = ResizeObserver::new(measure.as_ref().unchecked_ref())
            .expect("browsers that run WebAssembly know ResizeObserver");
        if let Some(element) = &watched {
            observer.observe(element);
        }
        move || {
            observer.disconnect();
            drop(measure);
        }
    });
    *width
}
