//! A lottery as data.

use serde::Serialize;

use crate::ledger::BlockHash;
use crate::view::{DrawView, EvidenceView, LotteryView};

/// The lottery of the block above a node's chain, with all who take part.
#[derive(Serialize)]
pub struct LotteryRows {
    /// The draw of the next block.
    pub next: Option<DrawRows>,
    /// Everybody with a stake.
    pub stakers: Vec<StakerRow>,
    /// In millionths; nothing where there is none.
    pub chi_square: Option<u64>,
}

/// Somebody with a stake.
#[derive(Serialize)]
pub struct StakerRow {
    /// Whose account.
    pub account: String,
    /// The node that forges for it, or `none`.
    pub node: String,
    /// Its tickets.
    pub stake: u64,
    /// Its share of all tickets, in millionths.
    pub chance: u32,
    /// Blocks it has forged.
    pub forged: u64,
    /// Blocks it was to be expected to forge, in millionths.
    pub expected: u64,
}

/// One draw.
#[derive(Serialize)]
pub struct DrawRows {
    /// The height of the block.
    pub height: u64,
    /// What the tickets are drawn from.
    pub seed: String,
    /// The reference point in hex digits.
    pub reference: String,
    /// The tickets listed, in the order of drawing.
    pub tickets: Vec<TicketRow>,
    /// How many tickets took part.
    pub total: u64,
    /// Whose ticket won, or `none`.
    pub winner: String,
    /// The node that forges for the winner, or `none`.
    pub forger: String,
    /// Who forged the block, or `none`.
    pub forged: String,
    /// Why the next block is not there yet; empty of others.
    pub waits: String,
}

/// A ticket.
#[derive(Serialize)]
pub struct TicketRow {
    /// Whose.
    pub owner: String,
    /// Which of them, from 1.
    pub number: u64,
    /// Where it lies, in hex digits.
    pub value: String,
    /// How far from the reference point, in hex digits.
    pub distance: String,
}

/// Two blocks of one height under one key.
#[derive(Serialize)]
pub struct EvidenceRow {
    /// Whose key.
    pub signer: String,
    /// The height of both.
    pub height: u64,
    /// Their hashes.
    pub blocks: [String; 2],
}

fn named(name: Option<impl ToString>) -> String {
    name.map_or_else(|| "none".into(), |name| name.to_string())
}

/// A draw as data.
pub fn draw(view: &DrawView) -> DrawRows {
    let hex = |number: &[u8; 32]| BlockHash(*number).hex();
    let ticket = |ticket: &crate::view::TicketView| TicketRow {
        owner: ticket.owner.to_string(),
        number: ticket.number,
        value: hex(&ticket.value),
        distance: hex(&ticket.distance),
    };
    let winner = view.winner.and_then(|place| view.tickets.get(place));
    DrawRows {
        height: view.height,
        seed: view.seed.clone(),
        reference: hex(&view.reference),
        tickets: view.tickets.iter().map(ticket).collect(),
        total: view.total,
        winner: named(winner.map(|ticket| &ticket.owner)),
        forger: named(view.forger),
        forged: named(view.forged.as_ref()),
        waits: view
            .waits
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
    }
}

pub(super) fn lottery(view: &LotteryView, next: Option<&DrawView>) -> LotteryRows {
    let staker = |staker: &crate::view::StakerView| StakerRow {
        account: staker.account.to_string(),
        node: named(staker.node),
        stake: staker.stake,
        chance: staker.chance.0,
        forged: staker.forged,
        expected: staker.expected,
    };
    LotteryRows {
        next: next.map(draw),
        stakers: view.stakers.iter().map(staker).collect(),
        chi_square: view.chi_square,
    }
}

pub(super) fn evidence(view: &EvidenceView) -> EvidenceRow {
    EvidenceRow {
        signer: view.signer.to_string(),
        height: view.height,
        blocks: view.blocks.map(BlockHash::hex),
    }
}
