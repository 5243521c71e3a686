//! Moving through time. The transport never moves and never resizes.

use yew::prelude::*;

use crate::ask::Ask;
use crate::branches::short;
use crate::panels::desk::Desk;
use crate::panels::hall::cues;
use crate::parts::icon::{Glyph, icon};

mod branches;
mod jumps;
pub mod marks;
mod pace;
mod peek;
pub mod scale;
pub mod status;
pub mod timeline;

use branches::Branches;
use jumps::{jump_menu, jumps};
use pace::pace;
use status::status;
use timeline::TimeLine;

/// The transport.
pub fn transport(desk: &Desk) -> Html {
    html! {
        <footer class="transport">
            <div class="controls">
                if desk.ui.present {
                    { cues(desk) }
                }
                { play(desk) }
                { again(desk) }
                { jumps(desk) }
                { jump_menu(desk) }
                <span class="fill"></span>
                <Branches desk={desk.clone()} />
                { pace(desk, "speed") }
                { status(desk) }
            </div>
            <TimeLine desk={desk.clone()} />
        </footer>
    }
}

fn play(desk: &Desk) -> Html {
    let playing = desk.ui.choice.playing;
    html! {
        <>
            <button type="button" class="cbtn start" aria-label="To the start" title="To the start (Home)" onclick={desk.asks(Ask::Start)}>
                { icon(Glyph::Start, 18) }
            </button>
            <button type="button" class="cbtn" aria-label="Step back" title="Step back (Left)" onclick={desk.asks(Ask::Step(-1))}>
                { icon(Glyph::StepBack, 18) }
            </button>
            <button type="button" class="cbtn play" aria-label={if playing { "Pause run" } else { "Play" }}
                title={if playing { "Pause run (Space)" } else { "Play (Space)" }} onclick={desk.asks(Ask::Play(!playing))}>
                { icon(if playing { Glyph::Pause } else { Glyph::Play }, 18) }
            </button>
            <button type="button" class="cbtn" aria-label="Step forward" title="Step forward (Right)" onclick={desk.asks(Ask::Step(1))}>
                { icon(Glyph::StepForward, 18) }
            </button>
        </>
    }
}

/// Undo and redo, with what they would do.
fn again(desk: &Desk) -> Html {
    let more = &desk.snapshot.more;
    let button = |label: &'static str,
                  glyph,
                  line: &Option<String>,
                  none: &str,
                  keys: &str,
                  ask| {
        let title = match line {
            Some(line) => format!("{label}: {} ({keys})", short(line)),
            None => none.to_owned(),
        };
        html! {
            <button type="button" class="cbtn again" aria-label={label} {title} aria-disabled={line.is_none().to_string()}
                onclick={desk.asks(ask)}>
                { icon(glyph, 18) }
            </button>
        }
    };
    html! {
        <>
            { button("Undo", Glyph::Undo, &more.done, "Nothing was done before this moment", "Ctrl Z", Ask::Undo) }
            { button("Redo", Glyph::Redo, &more.undone, "Nothing was done after this moment", "Ctrl Shift Z", Ask::Redo) }
        </>
    }
}
