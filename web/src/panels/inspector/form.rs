//! Asking the cluster for something. The core reads what was typed: its refusal stands under the field it is about.

use synod_core::ledger::{Account, TransactionKind};
use synod_core::units::{Address, NodeId};
use synod_core::view::{Answer, RequestView};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, Icon};

mod fields;
mod input;

use fields::{Field, Kind, field_at, fields_of, line};
use input::input;

/// What a [`Form`] is told.
#[derive(Properties, PartialEq)]
pub struct FormProps {
    /// The desk.
    pub desk: Desk,
    /// The node or client where the person stands.
    #[prop_or_default]
    pub at: Option<NodeId>,
    /// The client, where one is asked.
    #[prop_or_default]
    pub client: Option<Address>,
}

/// The form.
#[component]
pub fn Form(props: &FormProps) -> Html {
    let desk = &props.desk;
    let accepts = desk.snapshot.about.accepts;
    let kind = use_state(|| accepts.first().copied().unwrap_or(TransactionKind::Transfer));
    let values = use_state(|| opening(*kind, props));
    let mine = use_state(|| 0_u32);
    let form = use_node_ref();
    let shown = desk.ui.reply.number == *mine && *mine > 0;
    let reply = shown.then_some(&desk.ui.reply);
    let request = reply.and_then(|it| it.request);
    let request = request.and_then(|id| desk.snapshot.requests.iter().find(|it| it.id == id));
    let trouble = trouble(reply.and_then(|it| it.trouble.clone()), request);
    let list = fields_of(*kind);
    let faulty = trouble.as_ref().map(|(_, column)| field_at(*kind, &values, asker(props, &values), *column));
    let onsubmit = {
        let (ask, mine, form) = (desk.ask.clone(), mine.clone(), form.clone());
        let line = line(*kind, asker(props, &values), &values);
        let next = desk.ui.reply.number + 1;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            mine.set(next);
            ask.emit(Ask::Submit(line.clone()));
            let last = form.cast::<web_sys::Element>().and_then(|it| it.query_selector("input").ok().flatten());
            if let Some(input) = last.and_then(|it| wasm_bindgen::JsCast::dyn_into::<HtmlInputElement>(it).ok()) {
                drop(input.focus());
                input.select();
            }
        })
    };
    let inputs = list.iter().enumerate().map(|(place, field)| {
        let change = {
            let (values, mine) = (values.clone(), mine.clone());
            Callback::from(move |text: String| {
                let mut changed = (*values).clone();
                changed[place] = text;
                values.set(changed);
                mine.set(0);
            })
        };
        input(desk, field, &values[place], faulty == Some(place), change)
    });
    html! {
        <section class="ask">
            <h3>{ title(*kind) }<small>{ spendable(desk, *kind, &values) }</small></h3>
            { kinds(accepts, &kind, &values, props) }
            <form class={classes!("form", format!("of-{}", list.len()))} ref={form} {onsubmit} novalidate=true
                aria-label={title(*kind)}>
                { for inputs }
                <button type="submit" class="btn primary">{ "Submit" }</button>
                if let Some((text, _)) = trouble {
                    <p class="error" id="form-error" role="alert"><Icon glyph={Glyph::Alert} size={14} />{ text }</p>
                }
            </form>
            { answer(request) }
        </section>
    }
}

fn title(kind: TransactionKind) -> String {
    crate::panels::lamps::capital(kind.name())
}

/// Where the request is entered: at the client, at the account's own node, else where the person stands.
fn asker(props: &FormProps, values: &[String]) -> Address {
    let own = values.first().map(|name| Account::named(name));
    let known = props.desk.snapshot.nodes.len();
    let node = match own {
        Some(Account::Node(id)) if id.index() < known => Some(id),
        _ => None,
    };
    let stands = props.at.or(node).unwrap_or(NodeId::new(1));
    props.client.unwrap_or(Address::Node(node.unwrap_or(stands)))
}

/// What stands in the fields before anybody typed.
fn opening(kind: TransactionKind, props: &FormProps) -> Vec<String> {
    let nodes = props.desk.snapshot.nodes.len();
    let first = props.at.unwrap_or(NodeId::new(1));
    let second = NodeId::at((first.index() + 1) % nodes.max(1));
    let mut accounts = [first, second].into_iter();
    let field = |field: &Field| match field.kind {
        Kind::Account => accounts.next().map_or_else(String::new, |id| id.to_string()),
        Kind::Amount => "10".into(),
        Kind::Literal | Kind::Text => String::new(),
    };
    fields_of(kind).iter().map(field).collect()
}

/// A refusal at once, or a rejection that came later.
fn trouble(at_once: Option<(String, u32)>, request: Option<&RequestView>) -> Option<(String, u32)> {
    let rejected = request.filter(|it| it.verdict == Answer::Rejected);
    at_once.or_else(|| rejected.map(|it| (said(it), 0)))
}

fn said(request: &RequestView) -> String {
    if request.answer.is_empty() { format!("{} was rejected.", request.id) } else { request.answer.clone() }
}

/// Where a system takes several kinds of request.
fn kinds(
    accepts: &'static [TransactionKind],
    kind: &UseStateHandle<TransactionKind>,
    values: &UseStateHandle<Vec<String>>,
    props: &FormProps,
) -> Html {
    if accepts.len() < 2 {
        return Html::default();
    }
    let buttons = accepts.iter().map(|choice| {
        let (kind, values, fresh, choice) = (kind.clone(), values.clone(), opening(*choice, props), *choice);
        let pressed = (*kind == choice).to_string();
        let onclick = Callback::from(move |_: MouseEvent| {
            values.set(fresh.clone());
            kind.set(choice);
        });
        html! { <button type="button" class="ck" aria-pressed={pressed} {onclick}>{ choice.name() }</button> }
    });
    html! { <div class="checks">{ for buttons }</div> }
}

fn spendable(desk: &Desk, kind: TransactionKind, values: &[String]) -> String {
    let Some(Account::Node(id)) = values.first().map(|name| Account::named(name)) else {
        return String::new();
    };
    let detail = desk.snapshot.details.get(id.index()).and_then(Option::as_ref);
    let accounts = detail.map_or(&[][..], |detail| &detail.view.accounts);
    match accounts.iter().find(|account| account.account == Account::Node(id)) {
        Some(account) if kind == TransactionKind::Transfer => {
            format!("{id} can spend {}", account.balance - account.pending)
        }
        _ => String::new(),
    }
}

/// The verdict of the last request of this form.
fn answer(request: Option<&RequestView>) -> Html {
    let Some(request) = request else { return Html::default() };
    html! {
        <p class="answer" role="status" data-verdict={request.verdict.name()}>
            <code>{ request.id.to_string() }</code>{ " " }<b class="verdict">{ request.verdict.name() }</b>
            if request.verdict == Answer::Committed && !request.answer.is_empty() { { format!(": {}", request.answer) } }
        </p>
    }
}
