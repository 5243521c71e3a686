//! Miners that do not show what they have found. Both attacks are published; neither breaks a rule that others could check.
//!
//! *Withhold* is algorithm 1 of Eyal and Sirer (2014). The miner keeps its blocks to itself, and shows them when the others
//! come near: all of them if the others are one block behind or level with it, else as many as the others have. If they are
//! level there is a race, and its next block wins it.
//!
//! *Double-spend* is section 11 of Nakamoto (2008). A transfer from its own account that is entered at its own console is kept
//! secret: the rival. When it sees another transfer from its account, the payment, it mines a branch without that and with the
//! rival. It shows the branch once the payment is final for whoever waits for `confirmations`, and its branch is better.

use std::sync::Arc;

use super::{Branch, Cx, ProofOfWork, about, rules};
use crate::ledger::{Account, Entry, Transaction};
use crate::units::{NodeId, RequestId};

/// A branch that falls so far behind is given up: the chance to catch up is below one in a million for a third of the power.
const GIVE_UP: u64 = 20;

/// What is attempted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Attack {
    /// Nothing.
    None,
    /// Selfish mining.
    Withhold,
    /// Paying twice.
    DoubleSpend,
}

/// What a miner is up to that is not honest.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Plan {
    /// What it shows: the best chain that is public.
    pub shown: Arc<Branch>,
    /// How long its own chain was when it was looked at last.
    length: u64,
    /// Whether the others have a branch as long as the one that it shows.
    racing: bool,
    /// Transfers that it keeps to itself.
    rivals: Vec<Entry>,
    /// The payment that it means to undo.
    payment: Option<RequestId>,
}

impl ProofOfWork {
    /// What it gives to whoever asks for its chain.
    pub(super) fn offered(&self) -> &Arc<Branch> {
        self.plan.as_ref().map_or(&self.own, |plan| &plan.shown)
    }

    /// Whether it keeps blocks, or a transfer, to itself.
    pub fn hides(&self) -> bool {
        let hides = |plan: &Plan| plan.shown.at() != self.own.at() || !plan.rivals.is_empty();
        self.plan.as_deref().is_some_and(hides)
    }

    /// The transfers that it keeps to itself.
    pub(super) fn rivals(&self) -> &[Entry] {
        self.plan.as_ref().map_or(&[], |plan| &plan.rivals)
    }

    /// What its next block says in an attack.
    pub(super) fn next_secret(&self) -> Option<&Entry> {
        let plan = self.plan.as_ref().filter(|plan| plan.payment.is_some())?;
        plan.rivals.first().filter(|it| !self.own.has(it.request))
    }

    /// The payment that its branch must not have.
    pub(super) fn undoes(&self) -> Option<RequestId> {
        self.plan.as_ref()?.payment
    }

    /// Whether a transfer is one that it keeps to itself.
    pub(super) fn keeps_secret(&mut self, entry: &Entry, cx: Cx) -> bool {
        let pays = is_from(entry, cx.id.into()) && entry.request.asker == cx.id.into();
        match &mut self.plan {
            Some(plan) if pays && about::attack(cx) == Attack::DoubleSpend => {
                plan.rivals.push(entry.clone());
                true
            }
            _ => false,
        }
    }

    /// Another's chain arrives.
    pub(super) fn on_offer(&mut self, offered: &Arc<Branch>, cx: Cx) {
        let Some(plan) = &self.plan else {
            return self.on_chain(offered, cx);
        };
        let branch = offered.judged(about::law(cx));
        let by_work = about::by_work(cx);
        if branch.worth(by_work) <= plan.shown.worth(by_work) {
            return cx.rule(&rules::KEEP);
        }
        if !branch.is_valid(about::difficulty(cx)) {
            return cx.rule(&rules::REFUSE);
        }
        match about::attack(cx) {
            Attack::Withhold => self.answer_with_own(branch, cx),
            _ => self.learn(branch, cx),
        }
    }

    /// The others have come further: it shows as much of its own chain as that takes, or follows them.
    fn answer_with_own(&mut self, branch: Arc<Branch>, cx: Cx) {
        let (ours, theirs) = (self.own.height(), branch.height());
        let shown = match ours.checked_sub(theirs) {
            None => {
                cx.rule(&rules::ADOPT);
                self.follow(branch.clone(), cx);
                self.disk.write(self.own.clone(), cx.now.micros());
                branch
            }
            Some(0 | 1) => {
                cx.rule(&rules::SHOW);
                self.own.clone()
            }
            Some(_) => {
                cx.rule(&rules::SHOW);
                Arc::new(self.own.below(theirs, about::law(cx)))
            }
        };
        if let Some(plan) = &mut self.plan {
            plan.racing = ours == theirs;
            plan.shown = shown;
            plan.length = self.own.height();
        }
    }

    /// The public chain has grown. It follows that one too, unless it mines against it.
    fn learn(&mut self, branch: Arc<Branch>, cx: Cx) {
        if self.undoes().is_none() {
            self.on_chain(&branch, cx);
        }
        if let Some(plan) = &mut self.plan {
            plan.shown = branch;
        }
    }

    /// What an attacker does after everything that happens.
    pub(super) fn scheme(&mut self, cx: Cx) {
        let attack = about::attack(cx);
        if attack == Attack::None {
            return self.repent(cx);
        }
        let own = &self.own;
        self.plan.get_or_insert_with(|| {
            Box::new(Plan {
                shown: own.clone(),
                length: own.height(),
                racing: false,
                rivals: Vec::new(),
                payment: None,
            })
        });
        match attack {
            Attack::Withhold => self.win_race(cx),
            _ => self.double_spend(cx),
        }
    }

    /// An attacker becomes honest: it shows all that it has, and follows the better chain.
    fn repent(&mut self, cx: Cx) {
        let Some(plan) = self.plan.take() else {
            return;
        };
        self.pool.arrive(plan.rivals);
        self.on_chain(&plan.shown, cx);
    }

    /// A block of its own ends a race.
    fn win_race(&mut self, cx: Cx) {
        let Some(plan) = &mut self.plan else { return };
        if self.own.height() <= plan.length {
            return;
        }
        plan.length = self.own.height();
        if std::mem::take(&mut plan.racing) {
            plan.shown = self.own.clone();
            cx.rule(&rules::SHOW);
        } else {
            cx.rule(&rules::WITHHOLD);
        }
    }

    fn double_spend(&mut self, cx: Cx) {
        match self.undoes() {
            None => self.begin_to_undo(cx),
            Some(payment) => self.strike(payment, cx),
        }
    }

    /// With a rival at hand and a payment in sight it leaves the public chain below the payment.
    fn begin_to_undo(&mut self, cx: Cx) {
        let Some(plan) = self.plan.as_mut().filter(|plan| !plan.rivals.is_empty()) else {
            // All that it found honestly is public.
            let own = self.own.clone();
            if let Some(plan) = &mut self.plan {
                plan.shown = own;
            }
            return;
        };
        plan.shown = self.own.clone();
        let Some((payment, height)) = self.sees_payment(cx.id) else {
            return;
        };
        if let Some(plan) = &mut self.plan {
            plan.payment = Some(payment);
        }
        cx.rule(&rules::DOUBLE);
        if height <= self.own.height() {
            let below = self.own.below(height - 1, about::law(cx));
            self.follow(Arc::new(below), cx);
        }
    }

    /// A transfer from its account that others ask for, and the height of its block, or of the next one if it waits.
    fn sees_payment(&self, id: NodeId) -> Option<(RequestId, u64)> {
        let is_payment = |it: &&Entry| is_from(it, id.into()) && it.request.asker != id.into();
        let recent = self.own.height().saturating_sub(GIVE_UP);
        let mut blocks = self.own.above(recent);
        let ordered = blocks.find_map(|block| {
            let entry = block.entries.iter().find(is_payment)?;
            Some((entry.request, block.height))
        });
        let waits = || {
            let entry = self.pool.entries().iter().find(is_payment)?;
            Some((entry.request, self.own.height() + 1))
        };
        ordered.or_else(waits)
    }

    /// Whether it keeps a transfer to itself.
    pub(super) fn has_secret(&self, request: RequestId) -> bool {
        self.rivals().iter().any(|rival| rival.request == request)
    }

    /// Shows the branch when the payment is final for others and the branch better; gives it up when it is hopeless.
    fn strike(&mut self, payment: RequestId, cx: Cx) {
        let by_work = about::by_work(cx);
        let Some(plan) = &mut self.plan else { return };
        let shown = plan.shown.clone();
        let deep = about::confirmations(cx);
        let last = shown.height().saturating_sub(deep - 1);
        let is_final = shown.has(payment) && !shown.above(last).any(|block| block.orders(payment));
        if is_final && self.own.worth(by_work) > shown.worth(by_work) {
            plan.shown = self.own.clone();
            plan.payment = None;
            plan.rivals.remove(0);
            cx.rule(&rules::STRIKE);
        } else if shown.height() > self.own.height() + GIVE_UP {
            plan.payment = None;
            let rivals = std::mem::take(&mut plan.rivals);
            cx.rule(&rules::GIVE_UP);
            self.pool.arrive(rivals);
            self.on_chain(&shown, cx);
        }
    }
}

/// Whether a transfer takes from an account.
fn is_from(entry: &Entry, account: Account) -> bool {
    matches!(&entry.transaction, Transaction::Transfer { from, .. } if *from == account)
}
