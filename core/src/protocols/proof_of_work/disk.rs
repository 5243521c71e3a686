//! What a miner keeps on its disk: the chain file, the hash file beside it, and what the chain file was before.

use std::sync::Arc;

use super::Branch;
use crate::action::Refusal;
use crate::ledger::work::EPOCH;
use crate::ledger::{Block, BlockRef, Chain, Transaction};
use crate::refusal;

/// How many earlier versions are kept: more than anybody goes back. The oldest goes; the source keeps all.
pub const BACKUPS_KEPT: usize = 16;

/// An earlier version of the chain file, renamed when the next one was written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Backup {
    /// The seconds since boot at which it was renamed: its name has the date.
    pub at: u64,
    /// What it says.
    pub chain: Arc<Branch>,
}

/// What survives a crash.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk {
    /// The chain file; none before the first start.
    file: Option<Arc<Branch>>,
    /// The chain of which the hash file has the hash.
    hash: BlockRef,
    /// The oldest first.
    backups: Arc<Vec<Backup>>,
    /// The block that somebody damaged last, and what it became.
    spoiled: Option<(BlockRef, Arc<Block>)>,
}

impl Disk {
    /// The chain file.
    pub fn file(&self) -> Option<&Arc<Branch>> {
        self.file.as_ref()
    }

    /// The chain of which the hash file has the hash.
    pub fn hash(&self) -> BlockRef {
        self.hash
    }

    /// Earlier versions, the oldest first.
    pub fn backups(&self) -> &[Backup] {
        &self.backups
    }

    /// Writes a chain, and its hash; what the file was is renamed first.
    pub fn write(&mut self, chain: Arc<Branch>, now: u64) {
        self.hash = chain.at();
        if let Some(old) = self.file.replace(chain) {
            let backups = Arc::make_mut(&mut self.backups);
            if backups.len() == BACKUPS_KEPT {
                backups.remove(0);
            }
            let at = now / 1_000_000;
            backups.push(Backup { at, chain: old });
        }
    }

    /// Puts what was judged anew in the place of what the file says.
    pub fn judge(&mut self, judged: Arc<Branch>) {
        self.file = Some(judged);
    }

    /// The block that was damaged last and what it became; asked once.
    pub fn take_spoiled(&mut self) -> Option<(BlockRef, Arc<Block>)> {
        self.spoiled.take()
    }

    /// The last writes never came to the platter: the file is what it was before them.
    pub fn forget(&mut self, writes: u64) -> Result<(), Refusal> {
        let kept = self.backups.len();
        let left = usize::try_from(writes)
            .ok()
            .and_then(|it| kept.checked_sub(it));
        let Some(left) = left else {
            return Err(refusal!("this disk has fewer writes to forget: {0}", kept));
        };
        if let Some(backup) = self.backups.get(left) {
            (self.hash, self.file) = (backup.chain.at(), Some(backup.chain.clone()));
            Arc::make_mut(&mut self.backups).truncate(left);
        }
        Ok(())
    }

    /// A bit of a message flips in the file.
    pub fn spoil(&mut self, height: u64) -> Result<(), Refusal> {
        let file = self.file.as_ref();
        let Some((file, block)) = file.and_then(|file| Some((file, file.block(height)?))) else {
            return Err(refusal!("no block of height {0} is on this disk", height));
        };
        let (at, flipped) = (block.at(), Arc::new(flipped(block)));
        self.file = Some(Arc::new(Branch::raw(replaced(
            file.chain(),
            height,
            &flipped,
        ))));
        self.spoiled = Some((at, flipped));
        Ok(())
    }
}

/// A chain with another block in the place of one.
pub fn replaced(chain: &Chain, height: u64, block: &Arc<Block>) -> Chain {
    let mut chain = chain.clone();
    chain.replace(height, block.clone());
    chain
}

/// A block with one bit of its content flipped, and the hash that follows: hashes are no part of a chain file, whoever reads
/// one works them out. A block without a message is begun at another time then.
fn flipped(block: &Block) -> Block {
    let mut block = block.clone();
    let first = block
        .entries
        .first_mut()
        .map(|entry| &mut entry.transaction);
    match (first, &mut block.work) {
        (Some(Transaction::Transfer { amount, .. }), _) => *amount ^= 1,
        (Some(Transaction::Note { text }), _) => *text = flipped_text(text).into(),
        (_, Some(work)) => work.time ^= 1,
        _ => {}
    }
    block.rehashed()
}

/// The first letter of a text becomes the one beside it.
fn flipped_text(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().unwrap_or('a');
    let other = char::from_u32(u32::from(first) ^ 1).filter(|it| !it.is_control());
    std::iter::once(other.unwrap_or('?'))
        .chain(letters)
        .collect()
}

/// The date of a file, as its name has it: `dd-mm-YYYY_HH:MM:SS`, in the time of Greenwich.
pub fn date(at: u64) -> String {
    let seconds = EPOCH + at;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{day:02}-{month:02}-{year}_{hour:02}:{minute:02}:{second:02}")
}

/// A moment as the page of the source shows it: `YYYY-MM-DD HH:MM:SS`.
pub fn moment(at: u64) -> String {
    let seconds = EPOCH + at;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day of a count of days since 1970, in the calendar of Gregory.
fn civil(days: u64) -> (u64, u64, u64) {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let (mut year, mut rest) = (1970, days);
    while rest >= 365 + u64::from(is_leap(year)) {
        rest -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let months = [
        31,
        28 + u64::from(is_leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let mut month = 1;
    for length in months {
        if rest < length {
            break;
        }
        rest -= length;
        month += 1;
    }
    (year, month, rest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_the_dates_of_their_renaming() {
        assert_eq!(date(0), "07-03-2019_23:06:40");
        assert_eq!(date(86_400 * 359), "29-02-2020_23:06:40");
        assert_eq!(date(86_400 * 300 + 3200), "02-01-2020_00:00:00");
    }
}
