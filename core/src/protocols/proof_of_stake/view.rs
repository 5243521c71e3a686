//! What proof of stake shows: a glance, and everything.

use super::about::{FORGING, VALIDATING, WAITING};
use super::forge::{drawn, redraw_after, threshold};
use super::lottery::{distance, hash_of, seed_of, tickets};
use super::message::allegiance;
use super::state::{EXCHANGE, STAKES_MAX, State, chance, forges};
use super::sync::replayed;
use super::{Evidence, ProofOfStake};
use crate::ledger::{Account, BlockHash, Chain, Literal, Transaction, last_hash};
use crate::node::Facts;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::units::Ratio;
use crate::view::{
    AccountView, DrawView, EvidenceView, Fact, Glance, LotteryView, NodeView, PendingView,
    PoolView, StakerView, Storage, TICKETS_SHOWN, TicketView,
};

pub fn glance(node: &ProofOfStake) -> Glance {
    let last = node.chain.blocks().next_back();
    let leader = node.awaited;
    Glance {
        role: match (leader == Some(node.id), node.waits) {
            (true, _) => &FORGING,
            (false, true) => &WAITING,
            (false, false) => &VALIDATING,
        },
        allegiance: last.map(|block| allegiance(block)),
        leader,
        tip: node.chain.tip(),
        height: node.chain.height(),
        committed: node.chain.height(),
        pending: u32::try_from(node.own.len()).unwrap_or(u32::MAX),
    }
}

pub fn view(node: &ProofOfStake, facts: &Facts) -> NodeView {
    let pending = node
        .pool
        .iter()
        .filter(|it| node.own.contains(&it.entry.request));
    let pending = pending.map(|signed| PendingView {
        request: signed.entry.request,
        text: signed.entry.transaction.brief(),
    });
    NodeView {
        goal: goal(node, facts),
        brief: brief(node, facts),
        facts: facts_of(node, facts),
        pending: pending.collect(),
        pool: pool(node, facts),
        accounts: accounts(node),
        why_not: why_not(node, facts),
        lottery: Some(lottery(node, facts)),
        evidence: node.evidence.iter().map(evidence).collect(),
        ..NodeView::of(&node.chain)
    }
}

/// What is staked for the accounts that it forges for.
fn brief(node: &ProofOfStake, facts: &Facts) -> Vec<Phrase> {
    let own = node.state.stakers().iter();
    let own = own.filter(|it| forges(&it.account, facts.nodes) == Some(facts.id));
    match own.map(|it| it.stake.max(0)).sum::<i64>() {
        0 => Vec::new(),
        stake => vec![phrase!("stake {0}", stake)],
    }
}

fn named(account: &Account, facts: &Facts) -> Phrase {
    match forges(account, facts.nodes) {
        Some(id) if Account::Node(id) != *account => {
            phrase!("{0} at {1}", account.to_string(), id)
        }
        _ => phrase!("{0}", account.to_string()),
    }
}

fn goal(node: &ProofOfStake, facts: &Facts) -> Phrase {
    let (have, need) = (node.pool.len(), threshold(facts));
    let Some(forger) = &node.forger else {
        return phrase!("Nobody has a stake, so nobody can forge.");
    };
    let waits = counted(have, "transaction");
    if node.waits {
        return phrase!(
            "It waits for the block of {0}, who is drawn. Its pool holds {1}.",
            named(forger, facts),
            waits
        );
    }
    match node.awaited == Some(facts.id) {
        true => phrase!(
            "It is drawn to forge the next block, once its pool holds {0}. Now it holds {1}.",
            counted(need, "transaction"),
            waits
        ),
        false => phrase!(
            "It validates. Once pools hold {0}, {1} is to forge. Now its own holds {2}.",
            counted(need, "transaction"),
            named(forger, facts),
            waits
        ),
    }
}

fn why_not(node: &ProofOfStake, facts: &Facts) -> Vec<Phrase> {
    if !node.waits {
        return Vec::new();
    }
    let Some(forger) = &node.forger else {
        return vec![
            phrase!("Its pool holds enough, but no account has a stake: nobody has a ticket."),
            phrase!(
                "Only a block could bring a stake, and nobody can forge one. All wait for ever."
            ),
        ];
    };
    let above = match node.chain.tip() {
        BlockHash::GENESIS => phrase!("genesis"),
        hash => phrase!("block {0}", hash),
    };
    let mut why = vec![
        phrase!(
            "The lottery above {0} was won by {1}: nobody else's block would be accepted.",
            above,
            named(forger, facts)
        ),
        phrase!("It forges when its own pool holds enough. If it is down or cut off, all wait."),
    ];
    why.push(match redraw_after(facts) {
        Some(span) => phrase!("After {0} of silence everybody draws again.", span),
        None => phrase!("Nobody draws again: that is switched off."),
    });
    why
}

/// What waits, covered or not, and what was refused last.
fn pool(node: &ProofOfStake, facts: &Facts) -> Vec<PoolView> {
    let sifted = node.sift(facts);
    let of = |signed: &crate::ledger::SignedEntry, known, is_refused| PoolView {
        request: signed.entry.request,
        text: signed.entry.transaction.brief(),
        known,
        is_refused,
    };
    let waits = node.pool.iter().map(|signed| {
        let left = sifted.left.iter().find(|(it, _)| it == signed);
        let known = match left {
            Some((_, flaw)) => phrase!("Not covered now: {0}.", flaw.words()),
            None => phrase!("Signed and covered. It waits for a block."),
        };
        of(signed, known, false)
    });
    let refused = node.refused.iter();
    let refused = refused.map(|(signed, flaw)| of(signed, phrase!("{0}.", flaw.words()), true));
    waits.chain(refused).collect()
}

/// What its own transactions that wait would take from an account.
fn leaves(node: &ProofOfStake, account: &Account) -> i64 {
    let own = node
        .pool
        .iter()
        .filter(|it| node.own.contains(&it.entry.request));
    let amounts = own.filter_map(|it| match &it.entry.transaction {
        Transaction::Transfer { from, amount, .. } if from == account => Some(*amount),
        Transaction::Stake {
            account: of,
            amount,
        } if of == account => Some(*amount),
        _ => None,
    });
    amounts.fold(0, i64::saturating_add)
}

fn accounts(node: &ProofOfStake) -> Vec<AccountView> {
    let state = &node.state;
    let of = |account: Account, balance| AccountView {
        stake: Some(state.stake(&account).max(0).unsigned_abs()),
        key: state.key(&account).map(|key| key.to_string()),
        is_source: account == Account::named(EXCHANGE),
        ..AccountView::of(account.clone(), balance, leaves(node, &account))
    };
    let mut accounts: Vec<AccountView> = state
        .balances()
        .iter()
        .map(|(account, balance)| of(account, balance))
        .collect();
    // Whoever has a stake and no money yet.
    for staker in state.stakers() {
        if !accounts.iter().any(|it| it.account == staker.account) {
            accounts.push(of(staker.account.clone(), 0));
        }
    }
    accounts
}

fn fact(name: &'static str, value: Literal, words: Phrase, storage: Storage) -> Fact {
    Fact {
        name,
        value,
        words,
        storage,
    }
}

fn whole(number: impl TryInto<i64>) -> Literal {
    Literal::Whole(number.try_into().unwrap_or(i64::MAX))
}

fn facts_of(node: &ProofOfStake, facts: &Facts) -> Vec<Fact> {
    let mut all = of_draw(node, facts);
    all.extend(of_blocks(node));
    all
}

fn memory(name: &'static str, value: Literal, words: Phrase) -> Fact {
    fact(name, value, words, Storage::Memory)
}

/// Who is to forge, what waits, and what the chances are.
fn of_draw(node: &ProofOfStake, facts: &Facts) -> Vec<Fact> {
    let forger = node.forger.as_ref();
    let stakers = node.state.stakers().iter();
    let stakes = stakers.clone().map(|it| {
        let account = Literal::text(it.account.to_string());
        Literal::Tuple(vec![account, Literal::Whole(it.stake)])
    });
    let listed = stakers.map(|it| format!("{} {}", it.account, it.stake));
    let listed: Vec<String> = listed.collect();
    let waits = node.pool.iter().map(|it| it.entry.transaction.brief());
    let waits: Vec<String> = waits.collect();
    vec![
        memory(
            "forger",
            forger.map_or(Literal::None, |it| Literal::text(it.to_string())),
            forger.map_or(phrase!("nobody"), |it| named(it, facts)),
        ),
        memory(
            "pool",
            whole(node.pool.len()),
            match waits.as_slice() {
                [] => phrase!("empty"),
                waits => phrase!("{0}", waits.join(", ")),
            },
        ),
        memory(
            "attempt",
            whole(node.attempt),
            match node.attempt {
                0 => phrase!("the first draw above its last block"),
                later => phrase!("draw {0} above its last block", later + 1),
            },
        ),
        memory(
            "stakes",
            Literal::List(stakes.collect()),
            phrase!("{0}", listed.join(", ")),
        ),
    ]
}

/// What it has refused, seen and signed.
fn of_blocks(node: &ProofOfStake) -> Vec<Fact> {
    let refused = node.fault.as_ref();
    let why = refused.map(|(_, fault)| Literal::text(fault.words().to_string()));
    let signed = node.disk.count();
    vec![
        memory(
            "refused",
            why.unwrap_or(Literal::None),
            refused.map_or(phrase!("no block yet"), |(hash, fault)| {
                phrase!("block {0}: {1}", *hash, fault.words())
            }),
        ),
        memory(
            "evidence",
            whole(node.evidence.len()),
            match node.evidence.last() {
                None => phrase!("it has seen nobody sign twice"),
                Some(last) => words_of(last),
            },
        ),
        fact(
            "signed",
            whole(signed),
            phrase!("{0} with its own keys", counted(signed, "block")),
            Storage::Disk,
        ),
    ]
}

fn words_of(evidence: &Evidence) -> Phrase {
    let [own, other] = evidence.blocks.each_ref().map(|block| block.hash);
    phrase!(
        "{0} has signed {1} and {2}, both at height {3}. To sign costs it nothing, so nothing keeps it from that.",
        evidence.signer.to_string(),
        own,
        other,
        evidence.height
    )
}

fn evidence(evidence: &Evidence) -> EvidenceView {
    EvidenceView {
        signer: evidence.signer.clone(),
        height: evidence.height,
        blocks: evidence.blocks.each_ref().map(|block| block.hash),
        words: words_of(evidence),
    }
}

fn lottery(node: &ProofOfStake, facts: &Facts) -> LotteryView {
    let state = &node.state;
    let total = state.tickets();
    let stakers = state.stakers().iter().map(|staker| StakerView {
        account: staker.account.clone(),
        node: forges(&staker.account, facts.nodes),
        stake: staker.stake.max(0).unsigned_abs(),
        chance: Ratio(u32::try_from(chance(staker.stake, total)).unwrap_or(u32::MAX)),
        forged: staker.forged,
        expected: staker.expected,
    });
    LotteryView {
        height: node.chain.height() + 1,
        drawn: node.forger.clone(),
        stakers: stakers.collect(),
        chi_square: chi_square(state),
    }
}

/// Pearson's test in millionths: how far what was forged lies from what was to be expected.
fn chi_square(state: &State) -> Option<u64> {
    let expected = state.stakers().iter().filter(|staker| staker.expected > 0);
    if expected.clone().count() < 2 {
        return None;
    }
    let terms = expected.map(|staker| {
        let forged = i128::from(staker.forged) * 1_000_000;
        let off = forged - i128::from(staker.expected);
        off * off / i128::from(staker.expected)
    });
    u64::try_from(terms.sum::<i128>()).ok()
}

/// The draw of the block at this height: of the next one, or of a past one with the stakes as they were then.
pub fn draw(node: &ProofOfStake, height: u64, facts: &Facts) -> Option<DrawView> {
    let next = node.chain.height() + 1;
    if height == next {
        let above = Above {
            state: &node.state,
            below: &node.chain,
            attempt: node.attempt,
            forged: None,
        };
        let waits = Some(goal(node, facts));
        return Some(DrawView {
            waits,
            ..drawing(&above, facts)
        });
    }
    let forged = node.chain.block(height)?.forged.as_ref()?;
    let mut below = node.chain.clone();
    below.truncate(height - 1);
    let state = replayed(&below, State::opening(facts));
    let above = Above {
        state: &state,
        below: &below,
        attempt: forged.attempt,
        forged: Some(&forged.forger),
    };
    Some(drawing(&above, facts))
}

/// The place of a draw: above a chain, with what follows from that.
struct Above<'a> {
    state: &'a State,
    below: &'a Chain,
    attempt: u32,
    forged: Option<&'a Account>,
}

fn drawing(above: &Above, facts: &Facts) -> DrawView {
    let seed = seed_of(last_hash(above.below.tip()), above.attempt);
    let reference = hash_of(&seed);
    let mut all: Vec<TicketView> = Vec::new();
    for (staker, (key, stake)) in above
        .state
        .stakers()
        .iter()
        .zip(above.state.texts(facts.seed))
    {
        let count = usize::try_from(stake.clamp(0, STAKES_MAX)).unwrap_or(0);
        let own = (1..).zip(tickets(&key, &seed).take(count));
        all.extend(own.map(|(number, value)| TicketView {
            owner: staker.account.clone(),
            number,
            value,
            distance: distance(&value, &reference),
        }));
    }
    let total = all.len() as u64;
    if all.len() > TICKETS_SHOWN {
        let mut near: Vec<[u8; 32]> = all.iter().map(|ticket| ticket.distance).collect();
        let (_, last, _) = near.select_nth_unstable(TICKETS_SHOWN - 1);
        let last = *last;
        all.retain(|ticket| ticket.distance <= last);
        all.truncate(TICKETS_SHOWN);
    }
    let nearest = all.iter().map(|ticket| ticket.distance).min();
    let winner = all
        .iter()
        .position(|ticket| Some(ticket.distance) == nearest);
    let tip = above.below.blocks().next_back();
    let account = drawn(above.state, tip, above.attempt, facts.seed);
    DrawView {
        height: above.below.height() + 1,
        seed,
        reference,
        tickets: all,
        total,
        winner,
        forger: account.and_then(|account| forges(&account, facts.nodes)),
        forged: above.forged.cloned(),
        waits: None,
    }
}

#[cfg(test)]
mod tests {
    use crate::session::Session;
    use crate::units::NodeId;

    /// V12 may leave stakes below 0: they are no tickets, and take none from others.
    #[test]
    fn chances_are_shares_of_the_tickets() {
        let script = "protocol proof-of-stake\nset quirk V12 on\nset pool-threshold 1\nsubmit n1 faucet n2 40\nrun 1s\n\
            submit n1 stake n1 -50\nrun 1s\nsubmit n2 stake n2 3\nrun 1s\n";
        let mut session = Session::load(script).expect("it parses");
        session.run_to_end();
        let node = session.view().node(NodeId::FIRST).expect("it is up");
        let stakers = node.view.lottery.expect("there is one").stakers;
        let chances: Vec<u32> = stakers.iter().map(|it| it.chance.0).collect();
        assert_eq!(chances, [250_000, 0, 750_000]);
    }

    #[test]
    fn whoever_waits_for_nobody_says_why() {
        let script = "protocol proof-of-stake\nset quirk V12 on\nset pool-threshold 1\nsubmit n1 stake genesis -1\nrun 1s\n\
            submit n1 faucet n2 1\nrun 1s\n";
        let mut session = Session::load(script).expect("it parses");
        session.run_to_end();
        let node = session.view().node(NodeId::new(2)).expect("it is up");
        let why: Vec<String> = node.view.why_not.iter().map(ToString::to_string).collect();
        assert!(why[0].contains("no account has a stake"), "{why:?}");
    }
}
