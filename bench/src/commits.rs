//! Commits of Multi-Paxos, one request after the other: five servers under a stable leader, and a client that always
//! has something to ask for. What is sent leaves at once and flies for 10 to 15 milliseconds, as on the bus of the peers.

use synod_core::about::Value;
use synod_core::action::Action;
use synod_core::ledger::{Literal, Transaction};
use synod_core::protocols::multi_paxos::{self, ABOUT, MultiPaxos};
use synod_core::simulation::{Advance, Setup, Simulation};
use synod_core::timeline::Timeline;
use synod_core::units::{Address, ClientId, RequestId, Span, Time};
use synod_core::view::Answer;

use crate::{Work, setup_of, unwatched};

fn client() -> Address {
    Address::Client(ClientId::new(1))
}

/// Requests that the client has at hand at most, all but one of them in its queue.
const AT_HAND: u32 = 16;
/// Steps between two looks at the client: those of fewer commits than it has at hand.
const STRIDE: u32 = 200;

fn setup() -> Setup {
    let options = [
        ("latency", Value::Range(Span::millis(10), Span::millis(15))),
        ("outbox", Value::Range(Span::ZERO, Span::ZERO)),
    ];
    let mut setup = setup_of(&ABOUT, 5, &options);
    setup.clients = 1;
    setup
}

/// A run that stands at step 0, with every checker of the system or with none.
pub fn open(checked: bool) -> Box<dyn Simulation> {
    if checked {
        return multi_paxos::open(setup());
    }
    Box::new(Timeline::<MultiPaxos>::new(setup(), unwatched()))
}

/// Has so many requests committed, until all five servers have decided them.
pub fn commit(checked: bool, commits: u32) -> Work {
    let mut run = open(checked);
    let mut asked = 0;
    while asked < commits {
        if is_answered(&*run, asked.saturating_sub(AT_HAND / 2)) {
            for _ in 0..(AT_HAND / 2).min(commits - asked) {
                asked += 1;
                ask(&mut *run, asked);
            }
        }
        advance(&mut *run, STRIDE);
    }
    advance(&mut *run, u32::MAX);
    let mut nodes = Vec::new();
    run.glances(&mut nodes);
    let decided = |height| height == u64::from(commits);
    assert!(nodes.iter().all(|node| decided(node.glance.committed)));
    Work {
        events: run.moment().step.into(),
        records: run.recorded() as u64,
        fingerprint: run.fingerprint(),
    }
}

/// Whether the client has the answer to one of its requests; it has that to the one before the first.
fn is_answered(run: &dyn Simulation, number: u32) -> bool {
    let asker = client();
    let request = run.request(RequestId { asker, number });
    request.is_none_or(|it| it.verdict != Answer::Pending)
}

/// A `put` of as many bytes as the peers' entries have: an id, a key and a value.
fn ask(run: &mut dyn Simulation, number: u32) {
    let transaction = Transaction::Put {
        key: Literal::Whole(7),
        value: Literal::Whole(number.into()),
    };
    let who = client();
    let action = Action::Submit { who, transaction };
    run.act(&action).expect("the client is up");
}

fn advance(run: &mut dyn Simulation, steps: u32) {
    for _ in 0..steps {
        match run.advance(Time(u64::MAX)) {
            Advance::Stepped => {}
            Advance::Limit(limit) => panic!("too many commits for one run: {limit}"),
            Advance::Quiet => break,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_takes_32_messages_and_the_checkers_change_nothing() {
        let work = commit(false, 100);
        // The client's nomination and the election come before.
        assert!((3200..3240).contains(&work.events), "{work:?}");
        assert_eq!(work, commit(true, 100));
    }
}
