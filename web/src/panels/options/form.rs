//! The form of one option: its value, for whom, and the line that it will write.

use synod_core::about::{About, OptionSpec, Scope, Unit};
use synod_core::protocols::CATALOG;
use synod_core::script;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::line::{For, line, restarted, unit};
use crate::ask::Ask;
use crate::panels::desk::Desk;
use crate::parts::fields::typed;
use crate::parts::history::recalled;
use crate::parts::icon::{Glyph, icon};

/// What an [`OptionForm`] is told.
#[derive(Properties, PartialEq)]
pub struct OptionProps {
    /// The desk.
    pub desk: Desk,
    /// The option's name.
    pub name: &'static str,
    /// What it is now.
    pub value: String,
}

/// The form.
#[component]
pub fn OptionForm(props: &OptionProps) -> Html {
    let desk = &props.desk;
    let about = desk.snapshot.about;
    let option = &about.options[about.option(props.name).unwrap_or_default()];
    let value = use_state(|| props.value.clone());
    let whom = use_state(For::default);
    // The reply that answers this form, and what a run that begins anew does not take.
    let mine = use_state(|| 0_u32);
    let unread = use_state(|| None::<String>);
    let replied = desk.ui.reply.number == *mine && *mine > 0;
    let refused = desk.ui.reply.trouble.as_ref().filter(|_| replied);
    let trouble = refused
        .map(|(text, _)| text.clone())
        .or_else(|| (*unread).clone());
    let text = line(option, &value, &whom);
    let onsubmit = submit(desk, option, &whom, &mine, &unread);
    let change = {
        let (value, mine, unread) = (value.setter(), mine.setter(), unread.setter());
        Callback::from(move |text: String| {
            value.set(text);
            mine.set(0);
            unread.set(None);
        })
    };
    let error = trouble.is_some().then_some("option-error");
    html! {
        <form class="form option-form" {onsubmit} novalidate=true aria-label={option.name}>
            { field(desk, option, &value, change, error) }
            { scope(desk, option, &whom) }
            <p class="writes" aria-live="polite"><code>{ text }</code></p>
            <button type="submit" class="btn primary">{ if option.header { "Begin again with it" } else { "Set" } }</button>
            if option.header {
                <p class="muted">{ "Fixed at step 0: another run begins, this one is kept." }</p>
            }
            if let Some(text) = trouble {
                <p class="error" id="option-error" role="alert">{ icon(Glyph::Alert, 14) }{ text }</p>
            } else if replied {
                <p class="answer" role="status">{ "Set. It holds from now on." }</p>
            }
        </form>
    }
}

/// Writes the line, or begins another run with it. What stands in the field itself counts, whatever was rendered last;
/// the field keeps the focus.
fn submit(
    desk: &Desk,
    option: &'static OptionSpec,
    whom: &UseStateHandle<For>,
    mine: &UseStateHandle<u32>,
    unread: &UseStateHandle<Option<String>>,
) -> Callback<SubmitEvent> {
    let (desk, whom) = (desk.clone(), (**whom).clone());
    let (mine, unread) = (mine.clone(), unread.clone());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let form = event.target_unchecked_into::<Element>();
        let value = typed(&form, "value");
        let text = line(option, &value, &whom);
        desk.ask
            .emit(Ask::Typed(option.name, value.trim().to_owned()));
        if option.header {
            let script = restarted(&desk.read.linked.emit(()).text, &text);
            let trouble = unreadable(&script);
            if trouble.is_none() {
                desk.ask.emit(Ask::Load(script));
            }
            unread.set(trouble);
        } else {
            mine.set(desk.ui.reply.number + 1);
            desk.ask.emit(Ask::Submit(text));
        }
        let input = form.query_selector("input").ok().flatten();
        if let Some(input) = input.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
            drop(input.focus());
            input.select();
        }
    })
}

/// What is wrong with a script.
fn unreadable(text: &str) -> Option<String> {
    let systems: Vec<&'static About> = CATALOG.iter().map(|entry| entry.about).collect();
    script::parse(text, &systems)
        .err()
        .map(|error| format!("{error}."))
}

/// The value: a choice where only some words will do, else text.
fn field(
    desk: &Desk,
    option: &'static OptionSpec,
    value: &str,
    change: Callback<String>,
    error: Option<&'static str>,
) -> Html {
    let words: Option<Vec<String>> = match option.unit {
        Unit::Word(words) => Some(words.iter().map(ToString::to_string).collect()),
        Unit::Node => {
            let nodes = desk.snapshot.nodes.iter().map(|node| node.id.to_string());
            Some(std::iter::once("none".to_owned()).chain(nodes).collect())
        }
        _ => None,
    };
    if let Some(words) = words {
        return select("value", "Value", &words, value, change);
    }
    let oninput = change
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let onkeydown = {
        let typed = desk.ui.typed.clone();
        Callback::from(move |event: KeyboardEvent| {
            let field = event.target_unchecked_into::<HtmlInputElement>();
            if let Some(text) = recalled(&typed, option.name, &field.value(), &event.key()) {
                event.prevent_default();
                change.emit(text.to_owned());
            }
        })
    };
    html! {
        <div class="labelled value">
            <label for="option-value">{ "Value: " }{ unit(option.unit) }</label>
            <input class="field" id="option-value" name="value" type="text" value={value.to_owned()} {oninput} {onkeydown}
                autocomplete="off" aria-invalid={error.is_some().to_string()} aria-describedby={error} />
        </div>
    }
}

/// A list with a first choice that stands for all.
fn or_all(first: &str, rest: Vec<String>) -> Vec<String> {
    std::iter::once(first.to_owned()).chain(rest).collect()
}

/// What becomes of a choice; the first one stands for all of them.
fn put(whom: &UseStateHandle<For>, put: fn(&mut For, String)) -> Callback<String> {
    let whom = whom.clone();
    Callback::from(move |text: String| {
        let mut changed = (*whom).clone();
        let all = text.starts_with("all");
        put(&mut changed, if all { String::new() } else { text });
        whom.set(changed);
    })
}

/// For whom it is set.
fn scope(desk: &Desk, option: &'static OptionSpec, whom: &UseStateHandle<For>) -> Html {
    let snapshot = &desk.snapshot;
    let nodes = snapshot.nodes.iter().map(|node| node.id.to_string());
    let clients = (1..=snapshot.clients.len()).map(|number| format!("c{number}"));
    let from = |list: Vec<String>| {
        let change = put(whom, |whom, text| whom.from = text);
        select("from", "For", &list, &whom.from, change)
    };
    match option.scope {
        Scope::Run => Html::default(),
        Scope::Nodes => from(or_all("all nodes", nodes.collect())),
        Scope::Clients => from(or_all("all clients", clients.collect())),
        Scope::Network => of_messages(desk, nodes.chain(clients).collect(), whom),
    }
}

/// Of which kind of message, and on which link.
fn of_messages(desk: &Desk, ends: Vec<String>, whom: &UseStateHandle<For>) -> Html {
    let kinds = desk.snapshot.about.kinds.iter();
    let kinds = or_all(
        "all kinds",
        kinds.map(|kind| kind.name.to_owned()).collect(),
    );
    let ends = or_all("all", ends);
    let (kind, from, to) = (
        put(whom, |whom, text| whom.kind = text),
        put(whom, |whom, text| whom.from = text),
        put(whom, |whom, text| whom.to = text),
    );
    html! {
        <>
            { select("kind", "Of", &kinds, &whom.kind, kind) }
            { select("from", "On the link from", &ends, &whom.from, from) }
            { select("to", "to", &ends, &whom.to, to) }
            if !whom.from.is_empty() && !whom.to.is_empty() { { way(whom) } }
        </>
    }
}

/// Whether a link is meant one way.
fn way(whom: &UseStateHandle<For>) -> Html {
    let one_way = whom.one_way;
    let onclick = {
        let whom = whom.clone();
        Callback::from(move |_: MouseEvent| {
            whom.set(For {
                one_way: !one_way,
                ..(*whom).clone()
            });
        })
    };
    html! { <button type="button" class="ck" aria-pressed={one_way.to_string()} {onclick}>{ "one way" }</button> }
}

fn select(
    name: &'static str,
    label: &'static str,
    list: &[String],
    value: &str,
    change: Callback<String>,
) -> Html {
    let onchange =
        change.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    let id = format!("option-{name}");
    html! {
        <div class="labelled">
            <label for={id.clone()}>{ label }</label>
            <select class="field" {id} {name} {onchange}>
                { for list.iter().enumerate().map(|(place, text)| html! {
                    <option key={text.clone()} value={text.clone()}
                        selected={text == value || (place == 0 && value.is_empty())}>{ text }</option>
                }) }
            </select>
        </div>
    }
}
