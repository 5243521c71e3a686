//! Clients stand outside the ring. Square corners mean: not a node.

use synod_core::client::Phase;
use synod_core::units::{ClientId, Time};
use synod_core::view::{ClientView, State};
use yew::prelude::*;

use super::geometry::num;
use super::layout::Layout;
use super::stand::CLIENT;
use super::words::client_name;
use crate::model::{Choice, Selection, Snapshot};

/// The bar of its waiting time is as wide, in CSS pixels.
const WAITING: f64 = 82.0;

/// A client by its place from 0.
pub fn view(index: usize, snapshot: &Snapshot, layout: &Layout, choice: &Choice) -> Html {
    let number = u16::try_from(index + 1).expect("at most 100 clients exist");
    let id = ClientId::new(number).to_string();
    let (state, pending) = snapshot.clients[index];
    let asker = snapshot.askers.get(index).and_then(Option::as_deref);
    let (at, scale) = (layout.clients[index], layout.client_scale);
    let selected = choice.selection == Selection::Client(number);
    let glow = choice.lit.is_none() && choice.hover == Selection::Client(number);
    let class = classes!(
        "client",
        format!("s-{}", state.name()),
        selected.then_some("sel"),
        glow.then_some("hot")
    );
    let (width, height) = CLIENT;
    let says = says(state, pending, asker);
    let waited = WAITING * asker.map_or(1.0, |it| waited(it, snapshot.moment.time));
    html! {
        <g key={id.clone()} {class} role="button" tabindex="-1" aria-label={client_name(index + 1, state, pending, asker)}
            aria-pressed={selected.to_string()} data-client={id.clone()} data-state={state.name()}
            data-pending={pending.to_string()}
            style={format!("transform: translate({}px, {}px) scale({})", num(at.x), num(at.y), scale)}>
            <rect class="selpad" x="-53" y="-30" width="106" height="60" rx="10" />
            <rect class="console" x={num(-width)} y={num(-height)} width={num(2.0 * width)}
                height={num(2.0 * height)} rx="4" />
            <text class="nname mid" y="-3">{ id }</text>
            <text class="nrole" y="12">{ says }</text>
            if pending > 0 {
                <rect class="waiting" x={num(-WAITING / 2.0)} y="17" width={num(waited)} height="3" rx="1.5" />
            }
            <rect class="focusring" x="-51" y="-28" width="102" height="56" rx="8" />
        </g>
    }
}

/// What it does now, in a few letters.
fn says(state: State, pending: u32, asker: Option<&ClientView>) -> String {
    let (server, phase) = match asker {
        _ if state == State::Down => return "down".to_owned(),
        Some(asker) => (asker.server, asker.phase),
        None if pending == 0 => return "client".to_owned(),
        None => return format!("{pending} waiting"),
    };
    let more = match pending.saturating_sub(1) {
        0 => String::new(),
        more => format!(", +{more}"),
    };
    match phase {
        Phase::Resting => "client".to_owned(),
        Phase::Nominating => format!("nominates {server}"),
        Phase::Pausing => "tries later".to_owned(),
        Phase::Asking => format!("asks {server}{more}"),
    }
}

/// How much of the time is over after which it gives up waiting; all of it where it never does.
fn waited(asker: &ClientView, now: Time) -> f64 {
    let Some(timer) = asker.timers.first() else {
        return 1.0;
    };
    let (set, due) = (timer.set.micros() as f64, timer.due.micros() as f64);
    ((now.micros() as f64 - set) / (due - set).max(1.0)).clamp(0.02, 1.0)
}
