//! Who asks the cluster, from the inside: a client, or the console of a node. What it does, whom it takes for its
//! leader, and what it has not been answered.

use synod_core::units::Address;
use synod_core::view::ClientView;
use yew::prelude::*;

use crate::model::Kept;
use crate::panels::desk::Desk;
use crate::pointing;

/// So many requests of a queue are listed; the lane has all.
const QUEUE_MAX: usize = 12;

/// What a client does now, and whom it trusts.
pub fn doing(desk: &Desk, view: &ClientView) -> Html {
    let trust = if view.trusted {
        synod_core::phrase!("It takes {0} for its leader: {0} has said so.", view.server)
    } else {
        synod_core::phrase!(
            "It takes {0} for its leader, and has not heard that it leads.",
            view.server
        )
    };
    html! {
        <>
            <p class="goal">{ desk.explained(&view.doing) }</p>
            <p class="muted trusts">{ desk.sentence(&trust) }</p>
        </>
    }
}

/// What waits to be answered, the one that is asked for now first.
pub fn queue(desk: &Desk, view: &ClientView) -> Html {
    let item = |(place, waiting): (usize, &synod_core::view::PendingView)| {
        let kept = Kept::Request(waiting.request);
        let lit = desk.ui.choice.lit == Some(kept);
        html! {
            <li key={waiting.request.to_string()} class={lit.then_some("glow")} data-about={pointing::of_kept(kept)}>
                <code>{ waiting.request.to_string() }</code>{ " " }{ &waiting.text }
                if place == 0 { <small class="muted">{ " asked for now" }</small> }
            </li>
        }
    };
    let more = view.pending.len().saturating_sub(QUEUE_MAX);
    html! {
        <ol class="plain queued">
            { for view.pending.iter().enumerate().take(QUEUE_MAX).map(item) }
            if more > 0 { <li class="muted">{ format!("and {more} more") }</li> }
        </ol>
    }
}

/// The console of a node, once somebody has asked there.
pub fn console(desk: &Desk, who: Address) -> Html {
    let Some(view) = desk.client(who) else {
        return Html::default();
    };
    html! {
        <section>
            <h3>{ "Its console" }<small>{ "lost in a crash" }</small></h3>
            <p>{ desk.explained(&view.doing) }</p>
            { queue(desk, &view) }
        </section>
    }
}
