//! What can be done to a thing now, as buttons: the same list as its menu. What is done for a while stands there only.

use yew::prelude::*;

use crate::actions::{Deed, deeds, spells};
use crate::ask::Ask;
use crate::model::{Selection, Subject};
use crate::panels::desk::Desk;
use crate::pointing::of_selection;

/// The buttons. In the row of a table they are small, and what cannot be done is left out.
pub fn buttons(desk: &Desk, selection: Selection, small: bool) -> Html {
    let spell = spells(desk.snapshot.more.flight_longest)[desk.ui.spell];
    let all = deeds(Subject::Thing(selection), &desk.snapshot, spell);
    let id = of_selection(selection).unwrap_or_default();
    let now = all.into_iter().filter(|deed| {
        let later = deed.lines.iter().any(|line| line.starts_with("later"));
        !later && (deed.why_not.is_none() || !small)
    });
    now.map(|deed| button(desk, &id, deed, small)).collect()
}

fn button(desk: &Desk, id: &str, deed: Deed, small: bool) -> Html {
    let key = deed.key();
    let title = match &deed.why_not {
        Some(why) => why.clone(),
        None if key.is_empty() => deed.lines.join("\n"),
        None => format!("{} ({key})", deed.lines.join("\n")),
    };
    // The tools of the tray have the bare words.
    let label = format!("{} {id}", deed.words);
    let off = deed.why_not.is_some();
    let onclick = match off {
        true => Callback::noop(),
        false => desk.asks(Ask::Lines(deed.lines)),
    };
    html! {
        <button type="button" class={classes!("btn", if small { "tiny" } else { "small" })} key={deed.words.clone()}
            aria-label={label} {title} aria-disabled={off.then_some("true")} {onclick}>{ deed.words }</button>
    }
}
