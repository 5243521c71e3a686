//! Reading what was typed.

use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement};

use crate::fragment::encode;

/// What stands in a field of a form, as addresses write it.
pub fn value(form: &HtmlFormElement, name: &str) -> String {
    let field = form.query_selector(&format!("[name={name}]")).ok().flatten();
    let field = field.and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    field.map_or_else(String::new, |it| encode(it.value().trim()))
}
