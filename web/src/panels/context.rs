//! The menu of what can be done to a thing: by right click, long press or the Menu key. Each item shows its key and
//! the lines of script that it writes.

use synod_core::units::Span;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, SvgElement};
use yew::prelude::*;

use crate::actions::{Deed, deeds, in_words, spells};
use crate::ask::Ask;
use crate::model::{self, Selection, Subject};
use crate::page::document;
use crate::panels::desk::Desk;
use crate::parts::menu::Menu;
use crate::stage::region;
use crate::stage::target::selector;

/// More lines than these are counted, not shown.
const LINES_MAX: usize = 3;

/// What a [`ContextMenu`] is told.
#[derive(Properties, PartialEq)]
pub struct ContextProps {
    /// The desk.
    pub desk: Desk,
    /// What it is about, and where.
    pub menu: model::Menu,
}

/// The menu.
#[component]
pub fn ContextMenu(props: &ContextProps) -> Html {
    let (desk, subject) = (&props.desk, props.menu.subject);
    // Read while it is drawn for the first time: then the menu takes the focus.
    let before = use_memo((), |()| document().active_element());
    use_effect_with((), move |()| {
        move || return_focus((*before).clone(), subject)
    });
    let times = spells(desk.snapshot.more.flight_longest);
    let all = deeds(subject, &desk.snapshot, times[desk.ui.spell]);
    let timed = all
        .iter()
        .any(|deed| deed.lines.iter().any(|line| line.starts_with("later")));
    let (x, y) = props.menu.at.unwrap_or_else(|| middle(subject));
    let key = (subject, x as i64, y as i64);
    html! {
        <div class="menu context" style={format!("--x: {x:.0}px; --y: {y:.0}px")} onkeydown={keys(desk, &all)}
            oncontextmenu={Callback::from(|event: MouseEvent| event.prevent_default())}>
            <p class="about" aria-hidden="true"><b>{ title(subject) }</b>{ waits(desk) }</p>
            <Menu label={label(subject)} key={format!("{key:?}")}>
                { for all.iter().map(|deed| item(desk, deed)) }
                if timed {
                    <div role="group" aria-label="For how long" class="spells">
                        <span aria-hidden="true">{ "for" }</span>
                        { for times.iter().enumerate().map(|(place, time)| choice(desk, place, *time)) }
                    </div>
                }
            </Menu>
        </div>
    }
}

fn waits(desk: &Desk) -> Html {
    html! { if desk.ui.choice.playing { <small>{ "The run waits." }</small> } }
}

fn title(subject: Subject) -> String {
    match subject {
        Subject::Thing(Selection::Run) => "The run".to_owned(),
        Subject::Thing(Selection::Node(id)) => id.to_string(),
        Subject::Thing(Selection::Client(number)) => format!("c{number}"),
        Subject::Thing(Selection::Link(a, b)) => format!("{a} \u{2013} {b}"),
        Subject::Thing(Selection::Message(id)) => id.to_string(),
        Subject::Thing(Selection::Block(_, hash)) => format!("Block {}", hash.short()),
        Subject::Side(side) => format!("Side {}", region::class(side).to_ascii_uppercase()),
        Subject::Rift(_) => "The rift".to_owned(),
    }
}

fn label(subject: Subject) -> String {
    format!("What can be done: {}", title(subject))
}

fn item(desk: &Desk, deed: &Deed) -> Html {
    let off = deed.why_not.is_some();
    let shown = match (&deed.why_not, deed.lines.len()) {
        (Some(why), _) => why.clone(),
        (None, 0..=LINES_MAX) => deed.lines.join("\n"),
        (None, count) => format!(
            "{}\n{} more lines",
            deed.lines[..LINES_MAX - 1].join("\n"),
            count + 1 - LINES_MAX
        ),
    };
    let key = deed.key();
    let onclick = match off {
        true => Callback::noop(),
        false => desk.asks(Ask::Lines(deed.lines.clone())),
    };
    html! {
        <button type="button" role="menuitem" class="item" aria-disabled={off.then_some("true")}
            aria-keyshortcuts={(!key.is_empty()).then_some(key)} {onclick}>
            <span>{ &deed.words }<small class={if off { "why" } else { "writes" }}>{ shown }</small></span>
            if !key.is_empty() { <span class="key" aria-hidden="true">{ key }</span> }
        </button>
    }
}

fn choice(desk: &Desk, place: usize, time: Span) -> Html {
    let checked = desk.ui.spell == place;
    html! {
        <button type="button" role="menuitemradio" class="item" aria-checked={checked.to_string()}
            onclick={desk.asks(Ask::Spell(place))}>{ in_words(time) }</button>
    }
}

/// The keys of the items do what they say; Tab leaves; the run's own keys are out of reach under a menu.
fn keys(desk: &Desk, all: &[Deed]) -> Callback<KeyboardEvent> {
    let doable = all
        .iter()
        .filter(|deed| deed.why_not.is_none() && !deed.key().is_empty());
    let doable: Vec<(&str, Vec<String>)> = doable
        .map(|deed| (deed.key(), deed.lines.clone()))
        .collect();
    let ask = desk.ask.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "Enter" | " " => event.stop_propagation(),
            "Escape" | "Tab" => {
                event.prevent_default();
                ask.emit(Ask::Menu(None));
            }
            letter => {
                event.prevent_default();
                let meant = doable
                    .iter()
                    .find(|(key, _)| letter.eq_ignore_ascii_case(key));
                if let Some((_, lines)) = meant {
                    ask.emit(Ask::Lines(lines.clone()));
                }
            }
        }
    })
}

/// When the menu goes, the focus goes back to where it was, or to what the menu was about.
fn return_focus(before: Option<Element>, subject: Subject) {
    let body = |it: &Element| it.tag_name() == "BODY";
    let inside = |it: &Element| matches!(it.closest(".context"), Ok(Some(_)));
    // Somebody else may have taken the focus meanwhile: a click beside the menu did.
    let now = document().active_element();
    if now.is_some_and(|it| !body(&it) && !inside(&it)) {
        return;
    }
    let back = before.filter(|it| it.is_connected() && !body(it));
    if let Some(element) = back.or_else(|| element_of(subject)) {
        focus(&element);
    }
}

fn focus(element: &Element) {
    // Focus is a courtesy: nothing depends on it.
    match (
        element.dyn_ref::<HtmlElement>(),
        element.dyn_ref::<SvgElement>(),
    ) {
        (Some(element), _) => drop(element.focus()),
        (_, Some(element)) => drop(element.focus()),
        _ => {}
    }
}

fn element_of(subject: Subject) -> Option<Element> {
    let Subject::Thing(selection) = subject else {
        return None;
    };
    document()
        .query_selector(&selector(selection)?)
        .ok()
        .flatten()
}

/// Where its subject is, else the middle of the stage.
fn middle(subject: Subject) -> (f64, f64) {
    let stage = || document().query_selector(".stage").ok().flatten();
    let Some(element) = element_of(subject).or_else(stage) else {
        return (0.0, 0.0);
    };
    let frame = element.get_bounding_client_rect();
    (
        frame.x() + frame.width() / 2.0,
        frame.y() + frame.height() / 2.0,
    )
}
