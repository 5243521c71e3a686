//! What happened, small enough to keep for a whole run: records, the table of messages, and the fingerprint.
//! No text and no bodies are kept; whoever wants them asks a scratch world that replays the moment.
//!
//! ```
//! use synod_core::record::{Record, What};
//! use synod_core::units::{MessageId, NodeId, Time};
//!
//! let record = Record::new(What::Delivered, 12, Time(4_300_000)).at(NodeId::new(2)).about(MessageId(17)).because(Some(11));
//! assert_eq!((record.who(), record.message(), record.cause()), (Some(NodeId::new(2).into()), Some(MessageId(17)), Some(11)));
//! assert_eq!(record.what.name(), "delivered");
//! assert!(std::mem::size_of::<Record>() <= 32);
//! ```

use std::hash::{Hash, Hasher};

use crate::units::{Address, ClientId, MessageId, NodeId, Step, Time};

/// What kind of thing happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum What {
    /// A message was put on the bus.
    Sent,
    /// A message was handled.
    Delivered,
    /// A message was lost; the detail is the place of the reason in [`LOSSES`].
    Lost,
    /// A message was copied; the record's message is the copy.
    Duplicated,
    /// A message was held.
    Held,
    /// A held message was released.
    Released,
    /// A message was delayed.
    Delayed,
    /// A message was made due now.
    Hastened,
    /// A timer fired; the detail is its place.
    Fired,
    /// A rule ran; the detail is its place.
    Rule,
    /// A node learned a decision; the detail is the height or slot.
    Decided,
    /// A request was entered; the detail is its place in the table of requests.
    Submitted,
    /// A request was answered; the detail is its place in the table of requests.
    Replied,
    /// A node or client went down.
    Crashed,
    /// It came up.
    Restarted,
    /// It was paused.
    Paused,
    /// It went on.
    Resumed,
    /// A link was cut; the detail is the other end.
    Severed,
    /// A link was opened; the detail is the other end.
    Healed,
    /// A timer was made due now; the detail is its place.
    Hurried,
    /// A clock began to run at another rate; the detail is the rate in millionths.
    Skewed,
    /// A disk was damaged.
    Corrupted,
    /// A client was told to nominate a node; the detail is the node.
    Nominated,
    /// An option was set.
    Set,
    /// An action was scheduled.
    Scheduled,
    /// A property that must always hold failed; the detail is its place.
    Violated,
    /// A property worth seeing was seen; the detail is its place.
    Witnessed,
}

impl What {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 27] = [
        Self::Sent,
        Self::Delivered,
        Self::Lost,
        Self::Duplicated,
        Self::Held,
        Self::Released,
        Self::Delayed,
        Self::Hastened,
        Self::Fired,
        Self::Rule,
        Self::Decided,
        Self::Submitted,
        Self::Replied,
        Self::Crashed,
        Self::Restarted,
        Self::Paused,
        Self::Resumed,
        Self::Severed,
        Self::Healed,
        Self::Hurried,
        Self::Skewed,
        Self::Corrupted,
        Self::Nominated,
        Self::Set,
        Self::Scheduled,
        Self::Violated,
        Self::Witnessed,
    ];

    /// Its name in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Lost => "lost",
            Self::Duplicated => "duplicated",
            Self::Held => "held",
            Self::Released => "released",
            Self::Delayed => "delayed",
            Self::Hastened => "hastened",
            Self::Fired => "fired",
            Self::Rule => "rule",
            Self::Decided => "decided",
            Self::Submitted => "submitted",
            Self::Replied => "replied",
            Self::Crashed => "crashed",
            Self::Restarted => "restarted",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Severed => "severed",
            Self::Healed => "healed",
            Self::Hurried => "hurried",
            Self::Skewed => "skewed",
            Self::Corrupted => "corrupted",
            Self::Nominated => "nominated",
            Self::Set => "set",
            Self::Scheduled => "scheduled",
            Self::Violated => "violated",
            Self::Witnessed => "witnessed",
        }
    }
}

/// Why a message was lost.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Loss {
    /// The link was cut when it was sent, or was cut `dropping`.
    Cut,
    /// The bus lost it by chance.
    Chance,
    /// Its receiver was down.
    Down,
    /// Somebody dropped it.
    Dropped,
}

/// The reasons of loss, in the order of [`Loss`].
pub const LOSSES: [(Loss, &str); 4] = [
    (Loss::Cut, "cut"),
    (Loss::Chance, "loss"),
    (Loss::Down, "down"),
    (Loss::Dropped, "dropped"),
];

/// Nothing: no node, no message or no cause.
pub(crate) const NONE: u32 = u32::MAX;

/// One thing that happened, in 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// When.
    pub time: Time,
    /// In which step; an action happens in the step after which it was taken.
    pub step: Step,
    pub(crate) message: u32,
    pub(crate) cause: u32,
    /// What more there is to say; see [`What`].
    pub detail: u32,
    pub(crate) who: u16,
    /// What happened.
    pub what: What,
}

impl Record {
    /// A record of this moment, with nobody, no message, no cause and no detail.
    pub fn new(what: What, step: Step, time: Time) -> Self {
        Self {
            time,
            step,
            message: NONE,
            cause: NONE,
            detail: 0,
            who: 0,
            what,
        }
    }

    /// To or at whom it happened.
    #[must_use]
    pub fn at(self, who: impl Into<Address>) -> Self {
        Self {
            who: pack(who.into()),
            ..self
        }
    }

    /// Which message it is about.
    #[must_use]
    pub fn about(self, id: MessageId) -> Self {
        Self {
            message: id.0,
            ..self
        }
    }

    /// The place of the record that caused it.
    #[must_use]
    pub fn because(self, cause: Option<u32>) -> Self {
        Self {
            cause: cause.unwrap_or(NONE),
            ..self
        }
    }

    /// What more there is to say.
    #[must_use]
    pub fn detail(self, detail: u32) -> Self {
        Self { detail, ..self }
    }

    /// To or at whom it happened, if to anybody.
    pub fn who(&self) -> Option<Address> {
        unpack(self.who)
    }

    /// Which message it is about, if about one.
    pub fn message(&self) -> Option<MessageId> {
        (self.message != NONE).then_some(MessageId(self.message))
    }

    /// The place of the record that caused it, if one did.
    pub fn cause(&self) -> Option<u32> {
        (self.cause != NONE).then_some(self.cause)
    }

    /// Whom the detail names: the other end of a link.
    pub fn other(&self) -> Option<Address> {
        u16::try_from(self.detail).ok().and_then(unpack)
    }
}

/// An address in 16 bits: 0 nobody, then nodes by number, clients from 32 768 on.
pub fn pack(who: Address) -> u16 {
    match who {
        Address::Node(id) => id.number(),
        Address::Client(id) => 0x8000 | id.number(),
    }
}

fn unpack(who: u16) -> Option<Address> {
    match who {
        0 => None,
        node if node < 0x8000 => Some(Address::Node(NodeId::new(node))),
        client => Some(Address::Client(ClientId::new(client & 0x7fff))),
    }
}

/// 64 bits over a run, the same on every machine: a fixed function of ours, multiply and fold by words.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    /// Folds a word in.
    pub fn fold(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }

    /// Folds any value in, by its `Hash`.
    pub fn digest<T: Hash + ?Sized>(&mut self, value: &T) {
        value.hash(self);
    }

    /// Its value.
    pub fn value(self) -> u64 {
        self.0
    }
}

/// Words are little endian and `usize` counts as 64 bits, so that wasm32 agrees with every native machine.
impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        words
            .iter()
            .for_each(|word| self.fold(u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.fold(u64::from_le_bytes(word));
        }
        self.fold(bytes.len() as u64);
    }

    fn write_u8(&mut self, value: u8) {
        self.fold(u64::from(value));
    }

    fn write_u16(&mut self, value: u16) {
        self.fold(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.fold(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.fold(value);
    }

    fn write_usize(&mut self, value: usize) {
        self.fold(value as u64);
    }

    fn write_i8(&mut self, value: i8) {
        self.fold(value as u64);
    }

    fn write_i16(&mut self, value: i16) {
        self.fold(value as u64);
    }

    fn write_i32(&mut self, value: i32) {
        self.fold(value as u64);
    }

    fn write_i64(&mut self, value: i64) {
        self.fold(value as u64);
    }

    fn write_isize(&mut self, value: isize) {
        self.fold(value as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_small() {
        assert!(size_of::<Record>() <= 32, "{} bytes", size_of::<Record>());
    }

    #[test]
    fn what_happened_has_a_number_that_leads_back_to_it() {
        for (number, what) in What::ALL.iter().enumerate() {
            assert_eq!(*what as usize, number, "{what:?}");
        }
    }

    #[test]
    fn the_fingerprint_is_a_fixed_function() {
        let mut print = Fingerprint::default();
        print.digest(&(7_usize, "prepare", Some(-3_i64)));
        assert_eq!(format!("{:016x}", print.value()), "396866bd502a165e");
    }
}
