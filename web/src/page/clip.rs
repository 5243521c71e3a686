//! The clipboard. Where it is blocked, or there is none as on a page that came unencrypted, the old way is tried.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

use super::{document, focused, window};

/// Copies a text; the person may have blocked it, and then nothing happens.
pub fn copy(text: &str) {
    let navigator = window().navigator();
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into());
    if clipboard.is_ok_and(|it| !it.is_undefined() && !it.is_null()) {
        drop(navigator.clipboard().write_text(text));
        return;
    }
    let before = focused();
    let Some(area) = area(text) else { return };
    area.select();
    let page: HtmlDocument = document().unchecked_into();
    drop(page.exec_command("copy"));
    area.remove();
    if let Some(before) = before {
        drop(before.focus());
    }
}

/// A field with this text, for as long as it takes to copy it.
fn area(text: &str) -> Option<HtmlTextAreaElement> {
    let area = document().create_element("textarea").ok()?;
    let area: HtmlTextAreaElement = area.dyn_into().ok()?;
    area.set_value(text);
    let body: HtmlElement = document().body()?;
    body.append_child(&area).ok()?;
    Some(area)
}
