//! The blocks of a node as the source's own page shows them: a card a block, the newest first.

use synod_core::about::{Card, Explorer};
use synod_core::units::NodeId;
use synod_core::view::State;
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::desk::Desk;

/// So many cards are drawn; the older ones are counted.
const CARDS_MAX: usize = 60;

/// The page of the node that is selected; if none is, of the first one.
pub fn explorer(desk: &Desk) -> Html {
    let Some(page) = desk.snapshot.about.explorer else {
        return html! { <p class="empty">{ "The source has no page for blocks." }</p> };
    };
    let id = match desk.ui.choice.selection {
        Selection::Node(id) => id,
        _ => NodeId::FIRST,
    };
    let Some(detail) = desk.detail(id) else {
        return Html::default();
    };
    if detail.glance.state == State::Down {
        return html! { <div class="explorer">{ head(desk, &page, id) }<p class="empty">{ page.unreachable }</p></div> };
    }
    let chain = &detail.view.chain;
    let hidden = (chain.height() as usize).saturating_sub(CARDS_MAX);
    let cards = chain.blocks().rev().take(CARDS_MAX).map(|block| {
        let about = Selection::Block(block.height, block.hash);
        card(&(page.card)(block), Some(desk.asks(Ask::Select(about))))
    });
    let genesis = (page.genesis)().filter(|_| hidden == 0);
    html! {
        <div class="explorer">
            { head(desk, &page, id) }
            <div class="cards" data-explorer={id.to_string()}>
                { for cards }
                { for genesis.iter().map(|it| card(it, None)) }
            </div>
            if hidden > 0 { <p class="muted">{ format!("and {hidden} older") }</p> }
        </div>
    }
}

/// Whose page it is: others are one click away, as long as they fit.
fn head(desk: &Desk, page: &Explorer, id: NodeId) -> Html {
    const CHOICES_MAX: usize = 12;
    let nodes = &desk.snapshot.nodes;
    let choice = |other: NodeId| {
        let on = other == id;
        html! {
            <button type="button" class={classes!("chip", on.then_some("on"))} aria-pressed={on.to_string()} key={other.to_string()}
                onclick={desk.asks(Ask::Select(Selection::Node(other)))}>{ other.to_string() }</button>
        }
    };
    html! {
        <header>
            <h3>{ page.title }</h3>
            if nodes.len() <= CHOICES_MAX {
                { for nodes.iter().map(|node| choice(node.id)) }
            } else {
                { choice(id) }<span class="muted">{ "Select a node to see its page." }</span>
            }
        </header>
    }
}

fn card(card: &Card, onclick: Option<Callback<MouseEvent>>) -> Html {
    let fields = card.fields.iter().map(|(label, text)| {
        html! { <>if !label.is_empty() { <dt>{ *label }</dt> }<dd>{ text }</dd></> }
    });
    let heading = match onclick {
        Some(onclick) => {
            html! { <button type="button" class="ref" {onclick}>{ &card.heading }</button> }
        }
        None => html! { { &card.heading } },
    };
    html! {
        <article class="blockcard" key={card.heading.clone()}>
            <h4>{ heading }</h4>
            <dl>{ for fields }</dl>
        </article>
    }
}
