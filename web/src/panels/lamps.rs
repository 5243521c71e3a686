//! The properties as lamps: health is quiet, only a failure fills one.

use synod_core::about::Expectation;
use synod_core::view::{Lamp, Verdict};
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::Desk;
use crate::parts::button;
use crate::parts::clock::clock;
use crate::parts::icon::{Glyph, icon};
use crate::ui::Popover;

/// So many seconds a property that was just seen stands out.
const FRESH: f64 = 4.0;

/// The glyph of a verdict.
pub fn glyph(lamp: &Lamp) -> Glyph {
    match (lamp.view.verdict, lamp.spec.expectation) {
        (Verdict::Holds | Verdict::Met, _) => Glyph::Check,
        (Verdict::Fails, _) => Glyph::Alert,
        (Verdict::Witnessed, _) => Glyph::StarFilled,
        (Verdict::Waiting, Expectation::Eventually) => Glyph::Hourglass,
        (Verdict::Waiting, _) => Glyph::Star,
    }
}

/// What a verdict means, in words.
pub fn words(lamp: &Lamp) -> &'static str {
    match lamp.view.verdict {
        Verdict::Holds => "holds so far",
        Verdict::Fails => "fails",
        Verdict::Witnessed => "seen",
        Verdict::Met => "came true",
        Verdict::Waiting => "not yet",
    }
}

/// The row of lamps.
pub fn lamps(desk: &Desk) -> Html {
    let lamps = &desk.snapshot.lamps;
    let groups = [
        Expectation::Always,
        Expectation::Sometimes,
        Expectation::Eventually,
    ];
    let items = groups
        .into_iter()
        .enumerate()
        .flat_map(|(place, expectation)| {
            let of_group = lamps
                .iter()
                .filter(move |lamp| lamp.spec.expectation == expectation);
            let any = lamps
                .iter()
                .any(|lamp| lamp.spec.expectation == expectation);
            let rule = (place > 0 && any).then(|| {
                html! {
                    <li key={format!("rule-{place}")} class="sep" aria-hidden="true"></li>
                }
            });
            rule.into_iter()
                .chain(of_group.map(|lamp| item(desk, lamp)))
        });
    html! {
        <ul class="lamps" aria-label="Properties">
            { summary(desk) }
            { for items }
        </ul>
    }
}

/// All lamps as one: on a phone the worst of them; where many have little room, those that hold.
fn summary(desk: &Desk) -> Html {
    let of = |verdict| {
        let lamps = desk.snapshot.lamps.iter();
        lamps.filter(|lamp| lamp.view.verdict == verdict).count()
    };
    let holds = one(
        desk,
        "summary",
        Verdict::Holds,
        format!("{} hold", of(Verdict::Holds)),
    );
    let worst = match of(Verdict::Fails) {
        0 => return holds,
        1 => "1 fails".to_owned(),
        fails => format!("{fails} fail"),
    };
    html! { <>{ one(desk, "worst", Verdict::Fails, worst) }{ holds }</> }
}

fn one(desk: &Desk, class: &'static str, verdict: Verdict, text: String) -> Html {
    let lamps = &desk.snapshot.lamps;
    let open = desk.ui.popover == Some(Popover::Lamps);
    let glyph = match verdict {
        Verdict::Fails => Glyph::Alert,
        _ => Glyph::Check,
    };
    html! {
        <li key={class} class={classes!("lamp", "summary", "pop", "end", class)} data-verdict={verdict.name()}>
            <button type="button" class="lampbtn" aria-expanded={open.to_string()}
                onclick={desk.asks(Ask::Popover(Some(Popover::Lamps)))}>
                { icon(glyph, 15) }{ text }
            </button>
            if open {
                <div class="popover">
                    { for lamps.iter().map(|lamp| html! {
                        <p><b>{ lamp.spec.name }</b>{ format!(": {}. {}", words(lamp), lamp.spec.sentence) }</p>
                    }) }
                </div>
            }
        </li>
    }
}

fn item(desk: &Desk, lamp: &Lamp) -> Html {
    let id = lamp.spec.id;
    let open = desk.ui.popover == Some(Popover::Lamp(id));
    let label = format!("{}: {}", lamp.spec.name, words(lamp));
    let class = classes!("lamp", "pop", is_fresh(desk, lamp).then_some("fresh"));
    html! {
        <li key={id} {class} data-property={id} data-verdict={lamp.view.verdict.name()}>
            <button type="button" class="lampbtn" aria-label={label} aria-expanded={open.to_string()}
                title={lamp.spec.sentence} onclick={desk.asks(Ask::Popover(Some(Popover::Lamp(id))))}>
                { icon(glyph(lamp), 14) }{ lamp.spec.name }
            </button>
            if open {
                { story(desk, lamp) }
            }
        </li>
    }
}

/// Seen within the last seconds, as the person in front of the page counts them.
fn is_fresh(desk: &Desk, lamp: &Lamp) -> bool {
    let now = desk.snapshot.moment;
    let seen = lamp
        .view
        .since
        .filter(|_| lamp.view.verdict == Verdict::Witnessed);
    seen.is_some_and(|seen| {
        let passed = now.time.since(seen.time).micros() as f64;
        now.step > 0 && passed <= FRESH * desk.ui.choice.speed
    })
}

fn story(desk: &Desk, lamp: &Lamp) -> Html {
    let expects = match lamp.spec.expectation {
        Expectation::Always => "Must hold after every step.",
        Expectation::Sometimes => "Worth seeing once.",
        Expectation::Eventually => "Must come true once the network is calm.",
    };
    html! {
        <div class="popover" role="dialog" aria-label={lamp.spec.name}>
            <h3>{ lamp.spec.name }</h3>
            <p>{ lamp.spec.sentence }</p>
            <p class="muted">{ format!("{expects} {}", capital(words(lamp))) }
                if let Some(since) = lamp.view.since {
                    { format!(" since step {}, {}", since.step, clock(since.time)) }
                }
                { "." }
            </p>
            { for lamp.view.facts.iter().map(|fact| html! { <p>{ desk.sentence(fact) }</p> }) }
            <p class="paper">{ lamp.spec.citation }</p>
            if let Some(since) = lamp.view.since {
                <p>{ button::worded("btn small", "Go to that moment", desk.asks(Ask::SeekStep(since.step))) }</p>
            }
        </div>
    }
}

/// With a capital at the beginning.
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
