//! What the journal tells of messages that the flights themselves do not: which were lost, and which are late.

use synod_core::journal::Journal;
use synod_core::record::{LOSSES, Record, What};
use synod_core::simulation::Simulation;
use synod_core::units::MessageId;
use synod_core::view::Flight;

use crate::model::{Lost, Snapshot};
use crate::stage::message::DRAWN_MAX;
use crate::stage::paint::progress;

/// So far back it is looked: a frame that handles more loses more than anybody could see.
const RECORDS_MAX: usize = 256;

/// The messages that were lost since the snapshot before, or in the present step.
pub fn lost(run: &dyn Simulation, before: Option<&Snapshot>) -> Vec<Lost> {
    let (recorded, step) = (run.recorded(), run.moment().step);
    let known = before.map(|before| before.more.recorded);
    let known = known.filter(|known| *known < recorded).unwrap_or(recorded);
    let start = recorded.saturating_sub(RECORDS_MAX);
    let records = run.journal().records.iter_from(start);
    let told = records
        .zip(start..recorded)
        .filter(|(record, _)| record.what == What::Lost)
        .filter(|(record, place)| record.step == step || *place >= known);
    told.filter_map(|(record, _)| of(run, &record, before))
        .collect()
}

fn of(run: &dyn Simulation, record: &Record, before: Option<&Snapshot>) -> Option<Lost> {
    let id = record.message()?;
    let row = run.journal().message(id)?;
    let flight = before.and_then(|before| before.flights.iter().find(|flight| flight.id == id));
    let (sent, due, now) = (row.sent.micros(), row.due.micros(), record.time.micros());
    let share = match flight {
        Some(flight) => Some(progress(flight, now as f64)),
        None if now > sent => Some(((now - sent) as f64 / (due - sent).max(1) as f64).min(1.0)),
        None => None,
    };
    Some(Lost {
        id,
        tone: run.about().kinds[usize::from(row.kind)].tone,
        from: row.from,
        to: row.to,
        share,
        why: LOSSES.get(record.detail as usize)?.1,
        fresh: record.step == run.moment().step,
    })
}

/// The messages that are due later than they were when they were sent: somebody delayed them, or held them for a while.
pub fn late(journal: &Journal, flights: &[Flight]) -> Vec<MessageId> {
    let drawn = flights.iter().take(DRAWN_MAX);
    let late = drawn.filter(|flight| journal.due(flight.id).is_some_and(|due| flight.due > due));
    late.map(|flight| flight.id).collect()
}

#[cfg(test)]
mod tests {
    use synod_core::session::Session;
    use synod_core::units::Time;

    use super::*;
    use crate::model::{More, Selection};
    use crate::snapshot;

    fn play(script: &str) -> Session {
        let mut session = Session::load(script).expect("it parses");
        session.run_to_end();
        session
    }

    fn seen(session: &Session, before: Option<&Snapshot>) -> Snapshot {
        snapshot::take(session.view(), Selection::Run, before, More::default())
    }

    const ROUND: &str = "protocol benmo\nseed 7\nsubmit n1 transfer n1 n2 5\nawait messages prepare > 3 within 10m\n";

    #[test]
    fn a_message_dropped_under_way_died_there() {
        let mut session = play(&format!("{ROUND}run 1s\n"));
        let before = seen(&session, None);
        assert!(before.lost.is_empty());
        let id = before.flights[0].id;
        session.act(&format!("drop {id}")).expect("it flies");
        let lost = seen(&session, Some(&before)).lost;
        assert_eq!((lost.len(), lost[0].id, lost[0].why), (1, id, "dropped"));
        let share = lost[0].share.expect("it had left");
        assert!(
            (share - 0.5).abs() < 0.01,
            "half of two seconds, not {share}"
        );
        assert!(lost[0].fresh, "it stays until the next step");
        session.step();
        assert!(seen(&session, None).lost.is_empty(), "and no longer");
    }

    #[test]
    fn what_is_sent_into_a_cut_dies_at_the_cut() {
        let session = play(&ROUND.replace("await", "partition n1 n2 | n3 n4 n5\nawait"));
        let lost = seen(&session, None).lost;
        assert_eq!(lost.len(), 3, "to three of five");
        assert!(lost.iter().all(|it| it.share.is_none() && it.why == "cut"));
    }

    #[test]
    fn who_is_delayed_or_was_held_is_late() {
        let mut session = play(ROUND);
        let view = seen(&session, None);
        assert!(view.late.is_empty());
        let (first, second) = (view.flights[0].id, view.flights[1].id);
        session.act(&format!("delay {first} 3s")).expect("it flies");
        session.act(&format!("hold {second}")).expect("it flies");
        let until = session.view().moment().time.micros() + 1_000_000;
        session.play_until(Time(until), u32::MAX);
        session
            .act(&format!("release {second}"))
            .expect("it is held");
        assert_eq!(seen(&session, None).late, [first, second]);
    }
}
