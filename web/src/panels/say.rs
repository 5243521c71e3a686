//! What just happened, in one sentence, and one thing to try. Refusals and the scene itself take the caption's place
//! for a while; a question stands there until it is answered.

use synod_core::view::Caption;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::clip;
use crate::panels::desk::Desk;
use crate::panels::tray::note;
use crate::parts::button;
use crate::parts::gloss;
use crate::parts::icon::{Glyph, icon};
use crate::scene::Question;
use crate::ui::Told;

/// The strip shows so many troubles.
const TOLD_MAX: usize = 3;

/// Caption and suggestion.
pub fn say(desk: &Desk) -> Html {
    html! {
        <div class="say">
            <div class="words">
                { strip(desk) }
                { note(desk) }
                { caption(desk) }
            </div>
            if desk.snapshot.more.question(desk.ui.choice.playing).is_none() {
                { tip(desk) }
            }
        </div>
    }
}

fn caption(desk: &Desk) -> Html {
    let notice = desk.ui.choice.notice.clone();
    let trouble = notice.is_some() && desk.ui.notice_is_trouble;
    let question = desk.snapshot.more.question(desk.ui.choice.playing);
    let spoken = match (&notice, question, &desk.caption) {
        (Some(notice), ..) => html! { <p class="what">{ notice }{ offer(desk) }</p> },
        (None, Some(question), _) => asked(desk, question),
        (None, None, Some(caption)) => happened(desk, caption),
        (None, None, None) => html! { <p class="what">{ opening(desk) }</p> },
    };
    html! {
        <div class={classes!("caption", trouble.then_some("refused"))}>
            { spoken }
            // What is heard: one sentence a second at most, and at once what went wrong.
            <p class="vh" aria-live="polite" aria-atomic="true">{ desk.spoken.to_string() }</p>
            <p class="vh" aria-live="assertive" aria-atomic="true">{ notice.filter(|_| trouble) }</p>
        </div>
    }
}

fn happened(desk: &Desk, caption: &Caption) -> Html {
    html! {
        <>
            <p class="what">{ desk.explained(&caption.phrase) }</p>
            if let Some(rule) = caption.rule {
                <p class="rule" title={rule.citation}><b>{ rule.id }</b>{ gloss::words(rule.sentence, desk.snapshot.about.terms) }</p>
            }
        </>
    }
}

/// A question of the scene, its answers as buttons with their keys.
fn asked(desk: &Desk, question: &Question) -> Html {
    html! {
        <>
            <p class="what">{ &question.text }</p>
            <div class="answers" role="group" aria-label="Answers">
                { for question.choices.iter().enumerate().map(|(place, choice)| html! {
                    <button type="button" class="btn" key={place} aria-keyshortcuts={(place + 1).to_string()}
                        onclick={desk.asks(Ask::Answer(place))}>
                        <span class="key" aria-hidden="true">{ place + 1 }</span>{ choice }
                    </button>
                }) }
                if question.choices.is_empty() {
                    { button::worded("btn", "Play on", desk.asks(Ask::Play(true))) }
                }
            </div>
        </>
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

/// Before anything happened, and where a jump led until something happens.
fn opening(desk: &Desk) -> String {
    let about = desk.snapshot.about.name;
    let (nodes, playing) = (desk.snapshot.nodes.len(), desk.ui.choice.playing);
    let (words, wait) = match nodes {
        1 => ("node runs", "It waits"),
        _ => ("nodes run", "They wait"),
    };
    let then = match (playing, desk.snapshot.moment.step) {
        (true, _) if !desk.snapshot.flights.is_empty() => {
            return format!("{nodes} {words} {about}.");
        }
        (true, _) => return format!("{nodes} {words} {about}. {wait} for something to do."),
        (false, 0) => "Press Play, or ask for a transfer.",
        (false, _) => "The run stands still.",
    };
    format!("{nodes} {words} {about}. {then}")
}

/// One thing to try. It goes when anything else is done, or when it is passed by.
fn tip(desk: &Desk) -> Html {
    let Some(tip) = desk.snapshot.tip.as_ref() else {
        return Html::default();
    };
    let line = |ask: &Ask| match ask {
        Ask::Act(line) => Some(line.clone()),
        _ => None,
    };
    let lines: Vec<String> = tip.asks.iter().filter_map(line).collect();
    html! {
        <div class="try sheet" key={tip.key} role="group" aria-label="Suggestion">
            <p><b>{ "Try this" }</b>{ desk.sentence(&tip.phrase) }</p>
            <button type="button" class="btn primary" aria-keyshortcuts="T" title={lines.join("\n")}
                onclick={desk.asks(Ask::Suggested(tip.clone()))}>
                { "Do it" }<span class="key" aria-hidden="true">{ "T" }</span>
            </button>
            { button::cross("Not now", Some("Not now: it does not come again"), desk.asks(Ask::PassBy)) }
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
            { icon(Glyph::Alert, 16) }
            <div>
                { for told.iter().skip(more).map(sentence) }
                if more > 0 { <p>{ format!("{more} more before.") }</p> }
            </div>
            if !of_script {
                <code title={address.clone()}>{ &address }</code>
                <button type="button" class="btn small" aria-label="Copy the text of the link"
                    onclick={Callback::from(move |_: MouseEvent| clip::copy(&address))}>{ "Copy" }</button>
            }
            { button::cross("Dismiss", None, desk.asks(Ask::DismissStrip)) }
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
