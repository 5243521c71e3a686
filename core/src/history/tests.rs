//! The classic histories, each with the sentence that people read.

use super::*;
use crate::units::{Address, ClientId, Time};

const STORED: &str = "done";
const ABSENT: &str = "NOTHING_THERE";

/// A history under way: each act is a second later than the one before.
struct Tale {
    history: History,
    seconds: u64,
    numbers: [u32; 8],
}

impl Default for Tale {
    fn default() -> Self {
        Self {
            history: History::of(Texts {
                stored: STORED,
                absent: ABSENT,
            }),
            seconds: 0,
            numbers: [0; 8],
        }
    }
}

impl Tale {
    fn now(&mut self) -> Moment {
        self.seconds += 1;
        let (step, time) = (self.seconds as u32, Time(self.seconds * 1_000_000));
        Moment { step, time }
    }

    fn begin(&mut self, client: u16, transaction: Transaction) -> RequestId {
        let number = &mut self.numbers[usize::from(client)];
        *number += 1;
        let asker = Address::Client(ClientId::new(client));
        let (number, now) = (*number, self.now());
        let id = RequestId { asker, number };
        self.history.invoked(id, &transaction, now);
        id
    }

    fn put(&mut self, client: u16, value: i64) -> RequestId {
        let (key, value) = (Literal::text("a"), Literal::Whole(value));
        self.begin(client, Transaction::Put { key, value })
    }

    fn get(&mut self, client: u16) -> RequestId {
        let key = Literal::text("a");
        self.begin(client, Transaction::Get { key })
    }

    fn end(&mut self, id: RequestId, text: &str) -> Judgement {
        let now = self.now();
        self.history.ended(id, Answer::Committed, text, now)
    }

    fn end_as(&mut self, id: RequestId, answer: Answer) -> Judgement {
        let now = self.now();
        self.history.ended(id, answer, "", now)
    }

    /// A put from its beginning to its end.
    fn stored(&mut self, client: u16, value: i64) {
        let id = self.put(client, value);
        self.fine(id, STORED);
    }

    /// A get from its beginning to its end.
    fn read(&mut self, client: u16, text: &str) {
        let id = self.get(client);
        self.fine(id, text);
    }

    fn fine(&mut self, id: RequestId, text: &str) {
        assert_eq!(self.end(id, text), Judgement::Linearisable, "{id}: {text}");
    }

    fn wrong(&mut self, id: RequestId, text: &str, facts: [&str; 2]) {
        let judgement = self.end(id, text);
        violated(&judgement, facts);
        assert_eq!(
            self.history.judgement(),
            judgement,
            "the first failure counts"
        );
    }
}

fn violated(judgement: &Judgement, expected: [&str; 2]) {
    let Judgement::Violated(facts) = judgement else {
        panic!("{judgement:?} instead of {expected:?}");
    };
    assert_eq!(facts.each_ref().map(Phrase::to_string), expected);
}

#[test]
fn a_stale_read_names_the_write_it_missed() {
    let mut tale = Tale::default();
    tale.stored(1, 1);
    tale.stored(1, 2);
    let id = tale.get(2);
    let missed = "c1#2 had stored 2 under a and was told so at 4s";
    tale.wrong(
        id,
        "1",
        ["c2#1 read 1 from a at 6s, having asked at 5s", missed],
    );
}

#[test]
fn a_lost_update_is_a_read_that_finds_nothing() {
    let mut tale = Tale::default();
    tale.stored(1, 1);
    let id = tale.get(2);
    let missed = "c1#1 had stored 1 under a and was told so at 2s";
    tale.wrong(
        id,
        ABSENT,
        [
            "c2#1 found nothing under a at 4s, having asked at 3s",
            missed,
        ],
    );
}

#[test]
fn concurrent_writes_come_in_either_order_and_in_one_for_all() {
    let under_way = || {
        let mut tale = Tale::default();
        let (one, two) = (tale.put(1, 1), tale.put(2, 2));
        tale.fine(one, STORED);
        (tale, two)
    };
    let (mut tale, two) = under_way();
    tale.read(3, "1");
    tale.fine(two, STORED);
    tale.read(3, "2");

    let (mut tale, two) = under_way();
    tale.fine(two, STORED);
    let (here, there) = (tale.get(3), tale.get(4));
    tale.fine(here, "1");
    let two_first = "c1#1 had stored 1 under a and was told so at 3s";
    tale.wrong(
        there,
        "2",
        ["c4#1 read 2 from a at 8s, having asked at 6s", two_first],
    );
}

#[test]
fn a_read_that_goes_back_names_the_read_before_it() {
    let mut tale = Tale::default();
    tale.stored(1, 1);
    let slow = tale.put(1, 2);
    tale.read(2, "2");
    let id = tale.get(3);
    let before = "c2#1 had read 2 from a at 5s";
    tale.wrong(
        id,
        "1",
        ["c3#1 read 1 from a at 7s, having asked at 6s", before],
    );
    assert_ne!(
        tale.end(slow, STORED),
        Judgement::Linearisable,
        "the key stays broken"
    );
}

#[test]
fn a_write_without_an_answer_may_be_seen_late_once_or_never() {
    let mut tale = Tale::default();
    let lost = tale.put(1, 7);
    assert_eq!(tale.end_as(lost, Answer::Unknown), Judgement::Linearisable);
    tale.read(2, ABSENT);
    tale.stored(2, 1);
    tale.read(2, "1");
    tale.read(3, "7");
    tale.stored(2, 2);
    let id = tale.get(3);
    let after = "c2#4 had stored 2 under a and was told so at 12s";
    tale.wrong(
        id,
        "7",
        ["c3#2 read 7 from a at 14s, having asked at 13s", after],
    );
}

#[test]
fn what_never_ends_is_as_good_as_unknown() {
    let mut tale = Tale::default();
    tale.put(1, 7);
    tale.get(4);
    for _ in 0..200 {
        tale.stored(2, 1);
        tale.read(2, "1");
    }
    tale.read(3, "7");
    tale.read(3, "7");
}

#[test]
fn a_rejected_write_is_seen_by_nobody() {
    let mut tale = Tale::default();
    let id = tale.put(1, 7);
    tale.read(2, "7");
    let judgement = tale.end_as(id, Answer::Rejected);
    let refused = "c1#1 was to store 7 under a and was rejected at 4s";
    violated(&judgement, [refused, "c2#1 had read 7 from a at 3s"]);

    let mut tale = Tale::default();
    let id = tale.put(1, 7);
    assert_eq!(tale.end_as(id, Answer::Rejected), Judgement::Linearisable);
    let id = tale.get(2);
    let refused = "c1#1 was to store 7 under a and was rejected at 2s";
    tale.wrong(
        id,
        "7",
        ["c2#1 read 7 from a at 4s, having asked at 3s", refused],
    );
}

#[test]
fn a_value_from_nowhere_and_an_answer_of_somebody_else_are_caught() {
    let mut tale = Tale::default();
    let id = tale.get(1);
    let nobody = "nobody had asked to store 9 under a by then";
    tale.wrong(
        id,
        "9",
        ["c1#1 read 9 from a at 2s, having asked at 1s", nobody],
    );

    let mut tale = Tale::default();
    let id = tale.put(1, 1);
    let told = "it was to store 1 under a, which is answered done";
    tale.wrong(id, "3", ["c1#1 was told 3 at 2s", told]);
}

#[test]
fn a_long_read_saw_a_moment_of_its_own_time() {
    let mut tale = Tale::default();
    tale.stored(1, 1);
    let (long, late) = (tale.get(2), tale.get(3));
    tale.stored(1, 2);
    tale.stored(1, 3);
    tale.fine(long, "2");
    tale.fine(late, "1");
    tale.read(2, "3");
}

#[test]
fn a_deleted_key_holds_nothing_and_keys_are_apart() {
    let mut tale = Tale::default();
    tale.stored(1, 1);
    let id = tale.begin(
        1,
        Transaction::Delete {
            key: Literal::text("a"),
        },
    );
    tale.fine(id, STORED);
    let other = tale.begin(
        2,
        Transaction::Get {
            key: Literal::Whole(1),
        },
    );
    tale.fine(other, ABSENT);
    let id = tale.get(2);
    let deleted = "c1#2 had deleted a and was told so at 4s";
    tale.wrong(
        id,
        "1",
        ["c2#2 read 1 from a at 8s, having asked at 7s", deleted],
    );
}

#[test]
fn a_hundred_clients_at_one_key_are_told_apart_up_to_the_bound() {
    let mut tale = Tale::default();
    let mut writes: Vec<RequestId> = (0..AT_ONCE_MAX as i64).map(|it| tale.put(1, it)).collect();
    let reads: Vec<RequestId> = (0..AT_ONCE_MAX).map(|_| tale.get(2)).collect();
    for (value, id) in reads.into_iter().enumerate().take(6) {
        tale.fine(id, &value.to_string());
    }
    writes.drain(..32).for_each(|id| tale.fine(id, STORED));
    (0..33).for_each(|it| {
        tale.put(1, 100 + it);
    });
    let Judgement::Unknown(why) = tale.history.judgement() else {
        panic!("65 at once are more than is judged");
    };
    assert_eq!(
        why.to_string(),
        "with c1#97, more than 64 operations on a were under way at once"
    );
    // Other keys are judged as before.
    let id = tale.begin(
        3,
        Transaction::Get {
            key: Literal::text("b"),
        },
    );
    assert!(matches!(tale.end(id, "1"), Judgement::Violated(_)));
    assert!(matches!(tale.history.judgement(), Judgement::Violated(_)));
}

#[test]
fn the_first_answer_counts_and_transfers_are_passed_by() {
    let mut tale = Tale::default();
    let id = tale.put(1, 1);
    assert_eq!(tale.end_as(id, Answer::Unknown), Judgement::Linearisable);
    tale.fine(id, STORED);
    tale.read(2, ABSENT);
    let (from, to) = (
        crate::ledger::Account::named("n1"),
        crate::ledger::Account::named("n2"),
    );
    let id = tale.begin(
        1,
        Transaction::Transfer {
            from,
            to,
            amount: 5,
        },
    );
    assert_eq!(tale.end_as(id, Answer::Rejected), Judgement::Linearisable);
    assert_eq!(tale.history.judgement(), Judgement::Linearisable);
}
