//! Everything that the outside may do to a run. An action happens whole, or is refused with a sentence and then
//! changes nothing and draws nothing. Its text form is the script language's.
//!
//! ```
//! use synod_core::action::{Action, Ends};
//! use synod_core::units::NodeId;
//!
//! let (n1, n2) = (NodeId::new(1), NodeId::new(2));
//! let cut = Action::Sever { ends: Ends { from: n1.into(), to: n2.into(), one_way: true }, dropping: false };
//! assert_eq!(cut.to_string(), "sever n1 -> n2");
//! assert_eq!(Action::Crash(n1.into()).to_string(), "crash n1");
//! ```

use std::fmt;

use crate::about::Value;
use crate::ledger::{Account, Literal, Transaction};
use crate::phrase::Phrase;
use crate::units::{Address, ClientId, MessageId, NodeId, Ratio, Span};

/// A link by its ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ends {
    /// One end; with `one_way` the sending one.
    pub from: Address,
    /// The other end.
    pub to: Address,
    /// Only messages from `from` to `to`.
    pub one_way: bool,
}

impl Ends {
    /// The directed links that it names.
    pub fn directions(self) -> impl Iterator<Item = (Address, Address)> {
        let back = (!self.one_way).then_some((self.to, self.from));
        std::iter::once((self.from, self.to)).chain(back)
    }
}

impl fmt::Display for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}{}",
            self.from,
            if self.one_way { " -> " } else { " " },
            self.to
        )
    }
}

/// Which message is meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// The message of this id.
    Id(MessageId),
    /// The oldest such message in flight; held, where it is to be released.
    Oldest {
        /// Its kind.
        kind: &'static str,
        /// Its sender.
        from: Address,
        /// Its receiver.
        to: Address,
    },
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Oldest { kind, from, to } => write!(f, "{kind} {from} -> {to}"),
        }
    }
}

/// What is done to one message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Handling {
    /// It is lost.
    Drop,
    /// A copy with a new id is due at the same time, directly after it.
    Duplicate,
    /// It stays where it is, without a due time.
    Hold,
    /// A held one is due after the flight time it had left.
    Release,
    /// It is due so much later.
    Delay(Span),
    /// It is due now, ahead of all others.
    Deliver,
}

/// Damage to a disk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Damage {
    /// One bit of the stored block of this height flips.
    Block(u64),
    /// The last writes, so many, are forgotten.
    Tail(u64),
}

/// For whom or what an option is set.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum On {
    /// For all.
    All,
    /// For these nodes.
    Nodes(Vec<NodeId>),
    /// For these clients.
    Clients(Vec<ClientId>),
    /// For a link.
    Link(Ends),
}

/// A `set` line.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Setting {
    /// An option gets a value.
    Option {
        /// The option's name.
        name: &'static str,
        /// Its value.
        value: Value,
        /// For messages of this kind only.
        kind: Option<&'static str>,
        /// For whom.
        on: On,
    },
    /// A quirk is switched; header only.
    Quirk {
        /// The quirk's phrase.
        phrase: &'static str,
        /// On or off.
        on: bool,
    },
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quirk { phrase, on } => {
                write!(f, "set quirk {phrase} {}", if *on { "on" } else { "off" })
            }
            Self::Option {
                name,
                value,
                kind,
                on,
            } => {
                write!(f, "set {name} {value}")?;
                if let Some(kind) = kind {
                    write!(f, " of {kind}")?;
                }
                match on {
                    On::All => Ok(()),
                    On::Nodes(ids) => write!(f, " on{}", spaced(ids)),
                    On::Clients(ids) => write!(f, " on{}", spaced(ids)),
                    On::Link(ends) => write!(f, " on {ends}"),
                }
            }
        }
    }
}

/// Everything that the outside may do.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// Enters a transaction at a console or client.
    Submit {
        /// Whose console, or which client.
        who: Address,
        /// What is asked.
        transaction: Transaction,
    },
    /// Takes a node or client down; what it holds in memory is gone.
    Crash(Address),
    /// Brings it up again.
    Restart {
        /// Which.
        who: Address,
        /// With an empty disk.
        amnesia: bool,
    },
    /// Stops a node from handling anything, its memory kept.
    Pause(NodeId),
    /// Lets it go on.
    Resume(NodeId),
    /// Cuts a link.
    Sever {
        /// Which, and which way.
        ends: Ends,
        /// Messages in flight on it are lost too.
        dropping: bool,
    },
    /// Opens a link, or all.
    Heal(Option<Ends>),
    /// Cuts every link between groups and opens every link inside one.
    Partition {
        /// The groups; whoever is not listed forms a last one.
        groups: Vec<Vec<Address>>,
        /// Messages in flight between groups are lost too.
        dropping: bool,
    },
    /// Does something to one message.
    Handle {
        /// What.
        handling: Handling,
        /// To which.
        target: Target,
    },
    /// Makes a pending timer due now.
    Fire {
        /// At which node or client.
        who: Address,
        /// Its name.
        timer: &'static str,
    },
    /// Makes a node's clock run faster or slower.
    Skew {
        /// Whose.
        node: NodeId,
        /// How fast it runs.
        rate: Ratio,
    },
    /// Damages a disk.
    Corrupt {
        /// Whose.
        node: NodeId,
        /// How.
        damage: Damage,
    },
    /// Has a client ask a node to lead.
    Nominate {
        /// Who asks.
        client: ClientId,
        /// Whom.
        node: NodeId,
    },
    /// Puts a message on the bus as if somebody had sent it.
    Forge {
        /// Its kind.
        kind: &'static str,
        /// Whom it seems to come from.
        from: Address,
        /// Whom it goes to.
        to: Address,
        /// Its fields.
        body: Literal,
    },
    /// Schedules an action.
    Later {
        /// What happens then.
        action: Box<Action>,
        /// How long from now.
        after: Span,
    },
    /// Changes an option from now on.
    Set(Setting),
}

impl Action {
    /// Lets nodes of a smaller cluster take the parts of those that it does not have, in turn. False if nothing is
    /// left to do: a transfer would go to its own account.
    pub fn cast(&mut self, nodes: u16) -> bool {
        if nodes == 0 {
            // Nobody is there to take a part.
            return false;
        }
        let part = |id: NodeId| NodeId::new((id.number() - 1) % nodes + 1);
        let Self::Submit { who, transaction } = self else {
            return true;
        };
        if let Address::Node(id) = who {
            *id = part(*id);
        }
        let Transaction::Transfer {
            from: Account::Node(from),
            to: Account::Node(to),
            ..
        } = transaction
        else {
            return true;
        };
        (*from, *to) = (part(*from), part(*to));
        if from == to {
            // Its neighbour instead.
            *to = NodeId::new(to.number() % nodes + 1);
        }
        from != to
    }
}

fn spaced<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(|item| format!(" {item}")).collect()
}

impl fmt::Display for Action {
    /// As the script language writes it, in canonical form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dropped = |dropping: &bool| if *dropping { " dropping" } else { "" };
        match self {
            Self::Submit { who, transaction } => write!(f, "submit {who} {transaction}"),
            Self::Crash(who) => write!(f, "crash {who}"),
            Self::Restart { who, amnesia } => {
                write!(f, "restart {who}{}", if *amnesia { " amnesia" } else { "" })
            }
            Self::Pause(node) => write!(f, "pause {node}"),
            Self::Resume(node) => write!(f, "resume {node}"),
            Self::Sever { ends, dropping } => write!(f, "sever {ends}{}", dropped(dropping)),
            Self::Heal(None) => f.write_str("heal"),
            Self::Heal(Some(ends)) => write!(f, "heal {ends}"),
            Self::Partition { groups, dropping } => {
                let groups: Vec<String> = groups.iter().map(|group| spaced(group)).collect();
                write!(f, "partition{}{}", groups.join(" |"), dropped(dropping))
            }
            Self::Handle { handling, target } => match handling {
                Handling::Drop => write!(f, "drop {target}"),
                Handling::Duplicate => write!(f, "duplicate {target}"),
                Handling::Hold => write!(f, "hold {target}"),
                Handling::Release => write!(f, "release {target}"),
                Handling::Delay(span) => write!(f, "delay {target} {span}"),
                Handling::Deliver => write!(f, "deliver {target}"),
            },
            Self::Fire { who, timer } => write!(f, "fire {who} {timer}"),
            Self::Skew { node, rate } => write!(f, "skew {node} {rate}"),
            Self::Corrupt {
                node,
                damage: Damage::Block(height),
            } => write!(f, "corrupt {node} block {height}"),
            Self::Corrupt {
                node,
                damage: Damage::Tail(writes),
            } => write!(f, "corrupt {node} tail {writes}"),
            Self::Nominate { client, node } => write!(f, "nominate {client} {node}"),
            Self::Forge {
                kind,
                from,
                to,
                body,
            } => write!(f, "forge {kind} {from} -> {to} {body}"),
            Self::Later { action, after } => write!(f, "later {action} after {after}"),
            Self::Set(setting) => setting.fmt(f),
        }
    }
}

/// Why an action did not happen: one sentence for the person who asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub Phrase);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Builds a [`Refusal`] as `phrase!` builds a sentence.
#[macro_export]
macro_rules! refusal {
    ($($part:tt)*) => { $crate::action::Refusal($crate::phrase!($($part)*)) };
}
