//! Everything about what is selected: the run, a node, a client, a link, a message; beside it what was pinned. A
//! violation takes its place.

use std::rc::Rc;

use synod_core::view::NodeDetail;
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, icon};
use crate::parts::separator::Separator;

pub mod asking;
pub mod block;
mod blocks;
pub mod client;
pub mod form;
pub mod link;
pub mod message;
pub mod node;
pub mod node_facts;
pub mod run;
pub mod violation;

/// How narrow the inspector is pulled, in rem.
const LEAST: f64 = 16.0;
/// How wide.
const MOST: f64 = 36.0;

/// The inspector.
pub fn inspector(desk: &Desk) -> Html {
    let violation = desk.ui.violation.and_then(|id| {
        let lamps = &desk.snapshot.lamps;
        lamps.iter().find(|lamp| lamp.spec.id == id)
    });
    if let Some(lamp) = violation {
        return violation::card(desk, lamp);
    }
    let selection = desk.ui.choice.selection;
    let pinned = desk.ui.pinned.filter(|pinned| *pinned != selection);
    let pinned = pinned.filter(|_| selection != Selection::Run);
    let class = classes!("side", "sheet", pinned.map(|_| "two"));
    html! {
        <aside {class} aria-label="Inspector">
            { grip(desk) }
            if let Some(pinned) = pinned {
                <div class="inspected pinned" role="group" aria-label="Pinned" key="pinned">{ panel(desk, pinned, node_of(desk, selection)) }</div>
                <div class="inspected" role="group" aria-label="Selected" key={kind(selection)}>{ panel(desk, selection, node_of(desk, pinned)) }</div>
            } else {
                <div class="inspected" key={kind(selection)}>{ panel(desk, selection, None) }</div>
            }
        </aside>
    }
}

/// The kind of what is selected: another one is another panel, in which nothing stays unfolded or typed.
fn kind(selection: Selection) -> &'static str {
    match selection {
        Selection::Run => "run",
        Selection::Node(_) => "node",
        Selection::Client(_) => "client",
        Selection::Link(..) => "link",
        Selection::Message(_) => "message",
        Selection::Block(..) => "block",
    }
}

/// What is pulled to make the inspector wider.
fn grip(desk: &Desk) -> Html {
    let rem = crate::page::rem();
    let ask = desk.ask.clone();
    html! {
        <Separator label="Width of the inspector" upright=true least={LEAST * rem} most={MOST * rem}
            now={format!("{:?}", desk.ui.width)} onpull={desk.ask.reform(|width| Ask::Width(Some(width)))}
            ontoggle={Callback::from(move |()| ask.emit(Ask::Width(None)))} />
    }
}

fn node_of(desk: &Desk, selection: Selection) -> Option<Rc<NodeDetail>> {
    match selection {
        Selection::Node(id) => desk.detail(id),
        _ => None,
    }
}

/// The panel of one thing; `other` is the node that it stands beside.
fn panel(desk: &Desk, selection: Selection, other: Option<Rc<NodeDetail>>) -> Html {
    match selection {
        Selection::Run => run::run_panel(desk),
        Selection::Node(id) => node::node_panel(desk, id, other),
        Selection::Client(number) => client::client_panel(desk, number),
        Selection::Link(from, to) => link::link_panel(desk, from.min(to), from.max(to)),
        Selection::Message(id) => message::message_panel(desk, id),
        Selection::Block(height, hash) => {
            html! { <block::BlockPanel desk={desk.clone()} {height} {hash} /> }
        }
    }
}

/// The header of a panel: what it is about, what stands beside, the pin, and the way back to the run.
pub fn header(desk: &Desk, about: Selection, title: String, beside: Html) -> Html {
    let pinned = desk.ui.pinned == Some(about);
    let away = if pinned && desk.ui.choice.selection != about {
        Ask::Pin(None)
    } else {
        Ask::Select(Selection::Run)
    };
    html! {
        <header>
            <h2>{ title.clone() }</h2>
            { beside }
            <span class="fill"></span>
            if about != Selection::Run {
                <button type="button" class={classes!("iconbtn", pinned.then_some("on"))} aria-pressed={pinned.to_string()}
                    aria-label={format!("Pin {title}")} title="Stays here while you select something else"
                    onclick={desk.asks(Ask::Pin((!pinned).then_some(about)))}>
                    { icon(Glyph::Pin, 16) }
                </button>
                <button type="button" class="iconbtn" aria-label={if away == Ask::Pin(None) { "Unpin" } else { "Back to the run" }}
                    title="Back to the run (Escape)" onclick={desk.asks(away)}>
                    { icon(Glyph::Close, 16) }
                </button>
            }
        </header>
    }
}

/// A small button that performs a line of script.
pub fn action(desk: &Desk, word: &str, line: String) -> Html {
    html! {
        <button type="button" class="btn small" title={line.clone()} onclick={desk.asks(Ask::Act(line))}>{ word }</button>
    }
}
