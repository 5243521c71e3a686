//! The stage's size and room, as CSS lays them out, and the textures that stand in for colours.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver, ResizeObserverEntry};
use yew::prelude::*;

use super::geometry::Frame;
use super::layout::Scope;
use crate::page::number;

/// The size of an element and the room inside its padding, followed as long as the component lives.
#[hook]
pub fn use_scope(element: &NodeRef) -> Scope {
    let scope = use_state_eq(Scope::default);
    let (setter, element) = (scope.setter(), element.clone());
    use_effect_with((), move |()| {
        let stage = element
            .cast::<HtmlElement>()
            .expect("the stage is drawn before its effects run");
        // At once, so that the first scene stands before the page says that it does.
        if let Some(measured) = measured(&stage) {
            setter.set(measured);
        }
        let watched = stage.clone();
        let measure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let entry: ResizeObserverEntry = entries.get(0).unchecked_into();
            let room = entry.content_rect();
            setter.set(Scope {
                width: f64::from(watched.client_width()),
                height: f64::from(watched.client_height()),
                room: Frame::new(room.x(), room.y(), room.width(), room.height()),
            });
        });
        let observer = ResizeObserver::new(measure.as_ref().unchecked_ref())
            .expect("every engine that runs the page observes sizes");
        observer.observe(&stage);
        move || {
            observer.disconnect();
            drop(measure);
        }
    });
    *scope
}

/// The size of an element and the room inside its padding, as they are now.
fn measured(element: &HtmlElement) -> Option<Scope> {
    let style = web_sys::window()?.get_computed_style(element).ok()??;
    let padding = |side: &str| {
        let value = style.get_property_value(&format!("padding-{side}")).ok()?;
        number(&value)
    };
    let (left, top) = (padding("left")?, padding("top")?);
    let width = f64::from(element.client_width());
    let height = f64::from(element.client_height());
    let room = (
        width - left - padding("right")?,
        height - top - padding("bottom")?,
    );
    Some(Scope {
        width,
        height,
        room: Frame::new(left, top, room.0, room.1),
    })
}

/// The textures of paused nodes, of sides and of abandoned blocks.
pub fn textures() -> Html {
    html! {
        <defs>
            <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <path class="texline" d="M0 0V7" stroke-width="2.4" opacity=".45" />
            </pattern>
            <pattern id="dots" width="14" height="14" patternUnits="userSpaceOnUse">
                <circle class="texdot" cx="3" cy="3" r="1.3" opacity=".38" />
            </pattern>
            <pattern id="diag" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <path class="texline" d="M0 0V12" stroke-width="1" opacity=".32" />
            </pattern>
            <pattern id="grid" width="14" height="14" patternUnits="userSpaceOnUse">
                <path class="texline" d="M4 7h6M7 4v6" stroke-width="1" opacity=".4" />
            </pattern>
            <pattern id="dead" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
                <path class="texline" d="M0 0V6" stroke-width="1.4" opacity=".6" />
            </pattern>
        </defs>
    }
}
