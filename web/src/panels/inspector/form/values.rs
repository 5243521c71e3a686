//! What stands in the fields, what stood there before anybody typed, and who asks.

use std::rc::Rc;

use synod_core::ledger::{Account, TransactionKind};
use synod_core::units::{Address, NodeId};
use yew::Reducible;

use super::FormProps;
use super::fields::{Field, Kind, fields_of};

/// What stands in the fields.
#[derive(Clone, PartialEq)]
pub(super) struct Values(pub(super) Vec<String>);

/// What becomes of it; several changes may come between two renders.
pub(super) enum Change {
    /// A field has another text.
    Put(usize, String),
    /// Other fields.
    All(Vec<String>),
}

impl Reducible for Values {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut values = match change {
            Change::All(values) => return Rc::new(Self(values)),
            Change::Put(..) => self.0.clone(),
        };
        if let Change::Put(place, text) = change
            && let Some(value) = values.get_mut(place)
        {
            *value = text;
        }
        Rc::new(Self(values))
    }
}

/// Where the request is entered: at the client, at the account's own node, else where the person stands.
pub(super) fn asker(kind: TransactionKind, props: &FormProps, values: &[String]) -> Address {
    let debits = fields_of(kind)
        .first()
        .is_some_and(|field| field.kind == Kind::Account);
    let own = values
        .first()
        .filter(|_| debits)
        .map(|name| Account::named(name));
    let known = props.desk.snapshot.nodes.len();
    let node = match own {
        Some(Account::Node(id)) if id.index() < known => Some(id),
        _ => None,
    };
    let stands = props.at.or(node).unwrap_or(NodeId::new(1));
    props
        .client
        .unwrap_or(Address::Node(node.unwrap_or(stands)))
}

/// What stands in the fields before anybody typed.
pub(super) fn opening(kind: TransactionKind, props: &FormProps) -> Vec<String> {
    let nodes = props.desk.snapshot.nodes.len();
    let first = props.at.unwrap_or(NodeId::new(1));
    let second = NodeId::at((first.index() + 1) % nodes.max(1));
    let mut accounts = [first, second].into_iter();
    let field = |field: &Field| match field.kind {
        Kind::Account => accounts
            .next()
            .map_or_else(String::new, |id| id.to_string()),
        Kind::Amount => "10".into(),
        Kind::Literal | Kind::Text => String::new(),
    };
    fields_of(kind).iter().map(field).collect()
}
