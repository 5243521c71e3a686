//! What clients were told, judged as operations end: whether a store that does one operation at a time could have
//! told them the same.
//!
//! A history is *linearisable* if every operation can be given one instant between its beginning and its end so that
//! the answers are those of a store that did them in this order (Herlihy and Wing, "Linearizability: a correctness
//! condition for concurrent objects", TOPLAS 1990). The search for such an order is Wing and Gong's ("Testing and
//! verifying concurrent objects", JPDC 1993), key by key, as a history is linearisable if what happened to each key
//! is (Horn and Kroening, "Faster linearizability checking via P-compositionality", FORTE 2015), and just in time, as
//! Lowe does it ("Testing for linearizability", CCPE 2017): between ends of operations only the possible states with
//! the operations that had their effect are kept, and an end forces its operation and nothing else. Three things keep
//! them few, and all follow from what a store is:
//!
//! - A put or delete overwrites without looking. If another one has its effect while it is under way, it may have had
//!   its own directly before, unseen. So one possibility stands for both, and is not split.
//! - It needs to be seen only by a get that says so, so nothing is tried that no get under way waits for.
//! - An operation without an answer can only help. A possibility that needs fewer of them covers one that needs more.
//!
//! What a get will say is known when it ends; then what happened since it began is gone through again. A get that is
//! answered soon costs little, and one that never is costs nothing.
//!
//! An operation begins when [`History::invoked`] is told of it and ends with [`History::ended`]; the order of these
//! calls is the order of time. One that ends as `unknown`, or never, may have its effect at any later time or not at
//! all. One that is rejected has none, and nobody may have read it. What is told of it afterwards changes nothing: the
//! client has had its answer.
//!
//! *Caveats.* Transfers, notes and stakes are none of this module's business. No client can ask for a balance, so all
//! that a transfer tells is yes or no; `store-is-replay` and `no-overspending` judge those. A delete counts as done
//! whatever its text is, a put if its text is what the system says then. No crate is used: those that exist want the whole history at
//! once (`todc-utils`), search all of it again at every answer (`stateright`), or wait until every client
//! has an answer (`linearize`).
//!
//! ```
//! use synod_core::history::{History, Judgement, Texts};
//! use synod_core::ledger::{Literal, Transaction};
//! use synod_core::units::{Address, ClientId, Moment, RequestId, Time};
//! use synod_core::view::Answer;
//!
//! let at = |seconds: u64| Moment { step: 0, time: Time(seconds * 1_000_000) };
//! let request = |client, number| RequestId { asker: Address::Client(ClientId::new(client)), number };
//! let key = || Literal::text("a");
//! let (first, second, read) = (request(1, 1), request(1, 2), request(2, 1));
//!
//! let mut history = History::of(Texts { stored: "success", absent: "none" });
//! for (id, value, time) in [(first, 1, 0), (second, 2, 6)] {
//!     history.invoked(id, &Transaction::Put { key: key(), value: Literal::Whole(value) }, at(time));
//!     assert_eq!(history.ended(id, Answer::Committed, "success", at(time + 4)), Judgement::Linearisable);
//! }
//! history.invoked(read, &Transaction::Get { key: key() }, at(11));
//! let Judgement::Violated(facts) = history.ended(read, Answer::Committed, "1", at(12)) else {
//!     panic!("2 was stored before the get began");
//! };
//! assert_eq!(facts[0].to_string(), "c2#1 read 1 from a at 12s, having asked at 11s");
//! assert_eq!(facts[1].to_string(), "c1#2 had stored 2 under a and was told so at 10s");
//! ```

mod frontier;
mod register;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::{Literal, Transaction};
use crate::phrase;
use crate::phrase::Phrase;
use crate::units::{Moment, RequestId};
use crate::view::Answer;

use frontier::{Bound, Number};
use register::{Deed, Fate, Register, Told};

/// What a system answers where the answer is no value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Texts {
    /// What a put says.
    pub stored: &'static str,
    /// What a get says of a key that holds nothing. No value may be written so.
    pub absent: &'static str,
}
/// How many puts and deletes of one key may be under way at once, not counting those whose clients gave up: the bits
/// of a word. A hundred clients reach it only if most of them ask for one key.
pub const AT_ONCE_MAX: usize = 64;
/// How often a possibility may be looked at for one answer. In general the question is NP-complete; so many looks
/// take about eight milliseconds, half a frame, and ten clients who all ask for one key stay below.
pub const LOOKS_MAX: usize = 1_000_000;

/// What a history is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// A store that does one operation at a time could have told the same.
    Linearisable,
    /// Nobody looked further, and why.
    Unknown(Phrase),
    /// No such store could: the two facts in conflict, the one that came last first.
    Violated([Phrase; 2]),
}

/// An operation that was invoked and has not ended.
#[derive(Clone)]
struct Open {
    key: Literal,
    deed: Deed,
    /// What is stored; of a get nothing yet.
    text: Arc<str>,
    number: Number,
    turn: u64,
    begun: Moment,
}

/// A key as long as it is judged, and then no more than that.
#[derive(Clone)]
enum Standing {
    Judged(Register),
    Over,
}

/// The operations of all clients. Clones share what does not change.
#[derive(Clone)]
pub struct History {
    texts: Texts,
    keys: Arc<BTreeMap<Literal, Arc<Standing>>>,
    open: Arc<BTreeMap<RequestId, Open>>,
    turn: u64,
    violated: Option<[Phrase; 2]>,
    unknown: Option<Phrase>,
}

impl History {
    /// Before anybody has asked, in a system that answers so.
    pub fn of(texts: Texts) -> Self {
        Self {
            texts,
            keys: Arc::default(),
            open: Arc::default(),
            turn: 0,
            violated: None,
            unknown: None,
        }
    }

    /// A client asks for something. A request that is under way already, and what is no business of a store, is
    /// passed by.
    pub fn invoked(&mut self, id: RequestId, transaction: &Transaction, now: Moment) {
        let (key, deed, text) = match transaction {
            Transaction::Put { key, value } => (key, Deed::Put, value.to_string().into()),
            Transaction::Delete { key } => (key, Deed::Delete, self.texts.absent.into()),
            Transaction::Get { key } => (key, Deed::Get, "".into()),
            Transaction::Transfer { .. }
            | Transaction::Note { .. }
            | Transaction::Stake { .. }
            | Transaction::Faucet { .. } => return,
        };
        if self.open.contains_key(&id) {
            return;
        }
        let began = match self.standing(key) {
            Standing::Judged(register) if deed == Deed::Get => Ok(register.read()),
            Standing::Judged(register) => register.write(&text),
            Standing::Over => return,
        };
        let number = match began {
            Ok(number) => number,
            Err(bound) => return self.close(key, Judgement::Unknown(beyond(bound, id, key))),
        };
        self.turn += 1;
        let open = Open {
            key: key.clone(),
            deed,
            text,
            number,
            turn: self.turn,
            begun: now,
        };
        Arc::make_mut(&mut self.open).insert(id, open);
    }

    /// A client has its answer, or will never have one: what the whole history is now. The first answer counts.
    pub fn ended(&mut self, id: RequestId, answer: Answer, text: &str, now: Moment) -> Judgement {
        let fate = match answer {
            Answer::Pending => return self.judgement(),
            Answer::Committed => Fate::Done,
            Answer::Rejected => Fate::Refused,
            // That it had been committed was never told.
            Answer::RolledBack | Answer::Unknown => Fate::Lost,
        };
        if self.open.contains_key(&id)
            && let Some(open) = Arc::make_mut(&mut self.open).remove(&id)
        {
            self.turn += 1;
            let turn = self.turn;
            let told = Told {
                request: id,
                deed: open.deed,
                text: if open.deed == Deed::Get {
                    text.into()
                } else {
                    open.text
                },
                fate,
                turn,
                begun: open.begun,
                moment: now,
            };
            if let Standing::Judged(register) = self.standing(&open.key) {
                let judgement = judge(register, (open.number, open.turn), told, (&open.key, text));
                self.close(&open.key, judgement);
            }
        }
        self.judgement()
    }

    /// What the whole history is: violated if any key is, and unknown only if none is.
    pub fn judgement(&self) -> Judgement {
        match (&self.violated, &self.unknown) {
            (Some(facts), _) => Judgement::Violated(facts.clone()),
            (None, Some(why)) => Judgement::Unknown(why.clone()),
            (None, None) => Judgement::Linearisable,
        }
    }

    fn standing(&mut self, key: &Literal) -> &mut Standing {
        let keys = Arc::make_mut(&mut self.keys);
        if !keys.contains_key(key) {
            let fresh = Standing::Judged(Register::new(self.texts));
            keys.insert(key.clone(), Arc::new(fresh));
        }
        Arc::make_mut(keys.get_mut(key).expect("it was put there"))
    }

    /// Judges a key no more, unless there is nothing to say of it. The first failure counts.
    fn close(&mut self, key: &Literal, judgement: Judgement) {
        match judgement {
            Judgement::Linearisable => return,
            Judgement::Unknown(why) => {
                self.unknown.get_or_insert(why);
            }
            Judgement::Violated(facts) => {
                self.violated.get_or_insert(facts);
            }
        }
        *self.standing(key) = Standing::Over;
    }
}

/// Puts the end of an operation to its key, and says what that came to.
fn judge(
    register: &mut Register,
    (number, begun): (Number, u64),
    told: Told,
    (key, text): (&Literal, &str),
) -> Judgement {
    let explained = match (told.deed, told.fate) {
        (Deed::Get, Fate::Done) => register.end_read(number, text),
        (Deed::Get, Fate::Refused | Fate::Lost) => {
            register.drop_read(number);
            return Judgement::Linearisable;
        }
        (Deed::Put | Deed::Delete, fate) => register.end_write(number, fate),
    };
    match explained {
        Ok(true)
            if told.deed == Deed::Put
                && told.fate == Fate::Done
                && text != register.texts.stored =>
        {
            Judgement::Violated(misfit(&told, &key.to_string(), text, register.texts.stored))
        }
        Ok(true) => {
            register.told.push(told);
            Judgement::Linearisable
        }
        Ok(false) => Judgement::Violated(conflict(register, &told, begun, &key.to_string())),
        Err(bound) => Judgement::Unknown(beyond(bound, told.request, key)),
    }
}

fn beyond(bound: Bound, id: RequestId, key: &Literal) -> Phrase {
    let key = key.to_string();
    match bound {
        Bound::AtOnce => phrase!(
            "with {0}, more than {1} operations on {2} were under way at once",
            id,
            AT_ONCE_MAX,
            key
        ),
        Bound::Looks => phrase!(
            "{0} on {1} would have taken more than {2} looks to judge",
            id,
            key,
            LOOKS_MAX
        ),
    }
}

fn misfit(told: &Told, key: &str, text: &str, stored: &str) -> [Phrase; 2] {
    [
        phrase!(
            "{0} was told {1} at {2}",
            told.request,
            text,
            told.moment.time
        ),
        phrase!(
            "it was to store {0} under {1}, which is answered {2}",
            &*told.text,
            key,
            stored
        ),
    ]
}

/// The operation that nothing explains, and one that speaks against it. Where a value was stored and is read too late,
/// the latest that ended before the get began and left another value is one: were there none, all others could be
/// put behind the get's beginning, and it would be explained.
fn conflict(register: &Register, last: &Told, begun: u64, key: &str) -> [Phrase; 2] {
    let (text, absent) = (&*last.text, register.texts.absent);
    let mut earlier = register.told.iter().rev();
    if last.deed != Deed::Get {
        let reader = earlier.find(|told| told.deed == Deed::Get && &*told.text == text);
        let refused = refused(last, key);
        return match reader {
            Some(reader) => [refused, had_done(reader, key, absent)],
            None => [refused, phrase!("an answer on {0} needs it", key)],
        };
    }
    let asked = text == absent || register.was_asked(text);
    let against = earlier.find(|told| match told.fate {
        Fate::Refused => !asked && told.deed != Deed::Get && &*told.text == text,
        Fate::Done => asked && told.turn < begun && &*told.text != text,
        Fate::Lost => false,
    });
    let other = match against {
        Some(told) if told.fate == Fate::Refused => refused(told, key),
        Some(told) => had_done(told, key, absent),
        None => phrase!("nobody had asked to store {0} under {1} by then", text, key),
    };
    [did_read(last, key, absent), other]
}

fn did_read(told: &Told, key: &str, absent: &str) -> Phrase {
    let (who, asked, time) = (told.request, told.begun.time, told.moment.time);
    if &*told.text == absent {
        phrase!(
            "{0} found nothing under {1} at {2}, having asked at {3}",
            who,
            key,
            time,
            asked
        )
    } else {
        let text = &*told.text;
        phrase!(
            "{0} read {1} from {2} at {3}, having asked at {4}",
            who,
            text,
            key,
            time,
            asked
        )
    }
}

fn had_done(told: &Told, key: &str, absent: &str) -> Phrase {
    let (who, text, time) = (told.request, &*told.text, told.moment.time);
    match told.deed {
        Deed::Get if text == absent => {
            phrase!("{0} had found nothing under {1} at {2}", who, key, time)
        }
        Deed::Get => phrase!("{0} had read {1} from {2} at {3}", who, text, key, time),
        Deed::Put => phrase!(
            "{0} had stored {1} under {2} and was told so at {3}",
            who,
            text,
            key,
            time
        ),
        Deed::Delete => phrase!("{0} had deleted {1} and was told so at {2}", who, key, time),
    }
}

fn refused(told: &Told, key: &str) -> Phrase {
    let (who, time) = (told.request, told.moment.time);
    match told.deed {
        Deed::Delete => phrase!(
            "{0} was to delete {1} and was rejected at {2}",
            who,
            key,
            time
        ),
        Deed::Put | Deed::Get => {
            phrase!(
                "{0} was to store {1} under {2} and was rejected at {3}",
                who,
                &*told.text,
                key,
                time
            )
        }
    }
}
