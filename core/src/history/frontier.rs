//! What may be true of one key at a moment: every way of putting the operations so far in order that is still
//! possible, as far as it matters for what comes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::AT_ONCE_MAX;

/// An operation on a key, in the order in which they were invoked.
pub(super) type Number = u32;
/// A value that a key may hold, by the place that its register gave it.
pub(super) type Value = u32;

/// A bound that was met, so that nobody judges further.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Bound {
    /// [`AT_ONCE_MAX`]
    AtOnce,
    /// [`LOOKS_MAX`](super::LOOKS_MAX)
    Looks,
}

/// How many looks are left for a judgement.
pub(super) struct Looks(pub(super) usize);

impl Looks {
    fn take(&mut self, count: usize) -> Result<(), Bound> {
        self.0 = self.0.checked_sub(count).ok_or(Bound::Looks)?;
        Ok(())
    }
}

/// Something that happened to a key, as far as its frontier must know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Event {
    /// A write was invoked.
    Write(Number, Value),
    /// A read was invoked; what it will read, if that is known by now.
    Read(Number, Option<Value>),
    /// A write was answered.
    Written(Number),
    /// A read was answered.
    Answered(Number),
    /// A write was rejected: it never had an effect.
    Refused(Number),
    /// The answer to a write will never come: it may have its effect at any later time, or never.
    Lost(Number),
}

/// Operations under way, each in the place of a bit.
#[derive(Clone, Default)]
struct Slots(Vec<Option<(Number, Value)>>);

impl Slots {
    /// Gives an operation the first free place.
    fn enter(&mut self, number: Number, value: Value) -> Result<u64, Bound> {
        let free = self.0.iter().position(Option::is_none);
        let place = free.unwrap_or(self.0.len());
        if place == AT_ONCE_MAX {
            return Err(Bound::AtOnce);
        }
        if place == self.0.len() {
            self.0.push(None);
        }
        self.0[place] = Some((number, value));
        Ok(1 << place)
    }

    /// Takes an operation out: its bit and its value.
    fn leave(&mut self, number: Number) -> (u64, Value) {
        let is_it = |slot: &Option<(Number, Value)>| slot.is_some_and(|(held, _)| held == number);
        let place = self.0.iter().position(is_it);
        let place = place.expect("what ends has begun");
        let (_, value) = self.0[place].take().expect("it was found there");
        (1 << place, value)
    }

    /// Bits and values.
    fn iter(&self) -> impl Iterator<Item = (u64, Value)> {
        let slots = self.0.iter().enumerate();
        slots.filter_map(|(place, slot)| slot.map(|(_, value)| (1 << place, value)))
    }

    /// The bits of those with this value.
    fn of(&self, value: Value) -> u64 {
        let same = self.iter().filter(|(_, held)| *held == value);
        same.fold(0, |bits, (bit, _)| bits | bit)
    }

    fn all(&self) -> u64 {
        self.iter().fold(0, |bits, (bit, _)| bits | bit)
    }
}

/// One way in which it may have been.
#[derive(Clone, PartialEq, Eq)]
struct Possibility {
    /// What the key holds.
    held: Value,
    /// Writes under way that had their effect.
    visible: u64,
    /// Writes under way that may have had it directly before another one's, so that nobody saw it.
    hideable: u64,
    /// Reads under way that have found what they will say.
    read: u64,
    /// How many of the lost writes of a value had their effect, where any had.
    used: Vec<(Value, u32)>,
}

impl Possibility {
    /// Whether all that can come after the other can come after this one, too. A hideable write may count as one that
    /// had its effect or had none. A read that has found its value asks for nothing more, and an unused lost write
    /// can do whatever a used one did and more. A visible write and one that is neither are different: the one must
    /// not come again, the other must still come.
    fn covers(&self, other: &Self) -> bool {
        self.held == other.held
            && self.visible & !other.visible == 0
            && (other.visible & !self.visible | other.hideable) & !self.hideable == 0
            && other.read & !self.read == 0
            && self
                .used
                .iter()
                .all(|(value, count)| *count <= other.used_of(*value))
    }

    fn used_of(&self, value: Value) -> u32 {
        let place = self.used.binary_search_by_key(&value, |(of, _)| *of);
        place.map_or(0, |place| self.used[place].1)
    }

    fn uses(&mut self, value: Value) {
        match self.used.binary_search_by_key(&value, |(of, _)| *of) {
            Ok(place) => self.used[place].1 += 1,
            Err(place) => self.used.insert(place, (value, 1)),
        }
    }

    /// The same when a write is no longer under way.
    fn without_write(mut self, bit: u64) -> Self {
        self.visible &= !bit;
        self.hideable &= !bit;
        self
    }

    /// The same when a read is no longer under way.
    fn without_read(mut self, bit: u64) -> Self {
        self.read &= !bit;
        self
    }
}

/// Adds a possibility to those that none of the others covers, sorted by what the key holds; whether it is new.
fn admit(among: &mut Vec<Possibility>, new: Possibility, looks: &mut Looks) -> Result<bool, Bound> {
    let mut place = among.partition_point(|one| one.held < new.held);
    let mut alike = among[place..].partition_point(|one| one.held == new.held);
    looks.take(1 + alike)?;
    if among[place..place + alike]
        .iter()
        .any(|one| one.covers(&new))
    {
        return Ok(false);
    }
    while alike > 0 {
        if new.covers(&among[place]) {
            among.remove(place);
        } else {
            place += 1;
        }
        alike -= 1;
    }
    among.insert(place, new);
    Ok(true)
}

/// All possibilities after the events so far, none of which covers another. If there is none, the events are no
/// history of a key that does one operation at a time.
#[derive(Clone)]
pub(super) struct Frontier {
    writes: Slots,
    reads: Slots,
    /// Writes without an answer: how many of each value. Two of the same value can stand for each other.
    lost: Arc<Vec<(Value, u32)>>,
    possible: Vec<Possibility>,
}

impl Frontier {
    /// Of a key that holds this value.
    pub(super) fn holding(held: Value) -> Self {
        let (visible, hideable, read, used) = (0, 0, 0, Vec::new());
        Self {
            writes: Slots::default(),
            reads: Slots::default(),
            lost: Arc::default(),
            possible: vec![Possibility {
                held,
                visible,
                hideable,
                read,
                used,
            }],
        }
    }

    /// Whether nothing explains what happened.
    pub(super) fn is_empty(&self) -> bool {
        self.possible.is_empty()
    }

    /// The values that the key holds or may still hold by what was asked so far.
    pub(super) fn values(&self) -> BTreeSet<Value> {
        let held = self.possible.iter().map(|one| one.held);
        let lost = self.lost.iter().map(|(value, _)| *value);
        let begun = self.writes.iter().map(|(_, value)| value);
        held.chain(lost).chain(begun).collect()
    }

    /// Whether a write of this value is under way.
    pub(super) fn writes(&self, value: Value) -> bool {
        self.writes.of(value) != 0
    }

    /// Goes on by one event.
    pub(super) fn pass(&mut self, event: Event, looks: &mut Looks) -> Result<(), Bound> {
        match event {
            Event::Write(number, value) => {
                self.writes.enter(number, value)?;
            }
            Event::Read(number, Some(value)) => {
                let bit = self.reads.enter(number, value)?;
                let there = self.possible.iter_mut().filter(|one| one.held == value);
                there.for_each(|one| one.read |= bit);
            }
            // Nothing is asked of the key by a read before its answer is known.
            Event::Read(_, None) => {}
            Event::Written(number) => self.written(number, looks)?,
            Event::Answered(number) => self.answered(number, looks)?,
            Event::Refused(number) => {
                let (bit, _) = self.writes.leave(number);
                let kept = std::mem::take(&mut self.possible).into_iter();
                for one in kept.filter(|one| one.visible & bit == 0) {
                    admit(&mut self.possible, one.without_write(bit), looks)?;
                }
            }
            Event::Lost(number) => self.lose(number, looks)?,
        }
        Ok(())
    }

    /// A write was answered: by now it has had its effect, seen or hidden.
    fn written(&mut self, number: Number, looks: &mut Looks) -> Result<(), Bound> {
        let (bit, value) = self.writes.leave(number);
        let mut next = Vec::new();
        let (had, open): (Vec<_>, Vec<_>) =
            (self.possible.iter().cloned()).partition(|one| one.visible & bit != 0);
        let hidden = open.iter().filter(|one| one.hideable & bit != 0).cloned();
        for one in had.into_iter().chain(hidden) {
            admit(&mut next, one.without_write(bit), looks)?;
        }
        // It is no longer among those under way, so nothing below takes it twice.
        let open = open.into_iter().map(|one| one.without_write(bit));
        for one in self.reach(open.collect(), 0, looks)? {
            admit(&mut next, self.after(&one, 0, value), looks)?;
        }
        self.possible = next;
        Ok(())
    }

    /// A read was answered: by now the key has held what it says.
    fn answered(&mut self, number: Number, looks: &mut Looks) -> Result<(), Bound> {
        let possible = std::mem::take(&mut self.possible);
        let bit = self.reads.0.iter().enumerate().find_map(|(place, slot)| {
            slot.is_some_and(|(held, _)| held == number)
                .then_some(1 << place)
        });
        let bit = bit.expect("what ends has begun");
        let (mut found, open): (Vec<_>, Vec<_>) =
            possible.into_iter().partition(|one| one.read & bit != 0);
        let reached = self.reach(open, bit, looks)?;
        found.extend(reached.into_iter().filter(|one| one.read & bit != 0));
        self.reads.leave(number);
        for one in found {
            admit(&mut self.possible, one.without_read(bit), looks)?;
        }
        Ok(())
    }

    /// The answer to a write will never come.
    fn lose(&mut self, number: Number, looks: &mut Looks) -> Result<(), Bound> {
        let (bit, value) = self.writes.leave(number);
        let lost = Arc::make_mut(&mut self.lost);
        match lost.binary_search_by_key(&value, |(of, _)| *of) {
            Ok(place) => lost[place].1 += 1,
            Err(place) => lost.insert(place, (value, 1)),
        }
        for mut one in std::mem::take(&mut self.possible) {
            if one.visible & bit != 0 {
                one.uses(value);
            }
            admit(&mut self.possible, one.without_write(bit), looks)?;
        }
        Ok(())
    }

    /// What can be reached from these possibilities by writes that a read under way waits for, themselves included.
    /// A write that no read waits for need not have its effect before the answer that forces it: later it can do the
    /// same. What has found the value of the read `until` is not followed further.
    fn reach(
        &self,
        from: Vec<Possibility>,
        until: u64,
        looks: &mut Looks,
    ) -> Result<Vec<Possibility>, Bound> {
        let mut reached = Vec::new();
        for one in from {
            admit(&mut reached, one, looks)?;
        }
        let mut ahead = reached.clone();
        while let Some(one) = ahead.pop() {
            if one.read & until != 0 {
                continue;
            }
            let mut waited: Vec<Value> = (self.reads.iter())
                .filter(|(bit, _)| one.read & bit == 0)
                .map(|(_, value)| value)
                .collect();
            waited.sort_unstable();
            waited.dedup();
            for new in (waited.iter()).flat_map(|value| self.writings(&one, *value)) {
                if admit(&mut reached, new.clone(), looks)? {
                    ahead.push(new);
                }
            }
        }
        Ok(reached)
    }

    /// The possibilities after one more write of a value.
    fn writings(&self, one: &Possibility, value: Value) -> impl Iterator<Item = Possibility> {
        let same = self.writes.iter().filter(move |(_, of)| *of == value);
        let open = same.filter(|(bit, _)| one.visible & bit == 0);
        let under_way = open.map(move |(bit, _)| self.after(one, bit, value));
        let place = self.lost.binary_search_by_key(&value, |(of, _)| *of);
        let lost = place.map_or(0, |place| self.lost[place].1);
        let late = (one.used_of(value) < lost).then(|| {
            let mut after = self.after(one, 0, value);
            after.uses(value);
            after
        });
        under_way.chain(late)
    }

    /// A possibility after a write. Every other one that is under way may have had its effect directly before.
    fn after(&self, one: &Possibility, bit: u64, value: Value) -> Possibility {
        let visible = one.visible | bit;
        Possibility {
            held: value,
            visible,
            hideable: self.writes.all() & !visible,
            read: one.read | self.reads.of(value),
            used: one.used.clone(),
        }
    }
}
