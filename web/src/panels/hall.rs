//! For a hall: lamps as counts with the newest, the code of this moment, and the cues of the script. Nothing else is
//! operated there, and everything is read from the back row.

use synod_core::about::Expectation;
use synod_core::view::Verdict;
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::bar::share_link;
use crate::panels::desk::{Desk, PanelProps};
use crate::panels::health;
use crate::panels::lamps::holds;
use crate::parts::icon::{Glyph, icon};
use crate::parts::qr::Qr;
use crate::scene::{self, CueMove, NUMBERED};

/// What lies on the stage of a hall.
pub fn hall(desk: &Desk) -> Html {
    html! {
        <div class="hall">
            { counts(desk) }
            <Code desk={desk.clone()} />
        </div>
    }
}

/// How many properties hold, and what was seen last.
fn counts(desk: &Desk) -> Html {
    let lamps = &desk.snapshot.lamps;
    let of = |verdict| {
        lamps
            .iter()
            .filter(move |lamp| lamp.view.verdict == verdict)
    };
    let always = lamps
        .iter()
        .filter(|lamp| lamp.spec.expectation == Expectation::Always);
    let (held, all) = (
        lamps.iter().filter(|lamp| holds(lamp)).count(),
        always.count(),
    );
    let newest = of(Verdict::Witnessed).max_by_key(|lamp| lamp.view.since);
    html! {
        <ul class="counts" aria-label="Properties">
            { health::count(desk) }
            <li>{ icon(Glyph::Check, 18) }{ format!("{held} of {all} hold") }</li>
            { for of(Verdict::Fails).map(|lamp| html! {
                <li class="bad" key={lamp.spec.id}>{ icon(Glyph::Alert, 18) }{ format!("{} fails", lamp.spec.name) }</li>
            }) }
            if let Some(lamp) = newest {
                <li class="seen" key={lamp.spec.id}>{ icon(Glyph::StarFilled, 18) }{ lamp.spec.name }</li>
            }
        </ul>
    }
}

/// The code of the moment at which the run last stood still or came to a cue: one that changes is read by nobody.
#[component]
fn Code(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let snapshot = &desk.snapshot;
    let cue = scene::present(&snapshot.more.cues, snapshot.moment);
    let still = (!desk.ui.choice.playing).then_some(snapshot.number);
    let link = use_memo((snapshot.more.run, cue, still), |_| {
        share_link(&desk.read.linked.emit(()))
    });
    let Some(link) = &*link else {
        return Html::default();
    };
    html! {
        <figure class={classes!("code", desk.ui.enlarged.then_some("large"))}>
            <Qr text={link.clone()} label="QR code of this moment" />
            <figcaption>{ "this moment" }</figcaption>
        </figure>
    }
}

/// The bar of cues, in the place of the transport's buttons.
pub fn cues(desk: &Desk) -> Html {
    let cues = &desk.snapshot.more.cues;
    let now = scene::present(cues, desk.snapshot.moment);
    let playing = desk.ui.choice.playing;
    let key = |key: &'static str, word: &'static str, ask| {
        html! {
            <button type="button" class="cue" aria-keyshortcuts={key} onclick={desk.asks(ask)}>
                <span class="key" aria-hidden="true">{ key }</span>{ word }
            </button>
        }
    };
    // What is not numbered is shown when its turn comes.
    let first = (now + 1).saturating_sub(NUMBERED);
    html! {
        <div class="cues">
            <div class="cuelist" role="group" aria-label="Cues">
                { for cues.iter().enumerate().skip(first).take(NUMBERED).map(|(place, cue)| html! {
                    <button type="button" key={place} class={classes!("cue", (place == now).then_some("on"))}
                        aria-label={cue.name.clone()} title={cue.name.clone()}
                        aria-current={(place == now).then_some("step")} onclick={desk.asks(Ask::Cue(CueMove::To(place)))}>
                        if place < NUMBERED { <span class="key" aria-hidden="true">{ place + 1 }</span> }
                        <span class="cuename">{ &cue.name }</span>
                    </button>
                }) }
            </div>
            { key(".", if playing { "pause" } else { "play" }, Ask::Play(!playing)) }
            { key("R", "reset", Ask::Cue(CueMove::Again)) }
            { key("Q", "code", Ask::Enlarge) }
            { key("B", "blank", Ask::Blank) }
            { key("Esc", "leave", Ask::Present) }
        </div>
    }
}
