//! Identity, time and measure: every number with a meaning has a type here.
//!
//! ```
//! use synod_core::units::{NodeId, Ratio, Span, Time};
//!
//! // Nodes count from 1, places in tables from 0, and no number stands for both.
//! let n3 = NodeId::new(3);
//! assert_eq!((n3.to_string(), n3.index()), ("n3".to_string(), 2));
//!
//! // Time is a moment, a span is a length: a moment and a span make a moment.
//! let later = Time::ZERO.after(Span::millis(1500));
//! assert_eq!(later.since(Time::ZERO), Span(1_500_000));
//! assert_eq!((later.to_string(), Ratio::percent(5).to_string()), ("1.5s".into(), "5%".into()));
//! ```

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The most nodes that any system accepts; ids are `n1` to `n1000`.
pub const NODES_MAX: u16 = 1000;
/// The most clients of a run; ids are `c1` to `c100`.
pub const CLIENTS_MAX: u16 = 100;
/// The largest whole number of the script language, 2^53 - 1: what JSON and JavaScript keep exactly.
pub const WHOLE_MAX: i64 = (1 << 53) - 1;

/// A node, numbered from 1 as users see it: `n1`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u16);

impl NodeId {
    /// `n1`.
    pub const FIRST: Self = Self(1);

    /// The node of this number, from 1 to [`NODES_MAX`].
    pub fn new(number: u16) -> Self {
        assert!(
            (1..=NODES_MAX).contains(&number),
            "node numbers are 1 to {NODES_MAX}, not {number}"
        );
        Self(number)
    }

    /// The node at this place of a list that starts with `n1`.
    pub fn at(index: usize) -> Self {
        Self::new(u16::try_from(index + 1).expect("at most NODES_MAX nodes exist"))
    }

    /// Its number, from 1.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Its place in a list that starts with `n1`.
    pub fn index(self) -> usize {
        usize::from(self.0) - 1
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{}", self.0)
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A client outside the cluster, numbered from 1: `c1`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(u16);

impl ClientId {
    /// The client of this number, from 1 to [`CLIENTS_MAX`].
    pub fn new(number: u16) -> Self {
        assert!(
            (1..=CLIENTS_MAX).contains(&number),
            "client numbers are 1 to {CLIENTS_MAX}, not {number}"
        );
        Self(number)
    }

    /// Its number, from 1.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Its place in a list that starts with `c1`.
    pub fn index(self) -> usize {
        usize::from(self.0) - 1
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whatever a link can end at. Nodes come before clients.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Address {
    /// A node of the cluster, or its console.
    Node(NodeId),
    /// A client outside it.
    Client(ClientId),
}

impl Address {
    /// The node, if it is one.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Self::Node(id) => Some(id),
            Self::Client(_) => None,
        }
    }
}

impl From<NodeId> for Address {
    fn from(id: NodeId) -> Self {
        Self::Node(id)
    }
}

impl From<ClientId> for Address {
    fn from(id: ClientId) -> Self {
        Self::Client(id)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => id.fmt(f),
            Self::Client(id) => id.fmt(f),
        }
    }
}

/// A message, numbered from 1 in the order in which messages were put on the bus: `m17`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageId(pub u32);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m{}", self.0)
    }
}

/// The k-th request entered at a console or client, from 1: `n1#1`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RequestId {
    /// Whose console or client it was entered at.
    pub asker: Address,
    /// Which of the asker's requests it is, from 1.
    pub number: u32,
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.asker, self.number)
    }
}

/// A length of virtual time in whole microseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span(pub u64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest span that the script language writes: 1000 hours.
    pub const MAX: Self = Self(1000 * 3_600_000_000);

    /// So many seconds.
    pub const fn seconds(count: u64) -> Self {
        Self(count * 1_000_000)
    }

    /// So many milliseconds.
    pub const fn millis(count: u64) -> Self {
        Self(count * 1000)
    }

    /// Its length in microseconds.
    pub const fn micros(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Span {
    /// Script notation: the largest of s, ms, us that is not above it, without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name, places) = match self.0 {
            1_000_000.. => (1_000_000, "s", 6),
            1000.. => (1000, "ms", 3),
            _ => (1, "us", 0),
        };
        let (whole, rest) = (self.0 / unit, self.0 % unit);
        if rest == 0 {
            return write!(f, "{whole}{name}");
        }
        let digits = format!("{rest:0places$}");
        write!(f, "{whole}.{}{name}", digits.trim_end_matches('0'))
    }
}

/// A moment of virtual time: microseconds since the nodes booted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Time(pub u64);

impl Time {
    /// When the nodes boot.
    pub const ZERO: Self = Self(0);

    /// The last moment, 285 years after the first: JSON and JavaScript keep no later one exactly. Nothing passes it.
    pub const LAST: Self = Self(WHOLE_MAX as u64);

    /// The moment a span later, or the last one.
    pub fn after(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0).min(Self::LAST.0))
    }

    /// How long after an earlier moment this one is; zero if it is not after it.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// Microseconds since the nodes booted.
    pub const fn micros(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span(self.0).fmt(f)
    }
}

/// How many events have been handled.
pub type Step = u32;

/// A position in a run: how many events were handled, and what the clock says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Moment {
    /// Events handled.
    pub step: Step,
    /// What the clock says.
    pub time: Time,
}

/// A share, in millionths: 5 % is 50 000.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ratio(pub u32);

impl Ratio {
    /// So many percent.
    pub const fn percent(percent: u32) -> Self {
        Self(percent * 10_000)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 10_000, self.0 % 10_000);
        if rest == 0 {
            return write!(f, "{whole}%");
        }
        write!(f, "{whole}.{}%", format!("{rest:04}").trim_end_matches('0'))
    }
}

/// How many items a chunk of a [`Log`] holds unless it says so: large enough that a clone copies few pointers, small
/// enough that the copy of the last, open chunk costs little.
const LOG_CHUNK: usize = 64;

/// A list that only grows. Clones share every full chunk, so a checkpoint of a long list is a few pointers.
#[derive(Clone)]
pub struct Log<T, const CHUNK: usize = LOG_CHUNK> {
    full: Vec<Arc<[T]>>,
    open: Vec<T>,
}

impl<T, const CHUNK: usize> Default for Log<T, CHUNK> {
    fn default() -> Self {
        Self {
            full: Vec::new(),
            open: Vec::new(),
        }
    }
}

impl<T: Clone, const CHUNK: usize> Log<T, CHUNK> {
    /// Appends an item.
    pub fn push(&mut self, item: T) {
        self.open.push(item);
        if self.open.len() == CHUNK {
            self.full.push(self.open.drain(..).collect());
        }
    }

    /// How many items it holds.
    pub fn len(&self) -> usize {
        self.full.len() * CHUNK + self.open.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at this place, from 0.
    pub fn get(&self, index: usize) -> Option<&T> {
        match self.full.get(index / CHUNK) {
            Some(chunk) => chunk.get(index % CHUNK),
            None => self.open.get(index.checked_sub(self.full.len() * CHUNK)?),
        }
    }

    /// The newest item.
    pub fn last(&self) -> Option<&T> {
        self.open
            .last()
            .or_else(|| self.full.last().and_then(|chunk| chunk.last()))
    }

    /// The items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.full
            .iter()
            .flat_map(|chunk| chunk.iter())
            .chain(self.open.iter())
    }

    /// The items from this place on, without walking the ones before it.
    pub fn iter_from(&self, start: usize) -> impl Iterator<Item = &T> {
        (start..self.len()).filter_map(|index| self.get(index))
    }

    /// The first items, sharing the full chunks.
    #[must_use]
    pub fn prefix(&self, len: usize) -> Self {
        let chunks = (len / CHUNK).min(self.full.len());
        let full = self.full[..chunks].to_vec();
        let open = self
            .iter_from(chunks * CHUNK)
            .take(len - chunks * CHUNK)
            .cloned()
            .collect();
        Self { full, open }
    }

    /// The first place at which both have an item and they differ, by this judgement; chunks that they share do not.
    pub fn first_change(&self, other: &Self, same: impl Fn(&T, &T) -> bool) -> Option<usize> {
        let shared = self.full.iter().zip(&other.full);
        let chunks = shared
            .take_while(|(one, other)| Arc::ptr_eq(one, other))
            .count();
        let start = chunks * CHUNK;
        let pairs = self.iter_from(start).zip(other.iter_from(start));
        let mut places = (start..).zip(pairs);
        places
            .find(|(_, (one, other))| !same(one, other))
            .map(|(place, _)| place)
    }

    /// Becomes the same as another that begins with all that is here, by sharing what is new of it.
    pub fn catch_up(&mut self, other: &Self) {
        let known = self.full.len().min(other.full.len());
        self.full.extend_from_slice(&other.full[known..]);
        self.open.clone_from(&other.open);
    }

    /// Replaces one item, copying its chunk only if that is shared.
    pub fn replace(&mut self, index: usize, item: T) {
        *self.get_mut(index).expect("only what is there is replaced") = item;
    }

    /// The item at this place, to be changed; its chunk is copied if it is shared.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let chunks = self.full.len();
        match self.full.get_mut(index / CHUNK) {
            Some(chunk) => Arc::make_mut(chunk).get_mut(index % CHUNK),
            None => self.open.get_mut(index.checked_sub(chunks * CHUNK)?),
        }
    }
}

impl<T: Clone + PartialEq, const CHUNK: usize> PartialEq for Log<T, CHUNK> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: Clone + Eq, const CHUNK: usize> Eq for Log<T, CHUNK> {}

impl<T: Clone + Hash, const CHUNK: usize> Hash for Log<T, CHUNK> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.len() as u64);
        self.iter().for_each(|item| item.hash(state));
    }
}

impl<T: Clone + fmt::Debug, const CHUNK: usize> fmt::Debug for Log<T, CHUNK> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_print_in_the_largest_unit_without_trailing_zeros() {
        for (micros, text) in [
            (0, "0us"),
            (999, "999us"),
            (1000, "1ms"),
            (1_500, "1.5ms"),
            (1_500_000, "1.5s"),
            (1_000_001, "1.000001s"),
            (3_600_000_000, "3600s"),
        ] {
            assert_eq!(Span(micros).to_string(), text, "{micros} us");
        }
    }

    #[test]
    fn ratios_print_as_percent() {
        assert_eq!(Ratio(50_000).to_string(), "5%");
        assert_eq!(Ratio(1).to_string(), "0.0001%");
        assert_eq!(Ratio(125_000).to_string(), "12.5%");
    }

    #[test]
    fn a_log_is_the_list_it_was_given_whatever_its_chunks() {
        let mut log: Log<u32> = Log::default();
        for item in 0..1000_u32 {
            log.push(item);
        }
        assert!(log.iter().copied().eq(0..1000));
        assert_eq!(log.get(255), Some(&255));
        assert_eq!(log.get(999), Some(&999));
        assert_eq!(log.get(1000), None);
        for len in [0, 1, 63, 64, 65, 255, 256, 257, 1000] {
            let part = log.prefix(len);
            assert!(part.iter().copied().eq(0..len as u32), "prefix of {len}");
        }
        let shared = log.clone();
        log.replace(3, 77);
        log.replace(999, 78);
        assert_eq!(
            (log.get(3), log.get(999), shared.get(3)),
            (Some(&77), Some(&78), Some(&3))
        );
    }
}
