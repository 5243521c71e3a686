//! The judge of client histories against a search through all orders, on small histories of every kind.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use synod_core::history::{History, Judgement};
use synod_core::ledger::{Literal, Transaction};
use synod_core::protocols::multi_paxos::TEXTS;
use synod_core::units::{Address, ClientId, Moment, RequestId, Time};
use synod_core::view::Answer;

/// How many histories are compared.
const CASES: u32 = 6_000;
/// How many clients ask.
const CLIENTS: usize = 4;

/// What a client does next: it asks if it waits for nothing, else it has its answer.
#[derive(Clone, Copy, Debug)]
struct Act {
    client: usize,
    /// Below three a get, then puts, then a delete.
    kind: u8,
    /// What is stored, or read: zero is nothing.
    value: i64,
    /// Of ten answers one is no, and one never comes.
    fate: u8,
    /// Whether a get says what can be explained, if anything can, so that histories go on.
    steered: bool,
}

/// An operation of the plain kind that the search looks at.
#[derive(Clone, Copy, Debug)]
struct Plain {
    key: i64,
    get: bool,
    value: i64,
    begun: usize,
    /// When it was answered. What was not may have happened.
    ended: Option<usize>,
}

fn act() -> impl Strategy<Value = Act> {
    let what = (0..CLIENTS, 0..7_u8, 0..3_i64, 0..10_u8);
    (what, prop::bool::weighted(0.7)).prop_map(|((client, kind, value, fate), steered)| Act {
        client,
        kind,
        value,
        fate,
        steered,
    })
}

/// Whether the operations can be put in an order that explains all answers: each next one must have begun before the
/// first end of those that are left.
fn explained(left: &[Plain], held: i64) -> bool {
    let Some(first) = left.iter().filter_map(|it| it.ended).min() else {
        return true;
    };
    (0..left.len()).any(|place| {
        let it = left[place];
        let mut rest = left.to_vec();
        rest.remove(place);
        it.begun < first
            && (!it.get || it.value == held)
            && explained(&rest, if it.get { held } else { it.value })
    })
}

/// The whole history, of every key by itself. A get that was not answered asks for nothing.
fn all_explained(history: &[Plain]) -> bool {
    (0..2).all(|key| {
        let it = history.iter().copied();
        let of_key: Vec<Plain> = it
            .filter(|it| it.key == key && (!it.get || it.ended.is_some()))
            .collect();
        explained(&of_key, 0)
    })
}

fn text(value: i64) -> String {
    match value {
        0 => TEXTS.absent.into(),
        value => value.to_string(),
    }
}

/// What a judge is told of an operation.
#[derive(Debug)]
enum Word {
    Invoked(Transaction),
    Ended(Answer, String),
}

/// A history as the judge and as the search are told of it.
struct Both {
    judge: History,
    plain: Vec<Plain>,
    waiting: [Option<(RequestId, usize)>; CLIENTS],
    /// Told at once at the end, to a judge of its own.
    told: Vec<(RequestId, Word, Moment)>,
    /// Rejected operations, which never had an effect.
    refused: Vec<usize>,
}

impl Both {
    fn new() -> Self {
        Self {
            judge: History::of(TEXTS),
            plain: Vec::new(),
            waiting: [None; CLIENTS],
            told: Vec::new(),
            refused: Vec::new(),
        }
    }

    fn begin(&mut self, act: Act, key: i64, now: Moment) {
        let asker = Address::Client(ClientId::new(act.client as u16 + 1));
        let number = self.plain.len() as u32 + 1;
        let id = RequestId { asker, number };
        let name = Literal::Whole(key);
        let (value, put) = (act.value.max(1), Literal::Whole(act.value.max(1)));
        let (transaction, get, value) = match act.kind {
            0..3 => (Transaction::Get { key: name }, true, 0),
            3..6 => (
                Transaction::Put {
                    key: name,
                    value: put,
                },
                false,
                value,
            ),
            _ => (Transaction::Delete { key: name }, false, 0),
        };
        self.judge.invoked(id, &transaction, now);
        self.told.push((id, Word::Invoked(transaction), now));
        self.waiting[act.client] = Some((id, self.plain.len()));
        let (begun, ended) = (now.step as usize, None);
        self.plain.push(Plain {
            key,
            get,
            value,
            begun,
            ended,
        });
    }

    fn end(&mut self, act: Act, (id, place): (RequestId, usize), now: Moment) -> Judgement {
        let it = &mut self.plain[place];
        let (answer, said) = match act.fate {
            0 => {
                self.refused.push(place);
                (Answer::Rejected, String::new())
            }
            1 => (Answer::Unknown, String::new()),
            _ => {
                it.ended = Some(now.step as usize);
                let said = if it.get {
                    text(self.read(act, place))
                } else {
                    TEXTS.stored.into()
                };
                (Answer::Committed, said)
            }
        };
        self.told.push((id, Word::Ended(answer, said.clone()), now));
        self.judge.ended(id, answer, &said, now)
    }

    /// What a get says.
    fn read(&mut self, act: Act, place: usize) -> i64 {
        for turn in 0..3 {
            self.plain[place].value = (act.value + turn) % 3;
            if !act.steered || self.is_explained() {
                break;
            }
        }
        self.plain[place].value
    }

    /// What the search says of all that was told so far.
    fn is_explained(&self) -> bool {
        let places = (0..self.plain.len()).filter(|place| !self.refused.contains(place));
        all_explained(&places.map(|place| self.plain[place]).collect::<Vec<_>>())
    }

    /// What a judge says that is told everything in one go.
    fn at_once(&self) -> Judgement {
        let mut judge = History::of(TEXTS);
        for (id, what, now) in &self.told {
            match what {
                Word::Invoked(transaction) => judge.invoked(*id, transaction, *now),
                Word::Ended(answer, said) => drop(judge.ended(*id, *answer, said, *now)),
            }
        }
        judge.judgement()
    }
}

/// Plays a history until it is violated or over, and compares at every end. Whether it was explained to the end.
fn compared(acts: &[(Act, bool)]) -> Result<bool, TestCaseError> {
    let mut both = Both::new();
    for (step, (act, other_key)) in acts.iter().enumerate() {
        let time = Time(step as u64);
        let now = Moment {
            step: step as u32,
            time,
        };
        // Judges are cloned with every checkpoint; what they were cloned from must not matter.
        let kept = both.judge.clone();
        let Some(waits) = both.waiting[act.client].take() else {
            both.begin(*act, i64::from(*other_key), now);
            continue;
        };
        let judgement = both.end(*act, waits, now);
        let expected = both.is_explained();
        let said = judgement == Judgement::Linearisable;
        prop_assert_eq!(said, expected, "{:?} of {:#?}", judgement, both.told);
        prop_assert_eq!(
            kept.judgement(),
            Judgement::Linearisable,
            "a clone is its own"
        );
        prop_assert_eq!(&judgement, &both.at_once(), "in one go or step by step");
        if !expected {
            return Ok(false);
        }
    }
    Ok(true)
}

#[test]
fn the_judge_agrees_with_a_search_through_all_orders() {
    let verdicts = [Cell::new(0), Cell::new(0)];
    let long = Cell::new(0);
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(CASES)
    });
    let acts = prop::collection::vec((act(), prop::bool::weighted(0.1)), 4..30);
    let outcome = runner.run(&acts, |acts| {
        let fine = compared(&acts)?;
        let count = &verdicts[usize::from(fine)];
        count.set(count.get() + 1);
        long.set(long.get() + usize::from(fine && acts.len() >= 24));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let [violated, fine] = verdicts.map(Cell::into_inner);
    assert!(
        violated > 1000 && fine > 1000 && long.get() > 100,
        "{violated} violated, {fine} explained, {} of them long: all must be common",
        long.get()
    );
}
