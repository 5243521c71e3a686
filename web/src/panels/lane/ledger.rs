//! The ledger: what every account holds, and what was ordered, by who knows it. Nodes that know the same share a
//! column, so that a difference is a column more.

use std::cmp::Reverse;
use std::rc::Rc;
use std::sync::Arc;

use synod_core::ledger::{Account, Block, Entry};
use synod_core::order;
use synod_core::units::{Address, NodeId, RequestId};
use synod_core::view::{AccountView, NodeDetail, PendingView};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::desk::Desk;
use crate::panels::inspector::node_facts::{key, wallets};
use crate::pointing;

/// Of so many nodes the ledger is read; of more, of the first ones.
const READ_MAX: usize = 50;
/// So many that wait are listed, and so many that are ordered: the newest.
const ROWS_MAX: usize = 100;
/// A column names so many nodes.
const NAMED_MAX: usize = 5;

/// What one or more nodes know of the accounts.
struct Book {
    nodes: Vec<NodeId>,
    accounts: Rc<NodeDetail>,
}

impl Book {
    fn accounts(&self) -> &[AccountView] {
        &self.accounts.view.accounts
    }

    fn of(&self, account: &Account) -> Option<&AccountView> {
        self.accounts().iter().find(|it| it.account == *account)
    }
}

/// A block, and whose chain it is on.
struct Standing {
    block: Arc<Block>,
    on: Vec<NodeId>,
    /// For whom it is final.
    settled: Vec<NodeId>,
}

/// Balances at the left, transactions at the right.
pub fn ledger(desk: &Desk) -> Html {
    let nodes = &desk.snapshot.nodes;
    let read = nodes.iter().take(READ_MAX);
    let details: Vec<Rc<NodeDetail>> = read.filter_map(|node| desk.detail(node.id)).collect();
    let more = nodes.len().saturating_sub(READ_MAX);
    html! {
        <div class="ledger">
            { balances(desk, &books(&details)) }
            <div>
                { transactions(desk, &details) }
                if more > 0 { <p class="empty">{ format!("{more} more nodes are not read here.") }</p> }
            </div>
        </div>
    }
}

/// Nodes with the same balances share a book; the first node's comes first.
fn books(details: &[Rc<NodeDetail>]) -> Vec<Book> {
    let mut books: Vec<Book> = Vec::new();
    let told = details.iter().filter(|it| !it.view.accounts.is_empty());
    for detail in told {
        let known = |it: &AccountView| (it.account.clone(), it.balance, it.stake);
        let same = |book: &&mut Book| {
            let (one, other) = (book.accounts(), &detail.view.accounts);
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| known(a) == known(b))
        };
        match books.iter_mut().find(same) {
            Some(book) => book.nodes.push(detail.glance.id),
            None => books.push(Book {
                nodes: vec![detail.glance.id],
                accounts: detail.clone(),
            }),
        }
    }
    books
}

/// The newest blocks of all chains, the highest first.
fn standing(details: &[Rc<NodeDetail>]) -> Vec<Standing> {
    let mut known: Vec<Standing> = Vec::new();
    for detail in details {
        for block in detail.view.chain.blocks().rev().take(ROWS_MAX) {
            let place = known.iter().position(|it| it.block.hash == block.hash);
            let place = place.unwrap_or_else(|| {
                known.push(Standing {
                    block: block.clone(),
                    on: Vec::new(),
                    settled: Vec::new(),
                });
                known.len() - 1
            });
            let standing = &mut known[place];
            standing.on.push(detail.glance.id);
            if block.height <= detail.view.committed {
                standing.settled.push(detail.glance.id);
            }
        }
    }
    order::by_key(&mut known, |it| (Reverse(it.block.height), it.block.hash));
    known
}

fn balances(desk: &Desk, books: &[Book]) -> Html {
    let Some(first) = books.first() else {
        return Html::default();
    };
    let keyed = books.iter().any(|book| wallets(book.accounts()).1);
    let all = desk.snapshot.nodes.len();
    let heads = books.iter().map(|book| match book.nodes.len() {
        count if count == all && count > 1 => format!("all {count} nodes"),
        _ => names(&book.nodes),
    });
    let rows = known(books).into_iter().map(|account| {
        let name = account.to_string();
        let mut told = books.iter().filter_map(|book| book.of(account));
        let with_key = told.find(|it| it.key.is_some());
        html! {
            <tr key={name.clone()} data-about={name.clone()}>
                <td>{ &name }</td>
                { for books.iter().map(|book| cell(book.of(account), first.of(account))) }
                if keyed { <td>{ for with_key.map(key) }</td> }
            </tr>
        }
    });
    html! {
        <table class="list tight">
            <thead><tr><th>{ "account" }</th>{ for heads.map(|head| html! { <th>{ head }</th> }) }
                if keyed { <th>{ "public key" }</th> }</tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

/// Every account that some book knows, those of the first book first.
fn known(books: &[Book]) -> Vec<&Account> {
    let mut known: Vec<&Account> = Vec::new();
    for told in books.iter().flat_map(Book::accounts) {
        if !known.contains(&&told.account) {
            known.push(&told.account);
        }
    }
    known
}

/// What a book says of an account, what waits to be taken from it, and what is staked for it. Marked where the first book
/// says otherwise.
fn cell(account: Option<&AccountView>, first: Option<&AccountView>) -> Html {
    let Some(account) = account else {
        return html! { <td></td> };
    };
    let held = |it: &AccountView| (it.balance, it.stake);
    let differs = Some(held(account)) != first.map(held);
    html! {
        <td class={classes!("sum", differs.then_some("differs"))}>
            { account.balance }
            if account.pending != 0 { <small>{ format!("\u{2212}{}", account.pending) }</small> }
            if let Some(stake) = account.stake.filter(|it| *it > 0) { <small class="stake">{ format!("{stake} staked") }</small> }
        </td>
    }
}

fn transactions(desk: &Desk, details: &[Rc<NodeDetail>]) -> Html {
    let blocks = standing(details);
    let waiting: usize = details.iter().map(|it| it.view.pending.len()).sum();
    let ordered = ordered(&blocks, details);
    let pending = details.iter().flat_map(|detail| {
        let pending = detail.view.pending.iter();
        pending.map(|it| waits(desk, detail.glance.id, it))
    });
    let entries = blocks.iter().flat_map(|standing| {
        let entries = standing.block.entries.iter();
        entries.map(|entry| stands(desk, standing, entry, details.len()))
    });
    let rows = pending.take(ROWS_MAX).chain(unlisted(waiting, "that wait"));
    let rows = rows.chain(entries.take(ROWS_MAX));
    let rows: Vec<Html> = rows.chain(unlisted(ordered, "older ones")).collect();
    if rows.is_empty() {
        return html! { <p class="empty">{ "Nothing is ordered and nothing waits. Fill in the form and press Submit." }</p> };
    }
    html! {
        <table class="list">
            <thead><tr><th>{ "request" }</th><th>{ "what" }</th><th>{ "block" }</th><th>{ "on" }</th><th class="wide">{ "final for" }</th></tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

/// How many transactions are ordered: those of the newest blocks, and those below them on the highest chain.
fn ordered(blocks: &[Standing], details: &[Rc<NodeDetail>]) -> usize {
    let newest: usize = blocks.iter().map(|it| it.block.entries.len()).sum();
    let chains = details.iter().map(|it| &it.view.chain);
    let highest = chains.max_by_key(|it| it.height());
    let below = highest
        .into_iter()
        .flat_map(|it| it.blocks().rev().skip(ROWS_MAX));
    newest + below.map(|block| block.entries.len()).sum::<usize>()
}

/// Nothing is left out silently.
fn unlisted(count: usize, which: &str) -> Option<Html> {
    let more = count.checked_sub(ROWS_MAX).filter(|more| *more > 0)?;
    Some(html! {
        <tr key={which.to_owned()}><td colspan="5" class="muted">{ format!("{more} {which} are not listed.") }</td></tr>
    })
}

fn waits(desk: &Desk, at: NodeId, pending: &PendingView) -> Html {
    let kept = Kept::Request(pending.request);
    html! {
        <tr key={format!("{at} {}", pending.request)} class={lit(desk, kept)} data-about={pointing::of_kept(kept)}>
            <td>{ asker(desk, pending.request) }</td>
            <td><span class="pending">{ &pending.text }</span></td>
            <td class="muted">{ "none yet" }</td>
            <td>{ format!("waits at {at}") }</td>
            <td class="wide"></td>
        </tr>
    }
}

fn stands(desk: &Desk, standing: &Standing, entry: &Entry, nodes: usize) -> Html {
    let block = &standing.block;
    let kept = Kept::Request(entry.request);
    let among = |some: &[NodeId]| match some.len() {
        0 => "nobody".to_owned(),
        count if count == nodes && count > 1 => format!("all {count}"),
        _ => names(some),
    };
    let of_block = Kept::Block(Some(block.height), block.hash);
    html! {
        <tr key={format!("{} {}", block.hash.short(), entry.request)} class={lit(desk, kept)} data-about={pointing::of_kept(kept)}>
            <td>{ asker(desk, entry.request) }</td>
            <td>{ entry.transaction.brief() }</td>
            <td data-about={pointing::of_kept(of_block)} class={lit(desk, of_block)}>{ block.height }{ " " }<code>{ block.hash.short() }</code></td>
            <td>{ among(&standing.on) }</td>
            <td class="wide">{ among(&standing.settled) }</td>
        </tr>
    }
}

fn lit(desk: &Desk, kept: Kept) -> Option<&'static str> {
    (desk.ui.choice.lit == Some(kept)).then_some("glow")
}

/// The request; whoever asked it is selected by it.
fn asker(desk: &Desk, request: RequestId) -> Html {
    let asker = match request.asker {
        Address::Node(id) => Selection::Node(id),
        Address::Client(id) => Selection::Client(id.number()),
    };
    html! { <button type="button" class="ref" onclick={desk.asks(Ask::Select(asker))}>{ request.to_string() }</button> }
}

/// The names of some nodes; of many, how many more.
fn names(nodes: &[NodeId]) -> String {
    let named: Vec<String> = nodes
        .iter()
        .take(NAMED_MAX)
        .map(ToString::to_string)
        .collect();
    let more = nodes.len().saturating_sub(NAMED_MAX);
    let more = if more > 0 {
        format!(" +{more}")
    } else {
        String::new()
    };
    format!("{}{more}", named.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::session::Session;
    use synod_core::units::Time;

    fn details(script: &str, until: u64) -> Vec<Rc<NodeDetail>> {
        let mut session = Session::load(script).expect("it parses");
        session.play_until(Time(until), 100_000);
        let all = (1..=5).filter_map(|number| session.view().node(NodeId::new(number)));
        all.map(Rc::new).collect()
    }

    #[test]
    fn who_knows_the_same_shares_a_book() {
        let script = "protocol benmo\nsubmit n1 transfer n1 n2 5\n";
        let opening = books(&details(script, 0));
        assert_eq!(opening.len(), 1, "all begin with the same");
        let cut_off = "protocol benmo\npartition n1 n2 n3 n4 | n5\nsubmit n1 transfer n1 n2 5\n";
        let split = books(&details(cut_off, 200_000_000));
        let nodes: Vec<String> = split.iter().map(|book| names(&book.nodes)).collect();
        assert_eq!(nodes, ["n1 n2 n3 n4", "n5"]);
    }

    #[test]
    fn an_account_that_one_book_lacks_has_a_row_and_its_own_cells() {
        // n3 hears of no block, and n2 and n1 know an account more.
        let script = "protocol proof-of-stake\npartition n1 n2 | n3\nsubmit n1 faucet alice 5\nsubmit n1 faucet bob 7\n";
        let mut details = details(script, 2_000_000);
        details.reverse();
        let books = books(&details);
        assert_eq!(names(&books[0].nodes), "n3");
        let rows: Vec<String> = known(&books).iter().map(ToString::to_string).collect();
        let known = ["n1", "n2", "n3", "genesis", "alice", "bob", "exchange"];
        assert_eq!(rows, known);
        let held = |name| Some(books[1].of(&Account::named(name))?.balance);
        assert_eq!((held("alice"), held("bob")), (Some(5), Some(7)));
        assert!(books[0].of(&Account::named("alice")).is_none());
    }

    #[test]
    fn a_block_stands_once_with_all_who_have_it() {
        let cut_off = "protocol benmo\npartition n1 n2 n3 n4 | n5\nsubmit n1 transfer n1 n2 5\n";
        let blocks = standing(&details(cut_off, 200_000_000));
        assert_eq!(blocks.len(), 1);
        assert_eq!(names(&blocks[0].on), "n1 n2 n3 n4");
        assert_eq!(blocks[0].on, blocks[0].settled);
    }

    #[test]
    fn what_is_not_listed_is_counted() {
        let block = "submit n1 transfer n1 n2 1\nrun 30s\nsubmit n2 transfer n2 n1 1\nrun 30s\n";
        let script = format!("protocol benmo\nset pause 1s..2s\n{}", block.repeat(60));
        let mut session = Session::load(&script).expect("it parses");
        session.run_to_end();
        let all = (1..=5).filter_map(|number| session.view().node(NodeId::new(number)));
        let details: Vec<Rc<NodeDetail>> = all.map(Rc::new).collect();
        let blocks = standing(&details);
        assert!(details[0].view.chain.height() > ROWS_MAX as u64);
        assert_eq!(blocks.len(), ROWS_MAX);
        assert_eq!(ordered(&blocks, &details), 120);
        assert!(
            unlisted(120, "older ones").is_some() && unlisted(ROWS_MAX, "older ones").is_none()
        );
    }

    #[test]
    fn many_names_are_counted() {
        let nodes: Vec<NodeId> = (1..=8).map(NodeId::new).collect();
        assert_eq!(names(&nodes), "n1 n2 n3 n4 n5 +3");
        assert_eq!(names(&nodes[..2]), "n1 n2");
    }
}
