//! Where a failure came from: the way back from its record, in the few steps that can be read.

use synod_core::record::What;
use synod_core::simulation::Simulation;
use synod_core::units::Step;

use super::events::{EventRow, moment};

/// So many steps are told.
const CAUSES_MAX: usize = 5;

/// What led to the failure that was recorded in a step, the oldest first: where it began, and the last steps before.
pub(super) fn causes(run: &dyn Simulation, property: &str, step: Step) -> Vec<EventRow> {
    let records = &run.journal().records;
    let wanted = run
        .about()
        .properties
        .iter()
        .position(|it| it.id == property);
    let latest = (0..run.recorded()).rev();
    let latest = latest.filter_map(|place| Some((place, records.get(place)?)));
    let mut since = latest.take_while(|(_, record)| record.step >= step);
    let failure = since.find(|(_, record)| {
        let detail = Some(record.detail as usize);
        record.what == What::Violated && record.step == step && detail == wanted
    });
    let failure = failure.map(|(place, _)| place);
    let before = |place: &usize| Some(records.get(*place)?.cause()? as usize);
    let way = std::iter::successors(failure.as_ref().and_then(before), before);
    // Of a step one thing is told: what came in, or what was decided by it.
    let mut told: Vec<(Step, usize)> = Vec::new();
    for place in way {
        if let Some(record) = records.get(place)
            && !matches!(record.what, What::Sent | What::Rule)
            && told.last().is_none_or(|(step, _)| *step != record.step)
        {
            told.push((record.step, place));
        }
    }
    let mut places: Vec<usize> = told.into_iter().rev().map(|(_, place)| place).collect();
    if let Some(excess) = places.len().checked_sub(CAUSES_MAX) {
        places.drain(1..=excess);
    }
    let told = run.describe(&places);
    let rows = places.into_iter().zip(told);
    let rows = rows.filter_map(|(place, phrase)| {
        let record = records.get(place)?;
        Some(EventRow {
            place,
            moment: moment(&record),
            who: record.who(),
            message: record.message(),
            what: record.what.name(),
            phrase,
        })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::phrase::plain;
    use synod_core::session::Session;

    #[test]
    fn a_failure_is_told_from_where_it_began_to_the_step_that_broke_it() {
        let mut session =
            Session::scene("benmo", Some("double-spend"), None, None).expect("it is one");
        session.run_to_end();
        let run = session.view();
        let lamps = run.lamps();
        let lamp = lamps
            .iter()
            .find(|it| it.spec.id == "no-overspending")
            .expect("it is promised");
        let since = lamp.view.since.expect("it fails");
        let rows = causes(run, "no-overspending", since.step);
        assert_eq!(rows.len(), CAUSES_MAX);
        assert!(
            rows.windows(2)
                .all(|pair| pair[0].moment.step < pair[1].moment.step)
        );
        assert_eq!(rows[0].what, "submitted");
        let last = rows.last().expect("there are five");
        assert_eq!((last.what, last.moment), ("decided", since));
        assert!(plain(&last.phrase).contains("n5 learns the decision"));
        assert!(causes(run, "agreement", since.step).is_empty());
    }
}
