//! What just happened, in one sentence, and one thing to try. Refusals take the caption's place for a while.

use synod_core::view::Rank;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::clip;
use crate::panels::desk::{Desk, PanelProps};
use crate::panels::tray::note;
use crate::parts::icon::{Glyph, Icon};
use crate::ui::Told;

/// The strip shows so many troubles.
const TOLD_MAX: usize = 3;

/// Caption and suggestion.
#[component]
pub fn Say(props: &PanelProps) -> Html {
    let desk = &props.desk;
    html! {
        <div class="say">
            <div class="words">
                { strip(desk) }
                { note(desk) }
                { caption(desk) }
            </div>
            { suggestion(desk) }
        </div>
    }
}

fn caption(desk: &Desk) -> Html {
    let notice = desk.ui.choice.notice.clone();
    let trouble = notice.is_some() && desk.ui.notice_is_trouble;
    let violated = desk
        .caption
        .as_ref()
        .is_some_and(|it| it.rank == Rank::Violation);
    let live = if violated || trouble {
        "assertive"
    } else {
        "polite"
    };
    let spoken = match (&notice, &desk.caption) {
        (Some(notice), _) => html! { <p class="what">{ notice }{ offer(desk) }</p> },
        (None, Some(caption)) => html! { <p class="what">{ desk.sentence(&caption.phrase) }</p> },
        (None, None) => html! { <p class="what">{ opening(desk) }</p> },
    };
    let rule = desk
        .caption
        .as_ref()
        .filter(|_| notice.is_none())
        .and_then(|caption| caption.rule);
    html! {
        <div class={classes!("caption", trouble.then_some("refused"))} aria-live={live} aria-atomic="true">
            { spoken }
            if let Some(rule) = rule {
                <p class="rule" title={rule.citation}><b>{ rule.id }</b>{ rule.sentence }</p>
            }
        </div>
    }
}

/// What can be done about the notice.
fn offer(desk: &Desk) -> Html {
    let Some(offer) = desk.ui.offer.clone() else {
        return Html::default();
    };
    let (ask, words) = (desk.ask.clone(), offer.words.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        offer.asks.iter().cloned().for_each(|it| ask.emit(it));
    });
    html! { <>{ " " }<button type="button" class="btn small" {onclick}>{ words }</button></> }
}

/// Before anything happened.
fn opening(desk: &Desk) -> String {
    let about = desk.snapshot.about.name;
    let (nodes, playing) = (desk.snapshot.nodes.len(), desk.ui.choice.playing);
    let (words, wait) = match nodes {
        1 => ("node runs", "It waits"),
        _ => ("nodes run", "They wait"),
    };
    let then = match (playing, desk.snapshot.moment.step) {
        (true, _) => return format!("{nodes} {words} {about}. {wait} for something to do."),
        (false, 0) => "Press Play, or ask for a transfer.",
        (false, _) => "The run stands still.",
    };
    format!("{nodes} {words} {about}. {then}")
}

fn suggestion(desk: &Desk) -> Html {
    let Some(suggestion) = desk.snapshot.suggestion.as_ref() else {
        return Html::default();
    };
    html! {
        <div class="try sheet" key={suggestion.key}>
            <p><b>{ "Try this" }</b>{ desk.sentence(&suggestion.phrase) }</p>
            <button type="button" class="btn primary" aria-keyshortcuts="T" title={suggestion.lines.join("\n")}
                onclick={desk.asks(Ask::Suggested)}>
                { "Do it" }<span class="key" aria-hidden="true">{ "T" }</span>
            </button>
        </div>
    }
}

/// What of a link could not be read, or of a script not be played: the newest, and how many more.
fn strip(desk: &Desk) -> Html {
    let told = &desk.ui.strip;
    if told.is_empty() {
        return Html::default();
    }
    let more = told.len().saturating_sub(TOLD_MAX);
    let of_script = told.iter().all(|it| it.of_script);
    let address = crate::page::window().location().hash().unwrap_or_default();
    html! {
        <div class="notice warn" role="alert" data-trouble={if of_script { "script" } else { "link" }}>
            <Icon glyph={Glyph::Alert} />
            <div>
                { for told.iter().skip(more).map(sentence) }
                if more > 0 { <p>{ format!("{more} more before.") }</p> }
            </div>
            if !of_script {
                <code title={address.clone()}>{ &address }</code>
                <button type="button" class="btn small" aria-label="Copy the text of the link"
                    onclick={Callback::from(move |_: MouseEvent| clip::copy(&address))}>{ "Copy" }</button>
            }
            <button type="button" class="iconbtn" aria-label="Dismiss" onclick={desk.asks(Ask::DismissStrip)}>
                <Icon glyph={Glyph::Close} />
            </button>
        </div>
    }
}

/// One sentence; what is long is folded.
fn sentence(told: &Told) -> Html {
    match &told.more {
        Some(more) => {
            html! { <details><summary>{ &told.text }{ " More" }</summary>{ more }</details> }
        }
        None => html! { <p>{ &told.text }</p> },
    }
}
