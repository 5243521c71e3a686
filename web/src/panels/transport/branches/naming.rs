//! The field in which a branch is named: Enter and leaving it take the name, Escape puts the old one back.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What a [`Naming`] is told.
#[derive(Properties, PartialEq)]
pub struct NamingProps {
    /// What it is called.
    pub name: String,
    /// Hears the name when the field is left.
    pub taken: Callback<String>,
}

/// A text field that has the focus, its text chosen, as soon as it stands.
#[component]
pub fn Naming(props: &NamingProps) -> Html {
    let input = use_node_ref();
    {
        let input = input.clone();
        use_effect_with((), move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                // Focus is a courtesy: nothing depends on it.
                drop(input.focus());
                input.select();
            }
        });
    }
    let old = props.name.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        // Letters belong to the field; the tree and the page hear nothing of them.
        event.stop_propagation();
        let input: HtmlInputElement = event.target_unchecked_into();
        match event.key().as_str() {
            "Enter" => {}
            "Escape" => input.set_value(&old),
            _ => return,
        }
        event.prevent_default();
        drop(input.blur());
    });
    let onblur = (props.taken)
        .reform(|event: FocusEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let onclick = Callback::from(|event: MouseEvent| event.stop_propagation());
    html! {
        <input ref={input} type="text" class="naming" maxlength="80" aria-label={format!("Name of {}", props.name)}
            ~defaultValue={props.name.clone()} {onkeydown} {onblur} {onclick} />
    }
}
