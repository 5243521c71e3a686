//! Memory and disk of a node in two frames, dashed and solid, and its accounts.

use std::collections::HashMap;
use std::rc::Rc;

use synod_core::ledger::{Account, Literal};
use synod_core::units::NodeId;
use synod_core::view::{AccountView, Fact, NodeDetail, State, Storage};
use web_sys::Element;
use yew::prelude::*;

use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, icon};
use crate::parts::phrase::plain;

/// What [`Facts`] are told.
#[derive(Properties, PartialEq)]
pub struct FactsProps {
    /// The desk.
    pub desk: Desk,
    /// Which node.
    pub id: NodeId,
    /// Everything about it.
    pub detail: Rc<NodeDetail>,
    /// The node that it stands beside: what differs is marked.
    #[prop_or_default]
    pub other: Option<Rc<NodeDetail>>,
}

/// The two frames. A value that the last step changed flashes, and bears a dot until the next one.
#[component]
pub fn Facts(props: &FactsProps) -> Html {
    let before = use_mut_ref(Before::default);
    let changed = before.borrow_mut().look(props);
    let facts = &props.detail.view.facts;
    let of = |storage| {
        facts
            .iter()
            .filter(move |fact: &&Fact| fact.storage == storage)
    };
    let row = |fact: &Fact| {
        // Two classes by turns: one that stays would not flash again.
        let turn = ["flash", "flash again"][props.desk.snapshot.moment.step as usize % 2];
        let flash = changed.contains(&fact.name).then_some(turn);
        let class = differs(fact, props.other.as_deref()).then_some("differs");
        html! {
            <>
                <dt {class}>{ fact.name }</dt>
                <dd><span class={flash}>{ props.desk.sentence(&fact.words) }</span></dd>
            </>
        }
    };
    let down = props.detail.glance.state == State::Down;
    html! {
        <>
            <div class="mem">
                <p class="store"><b>{ "Memory" }</b>{ if down { "lost" } else { "lost in a crash" } }</p>
                if !down {
                    <dl class="facts">{ for of(Storage::Memory).map(row) }</dl>
                }
            </div>
            <div class="dsk">
                <p class="store">{ icon(Glyph::Disk, 14) }<b>{ "Disk" }</b>{ "survives a crash" }</p>
                <dl class="facts">
                    { for of(Storage::Disk).map(row) }
                </dl>
            </div>
        </>
    }
}

/// Whether the other node says something else of this fact.
fn differs(fact: &Fact, other: Option<&NodeDetail>) -> bool {
    let facts = other.map_or(&[][..], |other| &other.view.facts);
    let same = facts.iter().find(|it| it.name == fact.name);
    other.is_some() && same.is_none_or(|it| it.value != fact.value)
}

/// What [`Raw`] is told.
#[derive(Properties, PartialEq)]
pub struct RawProps {
    /// The desk.
    pub desk: Desk,
    /// Which node.
    pub id: NodeId,
}

/// The node as programs read it, folded; made only while it is open.
#[component]
pub fn Raw(props: &RawProps) -> Html {
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open.set(
                event
                    .target_unchecked_into::<Element>()
                    .has_attribute("open"),
            );
        })
    };
    html! {
        <details {ontoggle}>
            <summary>{ "More: all fields as programs read them" }</summary>
            if *open { <pre class="script">{ props.desk.read.raw.emit(props.id) }</pre> }
        </details>
    }
}

/// The facts as they were at the step before.
#[derive(Default)]
struct Before {
    node: Option<(u32, NodeId)>,
    step: u32,
    words: HashMap<&'static str, String>,
    changed: Vec<&'static str>,
}

impl Before {
    /// Which facts differ from the step before; those of another node or run are all new, and none is changed.
    fn look(&mut self, props: &FactsProps) -> Vec<&'static str> {
        let snapshot = &props.desk.snapshot;
        let node = Some((snapshot.more.run, props.id));
        let facts = &props.detail.view.facts;
        let words: HashMap<_, _> = facts
            .iter()
            .map(|fact| (fact.name, plain(&fact.words)))
            .collect();
        if self.node != node {
            self.changed.clear();
        } else if self.words != words || self.step != snapshot.moment.step {
            let differs = |name: &&'static str| self.words.get(name) != words.get(name);
            self.changed = words.keys().copied().filter(differs).collect();
        }
        (self.node, self.step, self.words) = (node, snapshot.moment.step, words);
        self.changed.clone()
    }
}

/// So many keys are listed.
const PAIRS_MAX: usize = 50;

/// What stands under which key, as this node knows it.
pub fn store(id: NodeId, detail: &NodeDetail) -> Html {
    let pairs = &detail.view.store;
    if pairs.is_empty() {
        return Html::default();
    }
    let row = |(key, value): &(Literal, Literal)| {
        html! { <tr key={key.to_string()}><td><code>{ key.to_string() }</code></td><td class="wide"><code>{ value.to_string() }</code></td></tr> }
    };
    let more = pairs.len().saturating_sub(PAIRS_MAX);
    html! {
        <section>
            <h3>{ "Store" }<small>{ format!("as {id} knows it") }</small></h3>
            <table class="list tight">
                <thead><tr><th>{ "key" }</th><th class="wide">{ "value" }</th></tr></thead>
                <tbody>{ for pairs.iter().take(PAIRS_MAX).map(row) }</tbody>
            </table>
            if more > 0 { <p class="muted">{ format!("and {more} more keys") }</p> }
        </section>
    }
}

/// The accounts as this node knows them.
pub fn balances(id: NodeId, detail: &NodeDetail) -> Html {
    let accounts = &detail.view.accounts;
    if accounts.is_empty() {
        return Html::default();
    }
    let (staked, keyed) = wallets(accounts);
    let held: i64 = accounts.iter().map(|account| account.balance).sum();
    let stakes: u64 = accounts.iter().filter_map(|account| account.stake).sum();
    let sum = match staked {
        true => format!("{} with stakes", held.saturating_add_unsigned(stakes)),
        false => held.to_string(),
    };
    let rows = accounts.iter().map(|account| {
        let own = account.account == Account::Node(id);
        let pending = if account.pending == 0 {
            String::new()
        } else {
            format!("\u{2212}{}", account.pending)
        };
        html! {
            <tr key={account.account.to_string()} class={own.then_some("me")}>
                <td>{ account.account.to_string() }</td>
                <td>{ account.balance }</td>
                <td class="pend">{ pending }</td>
                <td>{ account.spendable() }</td>
                if staked { <td>{ account.stake }</td> }
                if keyed { <td>{ key(account) }</td> }
            </tr>
        }
    });
    html! {
        <section>
            <h3>{ "Balances" }<small>{ format!("as {id} knows them, sum {sum}") }</small></h3>
            <table class="money">
                <thead><tr><th>{ "account" }</th><th>{ "balance" }</th><th>{ "pending" }</th><th>{ "can spend" }</th>
                    if staked { <th>{ "stake" }</th> }
                    if keyed { <th title="The public key">{ "key" }</th> }
                </tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </section>
    }
}

/// Whether any of these accounts has a stake, and whether any has a key.
pub fn wallets(accounts: &[AccountView]) -> (bool, bool) {
    let staked = accounts.iter().any(|it| it.stake.is_some());
    (staked, accounts.iter().any(|it| it.key.is_some()))
}

/// The public key of an account: its first digits, and all for whoever rests there.
pub fn key(account: &AccountView) -> Html {
    let Some(key) = &account.key else {
        return Html::default();
    };
    let short = key.get(..8).unwrap_or(key).to_owned();
    html! { <code class="key8" title={key.clone()} data-key={key.clone()}>{ short }</code> }
}
