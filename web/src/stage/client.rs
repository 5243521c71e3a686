//! Clients stand outside the ring. Square corners mean: not a node.

use synod_core::units::ClientId;
use synod_core::view::State;
use yew::prelude::*;

use super::geometry::num;
use super::layout::Layout;
use super::stand::CLIENT;
use super::words::client_name;
use crate::model::{Choice, Selection};

/// A client by its place from 0.
pub fn view(
    index: usize,
    (state, pending): (State, u32),
    layout: &Layout,
    choice: &Choice,
) -> Html {
    let number = u16::try_from(index + 1).expect("at most 100 clients exist");
    let id = ClientId::new(number).to_string();
    let (at, scale) = (layout.clients[index], layout.client_scale);
    let selected = choice.selection == Selection::Client(number);
    let class = classes!(
        "client",
        format!("s-{}", state.name()),
        selected.then_some("sel")
    );
    let (width, height) = CLIENT;
    let says = match (state, pending) {
        (State::Down, _) => "down".to_owned(),
        (_, 0) => "client".to_owned(),
        (_, count) => format!("{count} waiting"),
    };
    html! {
        <g key={id.clone()} {class} role="button" tabindex="-1" aria-label={client_name(index + 1, state, pending)}
            aria-pressed={selected.to_string()} data-client={id.clone()} data-state={state.name()}
            data-pending={pending.to_string()}
            style={format!("transform: translate({}px, {}px) scale({})", num(at.x), num(at.y), scale)}>
            <rect class="selpad" x="-53" y="-30" width="106" height="60" rx="10" />
            <rect class="console" x={num(-width)} y={num(-height)} width={num(2.0 * width)}
                height={num(2.0 * height)} rx="4" />
            <text class="nname mid" y="-3">{ id }</text>
            <text class="nrole" y="12">{ says }</text>
            if pending > 0 {
                <rect class="waiting" x="-41" y="17" width="82" height="3" rx="1.5" />
            }
            <rect class="focusring" x="-51" y="-28" width="102" height="56" rx="8" />
        </g>
    }
}
