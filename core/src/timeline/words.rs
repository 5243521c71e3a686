//! Sentences about what happened: the caption of the present moment, and any record of the past.

use super::Acted;
use super::present::Present;
use crate::action::Action;
use crate::journal::Journal;
use crate::node::Node;
use crate::phrase;
use crate::phrase::Phrase;
use crate::record::{LOSSES, Record, What};
use crate::units::Address;
use crate::view::{Caption, Rank, RequestView};
use crate::world::World;

/// Why a message was lost, in a word.
pub fn loss(detail: u32) -> &'static str {
    LOSSES.get(detail as usize).map_or("lost", |(_, name)| name)
}

/// Of a cut with more records nobody is looked for who stands alone.
const CAST_MAX: usize = 64;

/// What just happened: of the records of the latest step or action, the one that matters most.
/// What was scheduled right behind it, as what takes it back, is said in one go. Of options and of what is scheduled
/// only the last action knows which.
pub(super) fn caption<N: Node>(
    present: &Present<N>,
    journal: &Journal,
    last: Option<&Acted>,
) -> Option<Caption> {
    let told = matter(present, journal)?;
    let newest = present.latest.last()?;
    let Some(asked) = last.and_then(|last| asked(last, newest)) else {
        return Some(told);
    };
    let beside = |record: &Record| record.what != newest.what;
    let phrase = if present.latest.iter().any(beside) {
        phrase!("{0} {1}", told.phrase, asked)
    } else {
        asked
    };
    Some(Caption {
        phrase,
        rank: told.rank.max(Rank::Fault),
        rule: told.rule,
    })
}

/// The sentence of an action that is known only by itself.
fn asked(last: &Acted, record: &Record) -> Option<Phrase> {
    if last.moment.time != record.time {
        return None;
    }
    match (record.what, &*last.action) {
        (What::Scheduled, Action::Later { action, after }) => Some(phrase!(
            "At {0}: {1}.",
            record.time.after(*after),
            action.to_string()
        )),
        (What::Set, action @ Action::Set(_)) => {
            Some(phrase!("From now on: {0}.", action.to_string()))
        }
        _ => None,
    }
}

fn matter<N: Node>(present: &Present<N>, journal: &Journal) -> Option<Caption> {
    let latest = &present.latest;
    // What a cut lost is told by the cut.
    let cut = latest.first().is_some_and(|it| it.what == What::Severed);
    let own = latest.iter().filter(|it| !cut || it.what != What::Lost);
    let candidates = own.filter_map(|record| of_record(present, journal, record));
    // The later of equals, so that a chain of rules is told by where it led.
    candidates.max_by_key(|caption| caption.rank)
}

fn of_record<N: Node>(present: &Present<N>, journal: &Journal, record: &Record) -> Option<Caption> {
    let world = &present.world;
    let plain = |phrase, rank| {
        Some(Caption {
            phrase,
            rank,
            rule: None,
        })
    };
    let told = |rank| plain(describe(world, journal, record), rank);
    match record.what {
        What::Rule => {
            let rule = N::ABOUT.rules[record.detail as usize];
            let id = record.who()?.node()?;
            let (phrase, rank) = world.node(id)?.caption(rule, &world.facts(id))?;
            Some(Caption {
                phrase,
                rank,
                rule: Some(rule),
            })
        }
        What::Violated => {
            let spec = &N::ABOUT.properties[record.detail as usize];
            let (_, facts) = present.failure(spec.id)?;
            let (one, other) = (facts.first()?.clone(), facts.get(1)?.clone());
            plain(
                phrase!("{0} is violated: {1}, but {2}.", spec.name, one, other),
                Rank::Violation,
            )
        }
        What::Witnessed => {
            let spec = &N::ABOUT.properties[record.detail as usize];
            plain(
                phrase!("Seen for the first time: {0}", spec.sentence),
                Rank::Vote,
            )
        }
        What::Crashed
        | What::Restarted
        | What::Paused
        | What::Resumed
        | What::Severed
        | What::Healed => plain(fault(present, record), Rank::Fault),
        What::Lost
        | What::Corrupted
        | What::Skewed
        | What::Held
        | What::Released
        | What::Delayed
        | What::Hastened
        | What::Duplicated
        | What::Hurried
        | What::Set => told(Rank::Fault),
        What::Delivered if !present.latest.iter().any(|other| other.what == What::Rule) => {
            plain(handled::<N>(present, journal, record)?, Rank::Send)
        }
        What::Submitted | What::Nominated | What::Fired | What::Scheduled => told(Rank::Send),
        What::Sent | What::Decided | What::Replied | What::Delivered => None,
    }
}

/// A fault with what it means; a cut of many links at once is one sentence.
fn fault<N: Node>(present: &Present<N>, record: &Record) -> Phrase {
    let Some(who) = record.who() else {
        return phrase!("Something changed.");
    };
    // Asked of each of them, and there may be a hundred thousand: no further than the third.
    let mut alike = present.latest.iter().filter(|it| it.what == record.what);
    let many = alike.nth(2).is_some();
    match (record.what, record.other()) {
        (What::Crashed, _) => phrase!(
            "{0} crashed. What was in its memory is lost; its disk stays.",
            who
        ),
        (What::Restarted, _) if record.detail > 0 => {
            phrase!("{0} is up again, with an empty disk.", who)
        }
        (What::Restarted, _) => phrase!("{0} is up again. It reads its disk.", who),
        (What::Paused, _) => phrase!(
            "{0} is paused. It keeps its memory and handles nothing.",
            who
        ),
        (What::Resumed, _) => phrase!("{0} goes on. What waited for it is handled now.", who),
        (What::Severed, Some(to)) if many => match cut_off(present, [who, to]) {
            Some(one) => phrase!("{0} is cut off from the others. Nothing reaches it.", one),
            None => phrase!("The network is partitioned. Nothing crosses from side to side."),
        },
        (What::Severed, Some(to)) => cut(present, who, to),
        (What::Healed, _) if many => phrase!("The links are open again."),
        (What::Healed, Some(to)) => phrase!("The link between {0} and {1} is open again.", who, to),
        _ => phrase!("Something changed at {0}.", who),
    }
}

/// Whom the latest cut parted from all other nodes: one of these, whom every part of it touches.
fn cut_off<N: Node>(present: &Present<N>, ends: [Address; 2]) -> Option<Address> {
    let (world, latest) = (&present.world, &present.latest);
    let is_cut = |way| world.network().is_cut(way);
    ends.into_iter()
        .filter(|_| latest.len() <= CAST_MAX)
        .find(|one| {
            let others = world.ids().map(Address::from).filter(|it| it != one);
            let touched = |it: &Record| [it.who(), it.other()].contains(&Some(*one));
            latest
                .iter()
                .all(|it| it.what != What::Severed || touched(it))
                && others
                    .into_iter()
                    .all(|it| is_cut((*one, it)) && is_cut((it, *one)))
        })
}

/// A message that was handled without any rule: a question was answered; what was no question came too late, or said what
/// was known.
fn handled<N: Node>(present: &Present<N>, journal: &Journal, record: &Record) -> Option<Phrase> {
    let row = journal.message(record.message()?)?;
    let kind = N::ABOUT.kinds[usize::from(row.kind)].name;
    let is_answered = present
        .latest
        .iter()
        .any(|other| other.what == What::Sent && other.other() == Some(row.from));
    Some(match is_answered {
        true => phrase!("{0} answers the {1} from {2}.", row.to, kind, row.from),
        false => phrase!(
            "{0} has no use for the {1} from {2} any more.",
            row.to,
            kind,
            row.from
        ),
    })
}

fn cut<N: Node>(present: &Present<N>, from: Address, to: Address) -> Phrase {
    if present.world.network().is_cut((to, from)) {
        phrase!("The link between {0} and {1} is cut.", from, to)
    } else {
        phrase!(
            "{0} cannot reach {1} any more. The other way is open.",
            from,
            to
        )
    }
}

/// A record as a sentence.
pub fn describe<N: Node>(world: &World<N>, journal: &Journal, record: &Record) -> Phrase {
    if let Some(id) = record.message() {
        return of_message::<N>(journal, record, id);
    }
    let who = record
        .who()
        .map_or_else(|| "the run".to_string(), |who| who.to_string());
    let place = record.detail as usize;
    match record.what {
        What::Fired => phrase!("Timer {0} of {1} fires.", N::ABOUT.timers[place].name, who),
        What::Hurried => phrase!(
            "Timer {0} of {1} is due now.",
            N::ABOUT.timers[place].name,
            who
        ),
        What::Rule => phrase!(
            "{0} at {1}: {2}",
            N::ABOUT.rules[place].id,
            who,
            N::ABOUT.rules[place].sentence
        ),
        What::Decided => phrase!("{0} learns the decision of height {1}.", who, record.detail),
        What::Submitted => match request(world, place) {
            Some(view) => phrase!("{0} is asked: {1} ({2}).", who, view.text, view.id),
            None => phrase!("{0} is asked.", who),
        },
        What::Replied => match request(world, place) {
            Some(view) => replied(view),
            None => phrase!("{0} is answered.", who),
        },
        What::Crashed => phrase!("{0} crashed.", who),
        What::Restarted => phrase!("{0} restarted.", who),
        What::Paused => phrase!("{0} is paused.", who),
        What::Resumed => phrase!("{0} goes on.", who),
        What::Severed => phrase!("The way from {0} to {1} is cut.", who, other(record)),
        What::Healed => phrase!("The way from {0} to {1} is open.", who, other(record)),
        What::Skewed => phrase!(
            "The clock of {0} runs at {1}.",
            who,
            crate::units::Ratio(record.detail).to_string()
        ),
        What::Corrupted => phrase!("The disk of {0} is damaged.", who),
        What::Nominated => phrase!("{0} nominates {1}.", who, other(record)),
        What::Set => phrase!("An option is set from now on."),
        What::Scheduled => phrase!("Something is scheduled."),
        What::Violated => phrase!("{0} is violated.", N::ABOUT.properties[place].name),
        What::Witnessed => phrase!(
            "{0} is seen for the first time.",
            N::ABOUT.properties[place].name
        ),
        What::Sent
        | What::Delivered
        | What::Lost
        | What::Duplicated
        | What::Held
        | What::Released
        | What::Delayed
        | What::Hastened => phrase!("A message is {0}.", record.what.name()),
    }
}

fn request<N: Node>(world: &World<N>, place: usize) -> Option<RequestView> {
    let requests = world.requests();
    requests.at(place).and_then(|id| requests.view(id))
}

fn replied(view: RequestView) -> Phrase {
    let verdict = view.verdict.name();
    if view.answer.is_empty() {
        phrase!("{0} is {1}.", view.id, verdict)
    } else {
        phrase!("{0} is {1}: {2}", view.id, verdict, view.answer)
    }
}

fn other(record: &Record) -> String {
    record
        .other()
        .map_or_else(|| "somebody".to_string(), |who| who.to_string())
}

fn of_message<N: Node>(journal: &Journal, record: &Record, id: crate::units::MessageId) -> Phrase {
    let Some(row) = journal.message(id) else {
        return phrase!("{0} is {1}.", id, record.what.name());
    };
    let kind = N::ABOUT.kinds[usize::from(row.kind)].name;
    let (from, to) = (row.from, row.to);
    match record.what {
        What::Sent => phrase!("{0} sends {1} to {2} ({3}).", from, kind, to, id),
        What::Delivered => phrase!("{0} handles {1} from {2} ({3}).", to, kind, from, id),
        What::Lost => {
            let why = match loss(record.detail) {
                "cut" => "the link is cut",
                "down" => "the receiver is down",
                "dropped" => "it was dropped",
                _ => "the bus lost it",
            };
            phrase!(
                "The {0} from {1} to {2} is lost: {3} ({4}).",
                kind,
                from,
                to,
                why,
                id
            )
        }
        What::Duplicated => phrase!(
            "The {0} from {1} to {2} flies twice ({3}).",
            kind,
            from,
            to,
            id
        ),
        What::Held => phrase!("The {0} from {1} to {2} is held ({3}).", kind, from, to, id),
        What::Released => phrase!(
            "The {0} from {1} to {2} flies on ({3}).",
            kind,
            from,
            to,
            id
        ),
        What::Delayed => phrase!(
            "The {0} from {1} to {2} is delayed ({3}).",
            kind,
            from,
            to,
            id
        ),
        _ => phrase!(
            "The {0} from {1} to {2} is due now ({3}).",
            kind,
            from,
            to,
            id
        ),
    }
}
