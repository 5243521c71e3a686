//! What follows from the blocks of a chain, in their order: balances, stakes, and which transactions are in it. And what
//! makes a transaction wrong, for ever or for now.

use std::collections::BTreeMap;

use crate::ledger::{
    Account, Balances, BlockHash, Entry, Numbers, PublicKey, SignedEntry, Transaction, public_key,
};
use crate::node::Facts;
use crate::phrase;
use crate::phrase::Phrase;
use crate::units::{NodeId, RequestId, WHOLE_MAX};

/// The most that all accounts may stake together: a draw hashes once for each, and a page has to draw between two frames.
pub const STAKES_MAX: i64 = 100_000;

/// The account that has a stake from the start.
pub const GENESIS: &str = "genesis";
/// The account that money comes from. It may hold less than nothing.
pub const EXCHANGE: &str = "exchange";

/// The node that forges for an account: each for its own, and n1 for genesis.
pub fn forges(account: &Account, nodes: u16) -> Option<NodeId> {
    match account {
        Account::Node(id) => (id.number() <= nodes).then_some(*id),
        Account::Named(name) => (**name == *GENESIS).then_some(NodeId::FIRST),
    }
}

/// Somebody with a stake.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Staker {
    /// Whose account.
    pub account: Account,
    /// How many tickets it has.
    pub stake: i64,
    /// How many blocks of the chain it has forged.
    pub forged: u64,
    /// How many that was to be expected, in millionths: the sum of its chances.
    pub expected: u64,
}

/// Balances, stakes, keys and what is ordered.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    balances: Balances,
    /// In the order in which they first staked.
    stakers: Vec<Staker>,
    /// The keys of the accounts that signed or were named in a block, and of those that staked.
    keys: BTreeMap<Account, PublicKey>,
    ordered: Numbers,
}

/// Why a transaction is refused.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Flaw {
    /// Its amount is below 1.
    Amount,
    /// It names a node that does not exist.
    NoNode(NodeId),
    /// It stakes for an account that no node forges for.
    NoForger(Account),
    /// Its signature is not that of who pays, or a key is not that of its account.
    Signature,
    /// It is in a block below.
    Twice,
    /// The account holds less.
    Uncovered(Account, i64, i64),
    /// An account would hold more than numbers go to.
    TooMuch,
    /// All stakes together would be more than a draw may have tickets.
    TooManyTickets,
}

impl Flaw {
    /// In a sentence, as whoever asked is told.
    pub fn words(&self) -> Phrase {
        match self {
            Self::Amount => phrase!("Amount must be at least 1"),
            Self::NoNode(id) => phrase!("Node {0} does not exist", *id),
            Self::NoForger(account) => phrase!("No node forges for {0}", account.to_string()),
            Self::Signature => phrase!("The signature is not that of the sender"),
            Self::Twice => phrase!("It is in a block already"),
            Self::Uncovered(account, held, amount) => {
                let account = account.to_string();
                phrase!(
                    "{0} holds {1}, which does not cover {2}",
                    account,
                    *held,
                    *amount
                )
            }
            Self::TooMuch => phrase!("No account may hold more than {0}", WHOLE_MAX),
            Self::TooManyTickets => phrase!("At most {0} may be staked in all", STAKES_MAX),
        }
    }
}

/// Who pays, who is paid, and how much.
fn parts(transaction: &Transaction) -> Option<(Account, Account, i64)> {
    Some(match transaction {
        Transaction::Transfer { from, to, amount } => (from.clone(), to.clone(), *amount),
        Transaction::Stake { account, amount } => (account.clone(), account.clone(), *amount),
        Transaction::Faucet { account, amount } => {
            (Account::named(EXCHANGE), account.clone(), *amount)
        }
        _ => return None,
    })
}

/// What is wrong with a transaction whatever anybody holds.
pub fn flaw(signed: &SignedEntry, facts: &Facts) -> Option<Flaw> {
    let transaction = &signed.entry.transaction;
    let (from, to, amount) = parts(transaction)?;
    // V5, V12: amounts below 1 move money backwards, and stakes below 0.
    let quirk = match transaction {
        Transaction::Stake { .. } => "stake-below-zero",
        _ => "any-amount",
    };
    if amount < 1 && !facts.quirk(quirk) {
        return Some(Flaw::Amount);
    }
    let stranger = |account: &Account| match account {
        Account::Node(id) if !facts.has(*id) => Some(Flaw::NoNode(*id)),
        _ => None,
    };
    if let Some(flaw) = stranger(&from).or_else(|| stranger(&to)) {
        return Some(flaw);
    }
    if let Transaction::Stake { account, .. } = transaction
        && forges(account, facts.nodes).is_none()
    {
        return Some(Flaw::NoForger(account.clone()));
    }
    (!signed.is_signed(facts.seed)).then_some(Flaw::Signature)
}

impl State {
    /// Before the first block: genesis has a stake of 1, and nobody else.
    pub fn opening(facts: &Facts) -> Self {
        Self {
            balances: Balances::free(facts.opening_balances()),
            stakers: vec![Staker {
                account: Account::named(GENESIS),
                stake: 1,
                forged: 0,
                expected: 0,
            }],
            keys: BTreeMap::new(),
            ordered: Numbers::default(),
        }
    }

    /// The balances.
    pub fn balances(&self) -> &Balances {
        &self.balances
    }

    /// Everybody with a stake, in the order in which their tickets are drawn.
    pub fn stakers(&self) -> &[Staker] {
        &self.stakers
    }

    /// The stakes by account, in that order: what a draw depends on besides its seed.
    pub fn stakes(&self) -> Vec<(Account, i64)> {
        let stakers = self.stakers.iter();
        stakers.map(|it| (it.account.clone(), it.stake)).collect()
    }

    /// The stake of an account.
    pub fn stake(&self, account: &Account) -> i64 {
        let mut stakers = self.stakers.iter();
        let own = stakers.find(|staker| staker.account == *account);
        own.map_or(0, |staker| staker.stake)
    }

    /// How many tickets a draw has. A stake below 0 (V12) has none, and takes none from others.
    pub fn tickets(&self) -> i64 {
        let stakes = self.stakers.iter().map(|staker| staker.stake.max(0));
        stakes.fold(0, i64::saturating_add)
    }

    /// All stakes together.
    pub fn staked(&self) -> i64 {
        let stakes = self.stakers.iter().map(|staker| staker.stake);
        stakes.fold(0, i64::saturating_add)
    }

    /// The key of an account, if it is known from the blocks.
    pub fn key(&self, account: &Account) -> Option<PublicKey> {
        self.keys.get(account).copied()
    }

    /// Whether a transaction is in a block of the chain.
    pub fn has(&self, request: RequestId) -> bool {
        self.ordered.has(request)
    }

    fn held(&self, account: &Account) -> i64 {
        self.balances.get(account).unwrap_or(0)
    }

    /// Why a transaction cannot be executed now. What it is covered by is what accounts hold in `before`: here, or before
    /// the block that it is for (V4).
    pub fn uncovered(&self, entry: &Entry, before: &Self) -> Option<Flaw> {
        let (from, to, amount) = parts(&entry.transaction)?;
        let held = before.held(&from);
        if held < amount && !matches!(entry.transaction, Transaction::Faucet { .. }) {
            return Some(Flaw::Uncovered(from, held, amount));
        }
        let range = -WHOLE_MAX..=WHOLE_MAX;
        let fits = |balance: i64| range.contains(&balance);
        if let Transaction::Stake { .. } = entry.transaction {
            let tickets = self.tickets().saturating_add(amount);
            return (tickets > STAKES_MAX).then_some(Flaw::TooManyTickets);
        }
        let pays = self.held(&from).saturating_sub(amount);
        let paid = self.held(&to).saturating_add(amount);
        (from != to && !(fits(pays) && fits(paid))).then_some(Flaw::TooMuch)
    }

    /// Executes a transaction, whatever anybody holds.
    pub fn execute(&mut self, entry: &Entry) {
        self.ordered.insert(entry.request);
        let Some((from, to, amount)) = parts(&entry.transaction) else {
            return;
        };
        self.balances.add(&from, amount.saturating_neg());
        if !matches!(entry.transaction, Transaction::Stake { .. }) {
            return self.balances.add(&to, amount);
        }
        let mut stakers = self.stakers.iter_mut();
        match stakers.find(|staker| staker.account == to) {
            Some(staker) => staker.stake = staker.stake.saturating_add(amount),
            None => self.stakers.push(Staker {
                account: to,
                stake: amount,
                forged: 0,
                expected: 0,
            }),
        }
    }

    /// Learns the keys that are named on a transaction.
    pub fn learn(&mut self, signed: &SignedEntry) {
        if let Some((from, to, _)) = parts(&signed.entry.transaction) {
            self.keys.insert(from, signed.slip.sender);
            self.keys.insert(to, signed.slip.receiver);
        }
    }

    /// Counts a draw, before the block is executed: what everybody's chance was, and who has forged with which key.
    pub fn count(&mut self, forger: &Account, key: PublicKey) {
        self.keys.insert(forger.clone(), key);
        let total = self.tickets();
        for staker in &mut self.stakers {
            staker.expected = staker.expected.saturating_add(chance(staker.stake, total));
            staker.forged += u64::from(staker.account == *forger);
        }
    }

    /// What tickets of the stakers are made from.
    pub fn texts(&self, seed: u64) -> Vec<(String, i64)> {
        let text = |staker: &Staker| {
            let known = self.key(&staker.account);
            let key = known.unwrap_or_else(|| public_key(seed, &staker.account));
            // More than that only junk has that somebody adopted unseen.
            (key.pem(), staker.stake.min(STAKES_MAX))
        };
        self.stakers.iter().map(text).collect()
    }

    /// Who may forge the block above one with this hash, in this draw.
    pub fn drawn(&self, tip: BlockHash, attempt: u32, seed: u64) -> Option<Account> {
        // Whoever is alone wins every draw.
        if let [only] = self.stakers.as_slice() {
            return (only.stake > 0).then(|| only.account.clone());
        }
        let texts = self.texts(seed);
        let stakers = texts.iter().map(|(key, stake)| (key.as_str(), *stake));
        let seed = super::lottery::seed_of(crate::ledger::last_hash(tip), attempt);
        let winner = super::lottery::draw(stakers, &seed)?;
        Some(self.stakers[winner.staker].account.clone())
    }
}

/// The share of all tickets that a stake has, in millionths.
pub fn chance(stake: i64, total: i64) -> u64 {
    let (stake, total) = (stake.max(0).unsigned_abs(), total.max(1).unsigned_abs());
    let share = u128::from(stake) * 1_000_000 / u128::from(total);
    u64::try_from(share).unwrap_or(u64::MAX)
}
