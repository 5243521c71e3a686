//! What storms do to proof of stake besides: what no honest node sends and no honest user enters. It is signed with the
//! keys of the run where that makes it look right, as a forger that cheats would.

use std::sync::Arc;

use super::message::Message;
use super::state::GENESIS;
use crate::ledger::{
    Account, Block, BlockRef, Entry, Forged, Literal, Memo, PublicKey, Signature, SignedEntry,
    Slip, Transaction, public_key, sign,
};
use crate::node::Kind;
use crate::units::{Address, NodeId, RequestId};

/// Some lines of one moment, by a number that was drawn.
pub fn lines(seed: u64, nodes: u64, drawn: u64) -> Vec<String> {
    let node = |salt: u64| 1 + (drawn / 8).wrapping_add(salt) % nodes;
    let (one, other, third) = (node(0), node(1 + drawn / 64 % 5), node(2));
    let amount = 1 + drawn / 512 % 40;
    let line = match drawn % 8 {
        0 => format!("submit n{one} transfer n{one} n{other} -{amount}"),
        1 => format!("submit n{one} faucet n{other} -{amount}"),
        2 | 3 => format!("submit n{one} stake n{other} -{amount}"),
        4 => sent("block", one, other, &first_block(seed, changed(seed))),
        5 => sent("block", one, other, &first_block(seed, twice(seed))),
        6 => sent("chain", one, other, &junk(seed, 4 + drawn / 512 % 8)),
        _ => sent("transaction", one, other, &unsigned(seed, third)),
    };
    vec![line]
}

fn sent(kind: &str, from: u64, to: u64, message: &Message) -> String {
    let fields = message.fields().into_iter();
    let body = Literal::map(fields.map(|field| (Literal::text(field.name), field.value)));
    format!("forge {kind} n{from} -> n{to} {body}")
}

fn paid(seed: u64, number: u32, amount: i64) -> SignedEntry {
    let request = RequestId {
        asker: Address::Node(NodeId::FIRST),
        number,
    };
    let account = NodeId::FIRST.into();
    let transaction = Transaction::Faucet { account, amount };
    let entry = Entry {
        request,
        transaction,
    };
    SignedEntry::sign(entry, seed, 0).expect("it moves money")
}

/// Two transactions, one of which was changed after it was signed.
fn changed(seed: u64) -> Vec<SignedEntry> {
    let (right, mut wrong) = (paid(seed, 900, 5), paid(seed, 901, 5));
    let account = NodeId::FIRST.into();
    wrong.entry.transaction = Transaction::Faucet {
        account,
        amount: 50,
    };
    vec![right, wrong]
}

/// One transaction twice.
fn twice(seed: u64) -> Vec<SignedEntry> {
    vec![paid(seed, 902, 5), paid(seed, 902, 5)]
}

/// A first block, signed by genesis, which wins the first draw: right but for what is in it.
fn first_block(seed: u64, transactions: Vec<SignedEntry>) -> Message {
    let forger = Account::named(GENESIS);
    let mut block = block(seed, BlockRef::GENESIS, &forger, transactions);
    let signature = sign(seed, &forger, block.hash);
    if let Some(forged) = &mut block.forged {
        forged.signature = signature;
    }
    let block = Arc::new(block);
    Message::Block { block }
}

fn block(seed: u64, below: BlockRef, forger: &Account, transactions: Vec<SignedEntry>) -> Block {
    let forged = Forged {
        forger: forger.clone(),
        key: public_key(seed, forger),
        attempt: 0,
        timestamp: 0,
        slips: transactions.iter().map(|it| it.slip.clone()).collect(),
        signature: Signature([0; 64]),
        checked: Memo::default(),
        drawn: Memo::default(),
    };
    let entries = transactions.into_iter().map(|it| it.entry).collect();
    Block::forged(below, NodeId::FIRST, entries, forged)
}

/// A chain that nobody signed.
fn junk(seed: u64, length: u64) -> Message {
    let forger = Account::Node(NodeId::FIRST);
    let mut blocks: Vec<Arc<Block>> = Vec::new();
    for number in 0..length {
        let below = blocks.last().map_or(BlockRef::GENESIS, |block| block.at());
        let paid = paid(seed, 910 + number as u32, 5);
        blocks.push(Arc::new(block(seed, below, &forger, vec![paid])));
    }
    Message::Chain { blocks }
}

/// A transaction with the signature of nobody.
fn unsigned(seed: u64, node: u64) -> Message {
    let mut signed = paid(seed, 903, 5);
    let account = Account::named(&format!("n{node}"));
    let slip = Slip {
        sender: PublicKey(signed.slip.sender.0),
        receiver: public_key(seed, &account),
        signature: Signature([7; 64]),
        ..Slip::clone(&signed.slip)
    };
    signed.entry.transaction = Transaction::Faucet { account, amount: 9 };
    signed.slip = Arc::new(slip);
    Message::Transaction { signed }
}
