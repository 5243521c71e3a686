//! Everything about what is selected: the run, a node, a client, a link, a message. A violation takes its place.

use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::icon::{Glyph, Icon};

pub mod client;
pub mod form;
pub mod link;
pub mod message;
pub mod node;
mod node_facts;
pub mod run;
pub mod violation;

/// The inspector.
#[component]
pub fn Inspector(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let violation = desk.ui.violation.and_then(|id| {
        let lamps = &desk.snapshot.lamps;
        lamps.iter().find(|lamp| lamp.spec.id == id)
    });
    if let Some(lamp) = violation {
        return violation::card(desk, lamp);
    }
    let inside = match desk.ui.choice.selection {
        Selection::Run => html! { <run::RunPanel desk={desk.clone()} /> },
        Selection::Node(id) => html! { <node::NodePanel desk={desk.clone()} {id} /> },
        Selection::Client(number) => html! { <client::ClientPanel desk={desk.clone()} {number} /> },
        Selection::Link(from, to) => html! { <link::LinkPanel desk={desk.clone()} {from} {to} /> },
        Selection::Message(_) => html! { <message::MessagePanel desk={desk.clone()} /> },
    };
    html! { <aside class="side sheet" aria-label="Inspector">{ inside }</aside> }
}

/// The header of a panel: what it is about, what stands beside, and the way back to the run.
pub fn header(desk: &Desk, title: String, beside: Html) -> Html {
    html! {
        <header>
            <h2>{ title }</h2>
            { beside }
            <span class="fill"></span>
            if desk.ui.choice.selection != Selection::Run {
                <button type="button" class="iconbtn" aria-label="Back to the run" title="Back to the run (Escape)"
                    onclick={desk.asks(Ask::Select(Selection::Run))}>
                    <Icon glyph={Glyph::Close} />
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
