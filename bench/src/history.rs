//! Histories as clients of a store tell them: five clients at few keys, with faults. Until a system has clients this is
//! a store of its own: every operation has its effect at an instant between its beginning and its end, or, if its
//! client gave up, at any later time or never.

use synod_core::history::{ABSENT, History, Judgement, STORED};
use synod_core::ledger::{Literal, Transaction};
use synod_core::rng::{Purpose, Who, draw};
use synod_core::units::{Address, ClientId, Moment, RequestId, Time};
use synod_core::view::Answer;

/// What is told, and how hard it is made.
#[derive(Clone, Copy, Debug)]
pub struct Tale {
    /// How many operations.
    pub operations: u32,
    /// How many clients, each of which has one operation under way.
    pub clients: u16,
    /// How many keys they ask for.
    pub keys: u64,
    /// How many different values they store.
    pub values: u64,
    /// Of a hundred operations so many are never answered.
    pub lost: u64,
    /// Chance.
    pub seed: u64,
}

impl Tale {
    /// The one of the budgets.
    pub const ROW: Self = Self {
        operations: 1000,
        clients: 5,
        keys: 3,
        values: 8,
        lost: 4,
        seed: 1,
    };
}

/// A thing that is told.
#[derive(Clone, Debug)]
pub enum Word {
    /// An operation begins.
    Invoked(RequestId, Transaction, Moment),
    /// It ends.
    Ended(RequestId, Answer, String, Moment),
}

/// What happens to one operation, when.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Begin,
    Effect,
    End,
}

/// Draws of one tale, one after the other.
struct Chance(u64, u32);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.1 += 1;
        draw(self.0, Who::link(0, 0), self.1, Purpose::Storm) % bound
    }
}

/// All that is told in it, in order.
pub fn words(tale: Tale) -> Vec<Word> {
    let mut chance = Chance(tale.seed, 0);
    let mut asked = Vec::new();
    let mut events = Vec::new();
    let mut free = vec![0; usize::from(tale.clients)];
    for number in 0..tale.operations {
        let client = (0..free.len()).min_by_key(|it| free[*it]).unwrap_or(0);
        let begun = free[client] + 1 + chance.below(10);
        let ended = begun + 2 + chance.below(40);
        let effect = begun + 1 + chance.below(ended - begun - 1);
        let lost = chance.below(100) < tale.lost;
        let place = asked.len();
        events.push((begun, Phase::Begin, place));
        events.push((ended, Phase::End, place));
        match (lost, chance.below(2)) {
            (false, _) => events.push((effect, Phase::Effect, place)),
            (true, 0) => events.push((ended + chance.below(400), Phase::Effect, place)),
            // It never reached anybody.
            (true, _) => {}
        }
        let key = Literal::Whole(chance.below(tale.keys) as i64);
        let value = Literal::Whole(chance.below(tale.values) as i64);
        let transaction = match chance.below(10) {
            0..5 => Transaction::Get { key },
            5..9 => Transaction::Put { key, value },
            _ => Transaction::Delete { key },
        };
        let asker = Address::Client(ClientId::new(client as u16 + 1));
        let number = number + 1;
        asked.push((RequestId { asker, number }, transaction, lost));
        free[client] = ended;
    }
    events.sort_unstable();
    told(&asked, &events)
}

fn told(asked: &[(RequestId, Transaction, bool)], events: &[(u64, Phase, usize)]) -> Vec<Word> {
    let mut store = std::collections::BTreeMap::new();
    let mut answers = vec![String::new(); asked.len()];
    let mut words = Vec::new();
    for (step, &(time, phase, place)) in events.iter().enumerate() {
        let (id, transaction, lost) = &asked[place];
        let now = Moment {
            step: step as u32,
            time: Time(time * 100_000),
        };
        match phase {
            Phase::Begin => words.push(Word::Invoked(*id, transaction.clone(), now)),
            Phase::Effect => answers[place] = apply(&mut store, transaction),
            Phase::End if *lost => {
                words.push(Word::Ended(*id, Answer::Unknown, String::new(), now));
            }
            Phase::End => {
                let text = answers[place].clone();
                words.push(Word::Ended(*id, Answer::Committed, text, now));
            }
        }
    }
    words
}

fn apply(
    store: &mut std::collections::BTreeMap<Literal, Literal>,
    transaction: &Transaction,
) -> String {
    match transaction {
        Transaction::Put { key, value } => {
            store.insert(key.clone(), value.clone());
        }
        Transaction::Delete { key } => {
            store.remove(key);
        }
        Transaction::Get { key } => {
            return store.get(key).map_or(ABSENT.into(), Literal::to_string);
        }
        other => unreachable!("{other} is not asked for"),
    }
    STORED.into()
}

/// Judges a history as it is told.
pub fn judge(words: &[Word]) -> Judgement {
    let mut history = History::default();
    for word in words {
        match word {
            Word::Invoked(id, transaction, now) => history.invoked(*id, transaction, *now),
            Word::Ended(id, answer, text, now) => {
                history.ended(*id, *answer, text, *now);
            }
        }
    }
    history.judgement()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_tells_no_lies_and_one_lie_is_found() {
        for seed in 1..50 {
            let mut words = words(Tale { seed, ..Tale::ROW });
            assert_eq!(words.len(), 2000);
            assert_eq!(judge(&words), Judgement::Linearisable, "seed {seed}");
            // A value that was never stored, told by the last get.
            let last = words.iter_mut().rev().find_map(|word| match word {
                Word::Ended(_, Answer::Committed, text, _) if text != STORED => Some(text),
                _ => None,
            });
            *last.expect("somebody reads") = "99".into();
            assert!(
                matches!(judge(&words), Judgement::Violated(_)),
                "seed {seed}"
            );
        }
    }
}
