//! The stretch of time that the lane of the clients shows, and the pixels that it lies on.

use synod_core::units::Time;
use synod_core::view::RequestView;

use crate::panels::transport::scale::{TICKS, tick};

/// So wide the bar of an operation of the usual length is, in CSS pixels: its words have room.
const BAR: f64 = 120.0;
/// The usual length is the middle one of so many operations that ended last.
const RECENT: usize = 9;
/// Where the head stands at most while the axis follows it, as a share of the width.
const HEAD: f64 = 0.875;
/// The shortest stretch, in microseconds.
const LEAST: f64 = 1_000.0;
/// The longest: a run is not longer than a few hundred years.
const MOST: f64 = 1e16;
/// Two ticks are never nearer than this, in CSS pixels.
const TICK: f64 = 56.0;

/// A stretch of time on so many pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    /// Where it begins, in microseconds.
    pub from: f64,
    /// How long it is, in microseconds.
    pub span: f64,
    /// How wide it is drawn, in CSS pixels.
    pub width: f64,
}

/// What the person has chosen of it; what is not chosen follows the run.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct View {
    /// Where it begins; none follows the head.
    pub from: Option<f64>,
    /// How long it is; none is what can be read.
    pub span: Option<f64>,
}

impl Axis {
    /// Where a time lies; outside the width if it is out of sight.
    pub fn x(self, micros: f64) -> f64 {
        (micros - self.from) / self.span * self.width
    }

    /// Which time lies here.
    pub fn micros(self, x: f64) -> f64 {
        self.from + x / self.width.max(1.0) * self.span
    }

    /// Whether a time is in sight.
    pub fn shows(self, time: Time) -> bool {
        let micros = time.micros() as f64;
        (self.from..=self.from + self.span).contains(&micros)
    }

    /// The times of the ticks in sight, in microseconds.
    pub fn ticks(self) -> impl Iterator<Item = u64> {
        // As many as have room: the same round numbers as those of the time line.
        let room = (self.width / TICK).max(1.0);
        let step = tick((self.span / room * f64::from(TICKS)) as u64);
        let first = (self.from.max(0.0) as u64).div_ceil(step);
        let last = (self.from + self.span) as u64 / step;
        (first..=last).map(move |place| place * step)
    }
}

impl View {
    /// The axis where the head stands now, if a stretch of this length can be read.
    pub fn axis(self, now: Time, readable: f64, width: f64) -> Axis {
        let span = self.span.unwrap_or(readable);
        let from = self.from.unwrap_or_else(|| page(now.micros() as f64, span));
        Axis { from, span, width }
    }

    /// So much nearer, with the time at this pixel left where it is. An axis that follows goes on following.
    #[must_use]
    pub fn zoomed(self, axis: Axis, factor: f64, x: f64) -> Self {
        let span = (axis.span / factor).clamp(LEAST, MOST);
        let kept = axis.micros(x) - span * x / axis.width.max(1.0);
        Self {
            from: self.from.map(|_| kept.max(0.0)),
            span: Some(span),
        }
    }

    /// So many pixels further. It no longer follows.
    #[must_use]
    pub fn moved(self, axis: Axis, pixels: f64) -> Self {
        let from = axis.micros(pixels).max(0.0);
        Self {
            from: Some(from),
            ..self
        }
    }

    /// With this time in sight: in the middle if it was not.
    #[must_use]
    pub fn showing(self, axis: Axis, time: Time) -> Self {
        if axis.shows(time) {
            return self;
        }
        let from = time.micros() as f64 - axis.span / 2.0;
        Self {
            from: Some(from.max(0.0)),
            span: Some(axis.span),
        }
    }
}

/// Where an axis begins that follows the head: it turns over by half its length when the head comes to its end, and
/// stands still in between.
fn page(now: f64, span: f64) -> f64 {
    let half = span / 2.0;
    ((now - span * HEAD) / half).ceil().max(0.0) * half
}

/// How long a stretch can be read, in microseconds: one in which an operation of the usual length has room for its
/// words. While none has ended it is what the time line shows.
pub fn readable(requests: &[RequestView], line: u64, width: f64) -> f64 {
    let length = |request: &RequestView| {
        let ended = request.answered?.time.micros();
        Some(ended.saturating_sub(request.entered.time.micros())).filter(|length| *length > 0)
    };
    let mut recent: Vec<u64> = requests
        .iter()
        .rev()
        .filter_map(length)
        .take(RECENT)
        .collect();
    synod_core::order::by_key(&mut recent, |length| *length);
    let usual = recent.get(recent.len() / 2);
    let wanted = usual.map_or(line, |usual| (*usual as f64 * width / BAR) as u64);
    // Rounded to what is near, so that the stretch changes seldom.
    (tick(wanted / 2) * u64::from(TICKS)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::units::{Moment, NodeId, RequestId};
    use synod_core::view::Answer;

    const AXIS: Axis = Axis {
        from: 10e6,
        span: 40e6,
        width: 800.0,
    };

    #[test]
    fn a_time_is_where_it_is_drawn() {
        assert_eq!(AXIS.x(30e6), 400.0);
        assert_eq!(AXIS.micros(400.0), 30e6);
        assert!(AXIS.shows(Time(10_000_000)) && !AXIS.shows(Time(51_000_000)));
        let ticks: Vec<u64> = AXIS.ticks().map(|it| it / 1_000_000).collect();
        assert_eq!(ticks, [10, 15, 20, 25, 30, 35, 40, 45, 50]);
        let narrow = Axis {
            width: 120.0,
            ..AXIS
        };
        assert!(narrow.ticks().count() <= 3, "they have room for a number");
    }

    #[test]
    fn it_follows_by_half_its_length_and_stands_still_in_between() {
        let at = |now: u64| View::default().axis(Time(now), 40e6, 800.0).from;
        assert_eq!((at(0), at(35_000_000)), (0.0, 0.0));
        assert_eq!((at(35_000_001), at(55_000_000)), (20e6, 20e6));
        for now in (0..900_000_000).step_by(1_234_567) {
            let axis = View::default().axis(Time(now), 40e6, 800.0);
            assert!(axis.shows(Time(now)), "{now} is in sight");
        }
    }

    #[test]
    fn nearer_leaves_the_time_under_the_pointer_where_it_is() {
        let still = View {
            from: Some(AXIS.from),
            span: None,
        };
        let nearer = still.zoomed(AXIS, 2.0, 200.0).axis(Time(0), 40e6, 800.0);
        assert_eq!((nearer.span, nearer.micros(200.0)), (20e6, 20e6));
        let follows = View::default().zoomed(AXIS, 2.0, 200.0);
        assert_eq!(follows.from, None, "it goes on following");
        let least = (0..99).fold(still, |view, _| {
            view.zoomed(view.axis(Time(0), 40e6, 800.0), 2.0, 0.0)
        });
        assert_eq!(least.span, Some(LEAST));
    }

    #[test]
    fn it_is_moved_and_shows_what_is_walked_to() {
        let moved = View::default().moved(AXIS, -100.0);
        assert_eq!(moved.from, Some(5e6));
        assert_eq!(moved.moved(AXIS, -9e9).from, Some(0.0), "time begins at 0");
        assert_eq!(View::default().showing(AXIS, Time(20_000_000)).from, None);
        let shown = View::default().showing(AXIS, Time(90_000_000));
        assert_eq!((shown.from, shown.span), (Some(70e6), Some(40e6)));
    }

    #[test]
    fn an_operation_of_the_usual_length_has_room_for_its_words() {
        let moment = |seconds: u64| Moment {
            step: 0,
            time: Time(seconds * 1_000_000),
        };
        let request = |from, to: Option<u64>| RequestView {
            id: RequestId {
                asker: NodeId::new(1).into(),
                number: 1,
            },
            text: String::new(),
            verdict: Answer::Committed,
            answer: String::new(),
            entered: moment(from),
            answered: to.map(moment),
        };
        assert_eq!(readable(&[request(1, None)], 8_000_000, 960.0), 4e6);
        let six = [request(1, Some(7)), request(2, Some(8)), request(3, None)];
        let span = readable(&six, 0, 960.0);
        assert_eq!(span, 40e6, "6 seconds are 144 pixels");
    }
}
