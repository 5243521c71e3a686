//! The pool: transactions that wait for a block, and how they come in and go.

use std::collections::{BTreeSet, VecDeque};
use std::hash::{Hash, Hasher};

use super::state::flaw;
use super::{Cx, Flaw, Message, ProofOfStake, REFUSED_KEPT, State, rules};
use crate::ledger::{Block, Entry, SignedEntry};
use crate::node::{Facts, Request};
use crate::record::Fingerprint;
use crate::units::RequestId;
use crate::view::Answer;

/// Transactions that wait, the oldest first, and a digest of which they are.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Pool {
    waiting: VecDeque<SignedEntry>,
    known: BTreeSet<RequestId>,
    digest: u64,
}

/// A number of 53 bits for a request: what pools are compared by.
fn digest(request: RequestId) -> u64 {
    let mut digest = Fingerprint::default();
    request.hash(&mut digest);
    digest.finish() >> 11
}

impl Pool {
    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Those that wait, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &SignedEntry> {
        self.waiting.iter()
    }

    /// Whether a transaction waits.
    pub fn has(&self, request: RequestId) -> bool {
        self.known.contains(&request)
    }

    /// A number that two pools share, so much as certainly, only if the same transactions wait in them.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    fn insert(&mut self, signed: SignedEntry) {
        let request = signed.entry.request;
        if self.known.insert(request) {
            self.digest ^= digest(request);
            self.waiting.push_back(signed);
        }
    }

    /// Takes out all transactions that are not to stay.
    fn retain(&mut self, stays: impl Fn(RequestId) -> bool) {
        let before = self.waiting.len();
        self.waiting.retain(|signed| stays(signed.entry.request));
        if self.waiting.len() < before {
            self.known = self.waiting.iter().map(|it| it.entry.request).collect();
            self.digest = self.known.iter().fold(0, |all, one| all ^ digest(*one));
        }
    }
}

/// What is left of a pool when a block is made of it.
pub struct Sifted {
    /// What follows from the chain and what is taken.
    pub after: State,
    /// What accounts cover, in order.
    pub taken: Vec<SignedEntry>,
    /// What they do not, with the reason.
    pub left: Vec<(SignedEntry, Flaw)>,
}

impl ProofOfStake {
    /// A transaction is entered at its own console, which signs it with the key of who pays.
    pub(super) fn submit(&mut self, request: Request, cx: Cx) {
        let entry = Entry {
            request: request.id,
            transaction: request.transaction,
        };
        let Some(signed) = SignedEntry::sign(entry, cx.seed, millis(cx)) else {
            // Nobody is offered the other kinds.
            return cx.reply(request.id, Answer::Rejected, "");
        };
        if let Some(flaw) = flaw(&signed, cx) {
            cx.rule(&rules::REFUSE);
            cx.reply(request.id, Answer::Rejected, flaw.words().to_string());
            return self.note(signed, flaw);
        }
        cx.rule(&rules::SIGN);
        self.own.insert(request.id);
        self.enter(signed, cx);
        self.look(cx);
    }

    pub(super) fn on_transaction(&mut self, signed: SignedEntry, cx: Cx) {
        let request = signed.entry.request;
        if self.pool.has(request) || self.state.has(request) || self.dropped.has(request) {
            return;
        }
        if let Some(flaw) = flaw(&signed, cx) {
            cx.rule(&rules::REFUSE);
            return self.note(signed, flaw);
        }
        self.enter(signed, cx);
        self.look(cx);
    }

    /// A transaction that is new here and signed comes into the pool, and everybody is told.
    fn enter(&mut self, signed: SignedEntry, cx: Cx) {
        cx.rule(&rules::POOL);
        self.put(signed.clone());
        cx.broadcast(Message::Transaction { signed });
    }

    fn put(&mut self, signed: SignedEntry) {
        let request = signed.entry.request;
        self.refused.retain(|(it, _)| it.entry.request != request);
        self.pool.insert(signed);
    }

    /// Another node's pool: what is lacking here comes in. Nobody is told, as everybody asks for themselves.
    pub(super) fn on_pool(&mut self, transactions: Vec<SignedEntry>, cx: Cx) {
        let before = self.pool.len();
        for signed in transactions {
            let request = signed.entry.request;
            let is_new = !self.pool.has(request) && !self.state.has(request);
            if is_new && flaw(&signed, cx).is_none() {
                self.put(signed);
            }
        }
        if self.pool.len() > before {
            cx.rule(&rules::SYNC);
            self.look(cx);
        }
    }

    /// Takes what comes next in order and is covered, as long as the one before is executed (V4: what they all are covered
    /// by is what accounts held at first).
    pub(super) fn sift(&self, cx: &Facts) -> Sifted {
        let mut sifted = Sifted {
            after: self.state.clone(),
            taken: Vec::new(),
            left: Vec::new(),
        };
        for signed in self.pool.iter() {
            match super::blocks::uncovered(&sifted.after, &self.state, &signed.entry, cx) {
                Some(flaw) => sifted.left.push((signed.clone(), flaw)),
                None => {
                    sifted.after.execute(&signed.entry);
                    sifted.after.learn(signed);
                    sifted.taken.push(signed.clone());
                }
            }
        }
        sifted
    }

    /// Takes what is in a block out of the pool, and then what nobody covers any more. As shipped (V7) only who has forged
    /// the block drops that; it stays in the other pools for ever.
    pub(super) fn clear(&mut self, is_forger: bool, cx: Cx) {
        let state = &self.state;
        self.pool.retain(|request| !state.has(request));
        if cx.quirk("uncovered-kept") && !is_forger {
            return;
        }
        let left = self.sift(cx).left;
        if left.is_empty() {
            return;
        }
        cx.rule(&rules::DROP);
        let dropped: BTreeSet<RequestId> = left.iter().map(|(it, _)| it.entry.request).collect();
        self.pool.retain(|request| !dropped.contains(&request));
        for (signed, flaw) in left {
            let request = signed.entry.request;
            self.dropped.insert(request);
            if self.own.remove(&request) {
                cx.reply(request, Answer::Rejected, flaw.words().to_string());
            }
            self.note(signed, flaw);
        }
    }

    /// Remembers for a while what was refused, and why; of copies the last one.
    fn note(&mut self, signed: SignedEntry, flaw: Flaw) {
        let request = signed.entry.request;
        let is_copy =
            |(it, other): &(SignedEntry, Flaw)| it.entry.request == request && *other == flaw;
        self.refused.retain(|it| !is_copy(it));
        if self.refused.len() == REFUSED_KEPT {
            self.refused.pop_front();
        }
        self.refused.push_back((signed, flaw));
    }

    /// What was only in blocks that were left waits again.
    pub(super) fn take_back(&mut self, left: &[std::sync::Arc<Block>], cx: Cx) {
        for block in left {
            let slips = block.forged.iter().flat_map(|forged| &forged.slips);
            for (entry, slip) in block.entries.iter().zip(slips) {
                if self.state.has(entry.request) {
                    continue;
                }
                if entry.request.asker.node() == Some(cx.id) {
                    self.own.insert(entry.request);
                    cx.reply(entry.request, Answer::RolledBack, "");
                }
                self.put(SignedEntry {
                    entry: entry.clone(),
                    slip: slip.clone(),
                });
            }
        }
    }
}

/// What the clock of a node says, in whole milliseconds.
pub fn millis(cx: &crate::node::Facts) -> u64 {
    cx.now.micros() / 1000
}

#[cfg(test)]
mod tests {
    use crate::session::Session;
    use crate::units::NodeId;

    /// What n3 has in its pool, each with whether it is refused.
    fn pool(script: &str) -> Vec<(String, bool)> {
        let mut session = Session::load(script).expect("it parses");
        session.run_to_end();
        let node = session.view().node(NodeId::new(3)).expect("it is up");
        let pool = node.view.pool.iter();
        pool.map(|it| (it.text.clone(), it.is_refused)).collect()
    }

    #[test]
    fn of_copies_one_is_listed() {
        let forged = "forge transaction n1 -> n3 {transaction: {asked: (\"n1#9\", \"faucet n1 9\"), \
            sender: \"0a8ef433ca99ecc31b6e040658679f1e7f06337a8db4640cc2f186d73557065e\", \
            receiver: \"bdf3b33379f60b649b9d6e9043ded43bd5fb2814947ced8e3f01320f8e39df34\", timestamp: 0";
        let forged = format!("{forged}, signature: \"{}\"}}}}\n", "07".repeat(64));
        let script = format!("protocol proof-of-stake\n{forged}{forged}run 1s\n");
        assert_eq!(pool(&script), [("faucet n1 9".to_owned(), true)]);
    }

    /// n3 has not heard that n2 has money, and drops what n2 pays with it; the others put that into a block.
    #[test]
    fn what_is_in_a_block_after_all_is_not_refused() {
        let cut = "protocol proof-of-stake\nset pool-threshold 1\nsever n1 -> n3\nsever n2 -> n3\n\
            submit n1 faucet n2 10\nrun 1s\nsubmit n3 transfer n2 n1 10\nrun 1s\n";
        let pays = ("n2\u{2192}n1 10".to_owned(), true);
        assert_eq!(pool(cut), [pays]);
        assert_eq!(pool(&format!("{cut}heal\nrun 20s\n")), []);
    }
}
