//! A menu under its button: arrows walk it, and it is entered when it opens.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::parts::focus::{to_opener, within};

/// What a [`Menu`] is told.
#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// What is chosen here.
    pub label: AttrValue,
    /// Its items, of the class `item`.
    pub children: Html,
}

/// The items of a menu.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let menu = use_node_ref();
    {
        let menu = menu.clone();
        use_effect_with((), move |()| enter(&menu));
    }
    html! {
        <div role="menu" aria-label={props.label.clone()} ref={menu} onkeydown={Callback::from(walk)} onclick={Callback::from(chosen)}>
            { props.children.clone() }
        </div>
    }
}

/// At what is chosen now, else at the first.
fn enter(menu: &NodeRef) {
    let Some(menu) = menu.cast::<Element>() else {
        return;
    };
    let find = |css| menu.query_selector(css).ok().flatten();
    let item = find(":scope > .item[aria-checked=true]").or_else(|| find(".item"));
    if let Some(item) = item.and_then(|it| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(it).ok()) {
        // Focus is a courtesy: nothing depends on it.
        drop(item.focus());
    }
}

/// Chosen by a key, not by a pointer: the keyboard goes on from where the menu was opened.
fn chosen(event: MouseEvent) {
    if event.detail() == 0 {
        to_opener();
    }
}

fn walk(event: KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    event.prevent_default();
    let focus = crate::page::focused();
    let menu = focus
        .as_ref()
        .and_then(|it| it.closest("[role=menu]").ok()?);
    if let (Some(focus), Some(menu)) = (focus, menu) {
        within(&menu, &focus, ".item", forward);
    }
}
