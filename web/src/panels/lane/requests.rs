//! What was asked, with its verdict.

use synod_core::units::Address;
use synod_core::view::{Answer, RequestView};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::desk::Desk;
use crate::panels::lane::Sight;
use crate::parts::clock::clock;
use crate::pointing;

/// The newest ones always have their row.
const NEWEST: usize = 50;
/// The height of a row in CSS pixels, about.
const ROW: f64 = 28.0;

/// The requests, the newest first. A row exists for what is in sight, pending, just asked for or new; the others
/// leave a gap of their height.
pub fn requests(desk: &Desk, sight: Sight) -> Html {
    let requests = &desk.snapshot.requests;
    if requests.is_empty() {
        return html! { <p class="empty">{ "Nobody has asked for anything. Fill in the form and press Submit." }</p> };
    }
    html! {
        <table class="list">
            <thead><tr><th>{ "request" }</th><th>{ "verdict" }</th><th>{ "entered" }</th><th class="wide">{ "what" }</th></tr></thead>
            <tbody>{ for rows(desk, sight) }</tbody>
        </table>
    }
}

fn rows(desk: &Desk, sight: Sight) -> Vec<Html> {
    let in_sight = if sight.height > 0.0 {
        sight.rows(ROW)
    } else {
        0..0
    };
    let kept = |(place, request): &(usize, &RequestView)| {
        *place < NEWEST
            || in_sight.contains(place)
            || request.verdict == Answer::Pending
            || desk.ui.reply.request == Some(request.id)
    };
    let mut rows = Vec::new();
    let mut next = 0;
    let requests = &desk.snapshot.requests;
    for (place, request) in requests.iter().rev().enumerate().filter(kept) {
        rows.extend(gap(next, place));
        rows.push(row(desk, request, true));
        next = place + 1;
    }
    rows.extend(gap(next, requests.len()));
    rows
}

/// The room of the rows from one place to another.
fn gap(from: usize, to: usize) -> Option<Html> {
    let height = to.saturating_sub(from) as f64 * ROW;
    let style = format!("height: {height}px; padding: 0");
    (to > from).then(|| html! {
        <tr key={format!("to {to}")} class="gap" aria-hidden="true"><td colspan="4" {style}></td></tr>
    })
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
    let kept = Kept::Request(request.id);
    let lit = desk.ui.choice.lit == Some(kept);
    html! {
        <tr key={id.clone()} class={lit.then_some("glow")} data-about={pointing::of_kept(kept)} data-request={hooked.then(|| id.clone())} data-verdict={request.verdict.name()}>
            <td><button type="button" class="ref" onclick={desk.asks(Ask::Select(asker))}>{ id }</button></td>
            <td class="verdict">{ request.verdict.name() }</td>
            <td><button type="button" class="ref" title="Go to this moment"
                onclick={desk.asks(Ask::Stand(request.entered))}>{ clock(request.entered.time) }</button></td>
            <td class="wide">{ words }</td>
        </tr>
    }
}
