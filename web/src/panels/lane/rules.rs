//! The rule that just ran, in the paper's voice, and those before it.

use synod_core::rule::Rule;
use yew::prelude::*;

use crate::ask::Ask;
use crate::driver::RuleRow;
use crate::panels::desk::Desk;
use crate::parts::clock::clock;

/// So many are listed.
const ROWS_MAX: usize = 60;

/// The list, the newest first.
pub fn rules(desk: &Desk) -> Html {
    let rows = desk.read.rules.emit(ROWS_MAX);
    let Some(last) = rows.first() else {
        return html! { <p class="empty">{ "No rule has run yet. Press Play, or ask for something." }</p> };
    };
    html! {
        <div class="rules">
            <div class="just">
                { paper(last.rule) }
                <p class="muted">{ format!("{} at {}. {}", who(last), clock(last.moment.time), last.rule.citation) }</p>
            </div>
            <ol>{ for rows.iter().map(|it| row(desk, it)) }</ol>
        </div>
    }
}

fn paper(rule: &Rule) -> Html {
    html! { <p class="paper"><b>{ rule.id }</b>{ rule.sentence }</p> }
}

fn who(row: &RuleRow) -> String {
    row.who.map_or_else(String::new, |who| who.to_string())
}

fn row(desk: &Desk, row: &RuleRow) -> Html {
    let who = who(row);
    let now = row.moment.step == desk.snapshot.moment.step;
    html! {
        <li key={row.place} class={now.then_some("now")} data-about={who.clone()} data-rule={row.rule.id}>
            <button type="button" class="when" title="Go to this moment" onclick={desk.asks(Ask::Stand(row.moment))}>
                <span>{ clock(row.moment.time) }</span><small>{ format!("@{}", row.moment.step) }</small>
            </button>
            <b>{ who }</b>
            { paper(row.rule) }
        </li>
    }
}
