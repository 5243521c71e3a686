//! Blocks, slots, accounts and keys as data.

use serde::Serialize;

use crate::ledger::{Block, Forged, Literal};
use crate::view::{AccountView, AsideView, SlotView};

/// An account.
#[derive(Serialize)]
pub struct AccountRow {
    /// Whose.
    pub account: String,
    /// What it holds.
    pub balance: i64,
    /// What waits to be taken from it.
    pub pending: i64,
    /// What is staked for it, where the system has stakes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stake: Option<u64>,
    /// Its public key, where accounts have keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// A block.
#[derive(Serialize)]
pub struct BlockRow {
    /// Its height.
    pub height: u64,
    /// Its hash, 64 hex digits.
    pub hash: String,
    /// The hash of the block below.
    pub previous: String,
    /// Who made it.
    pub creator: String,
    /// `n1#1 transfer n1 n2 10`, in order.
    pub entries: Vec<String>,
    /// Whether it is final at this node.
    pub committed: bool,
    /// What its source puts on blocks besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<SealRow>,
    /// What its creator says of it where blocks make a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamp: Option<StampRow>,
    /// What it cost, where blocks cost work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkRow>,
    /// What its forger and those who asked have signed, where accounts have keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forged: Option<ForgedRow>,
}

/// What a block says of its work.
#[derive(Serialize)]
pub struct WorkRow {
    /// What had to be found: `header` or `original`.
    pub puzzle: &'static str,
    /// When it was begun, in microseconds since the nodes booted.
    pub time: u64,
    /// How many zeros it promises.
    pub difficulty: u32,
    /// What was found.
    pub nonce: u64,
}

/// What was signed of a block. Its hash is that of a payload which another program can write from this and the entries.
#[derive(Serialize)]
pub struct ForgedRow {
    /// The account that was drawn.
    pub forger: String,
    /// Its public key, 64 hex digits.
    pub key: String,
    /// Which draw it won, from 0.
    pub attempt: u32,
    /// When it was forged, in milliseconds.
    pub timestamp: u64,
    /// The forger's signature, 128 hex digits.
    pub signature: String,
    /// What the wallets put on the entries, in their order.
    pub slips: Vec<SlipRow>,
}

/// What a wallet put on a transaction.
#[derive(Serialize)]
pub struct SlipRow {
    /// The public key of who pays.
    pub sender: String,
    /// The public key of who is paid.
    pub receiver: String,
    /// When it was signed, in milliseconds.
    pub timestamp: u64,
    /// The signature of who pays.
    pub signature: String,
}

/// Counter, depth and state of a block.
#[derive(Serialize)]
pub struct StampRow {
    /// What its creator had counted up to.
    pub counter: u64,
    /// Transactions between genesis and its end.
    pub depth: u64,
    /// What its creator was.
    pub state: &'static str,
}

/// A nonce and a pointer.
#[derive(Serialize)]
pub struct SealRow {
    /// What was searched for.
    pub nonce: String,
    /// What points to the block below; `null` on genesis.
    pub pointer: Option<String>,
}

/// A slot that is not decided, as a node knows it.
#[derive(Serialize)]
pub struct SlotRow {
    /// The height of its block.
    pub height: u64,
    /// The hash of the block, 64 hex digits.
    pub hash: String,
    /// What it orders, in short.
    pub text: String,
    /// In which ballot it was accepted: `1·n1`.
    pub ballot: String,
    /// Who has accepted it there, as far as the node has heard.
    pub accepted: Vec<String>,
}

/// A block beside the own chain, and what became of what it orders.
#[derive(Serialize)]
pub struct AsideRow {
    /// The block.
    #[serde(flatten)]
    pub block: BlockRow,
    /// A sentence an entry, in their order.
    pub fates: Vec<String>,
}

/// A key with its value, as canonical literals.
#[derive(Serialize)]
pub struct KeyRow {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

pub(super) fn block(block: &Block, committed: u64) -> BlockRow {
    let entries = block.entries.iter();
    let seal = block.seal.as_ref().map(|seal| SealRow {
        nonce: seal.nonce.to_string(),
        pointer: seal.pointer.as_ref().map(ToString::to_string),
    });
    BlockRow {
        height: block.height,
        hash: block.hash.hex(),
        previous: block.previous.hex(),
        creator: block.creator.to_string(),
        entries: entries
            .map(|entry| format!("{} {}", entry.request, entry.transaction))
            .collect(),
        committed: block.height <= committed,
        seal,
        stamp: block.stamp.as_ref().map(|stamp| StampRow {
            counter: stamp.counter,
            depth: stamp.depth,
            state: stamp.state,
        }),
        work: block.work.map(|work| WorkRow {
            puzzle: work.puzzle.name(),
            time: work.time,
            difficulty: work.difficulty,
            nonce: work.nonce,
        }),
        forged: block.forged.as_deref().map(forged),
    }
}

fn forged(forged: &Forged) -> ForgedRow {
    let slips = forged.slips.iter().map(|slip| SlipRow {
        sender: slip.sender.to_string(),
        receiver: slip.receiver.to_string(),
        timestamp: slip.timestamp,
        signature: slip.signature.to_string(),
    });
    ForgedRow {
        forger: forged.forger.to_string(),
        key: forged.key.to_string(),
        attempt: forged.attempt,
        timestamp: forged.timestamp,
        signature: forged.signature.to_string(),
        slips: slips.collect(),
    }
}

pub(super) fn slot(slot: &SlotView) -> SlotRow {
    SlotRow {
        height: slot.height,
        hash: slot.hash.hex(),
        text: slot.text.clone(),
        ballot: slot.ballot.to_string(),
        accepted: slot.accepted.iter().map(ToString::to_string).collect(),
    }
}

pub(super) fn account(view: &AccountView) -> AccountRow {
    AccountRow {
        account: view.account.to_string(),
        balance: view.balance,
        pending: view.pending,
        stake: view.stake,
        key: view.key.clone(),
    }
}

pub(super) fn aside(aside: &AsideView) -> AsideRow {
    AsideRow {
        block: block(&aside.block, 0),
        fates: aside.fates.iter().map(ToString::to_string).collect(),
    }
}

pub(super) fn key((key, value): &(Literal, Literal)) -> KeyRow {
    let (key, value) = (key.to_string(), value.to_string());
    KeyRow { key, value }
}
