//! Who asks the cluster, from the inside: a client, or the console of a node. What it does, whom it takes for its
//! leader, and what it has not been answered.

use synod_core::client::Outcome;
use synod_core::phrase;
use synod_core::phrase::Phrase;
use synod_core::units::Address;
use synod_core::view::{ClientView, NodeGlance, NominationView};
use yew::prelude::*;

use crate::model::Kept;
use crate::panels::desk::Desk;
use crate::pointing;

/// So many requests of a queue are listed; the lane has all.
const QUEUE_MAX: usize = 12;

/// What a client does now, and whom it trusts.
pub fn doing(desk: &Desk, view: &ClientView) -> Html {
    let server = desk.snapshot.nodes.get(view.server.index());
    let trust = match (view.trusted, server.is_some_and(NodeGlance::leading)) {
        (true, true) => phrase!("It takes {0} for its leader: {0} has said so.", view.server),
        (true, false) => phrase!(
            "It takes {0} for its leader: {0} said so, and leads no more.",
            view.server
        ),
        (false, _) => phrase!(
            "It takes {0} for its leader, and has not heard that it leads.",
            view.server
        ),
    };
    let last = view.nomination.as_ref().map(nomination);
    html! {
        <>
            <p class="goal">{ desk.explained(&view.doing) }</p>
            <p class="muted trusts">{ desk.sentence(&trust) }</p>
            if let Some(last) = last {
                <p class="muted nomination">{ desk.sentence(&last) }</p>
            }
            <p class="muted session">{ session(view.session) }</p>
        </>
    }
}

/// Whom it nominated, when, and what came of it.
pub fn nomination(last: &NominationView) -> Phrase {
    let (server, asked) = (last.server, last.asked);
    match &last.ended {
        None => phrase!(
            "It nominated {0} at {1} and waits for the result.",
            server,
            asked
        ),
        Some((time, Outcome::Granted)) => {
            phrase!(
                "It nominated {0} at {1}. Granted at {2}: {0} leads.",
                server,
                asked,
                *time
            )
        }
        Some((time, Outcome::Refused { leader, reason })) => phrase!(
            "It nominated {0} at {1}. Refused at {2}{3}{4}",
            server,
            asked,
            *time,
            match reason.as_str() {
                "" => String::new(),
                reason => format!(": {reason}"),
            },
            match leader {
                Some(leader) => phrase!(". {0} leads, or will.", *leader),
                None => Phrase::plain("."),
            }
        ),
        Some((time, Outcome::Silent)) => phrase!(
            "It nominated {0} at {1}. Nothing was heard by {2}.",
            server,
            asked,
            *time
        ),
    }
}

/// Which of its lives this is.
fn session(number: u32) -> String {
    match number {
        1 => "Session 1.".to_owned(),
        later => format!("Session {later}: what it knew before its last crash is gone."),
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
            if let Some(last) = view.nomination.as_ref().map(nomination) {
                <p class="muted nomination">{ desk.sentence(&last) }</p>
            }
            { queue(desk, &view) }
        </section>
    }
}
