//! Moving the focus among siblings: trays, tab lists and menus are one stop of Tab each, or walk by arrows.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the next or previous element that matches, in the parent of this one; round the end to the beginning.
pub fn beside(element: &HtmlElement, css: &str, forward: bool) -> Option<HtmlElement> {
    within(&element.parent_element()?, element, css, forward)
}

/// As [`beside`], among all that match inside another element.
pub fn within(
    root: &Element,
    element: &HtmlElement,
    css: &str,
    forward: bool,
) -> Option<HtmlElement> {
    let all = root.query_selector_all(css).ok()?;
    let count = all.length();
    let place = (0..count).find(|place| {
        all.item(*place)
            .is_some_and(|it| it.is_same_node(Some(element)))
    })?;
    let next = if forward {
        (place + 1) % count
    } else {
        (place + count - 1) % count
    };
    let found: HtmlElement = all.item(next)?.dyn_into().ok()?;
    // Focus is a courtesy: nothing depends on it.
    drop(found.focus());
    Some(found)
}

/// From inside what opened under a button, the focus goes back to that button: what closes takes it along otherwise.
pub fn to_opener() {
    let open =
        crate::page::focused().and_then(|it| it.closest(".pop > :is(.menu, .popover)").ok()?);
    let around = open.and_then(|it| it.parent_element());
    let opener = around.and_then(|it| it.query_selector(":scope > button").ok()?);
    if let Some(opener) = opener.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // Focus is a courtesy: nothing depends on it.
        drop(opener.focus());
    }
}

/// In a row of tabs: Left and Right go on to a neighbour and open it.
pub fn along(event: &web_sys::KeyboardEvent, css: &str) {
    let forward = match event.key().as_str() {
        "ArrowRight" => true,
        "ArrowLeft" => false,
        _ => return,
    };
    event.prevent_default();
    let next = crate::page::focused().and_then(|focus| beside(&focus, css, forward));
    if let Some(tab) = next {
        tab.click();
    }
}
