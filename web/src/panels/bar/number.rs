//! A chip with a number under it: nodes, seed. Another number starts another run, and says so.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::navigate;
use crate::panels::desk::Desk;
use crate::parts::focus::to_opener;
use crate::parts::icon::{Glyph, icon};
use crate::ui::Popover;

/// What a [`Number`] is told.
#[derive(Properties, PartialEq)]
pub struct NumberProps {
    /// The desk.
    pub desk: Desk,
    /// Which popover it opens.
    pub popover: Popover,
    /// What is counted: also its key in the address.
    pub word: &'static str,
    /// Whether the word stands after the number.
    pub after: bool,
    /// The number now.
    pub value: u64,
    /// The least.
    pub least: u64,
    /// The most.
    pub most: u64,
}

/// The chip.
#[component]
pub fn Number(props: &NumberProps) -> Html {
    let field = use_node_ref();
    let trouble = use_state(|| None::<String>);
    let open = props.desk.ui.popover == Some(props.popover);
    {
        let (field, trouble) = (field.clone(), trouble.clone());
        use_effect_with(open, move |_| {
            trouble.set(None);
            if let Some(input) = field.cast::<HtmlInputElement>() {
                input.select();
                drop(input.focus());
            }
        });
    }
    let onclick = props.desk.asks(Ask::Popover(Some(props.popover)));
    let number = html! { <b>{ props.value }</b> };
    html! {
        <div class="pop">
            <button type="button" class="chip" aria-expanded={open.to_string()} {onclick}>
                if props.after {
                    { number }{ " " }{ props.word }
                } else {
                    { props.word }{ " " }{ number }
                }
            </button>
            if open {
                <form class="popover" onsubmit={submit(props, &field, &trouble)} novalidate=true>
                    <div class="form one">
                        <label>
                            { format!("{}, {} to {}", props.word, props.least, shown(props.most)) }
                            <input class="field" type="text" inputmode="numeric" ref={field} name={props.word}
                                ~defaultValue={props.value.to_string()} aria-invalid={trouble.is_some().to_string()} />
                        </label>
                        <button type="submit" class="btn primary">{ "New run" }</button>
                        if let Some(trouble) = &*trouble {
                            <p class="error" role="alert">{ icon(Glyph::Alert, 14) }{ trouble }</p>
                        }
                    </div>
                    <p class="muted">{ "Another number starts another run. This one stays behind the Back button." }</p>
                </form>
            }
        </div>
    }
}

fn shown(most: u64) -> String {
    if most == (1 << 53) - 1 {
        "2^53 - 1".into()
    } else {
        most.to_string()
    }
}

fn submit(
    props: &NumberProps,
    field: &NodeRef,
    trouble: &UseStateHandle<Option<String>>,
) -> Callback<SubmitEvent> {
    let (field, trouble, desk) = (field.clone(), trouble.clone(), props.desk.clone());
    let (word, least, most) = (props.word, props.least, props.most);
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = field.cast::<HtmlInputElement>() else {
            return;
        };
        let text = input.value();
        let number = text
            .trim()
            .parse::<u64>()
            .ok()
            .filter(|it| (least..=most).contains(it));
        let Some(number) = number else {
            trouble.set(Some(format!(
                "\u{201c}{text}\u{201d} is not a whole number from {least} to {}.",
                shown(most)
            )));
            return;
        };
        let snapshot = &desk.snapshot;
        let nodes = if word == "nodes" {
            number
        } else {
            snapshot.nodes.len() as u64
        };
        let seed = if word == "seed" {
            number
        } else {
            snapshot.seed
        };
        to_opener();
        desk.ask.emit(Ask::Popover(None));
        navigate(
            &format!("protocol={}&nodes={nodes}&seed={seed}", snapshot.about.id),
            &desk.ask,
        );
    })
}
