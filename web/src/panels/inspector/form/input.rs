//! One field of a form.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::fields::{Field, Kind};
use crate::panels::desk::Desk;
use crate::parts::history::recalled;

/// An account is chosen among those that are known, everything else is typed; Up and Down bring back what was typed before.
pub(super) fn input(
    desk: &Desk,
    field: &Field,
    (value, accounts): (&str, &[String]),
    faulty: bool,
    change: Callback<String>,
) -> Html {
    let id = format!("form-{}", field.label.to_ascii_lowercase());
    let described = faulty.then_some("form-error");
    if field.kind == Kind::Account {
        let onchange = change
            .reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
        return html! {
            <div class="labelled" key={field.label}>
                <label for={id.clone()}>{ field.label }</label>
                <select class="field" {id} name={field.label.to_ascii_lowercase()} {onchange} aria-invalid={faulty.to_string()}
                    aria-describedby={described}>
                    { for accounts.iter().map(|name| html! {
                        <option key={name.clone()} value={name.clone()} selected={name == value}>{ name }</option>
                    }) }
                </select>
            </div>
        };
    }
    let onkeydown = {
        let (typed, name, change) = (desk.ui.typed.clone(), field.label, change.clone());
        Callback::from(move |event: KeyboardEvent| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Some(text) = recalled(&typed, name, &input.value(), &event.key()) {
                event.prevent_default();
                change.emit(text.to_owned());
            }
        })
    };
    let oninput = change
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    // Whoever clears a field by other means than keys changes it without an input event.
    let onchange =
        change.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <div class="labelled" key={field.label}>
            <label for={id.clone()}>{ field.label }</label>
            <input class="field" {id} type="text" name={field.label.to_ascii_lowercase()} value={value.to_owned()} {oninput} {onchange} {onkeydown}
                autocomplete="off" inputmode={if field.kind == Kind::Amount { "numeric" } else { "text" }}
                aria-invalid={faulty.to_string()} aria-describedby={described} />
        </div>
    }
}
