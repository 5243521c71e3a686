//! The settings: every option that the system lists, with its value, unit and meaning. A change is a line of script,
//! shown before it is written; it holds from now on, and undo takes it back. What is fixed at step 0 begins another run.

use synod_core::about::{About, OptionSpec, QuirkSpec, Scope};
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::button;

mod form;
mod line;

use form::OptionForm;
use line::restarted;

/// The panel.
#[component]
pub fn Options(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let about = desk.snapshot.about;
    let open = use_state(|| None::<usize>);
    let lines = desk.read.settings.emit(());
    let groups = [
        (Scope::Network, "Messages"),
        (Scope::Nodes, "Nodes"),
        (Scope::Clients, "Clients"),
        (Scope::Run, "The run"),
    ];
    let groups = groups.into_iter().map(|(scope, name)| {
        let options = about.options.iter().enumerate();
        let rows = options.filter(|(_, option)| option.scope == scope);
        let rows: Html = rows
            .map(|(place, option)| row(desk, place, option, &lines, &open))
            .collect();
        html! { <section key={name}><h3>{ name }</h3><ul class="options">{ rows }</ul></section> }
    });
    html! {
        <aside class="side sheet" aria-label="Settings">
            <header>
                <h2>{ "Settings" }</h2>
                <span class="state plain">{ "from now on" }</span>
                <span class="fill"></span>
                { button::cross("Close the settings", Some("Close (O)"), desk.asks(Ask::Options)) }
            </header>
            { for groups }
            { quirks(desk, about) }
        </aside>
    }
}

/// An option: closed its value, open the form that changes it.
fn row(
    desk: &Desk,
    place: usize,
    option: &'static OptionSpec,
    lines: &[String],
    open: &UseStateHandle<Option<usize>>,
) -> Html {
    let is_open = **open == Some(place);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set((!is_open).then_some(place)))
    };
    // The general values stand first, in the order of the options; then whatever is said of some only.
    let general = lines
        .get(place)
        .and_then(|line| line.strip_prefix(option.name));
    let value = general
        .map(|value| value.trim().to_owned())
        .unwrap_or_default();
    let special = lines.iter().skip(desk.snapshot.about.options.len());
    let special = special.filter_map(|line| line.strip_prefix(option.name)?.strip_prefix(' '));
    let changed = value != option.default.to_string();
    html! {
        <li key={option.name} data-option={option.name}>
            <button type="button" class="option" aria-expanded={is_open.to_string()} {onclick}>
                <code>{ option.name }</code>
                <b class={changed.then_some("changed")}>{ &value }</b>
                <span>{ option.sentence }</span>
                { for special.map(|text| html! { <i>{ text }</i> }) }
            </button>
            if is_open {
                <OptionForm desk={desk.clone()} name={option.name} {value} />
            }
        </li>
    }
}

/// What the source does wrong, to be switched on.
fn quirks(desk: &Desk, about: &'static About) -> Html {
    if about.quirks.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h3>{ "Defects of the source" }<small>{ "begin another run" }</small></h3>
            <ul class="options">{ for about.quirks.iter().map(|quirk| defect(desk, quirk)) }</ul>
        </section>
    }
}

fn defect(desk: &Desk, quirk: &'static QuirkSpec) -> Html {
    let on = desk
        .snapshot
        .more
        .variants
        .iter()
        .any(|it| it == quirk.phrase);
    let line = format!(
        "set quirk {} {}",
        quirk.phrase,
        if on { "off" } else { "on" }
    );
    let onclick = {
        let (ask, read, line) = (desk.ask.clone(), desk.read.linked.clone(), line.clone());
        Callback::from(move |_: MouseEvent| {
            ask.emit(Ask::Load(restarted(&read.emit(()).text, &line)))
        })
    };
    html! {
        <li key={quirk.id}>
            <button type="button" class="option" role="switch" aria-checked={on.to_string()} title={line} {onclick}>
                <code>{ quirk.phrase }</code>
                <b class={on.then_some("changed")}>{ if on { "on" } else { "off" } }</b>
                <span>{ quirk.sentence }</span>
            </button>
        </li>
    }
}
