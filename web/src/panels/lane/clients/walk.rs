//! Where arrows lead from an operation: along its row, and to who asked at about the same time.

use synod_core::units::{RequestId, Time};
use synod_core::view::RequestView;

use super::axis::Axis;
use super::bars::{Asker, bars};

/// The operation that a key leads to; what is gathered is one step. None for other keys and at the ends.
pub fn beside<'a>(
    askers: &[Asker<'a>],
    axis: Axis,
    now: Time,
    from: RequestId,
    key: &str,
) -> Option<&'a RequestView> {
    let row = askers.iter().position(|it| it.who == from.asker)?;
    let asked = &askers[row].asked;
    let place = asked.iter().position(|it| it.id == from)?;
    let gathered = bars(asked, axis, now);
    let bar = gathered.iter().find(|bar| bar.members.contains(&place));
    let members = bar.map_or(vec![place], |bar| bar.members.clone());
    let next = match key {
        "ArrowRight" => members.iter().max()? + 1,
        "ArrowLeft" => members.iter().min()?.checked_sub(1)?,
        "Home" => 0,
        "End" => asked.len() - 1,
        "ArrowUp" => return nearest(askers[..row].iter().rev(), asked[place]),
        "ArrowDown" => return nearest(askers[row + 1..].iter(), asked[place]),
        _ => return None,
    };
    asked.get(next).copied()
}

/// In the first of these rows that has any: the operation entered nearest in time to this one.
fn nearest<'r, 'a: 'r>(
    mut rows: impl Iterator<Item = &'r Asker<'a>>,
    to: &RequestView,
) -> Option<&'a RequestView> {
    let row = rows.find(|it| !it.asked.is_empty())?;
    let distance = |it: &&&RequestView| it.entered.time.micros().abs_diff(to.entered.time.micros());
    row.asked.iter().min_by_key(distance).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::lane::clients::bars::askers;
    use synod_core::units::{ClientId, Moment};
    use synod_core::view::Answer;

    fn request(client: u16, number: u32, seconds: u64) -> RequestView {
        let moment = |seconds: u64| Moment {
            step: 0,
            time: Time(seconds * 1_000_000),
        };
        RequestView {
            id: RequestId {
                asker: ClientId::new(client).into(),
                number,
            },
            text: String::new(),
            verdict: Answer::Committed,
            answer: String::new(),
            entered: moment(seconds),
            answered: Some(moment(seconds + 4)),
        }
    }

    #[test]
    fn arrows_walk_along_a_row_and_to_the_nearest_in_time() {
        let requests = [
            request(1, 1, 0),
            request(1, 2, 10),
            request(1, 3, 20),
            request(3, 1, 3),
            request(3, 2, 18),
        ];
        let clients = (1..=3).map(|it| ClientId::new(it).into());
        let askers = askers(&requests, clients);
        let axis = Axis {
            from: 0.0,
            span: 40e6,
            width: 800.0,
        };
        let goes = |from: usize, key| {
            let next = beside(&askers, axis, Time(60_000_000), requests[from].id, key);
            next.map(|it| it.id.to_string())
        };
        let to = |id: &str| Some(id.to_owned());
        assert_eq!(goes(0, "ArrowRight"), to("c1#2"));
        assert_eq!((goes(0, "ArrowLeft"), goes(2, "ArrowRight")), (None, None));
        assert_eq!(goes(2, "ArrowDown"), to("c3#2"), "c2 has none");
        assert_eq!(goes(3, "ArrowUp"), to("c1#1"));
        assert_eq!((goes(1, "Home"), goes(1, "End")), (to("c1#1"), to("c1#3")));
        assert_eq!(goes(1, "x"), None);
        let far = Axis {
            span: 4000e6,
            ..axis
        };
        let next = beside(&askers, far, Time(60_000_000), requests[0].id, "ArrowRight");
        assert!(next.is_none(), "all three are one tick there");
    }
}
