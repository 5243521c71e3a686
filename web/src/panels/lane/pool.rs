//! What waits at every node to come into a block: a row a node, the oldest first, refused ones with their reasons.

use synod_core::view::{NodeGlance, PoolView};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::desk::Desk;
use crate::panels::lane::Sight;
use crate::pointing;

/// Up to so many nodes all rows are filled; of more, those in sight.
const WHOLE_MAX: usize = 50;
/// The least height of a row in CSS pixels; the sheet says the same.
const ROW: f64 = 30.0;
/// So much of what waits at a node is written out, and so much of what it refused; the rest is counted.
const ENTRIES_MAX: usize = 40;

/// The rows.
pub fn pool(desk: &Desk, sight: Sight) -> Html {
    let nodes = &desk.snapshot.nodes;
    let read = match nodes.len() {
        ..=WHOLE_MAX => 0..nodes.len(),
        _ => sight.rows(ROW),
    };
    let (start, end) = (read.start.min(nodes.len()), read.end.min(nodes.len()));
    let gap = |rows: usize| {
        let style = format!("height: {}px", rows as f64 * ROW);
        (rows > 0).then(|| html! { <div class="gap" {style}></div> })
    };
    html! {
        <div class="pools" role="table" aria-label="What waits at the nodes">
            { gap(start) }
            { for nodes[start..end].iter().map(|node| row(desk, node)) }
            { gap(nodes.len() - end) }
        </div>
    }
}

fn row(desk: &Desk, node: &NodeGlance) -> Html {
    let (id, detail) = (node.id.to_string(), desk.detail(node.id));
    let pool = detail.as_ref().map_or(&[][..], |it| &it.view.pool);
    let (refused, waits): (Vec<&PoolView>, Vec<&PoolView>) =
        pool.iter().partition(|it| it.is_refused);
    let me = desk.ui.choice.selection == Selection::Node(node.id);
    let more = waits.len().saturating_sub(ENTRIES_MAX);
    let older = refused.len().saturating_sub(ENTRIES_MAX);
    html! {
        <div key={id.clone()} class={classes!("poolrow", me.then_some("me"))} role="row" data-about={id.clone()} data-pool={waits.len().to_string()}>
            <span role="rowheader"><button type="button" class="who" onclick={desk.asks(Ask::Select(Selection::Node(node.id)))}>{ &id }</button></span>
            <span class="entries" role="cell">
                if waits.is_empty() { <span class="muted">{ "nothing waits" }</span> }
                { for waits.iter().take(ENTRIES_MAX).map(|it| entry(desk, it)) }
                if more > 0 { <span class="muted">{ format!("and {more} more that wait") }</span> }
                { for refused.iter().skip(older).map(|it| entry(desk, it)) }
                if older > 0 { <span class="muted">{ format!("and {older} older ones that were refused") }</span> }
            </span>
        </div>
    }
}

/// One that waits; what the node knows of a refused one stands beside it.
fn entry(desk: &Desk, it: &PoolView) -> Html {
    let kept = Kept::Request(it.request);
    let lit = desk.ui.choice.lit == Some(kept);
    let class = classes!(
        "pending",
        lit.then_some("glow"),
        it.is_refused.then_some("refused")
    );
    let title = format!("{}: {}", it.request, it.known);
    html! {
        <span {class} key={title.clone()} {title} data-about={pointing::of_kept(kept)} data-waits={it.request.to_string()}>
            { &it.text }
            if it.is_refused { <small>{ desk.sentence(&it.known) }</small> }
        </span>
    }
}
