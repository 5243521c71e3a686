//! A lottery over stakes as it may be drawn: tickets round a ring, a reference point, and whose ticket lies nearest;
//! who had which chance and what came of it; and what somebody has signed twice.

use crate::ledger::{Account, BlockHash};
use crate::phrase::Phrase;
use crate::units::{NodeId, Ratio};

/// The most tickets that a [`DrawView`] lists.
pub const TICKETS_SHOWN: usize = 360;

/// The lottery that decides who makes blocks, as a node knows it. The tickets themselves, of which there may be many, are
/// drawn only for whoever asks: see [`Node::draw`](crate::node::Node::draw).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LotteryView {
    /// The height of the block above its chain: of the next draw.
    pub height: u64,
    /// The account that won it.
    pub drawn: Option<Account>,
    /// Everybody with a stake, in the order in which their tickets are drawn.
    pub stakers: Vec<StakerView>,
    /// How far what was forged lies from what the chances lead to expect, over all stakers: the sum of
    /// (forged - expected)² / expected, in millionths. None before the first draw, and where one alone has stakes.
    pub chi_square: Option<u64>,
}

/// Somebody with a stake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StakerView {
    /// Whose account.
    pub account: Account,
    /// The node that forges for it, if one does.
    pub node: Option<NodeId>,
    /// How many tickets it has.
    pub stake: u64,
    /// Its share of all tickets, in millionths.
    pub chance: Ratio,
    /// How many blocks of the node's chain it has forged.
    pub forged: u64,
    /// How many it was to be expected to forge: the sum of its chances in the draws of the chain, in millionths.
    pub expected: u64,
}

/// One draw, of the next block or of one of the past.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DrawView {
    /// The height of the block that the winner may make.
    pub height: u64,
    /// What the tickets are drawn from: a hash, in hex digits.
    pub seed: String,
    /// The point that the tickets are measured from, a whole number of 256 bits, most significant byte first.
    pub reference: [u8; 32],
    /// The tickets in the order of drawing: all, or if there are more than [`TICKETS_SHOWN`] those that lie nearest.
    pub tickets: Vec<TicketView>,
    /// How many tickets took part.
    pub total: u64,
    /// The place of the winner among the tickets listed.
    pub winner: Option<usize>,
    /// The node that forges for the winner, if one does.
    pub forger: Option<NodeId>,
    /// Who forged the block at this height of the node's chain, if there is one.
    pub forged: Option<Account>,
    /// Of the next block: why it is not there yet, and whom it waits for.
    pub waits: Option<Phrase>,
}

/// A ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketView {
    /// Whose.
    pub owner: Account,
    /// Which of its owner's tickets, from 1.
    pub number: u64,
    /// Where it lies, a whole number of 256 bits, most significant byte first.
    pub value: [u8; 32],
    /// How far from the reference point, in a straight line: the ends of the range do not meet.
    pub distance: [u8; 32],
}

/// Two blocks of one height that the same key has signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvidenceView {
    /// Whose key.
    pub signer: Account,
    /// The height of both blocks.
    pub height: u64,
    /// Their hashes, the one that the node keeps first.
    pub blocks: [BlockHash; 2],
    /// What that means, in a sentence.
    pub words: Phrase,
}
