//! The table of balances: applies transfers, refuses what the account cannot cover.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::{Account, Transaction};
use crate::units::NodeId;

/// What became of a transaction when it was applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applied {
    /// It had its effect.
    Done,
    /// It stays ordered and has no effect: the account cannot cover it, or is not known.
    Rejected,
}

/// The balance of every account, in whole units.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Balances {
    nodes: Vec<i64>,
    named: BTreeMap<Arc<str>, i64>,
    /// Whether any name is an account, which holds nothing before it is touched.
    free: bool,
}

impl Balances {
    /// What the accounts of the nodes hold at genesis, `n1` first.
    pub fn opening(nodes: Vec<i64>) -> Self {
        Self {
            nodes,
            ..Self::default()
        }
    }

    /// The same, where any name is an account.
    pub fn free(nodes: Vec<i64>) -> Self {
        Self {
            free: true,
            ..Self::opening(nodes)
        }
    }

    /// The balance of an account, if it is known.
    pub fn get(&self, account: &Account) -> Option<i64> {
        match account {
            Account::Node(id) => self.nodes.get(id.index()).copied(),
            Account::Named(name) => self.named.get(name).copied().or(self.free.then_some(0)),
        }
    }

    /// The accounts with their balances: nodes in order, then names.
    pub fn iter(&self) -> impl Iterator<Item = (Account, i64)> {
        let nodes = self
            .nodes
            .iter()
            .enumerate()
            .map(|(index, &balance)| (NodeId::at(index).into(), balance));
        nodes.chain(
            self.named
                .iter()
                .map(|(name, &balance)| (Account::Named(name.clone()), balance)),
        )
    }

    /// The sum over all accounts; what is beyond the range of numbers counts as its end.
    pub fn sum(&self) -> i64 {
        let all = self.nodes.iter().chain(self.named.values());
        all.fold(0, |sum, balance| sum.saturating_add(*balance))
    }

    /// Applies a transaction. Only transfers move money; other kinds are none of this table's business.
    pub fn apply(&mut self, transaction: &Transaction) -> Applied {
        let Transaction::Transfer { from, to, amount } = transaction else {
            return Applied::Done;
        };
        let (Some(held), Some(_)) = (self.get(from), self.get(to)) else {
            return Applied::Rejected;
        };
        if *amount < 1 || held < *amount {
            return Applied::Rejected;
        }
        self.add(from, -amount);
        self.add(to, *amount);
        Applied::Done
    }

    /// Applies a transfer between known accounts whatever they hold: for the quirks of systems that do.
    pub fn force(&mut self, transaction: &Transaction) -> Applied {
        let Transaction::Transfer { from, to, amount } = transaction else {
            return Applied::Done;
        };
        if self.get(from).is_none() || self.get(to).is_none() {
            return Applied::Rejected;
        }
        self.add(from, amount.saturating_neg());
        self.add(to, *amount);
        Applied::Done
    }

    /// Changes what an account holds, for systems whose own rules say how; one that is not known stays so.
    pub fn add(&mut self, account: &Account, amount: i64) {
        let balance = match account {
            Account::Node(id) => self.nodes.get_mut(id.index()),
            Account::Named(name) if self.free => Some(self.named.entry(name.clone()).or_default()),
            Account::Named(name) => self.named.get_mut(name),
        };
        if let Some(balance) = balance {
            // No run comes near; only what is forged could.
            *balance = balance.saturating_add(amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(from: &str, to: &str, amount: i64) -> Transaction {
        Transaction::Transfer {
            from: Account::named(from),
            to: Account::named(to),
            amount,
        }
    }

    #[test]
    fn a_transfer_moves_money_and_creates_none() {
        let mut balances = Balances::opening(vec![100, 100]);
        assert_eq!(balances.apply(&transfer("n1", "n2", 30)), Applied::Done);
        assert_eq!(balances.get(&Account::named("n1")), Some(70));
        assert_eq!(balances.get(&Account::named("n2")), Some(130));
        assert_eq!(balances.sum(), 200);
    }

    #[test]
    fn what_an_account_cannot_cover_has_no_effect() {
        let mut balances = Balances::opening(vec![100, 100]);
        for refused in [
            transfer("n1", "n2", 101),
            transfer("n1", "n3", 1),
            transfer("x", "n1", 1),
            transfer("n1", "n2", 0),
        ] {
            assert_eq!(balances.apply(&refused), Applied::Rejected, "{refused}");
        }
        assert_eq!(balances, Balances::opening(vec![100, 100]));
    }
}
