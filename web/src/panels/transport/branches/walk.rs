//! The keys of the tree: arrows walk it, Enter goes to a branch, F2 names it, Delete puts it away, F compares it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::focused;
use crate::parts::focus::beside;

/// What a row is found by.
const ROW: &str = "[role=treeitem]";

/// Puts the focus on the row to which Tab comes, unless it is somewhere inside already.
pub(super) fn enter(inside: &NodeRef) {
    let Some(inside) = inside.cast::<Element>() else {
        return;
    };
    let stays = focused().is_some_and(|focus| inside.contains(Some(focus.as_ref())));
    if !stays {
        focus_on(
            inside
                .query_selector("[role=treeitem][tabindex='0']")
                .ok()
                .flatten(),
        );
    }
}

fn focus_on(element: Option<Element>) {
    if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // Focus is a courtesy: nothing depends on it.
        drop(element.focus());
    }
}

/// The row in which the focus is, and whether it is on the row itself.
fn row() -> Option<(HtmlElement, bool)> {
    let focus = focused().filter(|focus| focus.tag_name() != "INPUT")?;
    let row = focus.closest(ROW).ok().flatten()?.dyn_into().ok()?;
    let itself = focus == row;
    Some((row, itself))
}

/// What the tree does with keys.
pub(super) fn keys(
    ask: Callback<Ask>,
    naming: UseStateSetter<Option<String>>,
) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        let Some((row, itself)) = row() else { return };
        let name = row.get_attribute("data-branch").unwrap_or_default();
        let free = !(event.shift_key() || event.ctrl_key() || event.meta_key() || event.alt_key());
        match event.key().as_str() {
            _ if !free => return,
            "ArrowDown" => drop(beside(&row, ROW, true)),
            "ArrowUp" => drop(beside(&row, ROW, false)),
            "ArrowLeft" => focus_on(parent(&row)),
            "ArrowRight" => focus_on(child(&row)),
            "Home" => focus_on(row.parent_element().and_then(|it| it.first_element_child())),
            "End" => focus_on(row.parent_element().and_then(|it| it.last_element_child())),
            "Enter" if itself => ask.emit(Ask::Branch(name)),
            "F2" if row.get_attribute("data-fixed").is_none() => naming.set(Some(name)),
            "Delete" => ask.emit(Ask::Delete(name)),
            "f" | "F" => compare(&row, &name, &ask),
            _ => return,
        }
        event.prevent_default();
    })
}

fn compare(row: &HtmlElement, name: &str, ask: &Callback<Ask>) {
    let here = row
        .parent_element()
        .and_then(|it| it.query_selector("[aria-current]").ok().flatten());
    let here = here.and_then(|it| it.get_attribute("data-branch"));
    if let Some(here) = here.filter(|here| here != name) {
        ask.emit(Ask::Compare(Some((here, name.to_owned()))));
    }
}

fn level(row: &Element) -> u32 {
    let level = row.get_attribute("aria-level");
    level.and_then(|level| level.parse().ok()).unwrap_or(1)
}

/// The row of the branch that this one left: the nearest above that stands further out.
fn parent(row: &Element) -> Option<Element> {
    let mut before = row.previous_element_sibling();
    while let Some(it) = before.as_ref().filter(|it| level(it) >= level(row)) {
        before = it.previous_element_sibling();
    }
    before
}

/// The row of the first branch that left this one.
fn child(row: &Element) -> Option<Element> {
    let next = row.next_element_sibling();
    next.filter(|next| level(next) > level(row))
}
