//! Moving through time. The transport never moves and never resizes.

use synod_core::script::span;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::icon::{Glyph, Icon};
use crate::parts::menu::Menu;
use crate::speed;
use crate::ui::{Next, Popover};

mod marks;
mod scale;
pub mod status;
pub mod timeline;

use status::Status;
use timeline::TimeLine;

/// The transport.
#[component]
pub fn Transport(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let playing = desk.ui.choice.playing;
    html! {
        <footer class="transport">
            <div class="controls">
                <button type="button" class="cbtn start" aria-label="To the start" title="To the start (Home)" onclick={desk.asks(Ask::Start)}>
                    <Icon glyph={Glyph::Start} size={18} />
                </button>
                <button type="button" class="cbtn" aria-label="Step back" title="Step back (Left)" onclick={desk.asks(Ask::Step(-1))}>
                    <Icon glyph={Glyph::StepBack} size={18} />
                </button>
                <button type="button" class="cbtn play" aria-label={if playing { "Pause run" } else { "Play" }}
                    title={if playing { "Pause run (Space)" } else { "Play (Space)" }} onclick={desk.asks(Ask::Play(!playing))}>
                    <Icon glyph={if playing { Glyph::Pause } else { Glyph::Play }} size={18} />
                </button>
                <button type="button" class="cbtn" aria-label="Step forward" title="Step forward (Right)" onclick={desk.asks(Ask::Step(1))}>
                    <Icon glyph={Glyph::StepForward} size={18} />
                </button>
                <button type="button" class="cbtn" aria-label="Undo" title="Back before the last action (Ctrl Z)" onclick={desk.asks(Ask::Undo)}>
                    <Icon glyph={Glyph::Undo} size={18} />
                </button>
                <div class="next" role="group" aria-label="Go on to the next">
                    <span class="label">{ "Next" }</span>
                    { for Next::ALL.iter().map(|next| html! {
                        <button type="button" key={next.name()} title={format!("Go on to the next {}", next.name())}
                            onclick={desk.asks(Ask::Next(*next))}>{ next.name() }</button>
                    }) }
                </div>
                <span class="fill"></span>
                { branches(desk) }
                { pace(desk) }
                <Status desk={desk.clone()} />
            </div>
            <TimeLine desk={desk.clone()} />
        </footer>
    }
}

fn pace(desk: &Desk) -> Html {
    let set = desk.ui.choice.speed;
    let oninput = desk.ask.reform(|event: InputEvent| {
        let value = event.target_unchecked_into::<HtmlInputElement>().value();
        Ask::Speed(speed::at(value.parse().unwrap_or(speed::POSITIONS / 2.0)))
    });
    let words = speed::words(set);
    let flight = desk.snapshot.more.flight_span / set;
    let skip = desk.ui.skip_quiet;
    html! {
        <div class="speed">
            <button type="button" class="chip skip" aria-pressed={skip.to_string()}
                title="While nothing is in flight, time passes faster" onclick={desk.asks(Ask::SkipQuiet(!skip))}>
                { "Skip quiet" }
            </button>
            <label for="speed">{ "Speed" }</label>
            <input id="speed" type="range" min="0" max={speed::POSITIONS.to_string()} step="1" {oninput}
                value={speed::position(set).to_string()} aria-valuetext={format!("{words} of real time")}
                title={format!("A message takes about {}", seconds(flight))} />
            <output for="speed">{ words }</output>
        </div>
    }
}

/// The longest branch name that is written out.
const NAME_MAX: usize = 28;

/// A branch name for a menu: times to a tenth of a second, and no longer than a line.
fn short(name: &str) -> String {
    let word = |word: &str| match span(word) {
        Some(span) if span.micros() >= 100_000 => tenths(span.micros()),
        _ => word.to_owned(),
    };
    let words: Vec<String> = name.split(' ').map(word).collect();
    let (text, moment) = match &words[..] {
        [before @ .., at, time] if at == "at" && !before.is_empty() => {
            (before.join(" "), format!(" at {time}"))
        }
        _ => (words.join(" "), String::new()),
    };
    if text.chars().count() <= NAME_MAX {
        return text + &moment;
    }
    let begin: String = text.chars().take(NAME_MAX).collect();
    format!("{}\u{2026}{moment}", begin.trim_end())
}

fn tenths(micros: u64) -> String {
    format!("{:.1} s", micros as f64 / 1e6)
}

fn seconds(span: f64) -> String {
    match span {
        span if span >= 0.95 => format!("{span:.0} s"),
        span if span >= 0.001 => format!("{:.0} ms", span * 1000.0),
        _ => "no time".to_owned(),
    }
}

/// Nothing that was done is lost: every branch can be visited again.
fn branches(desk: &Desk) -> Html {
    let branches = &desk.snapshot.branches;
    let open = desk.ui.popover == Some(Popover::Branches);
    let current = branches
        .iter()
        .find(|branch| branch.current)
        .map_or("main", |branch| branch.name.as_str());
    let items = branches.iter().map(|branch| {
        let from = branch.parent.as_ref().map_or_else(
            || format!("from the start to {}", tenths(branch.end.time.micros())),
            |(parent, at)| format!(
                "from {} at {}, to {}",
                short(parent),
                tenths(at.time.micros()),
                tenths(branch.end.time.micros()),
            ),
        );
        html! {
            <button type="button" key={branch.name.clone()} class="item" role="menuitemradio" data-branch={branch.name.clone()}
                aria-checked={branch.current.to_string()} title={branch.name.clone()}
                onclick={desk.asks(Ask::Branch(branch.name.clone()))}>
                <span>{ short(&branch.name) }<small>{ from }</small></span>
            </button>
        }
    });
    html! {
        <div class="pop above end">
            <button type="button" class="chip branch" aria-haspopup="menu" aria-expanded={open.to_string()}
                aria-label={format!("Branch: {current}, {} in all", branches.len())}
                onclick={desk.asks(Ask::Popover(Some(Popover::Branches)))}>
                <Icon glyph={Glyph::Branch} size={14} />
                <span class="name" title={current.to_owned()}>{ short(current) }</span>
                if branches.len() > 1 { <span class="badge">{ branches.len() }</span> }
            </button>
            if open {
                <div class="menu"><Menu label="Branches">{ for items }</Menu></div>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_have_short_names() {
        for (name, said) in [
            ("main", "main"),
            ("crash n3 at 4.318231s", "crash n3 at 4.3 s"),
            ("crash n3 at 40ms", "crash n3 at 40ms"),
            (
                "partition n1 n2 n3 | n4 n5 n6 n7 at 12.05s",
                "partition n1 n2 n3 | n4 n5 n\u{2026} at 12.1 s",
            ),
        ] {
            assert_eq!(short(name), said);
        }
    }
}
