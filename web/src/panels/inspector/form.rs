//! Asking the cluster for something. The core reads what was typed: its refusal stands under the field it is about.

use synod_core::ledger::{Account, TransactionKind};
use synod_core::units::{Address, NodeId};
use synod_core::view::{Answer, RequestView};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::Desk;
use crate::parts::fields::typed;
use crate::parts::icon::{Glyph, icon};

mod fields;
mod input;
mod values;

use fields::{Field, Kind, field_at, fields_of, line};
use input::input;
use values::{Change, Values, asker, opening};

/// What a [`Form`] is told.
#[derive(Properties, PartialEq, Clone)]
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
    let kind = use_state(|| {
        accepts
            .first()
            .copied()
            .unwrap_or(TransactionKind::Transfer)
    });
    let values = use_reducer(|| Values(opening(*kind, props)));
    let mine = use_state(|| 0_u32);
    let form = use_node_ref();
    let shown = desk.ui.reply.number == *mine && *mine > 0;
    let reply = shown.then_some(&desk.ui.reply);
    let request = reply.and_then(|it| it.request);
    let request = request.and_then(|id| desk.snapshot.requests.iter().find(|it| it.id == id));
    let trouble = trouble(reply.and_then(|it| it.trouble.clone()), request);
    let list = fields_of(*kind);
    let faulty = trouble
        .as_ref()
        .map(|(_, column)| field_at(*kind, &values.0, asker(*kind, props, &values.0), *column));
    let trouble = trouble.map(|(text, column)| {
        let place = faulty.filter(|_| column > 0);
        place
            .and_then(|place| list[place].unreadable(&values.0[place]))
            .unwrap_or(text)
    });
    let onsubmit = submit(*kind, props, &mine, &form);
    let inputs = list.iter().enumerate().map(|(place, field)| {
        let change = {
            let (values, mine) = (values.dispatcher(), mine.clone());
            Callback::from(move |text: String| {
                values.dispatch(Change::Put(place, text));
                mine.set(0);
            })
        };
        input(desk, field, &values.0[place], faulty == Some(place), change)
    });
    html! {
        <section class="ask">
            <h3>{ title(*kind) }<small>{ spendable(desk, *kind, &values.0) }</small></h3>
            { kinds(accepts, &kind, &values, props) }
            <form class={classes!("form", format!("of-{}", list.len()))} ref={form} {onsubmit} novalidate=true
                aria-label={title(*kind)}>
                { for inputs }
                <button type="submit" class="btn primary" onclick={Callback::from(once)}>{ "Submit" }</button>
                if let Some(text) = trouble {
                    <p class="error" id="form-error" role="alert">{ icon(Glyph::Alert, 14) }{ text }</p>
                }
            </form>
            { answer(request) }
        </section>
    }
}

fn title(kind: TransactionKind) -> String {
    crate::panels::lamps::capital(kind.name())
}

/// Who clicks twice means one request.
fn once(event: MouseEvent) {
    if event.detail() > 1 {
        event.prevent_default();
    }
}

/// Submits what stands in the fields themselves, whatever was rendered last; the amount keeps the focus.
fn submit(
    kind: TransactionKind,
    props: &FormProps,
    mine: &UseStateHandle<u32>,
    form: &NodeRef,
) -> Callback<SubmitEvent> {
    let (props, mine, form) = (props.clone(), mine.clone(), form.clone());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(element) = form.cast::<Element>() else {
            return;
        };
        let name = |field: &Field| typed(&element, &field.label.to_ascii_lowercase());
        let values: Vec<String> = fields_of(kind).iter().map(name).collect();
        mine.set(props.desk.ui.reply.number + 1);
        for (field, value) in fields_of(kind).iter().zip(&values) {
            if field.kind != Kind::Account {
                props.desk.ask.emit(Ask::Typed(field.label, value.clone()));
            }
        }
        let asker = asker(kind, &props, &values);
        props.desk.ask.emit(Ask::Submit(line(kind, asker, &values)));
        let last = element.query_selector("input").ok().flatten();
        if let Some(input) = last.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
            drop(input.focus());
            input.select();
        }
    })
}

/// A refusal at once, or a rejection that came later.
fn trouble(at_once: Option<(String, u32)>, request: Option<&RequestView>) -> Option<(String, u32)> {
    let rejected = request.filter(|it| it.verdict == Answer::Rejected);
    at_once.or_else(|| rejected.map(|it| (said(it), 0)))
}

fn said(request: &RequestView) -> String {
    if request.answer.is_empty() {
        format!("{} was rejected.", request.id)
    } else {
        request.answer.clone()
    }
}

/// Where a system takes several kinds of request.
fn kinds(
    accepts: &'static [TransactionKind],
    kind: &UseStateHandle<TransactionKind>,
    values: &UseReducerHandle<Values>,
    props: &FormProps,
) -> Html {
    if accepts.len() < 2 {
        return Html::default();
    }
    let buttons = accepts.iter().map(|choice| {
        let (kind, values, fresh, choice) = (kind.clone(), values.dispatcher(), opening(*choice, props), *choice);
        let pressed = (*kind == choice).to_string();
        let onclick = Callback::from(move |_: MouseEvent| {
            values.dispatch(Change::All(fresh.clone()));
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
    let detail = desk.detail(id);
    let accounts = detail
        .as_ref()
        .map_or(&[][..], |detail| &detail.view.accounts);
    match accounts
        .iter()
        .find(|account| account.account == Account::Node(id))
    {
        Some(account) if kind == TransactionKind::Transfer => {
            format!("{id} can spend {}", account.balance - account.pending)
        }
        _ => String::new(),
    }
}

/// The verdict of the last request of this form.
fn answer(request: Option<&RequestView>) -> Html {
    let Some(request) = request else {
        return Html::default();
    };
    html! {
        <p class="answer" role="status" data-verdict={request.verdict.name()}>
            <code>{ request.id.to_string() }</code>{ " " }<b class="verdict">{ request.verdict.name() }</b>
            if request.verdict == Answer::Committed && !request.answer.is_empty() { { format!(": {}", request.answer) } }
        </p>
    }
}
