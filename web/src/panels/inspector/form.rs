//! Asking the cluster for something. The core reads what was typed: its refusal stands under the field it is about.

use synod_core::ledger::{Account, TransactionKind};
use synod_core::units::{Address, NodeId};
use synod_core::view::{AccountView, Answer, RequestView, State};
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

use fields::{Fault, Field, Kind, fields_of, line};
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
    let kind = use_state(|| usual(accepts));
    let values = use_reducer(|| Values(opening(*kind, props)));
    let mine = use_state(|| 0_u32);
    let unread = use_state(|| None::<Fault>);
    let form = use_node_ref();
    let shown = desk.ui.reply.number == *mine && *mine > 0;
    let reply = shown.then_some(&desk.ui.reply);
    let request = reply.and_then(|it| it.request);
    let request = request.and_then(|id| desk.snapshot.requests.iter().find(|it| it.id == id));
    let list = fields_of(*kind);
    let refused = trouble(reply.and_then(|it| it.trouble.clone()), request);
    // What can be read and is refused is about the last field: the amount, the value.
    let refused = refused.map(|text| Fault {
        place: list.len() - 1,
        text,
    });
    let fault = (*unread).clone().or(refused);
    let faulty = fault.as_ref().map(|it| it.place);
    let onsubmit = submit(*kind, props, (&mine, &unread), &form);
    let accounts = accounts(desk, stands(props));
    let inputs = list.iter().enumerate().map(|(place, field)| {
        let change = {
            let (values, mine, unread) = (values.dispatcher(), mine.clone(), unread.clone());
            Callback::from(move |text: String| {
                values.dispatch(Change::Put(place, text));
                mine.set(0);
                unread.set(None);
            })
        };
        input(
            desk,
            field,
            (&values.0[place], &accounts),
            faulty == Some(place),
            change,
        )
    });
    html! {
        <section class="ask">
            <h3>{ title(*kind) }<small>{ spendable(props, *kind, &values.0) }</small></h3>
            { kinds(accepts, (&kind, &unread), &values, props) }
            <form class={classes!("form", format!("of-{}", list.len()))} ref={form} {onsubmit} novalidate=true
                aria-label={title(*kind)}>
                { for inputs }
                <button type="submit" class="btn primary" onclick={Callback::from(once)}>{ "Submit" }</button>
                if let Some(fault) = fault {
                    <p class="error" id="form-error" role="alert">{ icon(Glyph::Alert, 14) }{ fault.text }</p>
                }
            </form>
            { answer(request) }
        </section>
    }
}

/// The kind that is offered before anybody chooses.
fn usual(accepts: &[TransactionKind]) -> TransactionKind {
    let first = accepts.first().copied();
    first.unwrap_or(TransactionKind::Transfer)
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

/// Submits what stands in the fields themselves, whatever was rendered last. The first field that is typed has the
/// focus then, or the one that cannot be read.
fn submit(
    kind: TransactionKind,
    props: &FormProps,
    (mine, unread): (&UseStateHandle<u32>, &UseStateHandle<Option<Fault>>),
    form: &NodeRef,
) -> Callback<SubmitEvent> {
    let (props, form) = (props.clone(), form.clone());
    let (mine, unread) = (mine.clone(), unread.clone());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(element) = form.cast::<Element>() else {
            return;
        };
        let name = |field: &Field| typed(&element, &name_of(field));
        let values: Vec<String> = fields_of(kind).iter().map(name).collect();
        let asker = asker(kind, &props, &values);
        let line = line(kind, asker, &values, props.desk.snapshot.about);
        for (field, value) in fields_of(kind).iter().zip(&values) {
            if field.kind != Kind::Account {
                props.desk.ask.emit(Ask::Typed(field.label, value.clone()));
            }
        }
        let faulty = line
            .as_ref()
            .err()
            .map(|fault| fields_of(kind)[fault.place]);
        mine.set(line.as_ref().map_or(0, |_| props.desk.ui.reply.number + 1));
        unread.set(line.as_ref().err().cloned());
        if let Ok(line) = line {
            props.desk.ask.emit(Ask::Submit(line));
        }
        let input = faulty.map_or("input".to_owned(), |field| {
            format!("input[name={}]", name_of(&field))
        });
        let input = element.query_selector(&input).ok().flatten();
        if let Some(input) = input.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
            drop(input.focus());
            input.select();
        }
    })
}

/// What a field is called in the document.
fn name_of(field: &Field) -> String {
    field.label.to_ascii_lowercase()
}

/// A refusal at once, or a rejection that came later.
fn trouble(at_once: Option<(String, u32)>, request: Option<&RequestView>) -> Option<String> {
    let rejected = request.filter(|it| it.verdict == Answer::Rejected);
    let at_once = at_once.map(|(text, _)| text);
    at_once.or_else(|| rejected.map(said))
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
    (kind, unread): (
        &UseStateHandle<TransactionKind>,
        &UseStateHandle<Option<Fault>>,
    ),
    values: &UseReducerHandle<Values>,
    props: &FormProps,
) -> Html {
    if accepts.len() < 2 {
        return Html::default();
    }
    let buttons = accepts.iter().map(|choice| {
        let (kind, values, fresh, choice) = (kind.clone(), values.dispatcher(), opening(*choice, props), *choice);
        let unread = unread.clone();
        let pressed = (*kind == choice).to_string();
        let onclick = Callback::from(move |_: MouseEvent| {
            values.dispatch(Change::All(fresh.clone()));
            kind.set(choice);
            unread.set(None);
        });
        html! { <button type="button" class="ck" aria-pressed={pressed} {onclick}>{ choice.name() }</button> }
    });
    html! { <div class="checks">{ for buttons }</div> }
}

/// The node whose view says which accounts there are: where the person stands, or the first one that is up.
fn stands(props: &FormProps) -> NodeId {
    let nodes = &props.desk.snapshot.nodes;
    let up = nodes.iter().find(|node| node.state != State::Down);
    let at = props.at.or_else(|| up.map(|node| node.id));
    at.unwrap_or(NodeId::FIRST)
}

/// Accounts to choose from: those of the nodes, and the others that this node knows, where any word may be one.
fn accounts(desk: &Desk, at: NodeId) -> Vec<String> {
    let detail = desk.detail(at);
    let known = detail.iter().flat_map(|it| &it.view.accounts);
    let free = known.filter(|it| matches!(it.account, Account::Named(_)));
    let nodes = desk.snapshot.nodes.iter().map(|node| node.id.to_string());
    nodes.chain(free.map(|it| it.account.to_string())).collect()
}

fn spendable(props: &FormProps, kind: TransactionKind, values: &[String]) -> String {
    let Some(own) = values.first().map(|name| Account::named(name)) else {
        return String::new();
    };
    let at = match own {
        Account::Node(id) => id,
        Account::Named(_) => stands(props),
    };
    let detail = props.desk.detail(at);
    let mut known = detail.iter().flat_map(|it| &it.view.accounts);
    let left = known.find(|it| it.account == own);
    match left.and_then(AccountView::spendable) {
        Some(left) if kind == TransactionKind::Transfer => format!("{own} can spend {left}"),
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
