//! A disk as a journal of writes: what it says now, and the last writes that made it say so, which damage can make it
//! forget.
//!
//! [`Node::Disk`](crate::node::Node::Disk) may be any type; [`Journaled`] is a help for systems whose writes can be
//! forgotten one by one (`corrupt n2 tail 3`). A system names its writes in an enum, gives it [`Write`], reads the
//! image through the disk and changes it by [`Journaled::write`] alone. Two disks that say the same are the same,
//! whatever was written to them before.
//!
//! ```
//! use synod_core::disk::{Journaled, Write};
//!
//! #[derive(Clone)]
//! struct Note(&'static str);
//!
//! impl Write for Note {
//!     type Image = Vec<&'static str>;
//!
//!     fn apply(&self, image: &mut Self::Image) {
//!         image.push(self.0);
//!     }
//! }
//!
//! let mut disk: Journaled<Note> = Journaled::default();
//! disk.write(Note("promised"));
//! disk.write(Note("accepted"));
//! assert_eq!(*disk, ["promised", "accepted"]);
//! disk.forget(1).expect("two writes can be forgotten");
//! assert_eq!(*disk, ["promised"], "the last write never reached the platter");
//! ```

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use crate::action::{Damage, Refusal};
use crate::ledger::{Block, Chain};
use crate::refusal;
use crate::units::Log;

/// How many of the last writes can be forgotten: more than anybody follows by eye, and little beside a chain.
pub const WRITES_KEPT: usize = 1000;

/// Changes in a chunk that clones share: few, as a copy of a node copies the open chunk.
const CHUNK: usize = 32;

/// One write of a system: what it makes of an image follows from both alone.
pub trait Write: Clone + Send + Sync + 'static {
    /// What a disk of this system says.
    type Image: Clone + Eq + Hash + fmt::Debug + Default + Send + Sync;

    /// Writes it.
    fn apply(&self, image: &mut Self::Image);
}

/// Something that changed a disk.
#[derive(Clone)]
enum Change<W> {
    /// Its node wrote this.
    Written(W),
    /// Somebody damaged it as if this had been written; no write of the node's.
    Damaged(W),
}

impl<W: Write> Change<W> {
    fn apply(&self, image: &mut W::Image) {
        match self {
            Self::Written(write) | Self::Damaged(write) => write.apply(image),
        }
    }
}

/// What a disk said at some time, and what changed it since.
#[derive(Clone)]
struct Stretch<W: Write> {
    base: Arc<W::Image>,
    changes: Log<Change<W>, CHUNK>,
    /// How many of the changes are writes.
    writes: usize,
}

impl<W: Write> Stretch<W> {
    fn since(base: Arc<W::Image>) -> Self {
        Self {
            base,
            changes: Log::default(),
            writes: 0,
        }
    }

    fn push(&mut self, change: Change<W>) {
        self.writes += usize::from(matches!(change, Change::Written(_)));
        self.changes.push(change);
    }
}

/// The last changes of a disk.
#[derive(Clone)]
struct Past<W: Write> {
    /// The changes before those of `last`: when that is full it takes this place, and what was here is beyond recall.
    before: Option<Arc<Stretch<W>>>,
    last: Stretch<W>,
}

impl<W: Write> Past<W> {
    fn since(image: &W::Image) -> Self {
        Self {
            before: None,
            last: Stretch::since(Arc::new(image.clone())),
        }
    }

    fn writes(&self) -> usize {
        let before = self.before.as_ref().map_or(0, |before| before.writes);
        before + self.last.writes
    }

    /// Forgets the last writes, of which there are so many; what the disk says then.
    fn forget(&mut self, mut left: usize) -> W::Image {
        if let Some(before) = self.before.take_if(|_| left > self.last.writes) {
            let last = std::mem::replace(&mut self.last, Stretch::clone(&before));
            let changes = last.changes.iter().cloned();
            changes.for_each(|change| self.last.push(change));
        }
        let mut kept = Vec::new();
        for change in self.last.changes.iter().rev() {
            match change {
                Change::Written(_) if left > 0 => left -= 1,
                Change::Written(_) | Change::Damaged(_) => kept.push(change.clone()),
            }
        }
        self.last = Stretch::since(self.last.base.clone());
        let mut image = W::Image::clone(&self.last.base);
        for change in kept.into_iter().rev() {
            change.apply(&mut image);
            self.last.push(change);
        }
        image
    }
}

/// A disk that can forget its last writes. Clones share them until one of them writes.
#[derive(Clone)]
pub struct Journaled<W: Write> {
    image: W::Image,
    /// Nothing, until something was written.
    past: Option<Arc<Past<W>>>,
}

impl<W: Write> Journaled<W> {
    /// A disk that says this, and nobody knows by which writes.
    pub fn holding(image: W::Image) -> Self {
        Self { image, past: None }
    }

    /// Writes at the end.
    pub fn write(&mut self, write: W) {
        self.change(Change::Written(write));
    }

    /// Changes what it says without counting as a write: damage stays when a write after it is forgotten.
    pub fn damage(&mut self, damage: W) {
        self.change(Change::Damaged(damage));
    }

    /// How many writes it can forget now.
    pub fn forgettable(&self) -> usize {
        let past = self.past.as_ref().map_or(0, |past| past.writes());
        past.min(WRITES_KEPT)
    }

    /// Forgets the last writes, so many: it says what it would say if they had never been written.
    pub fn forget(&mut self, writes: u64) -> Result<(), Refusal> {
        let can = self.forgettable();
        let Some(left) = usize::try_from(writes).ok().filter(|writes| *writes <= can) else {
            return Err(refusal!("this disk has fewer writes to forget: {0}", can));
        };
        if let Some(past) = &mut self.past {
            self.image = Arc::make_mut(past).forget(left);
        }
        Ok(())
    }

    /// What `corrupt` does to it, where it keeps a chain: its last writes are forgotten, or a bit of a block flips, which
    /// is written as `spoil` says and counts as no write.
    pub fn suffer(
        &mut self,
        damage: Damage,
        chain: fn(&W::Image) -> &Chain,
        spoil: fn(Arc<Block>) -> W,
    ) -> Result<(), Refusal> {
        let height = match damage {
            Damage::Tail(writes) => return self.forget(writes),
            Damage::Block(height) => height,
        };
        let Some(block) = chain(&self.image).block(height) else {
            return Err(refusal!("no block of height {0} is on this disk", height));
        };
        let flipped = Arc::new(block.flipped());
        self.damage(spoil(flipped));
        Ok(())
    }

    fn change(&mut self, change: Change<W>) {
        let image = &mut self.image;
        let past = self
            .past
            .get_or_insert_with(|| Arc::new(Past::since(image)));
        let past = Arc::make_mut(past);
        change.apply(image);
        past.last.push(change);
        if past.last.writes >= WRITES_KEPT {
            let next = Stretch::since(Arc::new(image.clone()));
            past.before = Some(Arc::new(std::mem::replace(&mut past.last, next)));
        }
    }
}

impl<W: Write> Default for Journaled<W> {
    fn default() -> Self {
        Self::holding(W::Image::default())
    }
}

impl<W: Write> Deref for Journaled<W> {
    type Target = W::Image;

    fn deref(&self) -> &W::Image {
        &self.image
    }
}

impl<W: Write> PartialEq for Journaled<W> {
    fn eq(&self, other: &Self) -> bool {
        self.image == other.image
    }
}

impl<W: Write> Eq for Journaled<W> {}

impl<W: Write> Hash for Journaled<W> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.image.hash(state);
    }
}

impl<W: Write> fmt::Debug for Journaled<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.image.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Who, draw};
    use crate::units::NodeId;

    /// A disk of numbers: one is added at the end, or the first is changed.
    #[derive(Clone)]
    enum Number {
        Add(u64),
        Spoil(u64),
    }

    impl Write for Number {
        type Image = Vec<u64>;

        fn apply(&self, image: &mut Vec<u64>) {
            match self {
                Self::Add(number) => image.push(*number),
                Self::Spoil(number) => image.iter_mut().take(1).for_each(|first| *first = *number),
            }
        }
    }

    fn disk(numbers: std::ops::Range<u64>) -> Journaled<Number> {
        let mut disk: Journaled<Number> = Journaled::default();
        numbers.for_each(|number| disk.write(Number::Add(number)));
        disk
    }

    #[test]
    fn what_is_forgotten_was_never_written() {
        let mut forgetful = disk(0..10);
        assert_eq!(forgetful.forget(4), Ok(()));
        assert_eq!(forgetful, disk(0..6));
        forgetful.write(Number::Add(99));
        assert_eq!(forgetful.forget(2), Ok(()));
        assert_eq!(forgetful, disk(0..5));
        assert_eq!(forgetful.forgettable(), 5);
    }

    #[test]
    fn more_than_there_are_is_refused_and_nothing_is_forgotten() {
        let mut short = disk(0..3);
        let refused = short.forget(4).map_err(|refusal| refusal.to_string());
        let sentence = "this disk has fewer writes to forget: 3";
        assert_eq!(refused, Err(sentence.to_string()));
        assert_eq!(short.forget(u64::MAX).is_err(), !short.is_empty());
        assert_eq!(short, disk(0..3));
    }

    #[test]
    fn damage_is_no_write_and_stays_when_writes_after_it_are_forgotten() {
        let mut spoilt = disk(0..3);
        spoilt.damage(Number::Spoil(7));
        spoilt.write(Number::Add(3));
        assert_eq!(spoilt.forget(2), Ok(()));
        assert_eq!(*spoilt, [7, 1]);
        assert_eq!(spoilt.forget(2), Ok(()));
        assert!(spoilt.is_empty(), "what was damaged is gone as well");
    }

    /// However many were written, the last [`WRITES_KEPT`] can go, and none before them.
    #[test]
    fn old_writes_are_merged_and_young_ones_can_be_forgotten() {
        let mut long = disk(0..1);
        let mut written = 1_u64;
        for turn in 0..200 {
            let who = Who::node(NodeId::new(1));
            let more = draw(7, who, turn, Purpose::Node) % 150;
            (written..written + more).for_each(|number| long.write(Number::Add(number)));
            written += more;
            let can = long.forgettable() as u64;
            assert!(can >= written.min(WRITES_KEPT as u64), "{can} of {written}");
            assert!(long.forget(can + 1).is_err());
            let mut other = long.clone();
            let some = more.min(can);
            assert_eq!(other.forget(some), Ok(()));
            assert!(other.iter().copied().eq(0..written - some));
            assert!(long.iter().copied().eq(0..written));
        }
        assert!(written > 3 * WRITES_KEPT as u64, "much was written");
    }
}
