//! Histories as clients of Multi-Paxos tell them: five clients at few keys, while servers and clients crash and the bus
//! loses and copies messages.

use synod_core::about::Value;
use synod_core::action::Action;
use synod_core::history::{History, Judgement};
use synod_core::ledger::{Literal, Transaction};
use synod_core::protocols::multi_paxos::{self, ABOUT, TEXTS};
use synod_core::record::What;
use synod_core::rng::{Purpose, Who, draw};
use synod_core::simulation::{Advance, Setup, Simulation};
use synod_core::units::{Address, ClientId, Moment, NodeId, Ratio, RequestId, Span, Time};
use synod_core::view::{Answer, State};

use crate::setup_of;

/// Between two looks at the clients.
const TICK: Span = Span::millis(20);

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
    /// In a thousand looks at it so often a client crashes that waits for an answer.
    pub crashes: u64,
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
        crashes: 2,
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

/// Draws of one tale, one after the other.
struct Chance(u64, u32);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.1 += 1;
        draw(self.0, Who::link(0, 0), self.1, Purpose::Storm) % bound
    }

    /// True so often in a thousand times.
    fn often(&mut self, thousandths: u64) -> bool {
        self.below(1000) < thousandths
    }
}

/// What clients do, and what befalls them and the servers.
struct Stir {
    tale: Tale,
    chance: Chance,
    asked: Vec<Transaction>,
}

/// All that is told in it, in order.
pub fn words(tale: Tale) -> Vec<Word> {
    let mut run = multi_paxos::open(setup(tale));
    let mut stir = Stir {
        tale,
        chance: Chance(tale.seed, 0),
        asked: Vec::new(),
    };
    let mut until = Time::ZERO;
    loop {
        let clients = run.clients();
        let waits = |(state, pending): &(State, u32)| *state == State::Up && *pending > 0;
        if stir.asked.len() >= tale.operations as usize && !clients.iter().any(waits) {
            return told(&*run, &stir.asked);
        }
        stir.stir_servers(&mut *run);
        for (client, (state, pending)) in (1..).map(ClientId::new).zip(clients) {
            stir.stir_client(&mut *run, client, state, pending);
        }
        until = until.after(TICK);
        while run.advance(until) == Advance::Stepped {}
        run.wait_until(until);
    }
}

fn setup(tale: Tale) -> Setup {
    let range = Value::Range(Span::millis(10), Span::millis(50));
    let options = [
        ("latency", range),
        ("outbox", range),
        ("loss", Value::Ratio(Ratio::percent(1))),
        ("duplication", Value::Ratio(Ratio::percent(1))),
        ("election-timeout", Value::Span(Span::seconds(2))),
        ("accept-timeout", Value::Span(Span::seconds(2))),
        ("nominate-timeout", Value::Span(Span::seconds(3))),
        ("answer-timeout", Value::Span(Span::seconds(4))),
    ];
    Setup {
        clients: tale.clients,
        seed: tale.seed,
        ..setup_of(&ABOUT, 5, &options)
    }
}

impl Stir {
    /// One server at a time is down, for two seconds or so, each ten seconds or so.
    fn stir_servers(&mut self, run: &mut dyn Simulation) {
        let mut servers = Vec::new();
        run.glances(&mut servers);
        let down = servers.iter().find(|server| server.state == State::Down);
        let action = match down.map(|server| server.id.into()) {
            Some(who) if self.chance.often(10) => restart(who),
            None if self.chance.often(2) => {
                let place = self.chance.below(servers.len() as u64) as usize;
                Action::Crash(NodeId::at(place).into())
            }
            _ => return,
        };
        run.act(&action).expect("it is up or down as was seen");
    }

    /// A client asks as soon as it has its answer, unless it crashes; then it comes back after half a second or so.
    fn stir_client(&mut self, run: &mut dyn Simulation, id: ClientId, state: State, pending: u32) {
        let who = Address::Client(id);
        let left = self.asked.len() < self.tale.operations as usize;
        let action = match (state, pending) {
            (State::Down, _) if self.chance.often(40) => restart(who),
            (State::Up, 0) if left => {
                let transaction = self.transaction();
                self.asked.push(transaction.clone());
                Action::Submit { who, transaction }
            }
            (State::Up, 1..) if self.chance.often(self.tale.crashes) => Action::Crash(who),
            _ => return,
        };
        run.act(&action).expect("it is up or down as was seen");
    }

    fn transaction(&mut self) -> Transaction {
        let key = Literal::Whole(self.chance.below(self.tale.keys) as i64);
        if self.chance.below(2) == 0 {
            return Transaction::Get { key };
        }
        let value = Literal::Whole(self.chance.below(self.tale.values) as i64);
        Transaction::Put { key, value }
    }
}

fn restart(who: Address) -> Action {
    Action::Restart {
        who,
        amnesia: false,
    }
}

/// What clients were told in a run, by its records.
fn told(run: &dyn Simulation, asked: &[Transaction]) -> Vec<Word> {
    let requests = run.requests();
    let mut replies = vec![0; requests.len()];
    let records = || run.journal().records.iter();
    for record in records().filter(|record| record.what == What::Replied) {
        replies[record.detail as usize] += 1;
    }
    let mut words = Vec::new();
    for record in records() {
        let now = Moment {
            step: record.step,
            time: record.time,
        };
        let place = record.detail as usize;
        match record.what {
            What::Submitted => {
                words.push(Word::Invoked(requests[place].id, asked[place].clone(), now));
            }
            What::Replied => {
                let request = &requests[place];
                // Several verdicts: its client crashed and was told nothing, and the run shows the rest.
                let once = replies[place] == 1;
                let answer = if once {
                    request.verdict
                } else {
                    Answer::Unknown
                };
                words.push(Word::Ended(request.id, answer, request.answer.clone(), now));
            }
            _ => {}
        }
    }
    words
}

/// How many of the operations nobody was told the end of.
pub fn lost(words: &[Word]) -> usize {
    let ended = |word: &&Word| matches!(word, Word::Ended(_, Answer::Committed, ..));
    let invoked = |word: &&Word| matches!(word, Word::Invoked(..));
    words.iter().filter(invoked).count() - words.iter().filter(ended).count()
}

/// Judges a history as it is told.
pub fn judge(words: &[Word]) -> Judgement {
    let mut history = History::of(TEXTS);
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
    fn clients_are_told_no_lies_and_one_lie_is_found() {
        for seed in 1..5 {
            let mut words = words(Tale {
                operations: 200,
                crashes: 5,
                seed,
                ..Tale::ROW
            });
            assert!(lost(&words) > 0, "seed {seed}: nobody crashed");
            assert_eq!(judge(&words), Judgement::Linearisable, "seed {seed}");
            // A value that was never stored, told by the last get.
            let last = words.iter_mut().rev().find_map(|word| match word {
                Word::Ended(_, Answer::Committed, text, _) if text != TEXTS.stored => Some(text),
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
