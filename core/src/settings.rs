//! The options in force. The most special setting wins (kind and link, link, kind, all; for options of nodes `on`
//! beats none); among equals the latest.
//!
//! ```
//! use synod_core::about::{Value, common};
//! use synod_core::action::{On, Setting};
//! use synod_core::protocols::benmo::ABOUT;
//! use synod_core::settings::Settings;
//! use synod_core::units::NodeId;
//!
//! let rich = |amount, on| Setting::Option { name: "balance", value: Value::Whole(amount), kind: None, on };
//! let mut settings = Settings::defaults(&ABOUT);
//! settings.set(&ABOUT, &rich(500, On::Nodes(vec![NodeId::new(2)])));
//! settings.set(&ABOUT, &rich(200, On::All));
//! let of = |number| settings.of_node(common::BALANCE, NodeId::new(number));
//! assert_eq!((of(1), of(2)), (Value::Whole(200), Value::Whole(500)), "the more special one wins, though it is older");
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::about::{About, Scope, Value, common};
use crate::action::{On, Setting};
use crate::ledger::{Balances, Memo};
use crate::units::{Address, ClientId, NodeId, Ratio, Span};

/// A setting for some messages only.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Special {
    option: usize,
    kind: Option<usize>,
    link: Option<(Address, Address)>,
    value: Value,
}

/// What the bus does to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Carriage {
    /// How long it flies: a uniform draw, both ends included.
    pub latency: (Span, Span),
    /// The share that is lost.
    pub loss: Ratio,
    /// The share that arrives twice.
    pub duplication: Ratio,
    /// Whether it keeps behind those sent before it.
    pub fifo: bool,
}

impl Carriage {
    fn of(value: impl Fn(usize) -> Value) -> Self {
        let share = |option| match value(option) {
            Value::Ratio(ratio) => ratio,
            other => panic!("a share is {other}, not a ratio"),
        };
        Self {
            latency: match value(common::LATENCY) {
                Value::Range(from, to) => (from, to),
                other => panic!("latency is {other}, not a range"),
            },
            loss: share(common::LOSS),
            duplication: share(common::DUPLICATION),
            fifo: value(common::ORDER) == Value::Word("fifo"),
        }
    }
}

/// The values of all options, and the quirks that are on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Settings {
    general: Vec<Value>,
    /// What follows from the general values for every message that nothing special is said of.
    carriage: Carriage,
    of_nodes: Vec<(usize, NodeId, Value)>,
    /// The same, to be looked up.
    by_node: BTreeMap<(usize, NodeId), Value>,
    /// What the accounts hold at genesis, for all who share these settings.
    opening: Memo<Arc<Balances>>,
    of_clients: Vec<(usize, ClientId, Value)>,
    special: Vec<Special>,
    quirks: Vec<&'static str>,
}

impl Settings {
    /// What is in force when nothing is said.
    pub fn defaults(about: &About) -> Self {
        let general: Vec<Value> = about.options.iter().map(|option| option.default).collect();
        Self {
            carriage: Carriage::of(|option| general[option]),
            general,
            of_nodes: vec![],
            by_node: BTreeMap::new(),
            opening: Memo::default(),
            of_clients: vec![],
            special: vec![],
            quirks: vec![],
        }
    }

    /// Takes a setting in, and says whether anything is different now.
    pub fn set(&mut self, about: &About, setting: &Setting) -> bool {
        let before = self.clone();
        match setting {
            Setting::Quirk { phrase, on } => {
                self.quirks.retain(|known| known != phrase);
                if *on {
                    self.quirks.push(phrase);
                }
            }
            Setting::Option {
                name,
                value,
                kind,
                on,
            } => {
                let option = about
                    .option(name)
                    .expect("a parsed setting names an option");
                let kind =
                    kind.map(|kind| about.kind(kind).expect("a parsed setting names a kind"));
                self.set_option(option, *value, kind, on);
            }
        }
        *self != before
    }

    fn set_option(&mut self, option: usize, value: Value, kind: Option<usize>, on: &On) {
        match (on, kind) {
            (On::All, None) => {
                self.general[option] = value;
                self.carriage = Carriage::of(|option| self.general[option]);
            }
            (On::All, Some(_)) => self.set_special(Special {
                option,
                kind,
                link: None,
                value,
            }),
            (On::Link(ends), _) => {
                for link in ends.directions() {
                    self.set_special(Special {
                        option,
                        kind,
                        link: Some(link),
                        value,
                    });
                }
            }
            (On::Nodes(ids), _) => {
                self.of_nodes
                    .retain(|(known, id, _)| *known != option || !ids.contains(id));
                self.of_nodes
                    .extend(ids.iter().map(|id| (option, *id, value)));
                self.by_node
                    .extend(ids.iter().map(|id| ((option, *id), value)));
            }
            (On::Clients(ids), _) => {
                self.of_clients
                    .retain(|(known, id, _)| *known != option || !ids.contains(id));
                self.of_clients
                    .extend(ids.iter().map(|id| (option, *id, value)));
            }
        }
    }

    fn set_special(&mut self, special: Special) {
        let same = |known: &Special| {
            known.option == special.option
                && known.kind == special.kind
                && known.link == special.link
        };
        self.special.retain(|known| !same(known));
        self.special.push(special);
    }

    /// The value of an option of the whole run.
    pub fn of_run(&self, option: usize) -> Value {
        self.general[option]
    }

    /// The value of an option for a node.
    pub fn of_node(&self, option: usize, node: NodeId) -> Value {
        let own = match self.by_node.is_empty() {
            true => None,
            false => self.by_node.get(&(option, node)),
        };
        own.map_or(self.general[option], |value| *value)
    }

    /// The value of an option for a client.
    pub fn of_client(&self, option: usize, client: ClientId) -> Value {
        let own = self
            .of_clients
            .iter()
            .find(|(known, id, _)| *known == option && *id == client);
        own.map_or(self.general[option], |(_, _, value)| *value)
    }

    /// The value of an option of the bus for a message of this kind on this directed link.
    fn of_message(&self, option: usize, kind: usize, link: (Address, Address)) -> Value {
        let applies = |special: &&Special| {
            special.option == option
                && special.kind.is_none_or(|wanted| wanted == kind)
                && special.link.is_none_or(|wanted| wanted == link)
        };
        let weight = |special: &&Special| (special.link.is_some(), special.kind.is_some());
        // `max_by_key` returns the last of equals; the list is in the order of setting, so the latest wins.
        let best = self.special.iter().filter(applies).max_by_key(weight);
        best.map_or(self.general[option], |special| special.value)
    }

    /// What the bus does to a message of this kind on this directed link.
    pub fn carriage(&self, kind: usize, link: (Address, Address)) -> Carriage {
        if self.special.is_empty() {
            return self.carriage;
        }
        Carriage::of(|option| self.of_message(option, kind, link))
    }

    /// Whether no message is lost by chance, anywhere.
    pub fn is_lossless(&self) -> bool {
        let lossless =
            |option: usize, value: Value| option != common::LOSS || value == Value::Ratio(Ratio(0));
        lossless(common::LOSS, self.general[common::LOSS])
            && self
                .special
                .iter()
                .all(|special| lossless(special.option, special.value))
    }

    /// Everything in force, a line each: what a fingerprint folds of a header.
    pub fn lines(&self, about: &About) -> String {
        let named = |option: &usize| about.options[*option].name;
        let general = self
            .general
            .iter()
            .enumerate()
            .map(|(option, value)| format!("{} {value}", named(&option)));
        let nodes = self
            .of_nodes
            .iter()
            .map(|(option, id, value)| format!("{} {value} on {id}", named(option)));
        let clients = self
            .of_clients
            .iter()
            .map(|(option, id, value)| format!("{} {value} on {id}", named(option)));
        let special = self.special.iter().map(|special| {
            let kind = special.kind.map_or(String::new(), |kind| {
                format!(" of {}", about.kinds[kind].name)
            });
            let link = special
                .link
                .map_or(String::new(), |(from, to)| format!(" on {from} -> {to}"));
            format!("{} {}{kind}{link}", named(&special.option), special.value)
        });
        let quirks = self.quirks.iter().map(|phrase| format!("quirk {phrase}"));
        general
            .chain(nodes)
            .chain(clients)
            .chain(special)
            .chain(quirks)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// What the accounts hold at genesis, worked out once.
    pub fn opening(&self, work: impl FnOnce() -> Balances) -> Arc<Balances> {
        self.opening.get_or(|| Arc::new(work())).clone()
    }

    /// Whether a quirk is on.
    pub fn quirk(&self, phrase: &str) -> bool {
        self.quirks.contains(&phrase)
    }

    /// The quirks that are on.
    pub fn quirks(&self) -> &[&'static str] {
        &self.quirks
    }
}

/// Whether an option may be set for these.
pub fn scope_takes(scope: Scope, on: &On) -> bool {
    match on {
        On::All => true,
        On::Nodes(_) => scope == Scope::Nodes,
        On::Clients(_) => scope == Scope::Clients,
        On::Link(_) => scope == Scope::Network,
    }
}
