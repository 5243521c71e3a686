//! The shortest script that breaks the same: looked for in slices, while the page goes on.

use gloo_timers::callback::Timeout;
use synod_core::link::Linked;
use synod_core::storm::{Shrinking, actions};
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::window;
use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, icon};

/// How long a slice takes, in milliseconds, and how long the page has to itself before the next.
const SLICE: f64 = 24.0;
const BREATH: u32 = 16;
/// A run of more steps is not played a thousand times over: its script stays as it is.
const STEPS_MAX: u32 = 20_000;

/// What [`Shortest`] is told.
#[derive(Properties, PartialEq)]
pub struct ShortestProps {
    /// The desk.
    pub desk: Desk,
    /// The script that leads to the failure.
    pub script: String,
    /// The property that fails, by its id.
    pub property: &'static str,
    /// How many steps lead there.
    pub steps: u32,
}

/// The script, and how far it is shrunk.
#[component]
pub fn Shortest(props: &ShortestProps) -> Html {
    let shrinks = props.steps <= STEPS_MAX;
    let shrinking = use_mut_ref(|| Shrinking::new(&props.script, props.property));
    let again = use_force_update();
    // Once nothing is left to try, nothing ticks.
    use_effect({
        let shrinking = shrinking.clone();
        move || {
            let left = shrinks && !shrinking.borrow().is_done();
            let slice = left.then(|| {
                Timeout::new(BREATH, move || {
                    let end = now() + SLICE;
                    shrinking.borrow_mut().go_on(&mut || now() < end);
                    again.force_update();
                })
            });
            move || drop(slice)
        }
    });
    let shrinking = shrinking.borrow();
    let text = if shrinks {
        shrinking.shortest()
    } else {
        &props.script
    };
    let whole = actions(&props.script);
    let (title, says) = match (shrinks, shrinking.is_done()) {
        (false, _) => ("The script that leads here", counted(whole)),
        (true, false) => (
            "The script that leads here",
            format!(
                "{}, shrinking \u{2026} {}",
                counted(whole),
                shrinking.tried()
            ),
        ),
        (true, true) => (
            "The shortest script that does it",
            format!("{} of {}", actions(text), counted(whole)),
        ),
    };
    let play = Ask::Try(Linked {
        text: text.to_owned(),
        to_come: usize::MAX,
    });
    html! {
        <>
            <h3>{ title }<small>{ says }</small></h3>
            <pre class="script" tabindex="0" aria-label={title}>{ text }</pre>
            if shrinks && shrinking.is_done() {
                <div class="acts">
                    <button type="button" class="btn small" title="As a run of its own; this one is kept" onclick={props.desk.asks(play)}>
                        { icon(Glyph::Play, 14) }{ "Play the shortest" }
                    </button>
                </div>
            }
        </>
    }
}

fn counted(count: usize) -> String {
    match count {
        1 => "1 action".to_owned(),
        _ => format!("{count} actions"),
    }
}

fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
