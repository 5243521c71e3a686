//! What must always hold has failed: the two facts in conflict, where it came from, and the script that leads there.

use synod_core::link::Linked;
use synod_core::units::Moment;
use synod_core::view::Lamp;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::clip;
use crate::panels::bar::share_link;
use crate::panels::desk::Desk;
use crate::parts::button;
use crate::parts::clock::clock;
use crate::parts::icon::{Glyph, icon};
use crate::ui::Popover;

mod causes;
mod shortest;

use causes::Causes;
use shortest::Shortest;

/// How many steps before the failure a replay begins.
const RUN_UP: u32 = 12;

/// The card.
pub fn card(desk: &Desk, lamp: &Lamp) -> Html {
    let since = lamp.view.since.unwrap_or(desk.snapshot.moment);
    let linked = desk.read.linked.emit(());
    let happened = linked.text.lines().count() - linked.to_come;
    let mut script: String = linked.text.split_inclusive('\n').take(happened).collect();
    // Whoever plays it alone comes as far as here.
    let now = desk.snapshot.moment.time.max(since.time);
    script.push_str(&format!("until {now}\n"));
    let cure = cure(desk, &linked.text);
    let copy = {
        let ask = desk.ask.clone();
        Callback::from(move |_: MouseEvent| match share_link(&linked) {
            Some(link) => clip::copy(&link),
            None => ask.emit(Ask::Popover(Some(Popover::Share))),
        })
    };
    let replay = {
        let ask = desk.ask.clone();
        Callback::from(move |_: MouseEvent| {
            ask.emit(Ask::SeekStep(since.step.saturating_sub(RUN_UP)));
            ask.emit(Ask::Play(true));
        })
    };
    html! {
        <aside class="side viol sheet" role="alert" aria-label="Violation">
            <header>
                { icon(Glyph::Alert, 28) }
                <div>
                    <h2>{ format!("{} fails", lamp.spec.name) }</h2>
                    <p>{ format!("step {}, {}. {}", since.step, clock(since.time), stands(desk, lamp.view.since)) }</p>
                </div>
                <span class="fill"></span>
                { button::cross("Close the card", None, desk.asks(Ask::DismissViolation)) }
            </header>
            <section class="first">
                <p class="goal">{ lamp.spec.sentence }</p>
                { facts(desk, lamp) }
                <p class="paper">{ lamp.spec.citation }</p>
            </section>
            <Causes desk={desk.clone()} property={lamp.spec.id} step={since.step}
                key={format!("causes {} {} {}", desk.snapshot.more.run, lamp.spec.id, since.step)} />
            <section>
                <Shortest desk={desk.clone()} {script} property={lamp.spec.id} steps={since.step}
                    key={format!("{} {} {}", desk.snapshot.more.run, lamp.spec.id, since.step)} />
                <div class="acts">
                    <button type="button" class="btn primary" onclick={replay}>{ icon(Glyph::Play, 16) }{ "Replay the last steps" }</button>
                    <button type="button" class="btn" onclick={copy}>{ icon(Glyph::Link, 16) }{ "Copy link" }</button>
                    { button::worded("btn", "Go to the step", desk.asks(Ask::SeekStep(since.step))) }
                    { cure }
                </div>
            </section>
        </aside>
    }
}

/// Where the run stands, seen from the failure.
fn stands(desk: &Desk, since: Option<Moment>) -> &'static str {
    match since {
        _ if desk.ui.choice.playing => "The run plays on.",
        None => "The run stands before it.",
        Some(since) if since == desk.snapshot.moment => "The run has stopped here.",
        Some(_) => "The run has gone on since.",
    }
}

/// The button that plays the same without what is not as required.
fn cure(desk: &Desk, script: &str) -> Option<Html> {
    if desk.snapshot.more.variants.is_empty() {
        return None;
    }
    let play = Ask::Try(Linked {
        text: required(script),
        to_come: usize::MAX,
    });
    Some(html! {
        <button type="button" class="btn" title="The same actions without the defect, as a run of its own; this one is kept"
            onclick={desk.asks(play)}>{ "Run it as required" }</button>
    })
}

/// A script without defects and variants, and without what was expected of them.
fn required(script: &str) -> String {
    let kept = script.split_inclusive('\n').filter(|line| {
        let moment = match line {
            _ if line.starts_with("at ") => 2,
            _ => usize::from(line.starts_with('@')),
        };
        let mut words = line.split_whitespace().skip(moment);
        match (words.next(), words.next()) {
            (Some("expect"), _) => false,
            (Some("set"), Some(what)) => !matches!(what, "quirk" | "variant"),
            _ => true,
        }
    });
    kept.collect()
}

fn facts(desk: &Desk, lamp: &Lamp) -> Html {
    match lamp.view.facts.as_slice() {
        [one, other, ..] => html! {
            <div class="facts2">
                <div class="fact">{ desk.sentence(one) }</div>
                <span class="ne" aria-label="is not">{ "\u{2260}" }</span>
                <div class="fact">{ desk.sentence(other) }</div>
            </div>
        },
        rest => {
            html! { <>{ for rest.iter().map(|fact| html! { <p>{ desk.sentence(fact) }</p> }) }</> }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_as_required_keeps_what_was_done() {
        let script = "synod 1\nprotocol x\nset quirk odd on\nset latency 5s\nat 1s set variant wild\nat 2s crash n1\n@3 heal\nexpect violated y\n@4 expect not leader n1\n";
        assert_eq!(
            required(script),
            "synod 1\nprotocol x\nset latency 5s\nat 2s crash n1\n@3 heal\n"
        );
    }
}
