//! Nodes and seed in the menu of the systems: where a phone has no room for chips.

use web_sys::Element;
use yew::prelude::*;

use crate::ask::Ask;
use crate::fragment::encode;
use crate::page::navigate;
use crate::panels::desk::Desk;
use crate::parts::fields::typed;
use crate::parts::focus::to_opener;

/// The form. What the core does not take it says in the strip over the caption.
pub fn setup_form(desk: &Desk) -> Html {
    let snapshot = &desk.snapshot;
    let (ask, id) = (desk.ask.clone(), snapshot.about.id);
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let form = event.target_unchecked_into::<Element>();
        let field = |name| encode(typed(&form, name).trim());
        let (nodes, seed) = (field("run-nodes"), field("run-seed"));
        to_opener();
        ask.emit(Ask::Popover(None));
        navigate(&format!("protocol={id}&nodes={nodes}&seed={seed}"), &ask);
    });
    html! {
        <form class="form setup" {onsubmit} novalidate=true>
            <label>{ "nodes" }
                <input class="field" name="run-nodes" inputmode="numeric" ~defaultValue={snapshot.nodes.len().to_string()} />
            </label>
            <label>{ "seed" }
                <input class="field" name="run-seed" inputmode="numeric" ~defaultValue={snapshot.seed.to_string()} />
            </label>
            <button type="submit" class="btn">{ "New run" }</button>
        </form>
    }
}
