//! The ledger under any list of transactions: money is moved and never made, nobody overspends, what is rejected has no
//! effect, and a hash names one content.

use std::collections::BTreeMap;

use proptest::prelude::*;
use synod_core::ledger::{
    Account, Applied, Balances, Block, BlockHash, Chain, Entry, Literal, Transaction,
};
use synod_core::units::{NodeId, RequestId, WHOLE_MAX};

/// Accounts that are known, and some that are not.
fn account() -> impl Strategy<Value = Account> {
    let names = vec!["n1", "n2", "n3", "n4", "n9", "bank"];
    proptest::sample::select(names).prop_map(Account::named)
}

fn transfer(amount: impl Strategy<Value = i64>) -> impl Strategy<Value = Transaction> {
    (account(), account(), amount).prop_map(|(from, to, amount)| Transaction::Transfer {
        from,
        to,
        amount,
    })
}

/// Amounts that an account may hold, and those at the edges.
fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![8 => -3_i64..150, 1 => Just(0), 1 => Just(WHOLE_MAX), 1 => Just(-WHOLE_MAX)]
}

fn note() -> impl Strategy<Value = Transaction> {
    "[a-z\n\"\\\\#é ]{0,8}".prop_map(|text: String| Transaction::Note { text: text.into() })
}

fn put() -> impl Strategy<Value = Transaction> {
    let literal = || "[a-z \n\"]{0,4}".prop_map(|text: String| Literal::text(text));
    (literal(), literal()).prop_map(|(key, value)| Transaction::Put { key, value })
}

fn block() -> impl Strategy<Value = Block> {
    let transaction = prop_oneof![4 => transfer(-2_i64..3), 1 => note(), 1 => put()];
    let request = (1_u16..4, 1_u32..4).prop_map(|(node, number)| RequestId {
        asker: NodeId::new(node).into(),
        number,
    });
    let entry = (request, transaction).prop_map(|(request, transaction)| Entry {
        request,
        transaction,
    });
    let entries = proptest::collection::vec(entry, 0..3);
    let previous = prop_oneof![Just(BlockHash::GENESIS), Just(BlockHash::of("another"))];
    (1_u64..3, previous, 1_u16..3, entries).prop_map(|(height, previous, creator, entries)| {
        Block::new(height, previous, NodeId::new(creator), entries)
    })
}

/// A block with one thing taken from another: its height, predecessor, maker, entries, or a part of its first entry.
fn nearly(one: &Block, other: &Block) -> Vec<Block> {
    let first = |change: fn(&mut Entry, &Entry)| {
        let mut entries = one.entries.clone();
        if let (Some(entry), Some(with)) = (entries.first_mut(), other.entries.first()) {
            change(entry, with);
        }
        Block::new(one.height, one.previous, one.creator, entries)
    };
    vec![
        Block::new(other.height, one.previous, one.creator, one.entries.clone()),
        Block::new(one.height, other.previous, one.creator, one.entries.clone()),
        Block::new(one.height, one.previous, other.creator, one.entries.clone()),
        Block::new(one.height, one.previous, one.creator, other.entries.clone()),
        first(|entry, with| entry.request = with.request),
        first(|entry, with| entry.transaction.clone_from(&with.transaction)),
    ]
}

/// The same ledger in five lines.
fn applied(held: &mut BTreeMap<String, i64>, transaction: &Transaction) -> bool {
    let Transaction::Transfer { from, to, amount } = transaction else {
        return true;
    };
    let (from, to) = (from.to_string(), to.to_string());
    let covered = held.contains_key(&to)
        && *amount >= 1
        && held.get(&from).is_some_and(|held| held >= amount);
    if covered {
        *held.get_mut(&from).expect("it is covered") -= amount;
        *held.get_mut(&to).expect("it is known") += amount;
    }
    covered
}

fn table(balances: &Balances) -> BTreeMap<String, i64> {
    balances
        .iter()
        .map(|(account, balance)| (account.to_string(), balance))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2048) })]

    #[test]
    fn transfers_move_money_that_is_there(
        opening in proptest::collection::vec(0_i64..200, 1..5),
        transactions in proptest::collection::vec(prop_oneof![9 => transfer(amount()), 1 => note()], 0..40),
    ) {
        let sum: i64 = opening.iter().sum();
        let mut balances = Balances::opening(opening);
        let mut held = table(&balances);
        for transaction in &transactions {
            let done = balances.apply(transaction) == Applied::Done;
            prop_assert_eq!(done, applied(&mut held, transaction), "{}", transaction);
            prop_assert_eq!(&table(&balances), &held, "after {}", transaction);
            prop_assert_eq!(balances.sum(), sum);
            prop_assert!(held.values().all(|balance| *balance >= 0), "{:?} after {}", held, transaction);
        }
    }

    #[test]
    fn what_is_forced_is_paid_and_makes_no_money_either(
        transactions in proptest::collection::vec(transfer(-1000_i64..1000), 0..40),
    ) {
        let mut balances = Balances::opening(vec![100; 4]);
        for transaction in &transactions {
            let before = table(&balances);
            let forced = balances.force(transaction);
            let Transaction::Transfer { from, to, amount } = transaction else { continue };
            let known = [from, to].iter().all(|account| before.contains_key(&account.to_string()));
            prop_assert_eq!(forced == Applied::Done, known);
            prop_assert_eq!(balances.sum(), 400);
            if known && from != to {
                prop_assert_eq!(balances.get(from), Some(before[&from.to_string()] - amount));
                prop_assert_eq!(balances.get(to), Some(before[&to.to_string()] + amount));
            } else {
                prop_assert_eq!(table(&balances), before);
            }
        }
    }

    #[test]
    fn no_amount_is_too_much_for_the_table(
        transactions in proptest::collection::vec(transfer(any::<i64>()), 0..40),
    ) {
        let mut balances = Balances::opening(vec![i64::MAX; 3]);
        for transaction in &transactions {
            balances.force(transaction);
            balances.apply(transaction);
            let _ = balances.sum();
        }
    }

    #[test]
    fn a_hash_names_one_content(one in block(), other in block()) {
        prop_assert!(one.is_sound());
        // A line for each entry, whatever somebody wrote into a note.
        prop_assert_eq!(one.preimage().lines().count(), 3 + one.entries.len());
        for like in nearly(&one, &other).iter().chain([&other]) {
            let same = one == *like;
            prop_assert_eq!(one.preimage() == like.preimage(), same, "{}\n{}", one.preimage(), like.preimage());
            prop_assert_eq!(one.hash == like.hash, same);
            let damaged = Block { hash: one.hash, ..like.clone() };
            prop_assert_eq!(damaged.is_sound(), same);
        }
    }

    #[test]
    fn a_chain_takes_the_next_block_and_no_other(blocks in proptest::collection::vec(block(), 0..6)) {
        let mut chain = Chain::default();
        for block in blocks {
            let next = block.height == chain.height() + 1 && block.previous == chain.tip();
            prop_assert_eq!(chain.fits(&block), next);
            let on_top = Block::new(chain.height() + 1, chain.tip(), block.creator, block.entries);
            prop_assert!(chain.fits(&on_top));
            let (height, hash) = (on_top.height, on_top.hash);
            chain.push(on_top.into());
            prop_assert_eq!((chain.height(), chain.tip()), (height, hash));
        }
    }
}
