//! What a block says of the work that it cost, and how it is hashed then: by a header of 80 bytes, or as the source of
//! proof of work prints it.

use sha2::{Digest, Sha256};

use crate::grind::{self, leading_zeros, trailing_zeros};
use crate::ledger::{Block, BlockHash, Entry, Transaction};

/// Seconds between 1970 and the moment at which the nodes boot, as dates of the source's blocks and files say it.
pub const EPOCH: u64 = 1_552_000_000;

/// What must be found for a block.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Puzzle {
    /// The hash of the block's header begins with zero bits: the work is for this very content on this very block.
    Header,
    /// As the source has it: the hash of the previous proof and the own one ends with hex zeros, whatever the block says.
    Original,
}

impl Puzzle {
    /// Its name in scripts and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Original => "original",
        }
    }
}

/// What the creator of a block says of its work.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Work {
    /// What had to be found.
    pub puzzle: Puzzle,
    /// When the block was begun, in microseconds since the nodes booted, by its creator's clock.
    pub time: u64,
    /// How many zeros it promises.
    pub difficulty: u32,
    /// What was found: the nonce, or the source's proof.
    pub nonce: u64,
}

/// The header of a block: the hash of the one below, the SHA-256 of [`Block::preimage`], time, difficulty and nonce, numbers
/// with the lowest byte first.
pub fn header(previous: BlockHash, content: &[u8; 32], work: &Work) -> [u8; 80] {
    let mut header = [0; 80];
    header[..32].copy_from_slice(&previous.0);
    header[32..64].copy_from_slice(content);
    header[64..72].copy_from_slice(&work.time.to_le_bytes());
    header[72..76].copy_from_slice(&work.difficulty.to_le_bytes());
    let nonce = u32::try_from(work.nonce).unwrap_or(u32::MAX);
    header[76..].copy_from_slice(&nonce.to_le_bytes());
    header
}

fn proof_text(proof: Option<u64>) -> String {
    proof.map_or_else(|| "None".to_string(), |proof| proof.to_string())
}

/// What the source hashes to see whether a proof will do.
pub fn original_digest(above: Option<u64>, proof: u64) -> [u8; 32] {
    let zeros = 0;
    let quest = grind::Puzzle::Digits {
        previous: above,
        zeros,
    };
    quest.hash(proof)
}

/// The hash of a header: SHA-256 twice.
pub fn header_hash(header: &[u8; 80]) -> BlockHash {
    BlockHash(Sha256::digest(Sha256::digest(header)).into())
}

/// A block of the source as it prints it; SHA-256 of this is its hash there.
pub struct Printed<'a> {
    /// Its place in the chain; 0 is genesis.
    pub index: u64,
    /// When it was made, as it prints the time.
    pub time: &'a str,
    /// Its proof; `None` of genesis.
    pub proof: Option<u64>,
    /// The hash of the one below, 64 digits; `None` of genesis.
    pub previous: Option<&'a str>,
    /// What names its message, 32 digits.
    pub id: &'a str,
    /// Its message.
    pub message: &'a str,
}

impl Printed<'_> {
    /// The text.
    pub fn text(&self) -> String {
        let (wide, under, line) = ("=".repeat(80), "_".repeat(66), "_".repeat(65));
        let (index, time, id, message) = (self.index, self.time, self.id, self.message);
        let (proof, previous) = (proof_text(self.proof), self.previous.unwrap_or("None"));
        let bold = |name: &str| format!("\u{1b}[1m{name}\u{1b}[0m");
        format!(
            "\n| {wide}\n| {}: \t {index} \n| {}: \t {time} \n| {}: \t {proof} \n| {}: \t {previous} \n\
             | \t\t{under}\n| {}:\t\t| id: \t{id}\n| \t\t| message: {message}\n| \t\t{line}\n| {wide}\n",
            bold("index"),
            bold("time"),
            bold("proof"),
            bold("prev. hash"),
            bold("data"),
        )
    }
}

/// A moment as the source prints it: seconds with as many decimals as they need, but one.
pub fn seconds(micros: u64) -> String {
    let (whole, rest) = (
        EPOCH + micros / 1_000_000,
        format!("{:06}", micros % 1_000_000),
    );
    match rest.trim_end_matches('0') {
        "" => format!("{whole}.0"),
        decimals => format!("{whole}.{decimals}"),
    }
}

/// What names a message: the source draws it, here it follows from the request.
pub fn message_id(entry: &Entry) -> String {
    let digest = Sha256::digest(entry.request.to_string().as_bytes());
    let digits = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// What a message says: a note its text, a transfer what was entered.
pub fn message_text(transaction: &Transaction) -> String {
    match transaction {
        Transaction::Note { text } => text.to_string(),
        other => other.to_string(),
    }
}

/// A block as the source prints it. The source has one message in a block; of several here all follow.
pub fn original_text(block: &Block, work: &Work) -> String {
    let ids: Vec<String> = block.entries.iter().map(message_id).collect();
    let entries = block.entries.iter();
    let texts: Vec<String> = entries.map(|it| message_text(&it.transaction)).collect();
    let printed = Printed {
        index: block.height,
        time: &seconds(work.time),
        proof: Some(work.nonce),
        previous: Some(&block.previous.hex()),
        id: &ids.join(" "),
        message: &texts.join(" "),
    };
    printed.text()
}

impl Block {
    /// The SHA-256 of [`Block::preimage`]: what a header says of the content.
    pub fn content(&self) -> [u8; 32] {
        Sha256::digest(self.preimage().as_bytes()).into()
    }

    /// A block that cost work, on top of another, with its hash.
    pub fn worked(
        height: u64,
        previous: BlockHash,
        creator: crate::units::NodeId,
        entries: Vec<Entry>,
        work: Work,
    ) -> Self {
        let mut block = Self::new(height, previous, creator, entries);
        block.work = Some(work);
        block.rehashed()
    }

    /// The same with the hash of its content.
    #[must_use]
    pub fn rehashed(mut self) -> Self {
        self.hash = self.real_hash();
        self.sound = super::Memo::known(true);
        self
    }

    /// The hash of its content.
    pub fn real_hash(&self) -> BlockHash {
        match &self.work {
            Some(work) if work.puzzle == Puzzle::Header => {
                header_hash(&header(self.previous, &self.content(), work))
            }
            _ => BlockHash::of(&self.preimage()),
        }
    }

    /// How many zeros its work came to, on top of the block below.
    pub fn zeros(&self, below: Option<&Block>) -> u32 {
        let Some(work) = &self.work else { return 0 };
        match work.puzzle {
            Puzzle::Header => leading_zeros(&self.hash.0),
            Puzzle::Original => {
                let above = below.and_then(|block| block.work).map(|work| work.nonce);
                trailing_zeros(&original_digest(above, work.nonce))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A.2 of the description.
    #[test]
    fn proofs_and_blocks_of_the_source_are_the_source_s() {
        let (a, d) = ("a".repeat(64), "d".repeat(32));
        let printed = Printed {
            index: 1,
            time: &seconds(500_000),
            proof: Some(1_406_000),
            previous: Some(&a),
            id: &d,
            message: "hello",
        };
        let hash = BlockHash::of(&printed.text()).hex();
        assert_eq!(
            hash,
            "e57bdae613c7d0b0e2bc2a20aedb6f7e805dc47eb691a46f5675a8277baded7c"
        );
    }
}
