//! The edge of a sheet that is pulled to make it higher or wider: by the pointer, or by arrows while it has the focus.

use web_sys::Element;
use yew::prelude::*;

/// What an arrow pulls, in CSS pixels.
const NUDGE: f64 = 16.0;

/// What a [`Separator`] is told.
#[derive(Properties, PartialEq)]
pub struct SeparatorProps {
    /// What is pulled.
    pub label: &'static str,
    /// It stands at the left edge and makes its sheet wider; else at the upper one and makes it higher.
    #[prop_or_default]
    pub upright: bool,
    /// How small the sheet may be, in CSS pixels.
    pub least: f64,
    /// How large it may be.
    pub most: f64,
    /// Says when the sheet may have another size.
    pub now: AttrValue,
    /// The size it is pulled to.
    pub onpull: Callback<u16>,
    /// What a double click or Enter does.
    pub ontoggle: Callback<()>,
}

/// The separator; the sheet is its parent.
#[component]
pub fn Separator(props: &SeparatorProps) -> Html {
    let grip = use_node_ref();
    // Where the pointer took hold, and how large the sheet was then.
    let held = use_mut_ref(|| None::<(f64, f64)>);
    let upright = props.upright;
    let pull = {
        let (onpull, least, most) = (props.onpull.clone(), props.least, props.most);
        move |size: f64| onpull.emit(size.clamp(least, most.max(least)).round() as u16)
    };
    {
        let grip = grip.clone();
        use_effect_with(props.now.clone(), move |_| tell(&grip, upright));
    }
    let onpointerdown = {
        let held = held.clone();
        Callback::from(move |event: PointerEvent| {
            let element: Element = event.target_unchecked_into();
            // Without the capture the pull ends where the pointer leaves the grip.
            drop(element.set_pointer_capture(event.pointer_id()));
            *held.borrow_mut() = size(&element, upright).map(|size| (along(&event, upright), size));
        })
    };
    let onpointermove = {
        let (held, pull) = (held.clone(), pull.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some((from, size)) = *held.borrow() {
                pull(size + from - along(&event, upright));
            }
        })
    };
    let onpointerup = Callback::from(move |_: PointerEvent| *held.borrow_mut() = None);
    let onkeydown = {
        let (toggle, least, most) = (props.ontoggle.clone(), props.least, props.most);
        Callback::from(move |event: KeyboardEvent| {
            let element: Element = event.target_unchecked_into();
            let now = size(&element, upright).unwrap_or(least);
            match (event.key().as_str(), upright) {
                ("ArrowUp", false) | ("ArrowLeft", true) => pull(now + NUDGE),
                ("ArrowDown", false) | ("ArrowRight", true) => pull(now - NUDGE),
                ("Home", _) => pull(least),
                ("End", _) => pull(most),
                ("Enter", _) => toggle.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let ondblclick = props.ontoggle.reform(|_: MouseEvent| ());
    html! {
        <div class={classes!("grip", upright.then_some("upright"))} role="separator" tabindex="0" ref={grip}
            aria-label={props.label} aria-orientation={if upright { "vertical" } else { "horizontal" }}
            aria-valuemin={props.least.round().to_string()} aria-valuemax={props.most.round().to_string()}
            title="Drag, or arrows. Double click: back and forth"
            {onpointerdown} {onpointermove} onpointerup={onpointerup.clone()} onpointercancel={onpointerup}
            {onkeydown} {ondblclick}></div>
    }
}

/// How large the sheet is can only be seen once it is drawn.
fn tell(grip: &NodeRef, upright: bool) {
    let Some(grip) = grip.cast::<Element>() else {
        return;
    };
    if let Some(size) = size(&grip, upright) {
        // An attribute of ours can be set; a reader that misses it loses a number.
        drop(grip.set_attribute("aria-valuenow", &size.round().to_string()));
    }
}

fn size(grip: &Element, upright: bool) -> Option<f64> {
    let sheet = grip.parent_element()?.get_bounding_client_rect();
    Some(if upright {
        sheet.width()
    } else {
        sheet.height()
    })
}

fn along(event: &PointerEvent, upright: bool) -> f64 {
    f64::from(if upright {
        event.client_x()
    } else {
        event.client_y()
    })
}
