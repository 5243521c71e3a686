//! The properties as lamps: health is quiet, only a failure fills one.

use synod_core::about::Expectation;
use synod_core::phrase::Phrase;
use synod_core::units::Moment;
use synod_core::view::{Lamp, Verdict};
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::Desk;
use crate::panels::health;
use crate::parts::button;
use crate::parts::clock::clock;
use crate::parts::icon::{Glyph, icon};
use crate::parts::phrase::plain;
use crate::ui::Popover;

/// So many seconds a property that was just seen stands out.
const FRESH: f64 = 4.0;

/// The glyph of a verdict.
pub fn glyph(lamp: &Lamp) -> Glyph {
    match (lamp.view.verdict, lamp.spec.expectation) {
        (Verdict::Holds, _) if lamp.view.unjudged.is_some() => Glyph::Help,
        (Verdict::Holds | Verdict::Met, _) => Glyph::Check,
        (Verdict::Fails, _) => Glyph::Alert,
        (Verdict::Witnessed, _) => Glyph::StarFilled,
        (Verdict::Waiting, Expectation::Eventually) => Glyph::Hourglass,
        (Verdict::Waiting, _) => Glyph::Star,
        (Verdict::Counted, _) => Glyph::Bars,
    }
}

/// What a verdict means, in words.
pub fn words(lamp: &Lamp) -> &'static str {
    match lamp.view.verdict {
        Verdict::Holds if lamp.view.unjudged.is_some() => "not judged any more",
        Verdict::Holds => "holds so far",
        Verdict::Fails => "fails",
        Verdict::Witnessed => "seen",
        Verdict::Met => "came true",
        Verdict::Waiting => "not yet",
        Verdict::Counted => "counted",
    }
}

/// Whether a property is known to hold: what went beyond its checker is not.
pub fn holds(lamp: &Lamp) -> bool {
    lamp.view.verdict == Verdict::Holds && lamp.view.unjudged.is_none()
}

/// Since when a verdict is what it is, or nobody judges any more.
pub fn since(lamp: &Lamp) -> Option<Moment> {
    let unjudged = lamp.view.unjudged.as_ref();
    lamp.view.since.or(unjudged.map(|(since, _)| *since))
}

/// What there is to say of a verdict: the two facts in conflict, or why nobody judges any more.
pub fn reasons(lamp: &Lamp) -> impl Iterator<Item = &Phrase> {
    let unjudged = lamp.view.unjudged.iter().map(|(_, why)| why);
    lamp.view.facts.iter().chain(unjudged)
}

/// The row of lamps.
pub fn lamps(desk: &Desk) -> Html {
    let lamps = &desk.snapshot.lamps;
    let groups = [
        Expectation::Always,
        Expectation::Sometimes,
        Expectation::Eventually,
        Expectation::Statistical,
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
            { health::lamp(desk) }
            { summary(desk) }
            { for items }
        </ul>
    }
}

/// All lamps as one: on a phone the worst of them; where many have little room, those that hold.
fn summary(desk: &Desk) -> Html {
    let lamps = &desk.snapshot.lamps;
    let held = lamps.iter().filter(|lamp| holds(lamp)).count();
    let fails = lamps
        .iter()
        .filter(|lamp| lamp.view.verdict == Verdict::Fails);
    let holds = one(desk, "summary", Verdict::Holds, format!("{held} hold"));
    let worst = match fails.count() {
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
        <li key={id} {class} data-property={id} data-verdict={lamp.view.verdict.name()}
            data-unjudged={lamp.view.unjudged.as_ref().map(|(_, why)| plain(why))}>
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
        Expectation::Statistical => "Has no verdict.",
    };
    html! {
        <div class="popover" role="dialog" aria-label={lamp.spec.name}>
            <h3>{ lamp.spec.name }</h3>
            <p>{ lamp.spec.sentence }</p>
            <p class="muted">{ format!("{expects} {}", capital(words(lamp))) }
                if let Some(since) = since(lamp) {
                    { format!(" since step {}, {}", since.step, clock(since.time)) }
                }
                { "." }
            </p>
            { for reasons(lamp).map(|fact| html! { <p>{ desk.sentence(fact) }</p> }) }
            <p class="paper">{ lamp.spec.citation }</p>
            if let Some(since) = since(lamp) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::session::Session;

    #[test]
    fn what_is_no_longer_judged_is_not_said_to_hold() {
        let puts: String = (1..=70)
            .map(|client| format!("submit c{client} put a {client}\n"))
            .collect();
        let text = format!("protocol multi-paxos\nclients 70\n{puts}");
        let mut session = Session::load(&text).expect("it parses");
        let lamps = session.view().lamps();
        assert!(lamps.iter().all(|lamp| reasons(lamp).next().is_none()));
        session.run_to_end();
        let lamps = session.view().lamps();
        let of = |id| lamps.iter().find(|lamp| lamp.spec.id == id);
        let lamp = of("linearisable").expect("it is promised");
        assert_eq!(words(lamp), "not judged any more");
        assert!(!holds(lamp) && glyph(lamp) == Glyph::Help);
        assert_eq!(since(lamp), Some(session.view().moment()));
        assert!(plain(reasons(lamp).next().expect("it says why")).contains("more than 64"));
        let other = of("agreement").expect("it is promised");
        assert!(holds(other) && glyph(other) == Glyph::Check);
    }
}
