//! To the next thing of a kind and to the one before: as words beside the transport, or as a menu where they do not
//! fit.

use yew::prelude::*;

use super::pace::pace;
use crate::ask::Ask;
use crate::model::Snapshot;
use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, icon};
use crate::ui::{Next, Popover};

/// Why there is nothing of a kind to jump to: before this moment, and after it.
#[derive(PartialEq, Debug)]
pub struct Reasons {
    /// Before this moment.
    pub before: Option<String>,
    /// After it. What playing on would bring is not known, so that only a run that stands still has a reason.
    pub after: Option<String>,
}

/// Why there is nothing of a kind to jump to.
pub fn reasons(snapshot: &Snapshot, kind: Next) -> Reasons {
    let (now, name) = (snapshot.moment, kind.name());
    let marks = || snapshot.marks.iter().filter(|mark| kind.takes(mark.kind));
    let before = marks().any(|mark| mark.moment < now);
    let after = marks().any(|mark| mark.moment > now);
    let ends = snapshot.end <= now && snapshot.next_due.is_none() && !snapshot.more.has_upcoming;
    Reasons {
        before: (!before).then(|| format!("No {name} before this moment")),
        after: (!after && ends).then(|| format!("No {name} to come: nothing is due any more")),
    }
}

/// The jumps in a row.
pub fn jumps(desk: &Desk) -> Html {
    html! {
        <div class="next" role="group" aria-label="Jump to the previous or next">
            { for Next::of(desk.snapshot.about).map(|kind| {
                let why = reasons(&desk.snapshot, kind);
                html! {
                    <span key={kind.name()} class="jump">
                        { before(desk, kind, why.before.clone()) }
                        { after(desk, kind, &why) }
                    </span>
                }
            }) }
        </div>
    }
}

fn before(desk: &Desk, kind: Next, why: Option<String>) -> Html {
    let name = kind.name();
    html! {
        <button type="button" class="back" aria-label={format!("Previous {name}")} aria-disabled={why.is_some().to_string()}
            title={why.unwrap_or_else(|| format!("Back to the previous {name}"))} onclick={desk.asks(Ask::Previous(kind))}>
            { icon(Glyph::Before, 12) }
        </button>
    }
}

/// The word itself leads to the next; with Shift to the previous.
fn after(desk: &Desk, kind: Next, why: &Reasons) -> Html {
    let (ask, name) = (desk.ask.clone(), kind.name());
    let reason = why.after.clone();
    let onclick = {
        let reason = reason.clone();
        Callback::from(move |event: MouseEvent| match &reason {
            _ if event.shift_key() => ask.emit(Ask::Previous(kind)),
            Some(why) => ask.emit(Ask::Why(why.clone())),
            None => ask.emit(Ask::Next(kind)),
        })
    };
    html! {
        <button type="button" aria-label={format!("Next {name}")} aria-disabled={reason.is_some().to_string()}
            title={reason.unwrap_or_else(|| format!("On to the next {name}; with Shift back to the previous"))} {onclick}>
            { name }{ icon(Glyph::After, 12) }
        </button>
    }
}

/// The same jumps under a button, and the speed beside them.
pub fn jump_menu(desk: &Desk) -> Html {
    let open = desk.ui.popover == Some(Popover::Jumps);
    html! {
        <div class="pop above jumping">
            <button type="button" class="chip jumps" aria-haspopup="dialog" aria-expanded={open.to_string()}
                title="To the next or previous commit, fault, violation; the speed" onclick={desk.asks(Ask::Popover(Some(Popover::Jumps)))}>
                { "Jump" }{ icon(Glyph::Up, 12) }
            </button>
            if open {
                <div class="popover" role="dialog" aria-label="Jump">
                    { for Next::of(desk.snapshot.about).map(|kind| row(desk, kind)) }
                    { pace(desk, "speed-menu") }
                </div>
            }
        </div>
    }
}

fn row(desk: &Desk, kind: Next) -> Html {
    let (name, why) = (kind.name(), reasons(&desk.snapshot, kind));
    let button = |word: &str, glyph, why: Option<String>, ask| {
        html! {
            <button type="button" class="btn small" aria-label={format!("{word} {name}")} aria-disabled={why.is_some().to_string()}
                title={why.unwrap_or_default()} onclick={desk.asks(ask)}>
                { icon(glyph, 12) }{ word }
            </button>
        }
    };
    html! {
        <div key={name} class="jumprow">
            <span>{ name }</span>
            { button("Previous", Glyph::Before, why.before, Ask::Previous(kind)) }
            { button("Next", Glyph::After, why.after, Ask::Next(kind)) }
        </div>
    }
}
