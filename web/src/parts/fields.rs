//! Reading what was typed.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

/// What stands in the field of this name.
pub fn typed(form: &Element, name: &str) -> String {
    let field = form
        .query_selector(&format!("[name={name}]"))
        .ok()
        .flatten();
    let Some(field) = field else {
        return String::new();
    };
    match (
        field.dyn_ref::<HtmlInputElement>(),
        field.dyn_ref::<HtmlSelectElement>(),
    ) {
        (Some(input), _) => input.value(),
        (_, Some(select)) => select.value(),
        _ => String::new(),
    }
}
