//! What a branch remembers: every record, and of every message what its record does not say.
//!
//! A million steps are to fit into a page. Records are therefore packed once a chunk of them is full: each is
//! written as what it differs by from the one before, in numbers of few bytes, and is some eight
//! bytes long instead of 32. Whoever reads one unpacks its chunk up to there. Branches share their full chunks.
//!
//! ```
//! use synod_core::journal::Records;
//! use synod_core::record::{Record, What};
//! use synod_core::units::Time;
//!
//! let record = |step| Record::new(What::Fired, step, Time(u64::from(step) * 1000));
//! let mut records = Records::default();
//! (0..1000).for_each(|step| records.push(record(step)));
//! assert_eq!((records.len(), records.get(700)), (1000, Some(record(700))));
//! assert_eq!(records.prefix(3).iter().last(), Some(record(2)), "a branch that left early shares what was before");
//! ```

use std::sync::Arc;

use crate::record::{NONE, Record, What};
use crate::units::{Address, Log, MessageId, Step, Time};

/// How many records a chunk holds: enough that sharing one costs little, few enough to unpack in a microsecond.
const CHUNK: usize = 256;

/// What is kept of a message besides the record of its sending.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posted {
    /// When it was due when it was sent.
    pub due: Time,
    /// The place of the record of its sending.
    pub record: u32,
    /// Its kind's place.
    pub kind: u8,
}

/// What is known of a message that was put on the bus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MessageRow {
    /// Who sent it.
    pub from: Address,
    /// Whom it goes to.
    pub to: Address,
    /// When it was sent.
    pub sent: Time,
    /// When it was due when it was sent.
    pub due: Time,
    /// In which step it was sent.
    pub step: Step,
    /// The place of the record of its sending.
    pub record: u32,
    /// Its kind's place.
    pub kind: u8,
}

/// Records in order, packed.
#[derive(Clone, Default)]
pub struct Records {
    full: Vec<Arc<[u8]>>,
    open: Vec<Record>,
    /// Where a chunk is packed, kept for its memory.
    packer: Packer,
}

impl Records {
    /// Takes in what happened.
    pub fn push(&mut self, record: Record) {
        self.open.push(record);
        if self.open.len() == CHUNK {
            let first = (self.full.len() * CHUNK) as u32;
            self.full.push(self.packer.pack(first, &self.open).into());
            self.open.clear();
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.full.len() * CHUNK + self.open.len()
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record at this place, from 0.
    pub fn get(&self, place: usize) -> Option<Record> {
        self.iter_from(place).next()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Record> {
        self.iter_from(0)
    }

    /// Those from this place on. Of the chunks before it none is unpacked.
    pub fn iter_from(&self, start: usize) -> impl Iterator<Item = Record> {
        let chunk = (start / CHUNK).min(self.full.len());
        let packed = (chunk..).zip(&self.full[chunk..]);
        let unpacked = packed.flat_map(|(chunk, bytes)| Packed::new(chunk, bytes));
        let open = self.open.iter().copied();
        unpacked.chain(open).skip(start - chunk * CHUNK)
    }

    /// The first ones, sharing the full chunks.
    #[must_use]
    pub fn prefix(&self, len: usize) -> Self {
        let chunks = (len / CHUNK).min(self.full.len());
        let rest = self.iter_from(chunks * CHUNK);
        Self {
            full: self.full[..chunks].to_vec(),
            open: rest.take(len - chunks * CHUNK).collect(),
            packer: Packer::default(),
        }
    }
}

/// All records of a branch and a row for every message.
#[derive(Clone, Default)]
pub struct Journal {
    /// What happened, in order.
    pub records: Records,
    /// The messages, `m1` first.
    posted: Log<Posted>,
}

impl Journal {
    /// Takes in what happened, in order.
    pub fn keep(&mut self, records: &[Record], posted: &[Posted]) {
        records.iter().for_each(|record| self.records.push(*record));
        posted.iter().for_each(|row| self.posted.push(*row));
    }

    /// How many messages were put on the bus.
    pub fn messages(&self) -> usize {
        self.posted.len()
    }

    /// What is known of a message, if it was put on the bus.
    pub fn message(&self, id: MessageId) -> Option<MessageRow> {
        let posted = self.posted.get(id.0.checked_sub(1)? as usize)?;
        let record = self.records.get(posted.record as usize)?;
        Some(MessageRow {
            from: record.who()?,
            to: record.other()?,
            sent: record.time,
            due: posted.due,
            step: record.step,
            record: posted.record,
            kind: posted.kind,
        })
    }

    /// When a message was due when it was sent.
    pub fn due(&self, id: MessageId) -> Option<Time> {
        let posted = self.posted.get(id.0.checked_sub(1)? as usize)?;
        Some(posted.due)
    }

    /// The first records and messages.
    #[must_use]
    pub fn prefix(&self, records: usize, messages: usize) -> Self {
        Self {
            records: self.records.prefix(records),
            posted: self.posted.prefix(messages),
        }
    }
}

/// What the next record is likely to repeat.
#[derive(Clone, Copy, Default)]
struct Before {
    time: u64,
    step: Step,
    message: u32,
}

/// Bytes that a number may take, by the code that its record's head holds: as few as it needs.
type Widths = [u8; 4];
const SHORT: Widths = [0, 1, 2, 4];
const LONG: Widths = [0, 2, 4, 8];
/// Of a distance between the numbers of two messages, which takes a bit more than either.
const APART: Widths = [0, 1, 2, 8];

/// The most bytes of a packed record: its head and all numbers at their widest.
const WIDEST: usize = 2 + 4 + 8 + 8 + 4 + 4 + 2;

/// Packed records: each a head of two bytes, which holds what happened (five bits) and how wide each number is
/// (two bits each), then the numbers, little endian.
#[derive(Clone, Default)]
struct Packer {
    bytes: Vec<u8>,
    len: usize,
}

impl Packer {
    /// Writes a number and adds its code to a head.
    fn number(&mut self, head: u64, value: u64, widths: Widths) -> u64 {
        let at_least = |code: usize| u64::from(value >> (8 * widths[code]) > 0);
        let code = at_least(0) + at_least(1) + at_least(2);
        // All eight bytes are written; what is too many is written over by what comes next.
        self.bytes[self.len..self.len + 8].copy_from_slice(&value.to_le_bytes());
        self.len += usize::from(widths[code as usize]);
        head << 2 | code
    }

    fn pack(&mut self, first: u32, records: &[Record]) -> &[u8] {
        // What is worked with lies here, not where somebody might look at it meanwhile.
        let mut out = std::mem::take(self);
        out.bytes.resize(CHUNK * WIDEST + 8, 0);
        out.len = 0;
        let mut before = Before::default();
        for (place, record) in (first..).zip(records) {
            out.record(&mut before, place, record);
        }
        *self = out;
        &self.bytes[..self.len]
    }

    #[inline(always)]
    fn record(&mut self, before: &mut Before, place: u32, record: &Record) {
        let start = self.len;
        self.len += 2;
        let message = match record.message {
            NONE => 0,
            message => 1 + near(std::mem::replace(&mut before.message, message), message),
        };
        let cause = match record.cause {
            NONE => 0,
            cause => place.wrapping_sub(cause),
        };
        let step = record.step.wrapping_sub(before.step);
        let time = record.time.0.wrapping_sub(before.time);
        (before.step, before.time) = (record.step, record.time.0);
        let mut head = record.what as u64;
        head = self.number(head, step.into(), SHORT);
        head = self.number(head, time, LONG);
        head = self.number(head, message, APART);
        head = self.number(head, cause.into(), SHORT);
        head = self.number(head, record.detail.into(), SHORT);
        // A record is about somebody nearly always, and about a node of a small number mostly.
        let wide = u64::from(record.who >> 8 > 0);
        self.bytes[self.len..self.len + 2].copy_from_slice(&record.who.to_le_bytes());
        self.len += 1 + wide as usize;
        let head = (head << 1 | wide) as u16;
        self.bytes[start..start + 2].copy_from_slice(&head.to_le_bytes());
    }
}

/// How far on or back a number is from another, small for near ones on either side.
fn near(from: u32, to: u32) -> u64 {
    let apart = i64::from(to) - i64::from(from);
    ((apart << 1) ^ (apart >> 63)) as u64
}

fn far(from: u32, near: u64) -> u32 {
    let apart = (near >> 1) as i64 ^ -((near & 1) as i64);
    (i64::from(from) + apart) as u32
}

/// The records of a chunk, one after the other.
struct Packed<'a> {
    bytes: &'a [u8],
    place: u32,
    before: Before,
}

impl<'a> Packed<'a> {
    fn new(chunk: usize, bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            place: (chunk * CHUNK) as u32,
            before: Before::default(),
        }
    }

    fn bytes(&mut self, width: usize) -> u64 {
        let (taken, rest) = self.bytes.split_at(width);
        self.bytes = rest;
        let mut word = [0; 8];
        word[..width].copy_from_slice(taken);
        u64::from_le_bytes(word)
    }
}

impl Iterator for Packed<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.bytes.is_empty() {
            return None;
        }
        let head = self.bytes(2);
        let width = |shift: u32, widths: Widths| usize::from(widths[(head >> shift & 3) as usize]);
        let step = self.bytes(width(9, SHORT)) as u32;
        let time = self.bytes(width(7, LONG));
        let message = self.bytes(width(5, APART));
        let cause = self.bytes(width(3, SHORT)) as u32;
        let detail = self.bytes(width(1, SHORT)) as u32;
        let who = self.bytes(1 + (head & 1) as usize) as u16;
        self.before.step = self.before.step.wrapping_add(step);
        self.before.time = self.before.time.wrapping_add(time);
        let what = What::ALL[(head >> 11) as usize];
        let mut record = Record::new(what, self.before.step, Time(self.before.time)).detail(detail);
        if message > 0 {
            self.before.message = far(self.before.message, message - 1);
            record.message = self.before.message;
        }
        if cause > 0 {
            record.cause = self.place.wrapping_sub(cause);
        }
        record.who = who;
        self.place += 1;
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::NodeId;

    fn records() -> Vec<Record> {
        let record = |number: u32| {
            let what = What::ALL[number as usize % What::ALL.len()];
            let odd = number.is_multiple_of(7);
            let time = Time(u64::from(number / 3) * if odd { 1 } else { 1_000_003 });
            let record = Record::new(what, number / 3, time)
                .because((!number.is_multiple_of(5)).then(|| number - number % 5))
                .detail(number.wrapping_mul(0x9e37_79b9));
            match number % 4 {
                0 => record,
                1 => record.at(NodeId::new(1 + number as u16 % 1000)),
                2 => record.about(MessageId(1 + number)),
                _ => record.about(MessageId(u32::MAX - 1 - number)),
            }
        };
        (0..1000).map(record).collect()
    }

    #[test]
    fn what_is_read_is_what_was_kept() {
        let (all, mut kept) = (records(), Records::default());
        all.iter().for_each(|record| kept.push(*record));
        assert!(kept.iter().eq(all.iter().copied()));
        for start in [0, 1, 255, 256, 257, 511, 767, 768, 999, 1000, 5000] {
            let rest = all.iter().skip(start).copied();
            assert!(kept.iter_from(start).eq(rest), "from {start}");
            assert_eq!(kept.get(start), all.get(start).copied());
        }
        for len in [0, 1, 255, 256, 257, 1000] {
            let part = kept.prefix(len);
            assert_eq!(part.len(), len);
            assert!(
                part.iter().eq(all[..len].iter().copied()),
                "prefix of {len}"
            );
        }
    }
}
