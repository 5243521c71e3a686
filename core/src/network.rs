//! Links: which are cut, and what becomes of a message that is sent. Sees the ends and the kind of a message,
//! never its body.
//!
//! ```
//! use synod_core::network::Network;
//! use synod_core::units::{NodeId, Time};
//!
//! let (n1, n2) = (NodeId::new(1).into(), NodeId::new(2).into());
//! let mut network = Network::default();
//! assert!(network.cut((n1, n2), Time::ZERO));
//! assert!(network.is_cut((n1, n2)) && !network.is_cut((n2, n1)), "each way by itself");
//! assert!(network.open((n1, n2)) && network.is_whole());
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::record::{Loss, pack};
use crate::rng::{Purpose, Who, draw, falls, span_between};
use crate::settings::Settings;
use crate::units::{Address, NODES_MAX, Ratio, Span, Time};
use crate::view::{LinkState, LinkView};

/// A directed link.
pub type Way = (Address, Address);

/// Receivers of one sender up to which a sorted list takes less room than a place for everybody.
const FEW: usize = 64;

/// Something about the links from one sender, by their receivers.
#[derive(Clone, Debug)]
enum Row<T> {
    /// Those that were used, ascending.
    Few(Vec<(u16, T)>),
    /// All of them.
    Many(Vec<T>),
}

impl<T: Copy + Default> Row<T> {
    fn at(&mut self, to: u16) -> &mut T {
        if let Self::Few(used) = self
            && used.len() > FEW
        {
            let last = used.last().map_or(0, |(to, _)| usize::from(*to));
            let mut many = vec![T::default(); last + 1];
            for (to, value) in used {
                many[usize::from(*to)] = *value;
            }
            *self = Self::Many(many);
        }
        match self {
            Self::Few(used) => {
                let place = used.binary_search_by_key(&to, |(to, _)| *to);
                let place = place.unwrap_or_else(|place| {
                    used.insert(place, (to, T::default()));
                    place
                });
                &mut used[place].1
            }
            Self::Many(all) => {
                let to = usize::from(to);
                if to >= all.len() {
                    all.resize(to + 1, T::default());
                }
                &mut all[to]
            }
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Few(used) => size_of_val(used.as_slice()),
            Self::Many(all) => size_of_val(all.as_slice()),
        }
    }
}

/// Something about every directed link. Rows are not shared: between two checkpoints nearly every sender sends.
#[derive(Clone, Debug)]
struct Links<T>(Vec<Row<T>>);

impl<T> Default for Links<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + Default> Links<T> {
    fn at(&mut self, (from, to): Way) -> &mut T {
        // Nodes at even places, clients at odd ones: the number of neither need be known.
        let from = match from {
            Address::Node(id) => 2 * id.index(),
            Address::Client(id) => 2 * id.index() + 1,
        };
        if self.0.len() <= from {
            self.0.resize_with(from + 1, || Row::Few(Vec::new()));
        }
        self.0[from].at(match to {
            Address::Node(id) => id.number() - 1,
            Address::Client(id) => NODES_MAX + id.number() - 1,
        })
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(Row::bytes).sum()
    }
}

/// What becomes of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Route {
    /// When it arrives, if it does.
    pub due: Time,
    /// Why it does not.
    pub lost: Option<Loss>,
    /// Whether it arrives twice.
    pub twice: bool,
}

/// The ways that are cut, with the time of each cut. Cheap to keep, and told from others at once: whoever draws them
/// need not walk them again unless something was cut or opened.
#[derive(Clone, Debug, Default)]
pub struct Cuts(Arc<BTreeMap<Way, Time>>);

impl Cuts {
    /// Whether nothing was cut or opened between these two; false where it was and came to the same.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The ways, in order.
    pub fn ways(&self) -> impl Iterator<Item = Way> {
        self.0.keys().copied()
    }

    fn has(&self, way: Way) -> bool {
        self.0.contains_key(&way)
    }

    /// What became of the link between two ends.
    pub fn link(&self, from: Address, to: Address) -> LinkState {
        match (self.has((from, to)), self.has((to, from))) {
            (false, false) => LinkState::Open,
            (true, true) => LinkState::Cut,
            (true, false) => LinkState::CutForward,
            (false, true) => LinkState::CutBack,
        }
    }

    /// The links that are not open both ways, each once, by their ends, smaller end first.
    pub fn links(&self) -> Vec<LinkView> {
        let ends = |(one, other): Way| (one.min(other), one.max(other));
        let once = |(way, _): &(&Way, &Time)| way.0 < way.1 || !self.has((way.1, way.0));
        let view = |(way, since): (&Way, &Time)| {
            let (from, to) = ends(*way);
            let back = self.0.get(&(way.1, way.0)).copied();
            LinkView {
                from,
                to,
                state: self.link(from, to),
                since: back.unwrap_or_default().max(*since),
            }
        };
        let mut links: Vec<LinkView> = self.0.iter().filter(once).map(view).collect();
        crate::order::by_key(&mut links, |link| (link.from, link.to));
        links
    }
}

/// The links between all nodes and clients. A link that is not listed is open.
#[derive(Clone, Debug, Default)]
pub struct Network {
    cuts: Cuts,
    /// Messages sent so far: the counts of the draws.
    sent: Links<u32>,
    /// When the latest due of them is due, where order is kept: nothing may be due before it.
    last: Links<Time>,
}

impl Network {
    /// Decides about a message. Every message takes the same draws whatever the settings and cuts, so that
    /// neither changes what becomes of another message.
    pub fn route(
        &mut self,
        seed: u64,
        settings: &Settings,
        kind: usize,
        way: Way,
        now: Time,
    ) -> Route {
        let ends = (pack(way.0), pack(way.1));
        let sent = self.sent.at(way);
        let count = *sent;
        *sent = count.wrapping_add(1);
        let who = Who::link(ends.0, ends.1);
        let roll = |purpose| draw(seed, who, count, purpose);
        let carriage = settings.carriage(kind, way);
        let (from, to) = carriage.latency;
        let flight: Span = span_between(roll(Purpose::Latency), from, to);
        // A message to oneself travels the bus with its latency but on no link: never cut, lost or doubled.
        let linked = way.0 != way.1;
        // A draw is a function: one that cannot matter need not be made.
        let chance =
            |share: Ratio, purpose| share > Ratio(0) && linked && falls(roll(purpose), share);
        let lost_by_chance = chance(carriage.loss, Purpose::Loss);
        let twice = chance(carriage.duplication, Purpose::Duplication);
        let mut due = now.after(flight);
        let lost = match (linked && self.is_cut(way), lost_by_chance) {
            (true, _) => Some(Loss::Cut),
            (false, true) => Some(Loss::Chance),
            (false, false) => None,
        };
        if lost.is_none() && carriage.fifo {
            let last = self.last.at(way);
            due = due.max(*last);
            *last = due;
        }
        Route {
            due,
            lost,
            twice: twice && lost.is_none(),
        }
    }

    /// Cuts a way; false if it was cut already.
    pub fn cut(&mut self, way: Way, now: Time) -> bool {
        let fresh = !self.is_cut(way);
        Arc::make_mut(&mut self.cuts.0).entry(way).or_insert(now);
        fresh
    }

    /// Opens a way; false if it was open already.
    pub fn open(&mut self, way: Way) -> bool {
        Arc::make_mut(&mut self.cuts.0).remove(&way).is_some()
    }

    /// Whether a way is cut.
    pub fn is_cut(&self, way: Way) -> bool {
        self.cuts.has(way)
    }

    /// The ways that are cut.
    pub fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.sent.bytes() + self.last.bytes()
    }

    /// Whether everything is open.
    pub fn is_whole(&self) -> bool {
        self.cuts.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::about::Value;
    use crate::action::{On, Setting};
    use crate::protocols::benmo;
    use crate::units::NodeId;

    /// Neither a cut nor a loss changes what becomes of the messages after it.
    #[test]
    fn what_is_drawn_for_a_message_does_not_follow_from_what_became_of_others() {
        let plain = Settings::defaults(&benmo::ABOUT);
        let set = |name, value| {
            let mut settings = plain.clone();
            let (kind, on) = (None, On::All);
            let setting = Setting::Option {
                name,
                value,
                kind,
                on,
            };
            settings.set(&benmo::ABOUT, &setting);
            settings
        };
        let free = set("order", Value::Word("free"));
        let way = (NodeId::new(1).into(), NodeId::new(2).into());
        let last = |disturb: &dyn Fn(&mut Network) -> Settings, mend: &dyn Fn(&mut Network)| {
            let mut network = Network::default();
            let settings = disturb(&mut network);
            for _ in 0..9 {
                network.route(7, &settings, 0, way, Time(5));
            }
            mend(&mut network);
            network.route(7, &free, 0, way, Time(5))
        };
        let undisturbed = last(&|_| free.clone(), &|_| ());
        let cut = |network: &mut Network| {
            network.cut(way, Time(1));
            free.clone()
        };
        assert_eq!(
            last(&cut, &|network| assert!(network.open(way))),
            undisturbed
        );
        for (name, value) in [
            ("loss", Value::Ratio(Ratio::percent(50))),
            ("duplication", Value::Ratio(Ratio::percent(50))),
            ("latency", Value::Range(Span(1), Span(2))),
        ] {
            assert_eq!(last(&|_| set(name, value), &|_| ()), undisturbed, "{name}");
        }
    }
}
