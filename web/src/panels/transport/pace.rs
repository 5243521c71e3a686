//! How fast time passes: a slider with a tick for every tenfold, its value in words.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::number;
use crate::panels::desk::Desk;
use crate::speed;

/// The speed; the slider is called so in ids.
pub fn pace(desk: &Desk, id: &'static str) -> Html {
    let set = desk.ui.choice.speed;
    let oninput = desk.ask.reform(|event: InputEvent| {
        let value = event.target_unchecked_into::<HtmlInputElement>().value();
        Ask::Speed(speed::at(number(&value).unwrap_or(speed::POSITIONS / 2.0)))
    });
    let flight = desk.snapshot.more.flight_span / set;
    let skip = desk.ui.skip_quiet;
    html! {
        <div class="speed">
            <button type="button" class="chip skip" aria-pressed={skip.to_string()}
                title="While nothing is in flight, time passes faster" onclick={desk.asks(Ask::SkipQuiet(!skip))}>
                { "Skip quiet" }
            </button>
            <label for={id}>{ "Speed" }</label>
            <span class="scale">
                { ticks() }
                <input {id} type="range" min="0" max={speed::POSITIONS.to_string()} step="1" {oninput}
                    value={speed::position(set).to_string()} aria-valuetext={speed::spoken(set)} aria-keyshortcuts="- +"
                    title={format!("{}: a message takes about {}", speed::spoken(set), seconds(flight))} />
            </span>
            <output for={id}>{ speed::words(set) }</output>
        </div>
    }
}

/// A line for every tenfold; that of real time is longer.
fn ticks() -> Html {
    let tick = |place: u32| {
        let share = f64::from(place) / f64::from(speed::DECADES);
        let real = speed::at(share * speed::POSITIONS) == speed::REAL;
        html! { <i key={place} class={real.then_some("real")} style={format!("--share: {share}")}></i> }
    };
    html! { <span class="ticks" aria-hidden="true">{ for (0..=speed::DECADES).map(tick) }</span> }
}

fn seconds(span: f64) -> String {
    match span {
        span if span >= 0.95 => format!("{span:.0} s"),
        span if span >= 0.001 => format!("{:.0} ms", span * 1000.0),
        _ => "no time".to_owned(),
    }
}
