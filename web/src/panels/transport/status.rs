//! Where the run stands, for eyes and for scripts. The attributes are written by hand, before the next line of the
//! caller runs: whoever calls `synod.step()` and then looks here sees the step.

use synod_core::units::Time;
use yew::prelude::*;

use crate::page::{Published, document};
use crate::panels::desk::Desk;
use crate::speed;

/// The status. Its attributes and its clock belong to [`paint`] and [`clock`] alone.
pub fn status(desk: &Desk) -> Html {
    let snapshot = &desk.snapshot;
    let fingerprint = &snapshot.fingerprint;
    let short = format!("{} {}", &fingerprint[..4], &fingerprint[4..8]);
    let step = snapshot.moment.step;
    html! {
        <div class="status" data-status="">
            <span class="rush" id="rush" data-idle="" title="Nothing is in flight: time passes faster">{ "skipping" }</span>
            <span class="mining" id="mining" data-idle="" title="Hashes that this page tries in a second of real time"></span>
            <span class="time" id="clock"></span>
            <span class="step" title="Events handled">{ format!("step {step}") }</span>
            <code title={format!("fingerprint {fingerprint}")}>{ short }</code>
            <span title="version">{ concat!("v", env!("CARGO_PKG_VERSION")) }</span>
        </div>
    }
}

/// Writes what scripts read.
pub fn paint(published: &Published) {
    let Ok(Some(status)) = document().query_selector("[data-status]") else {
        return;
    };
    let (snapshot, choice) = (&published.snapshot, &published.ui.choice);
    let branch = snapshot.branches.iter().find(|branch| branch.current);
    for (name, value) in [
        ("data-step", snapshot.moment.step.to_string()),
        ("data-time", snapshot.moment.time.micros().to_string()),
        ("data-fingerprint", snapshot.fingerprint.clone()),
        ("data-playing", choice.playing.to_string()),
        (
            "data-branch",
            branch.map_or_else(String::new, |branch| branch.name.clone()),
        ),
        ("data-speed", speed::factor(choice.speed)),
    ] {
        status
            .set_attribute(name, &value)
            .expect("an attribute of ours can be set");
    }
    write_clock(snapshot.moment.time.micros() as f64);
    if !choice.playing {
        rush(false);
        mining(false, None);
    }
}

/// Moves the clock between steps.
pub fn clock(now: f64, rushing: bool) {
    write_clock(now);
    if let Ok(Some(status)) = document().query_selector("[data-status]") {
        status
            .set_attribute("data-time", &format!("{}", now as u64))
            .expect("an attribute of ours can be set");
    }
    rush(rushing);
}

/// Says that time passes faster because nothing is in flight.
fn rush(rushing: bool) {
    if let Some(words) = document().get_element_by_id("rush") {
        drop(words.toggle_attribute_with_force("data-idle", !rushing));
    }
}

/// Says how many numbers miners try in a second of real time, and whether the run waits for them.
pub fn mining(waits: bool, tries: Option<f64>) {
    let Some(words) = document().get_element_by_id("mining") else {
        return;
    };
    drop(words.toggle_attribute_with_force("data-idle", !waits && tries.is_none()));
    let tries = tries.unwrap_or_default();
    let rate = match tries {
        1e6.. => format!(
            "{}.{} M",
            tries as u64 / 1_000_000,
            tries as u64 / 100_000 % 10
        ),
        1e3.. => format!("{} k", tries as u64 / 1000),
        _ => format!("{}", tries as u64),
    };
    let what = if waits { "mining: " } else { "" };
    words.set_text_content(Some(&format!("{what}{rate} tries/s")));
}

fn write_clock(now: f64) {
    if let Some(clock) = document().get_element_by_id("clock") {
        // In whole milliseconds that have passed, as every other moment on the page.
        clock.set_text_content(Some(&crate::parts::clock::clock(Time(now as u64))));
    }
}
