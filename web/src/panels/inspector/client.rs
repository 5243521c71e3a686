//! A client: it lives outside the cluster, sends, waits and retries.

use yew::prelude::*;

use crate::model::Selection;
use crate::panels::deeds::buttons;
use crate::panels::desk::Desk;
use crate::panels::inspector::form::Form;
use crate::panels::inspector::node::timers;
use crate::panels::inspector::{asking, header};
use crate::panels::lane::requests::row;
use crate::tools::client;

/// The newest requests that are listed; the lane has all.
const REQUESTS_MAX: usize = 50;

/// The panel.
pub fn client_panel(desk: &Desk, number: u16) -> Html {
    let address = client(number);
    let known = desk.snapshot.clients.get(usize::from(number) - 1);
    let Some((state, pending)) = known.copied() else {
        return html! { <>{ header(desk, Selection::Client(number), address.to_string(), Html::default()) }<p class="empty">{ "This run has no such client." }</p></> };
    };
    let requests = desk
        .snapshot
        .requests
        .iter()
        .rev()
        .filter(|request| request.id.asker == address)
        .take(REQUESTS_MAX)
        .collect::<Vec<_>>();
    let beside = html! { <span class="state" data-state={state.name()}>{ state.name() }</span> };
    let says = match pending {
        0 => "It waits for nothing.".to_owned(),
        1 => "It waits for one answer.".to_owned(),
        more => format!("It waits for {more} answers."),
    };
    html! {
        <>
            { header(desk, Selection::Client(number), address.to_string(), beside) }
            if let Some(view) = desk.client(address) {
                <section>
                    { asking::doing(desk, &view) }
                    { timers(desk, address, &view.timers) }
                    { asking::queue(desk, &view) }
                </section>
            } else {
                <section><p class="goal">{ says }</p></section>
            }
            <Form desk={desk.clone()} client={address} key={address.to_string()} />
            <section>
                <h3>{ "What it asked" }</h3>
                <table class="list tight"><tbody>{ for requests.iter().rev().map(|request| row(desk, request, false)) }</tbody></table>
            </section>
            <section><div class="acts">
                { buttons(desk, Selection::Client(number), false) }
            </div></section>
        </>
    }
}
