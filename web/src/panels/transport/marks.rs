//! The marks of the time line, told apart by shape. Marks that would touch merge to a count.

use synod_core::units::Moment;
use synod_core::view::{Mark, MarkKind};
use yew::prelude::*;

/// Marks nearer than this merge, in CSS pixels.
const NEAR: f64 = 9.0;
/// The same on a crowded line.
const CROWDED_NEAR: f64 = 28.0;
/// A line is crowded with a bunch for every so many pixels.
const CROWDED: f64 = 36.0;
/// How wide a figure of a count is, in CSS pixels; so far apart are two counts.
const FIGURE: f64 = 7.0;

/// A pointer finds a mark this far to each side.
const REACH: f64 = 12.0;

/// Some marks at one place.
#[derive(Clone, PartialEq, Debug)]
pub struct Bunch {
    /// Where, in CSS pixels.
    pub x: f64,
    /// The one that is drawn: the gravest.
    pub kind: MarkKind,
    /// How many they are.
    pub count: usize,
    /// Where a click leads.
    pub moment: Moment,
    /// The record of the first: names the bunch.
    pub record: u32,
}

/// The marks at their places on a line of this width, those that would touch as one.
pub fn bunches(marks: &[Mark], place: impl Fn(&Mark) -> f64, width: f64) -> Vec<Bunch> {
    let bunches = merged(marks, &place, NEAR);
    if bunches.len() as f64 > width / CROWDED {
        return merged(marks, &place, CROWDED_NEAR);
    }
    bunches
}

fn merged(marks: &[Mark], place: &impl Fn(&Mark) -> f64, near: f64) -> Vec<Bunch> {
    let mut bunches: Vec<Bunch> = Vec::new();
    for mark in marks {
        let mut bunch = Bunch {
            x: place(mark),
            kind: mark.kind,
            count: 1,
            moment: mark.moment,
            record: mark.record,
        };
        // A count that grows may meet the one before it.
        while let Some(last) = bunches.pop_if(|last| last.touches(&bunch, near)) {
            bunch = last.with(bunch);
        }
        bunches.push(bunch);
    }
    bunches
}

impl Bunch {
    /// Whether this one and the next to the right are too near: their marks, or the counts above them.
    fn touches(&self, next: &Self, near: f64) -> bool {
        let room = (self.label() + next.label()) / 2.0 + FIGURE;
        let counted = self.count > 1 && next.count > 1;
        next.x - self.x < if counted { near.max(room) } else { near }
    }

    /// How wide its count is.
    fn label(&self) -> f64 {
        FIGURE * f64::from(self.count.max(1).ilog10() + 1)
    }

    /// Both, where this one is.
    fn with(self, next: Self) -> Self {
        let graver = gravity(next.kind) > gravity(self.kind);
        let (kind, moment) = match graver {
            true => (next.kind, next.moment),
            false => (self.kind, self.moment),
        };
        Self {
            kind,
            moment,
            count: self.count + next.count,
            ..self
        }
    }
}

/// How far to both sides a pointer finds each of them: half the way to the nearest other one, at most so far.
pub fn reaches(bunches: &[Bunch]) -> Vec<f64> {
    let gap = |one: Option<&Bunch>, other: &Bunch| {
        one.map_or(f64::INFINITY, |one| (one.x - other.x).abs() / 2.0)
    };
    let reach = |(place, bunch): (usize, &Bunch)| {
        let before = place.checked_sub(1).and_then(|before| bunches.get(before));
        let nearest = gap(before, bunch).min(gap(bunches.get(place + 1), bunch));
        nearest.min(REACH)
    };
    bunches.iter().enumerate().map(reach).collect()
}

fn gravity(kind: MarkKind) -> u8 {
    match kind {
        MarkKind::Violation => 9,
        MarkKind::Crash => 8,
        MarkKind::Cut => 7,
        MarkKind::Heal => 6,
        MarkKind::Leader => 5,
        MarkKind::Commit => 4,
        MarkKind::Fork => 3,
        MarkKind::Seen => 2,
        MarkKind::Message => 1,
        MarkKind::You => 0,
    }
}

/// What a mark stands for.
pub fn name(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::You => "you",
        MarkKind::Message => "message",
        MarkKind::Leader => "leader",
        MarkKind::Commit => "commit",
        MarkKind::Crash => "crash",
        MarkKind::Cut => "cut",
        MarkKind::Heal => "heal",
        MarkKind::Fork => "fork",
        MarkKind::Seen => "seen",
        MarkKind::Violation => "violation",
    }
}

/// The shape of a mark round the origin.
pub fn shape(kind: MarkKind) -> Html {
    let path =
        |class: &'static str, d: &'static str| html! { <path class={classes!("mk", class)} {d} /> };
    match kind {
        MarkKind::You => html! { <circle class="mk" r="4" /> },
        MarkKind::Message => path("open", "M-5-3.5h10v7H-5zM-5-3.5L0 .5l5-4"),
        MarkKind::Leader => path("solid", "M-5 4l-1-7 3.5 2.5L0-5l2.5 4.5L6-3 5 4z"),
        MarkKind::Commit => path("good", "M0-5l5 5-5 5-5-5z"),
        MarkKind::Crash => path("fault", "M-4-4l8 8M4-4l-8 8"),
        MarkKind::Cut => path("fault", "M-3-6v12M3-6v12"),
        MarkKind::Heal => path("open", "M-6 0h12M-2-5v10M2-5v10"),
        MarkKind::Fork => path("open", "M-6 0h5l6-5M-1 0l6 5"),
        MarkKind::Seen => path(
            "seen",
            "M0-5.1l1.4 3 3.2.4-2.4 2.2.7 3.2L0 2.1l-2.9 1.6.7-3.2-2.4-2.2 3.2-.4z",
        ),
        MarkKind::Violation => html! {
            <g transform="scale(1.45)">
                { path("bad", "M-3-7h6l4 4v6l-4 4h-6l-4-4v-6z") }
                <path class="mk badmark" d="M0-3v4M0 4v.1" />
            </g>
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::units::{Moment, Time};

    #[test]
    fn marks_that_would_touch_are_one_and_the_gravest_is_drawn() {
        let mark = |kind, step: u32| Mark {
            kind,
            moment: Moment {
                step,
                time: Time(u64::from(step)),
            },
            record: 0,
        };
        let marks = [
            mark(MarkKind::You, 0),
            mark(MarkKind::Crash, 5),
            mark(MarkKind::Commit, 8),
            mark(MarkKind::Leader, 30),
        ];
        let drawn = bunches(&marks, |mark| f64::from(mark.moment.step), 1000.0);
        assert_eq!(drawn.len(), 2);
        assert_eq!(
            (drawn[0].kind, drawn[0].count, drawn[0].moment.step),
            (MarkKind::Crash, 3, 5)
        );
        assert_eq!((drawn[1].kind, drawn[1].count), (MarkKind::Leader, 1));
        assert_eq!(
            reaches(&drawn),
            [12.0, 12.0],
            "they lie far from each other"
        );
        let many: Vec<Mark> = (0..500)
            .map(|step| mark(MarkKind::Leader, 2 * step))
            .collect();
        let drawn = bunches(&many, |mark| f64::from(mark.moment.step), 1000.0);
        let counts = drawn.iter().filter(|bunch| bunch.count > 1);
        let counts: Vec<&Bunch> = counts.collect();
        assert!(counts.windows(2).all(|pair| {
            let wide = |bunch: &Bunch| FIGURE * bunch.count.to_string().len() as f64;
            pair[1].x - pair[0].x > (wide(pair[0]) + wide(pair[1])) / 2.0
        }));
        assert!(
            drawn.len() <= 40,
            "a crowded line has {} marks",
            drawn.len()
        );
    }
}
