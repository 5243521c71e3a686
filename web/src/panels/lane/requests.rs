//! What was asked, with its verdict.

use synod_core::units::Address;
use synod_core::view::RequestView;
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::clock::clock;

/// All requests, the newest first.
#[component]
pub fn Requests(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let requests = &desk.snapshot.requests;
    if requests.is_empty() {
        return html! { <p class="empty">{ "Nobody has asked for anything. Fill in the form and press Submit." }</p> };
    }
    html! {
        <table class="list">
            <thead><tr><th>{ "request" }</th><th>{ "verdict" }</th><th>{ "entered" }</th><th class="wide">{ "what" }</th></tr></thead>
            <tbody>{ for requests.iter().rev().map(|request| row(desk, request, true)) }</tbody>
        </table>
    }
}

/// A row; the hooks of a request stand in one place only.
pub fn row(desk: &Desk, request: &RequestView, hooked: bool) -> Html {
    let id = request.id.to_string();
    let asker = match request.id.asker {
        Address::Node(node) => Selection::Node(node),
        Address::Client(client) => Selection::Client(client.number()),
    };
    let words = if request.answer.is_empty() {
        request.text.clone()
    } else {
        format!("{}: {}", request.text, request.answer)
    };
    html! {
        <tr key={id.clone()} data-request={hooked.then(|| id.clone())} data-verdict={request.verdict.name()}>
            <td><button type="button" class="ref" onclick={desk.asks(Ask::Select(asker))}>{ id }</button></td>
            <td class="verdict">{ request.verdict.name() }</td>
            <td><button type="button" class="ref" title="Go to this moment"
                onclick={desk.asks(Ask::SeekStep(request.entered.step))}>{ clock(request.entered.time) }</button></td>
            <td class="wide">{ words }</td>
        </tr>
    }
}
