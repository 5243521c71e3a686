//! What is drawn of the operations of one asker: a bar each, those too narrow gathered, none over another.

use synod_core::units::{Address, Time};
use synod_core::view::{Answer, RequestView};

use super::axis::Axis;

/// What is narrower is a tick, in CSS pixels: nothing smaller can be hit.
const NARROW: f64 = 24.0;
/// Ticks are gathered over no more than this, so that a count says where they are.
const GATHERED: f64 = 96.0;
/// The air between two bars.
const AIR: f64 = 3.0;
/// Bars of one asker stand over each other in at most so many tracks.
const TRACKS: usize = 3;
/// The words of a bar reach so far beyond its end at most.
const WORDS: f64 = 200.0;

/// The operations of somebody, the oldest first.
pub struct Asker<'a> {
    /// Who.
    pub who: Address,
    /// What was asked.
    pub asked: Vec<&'a RequestView>,
}

/// One thing to draw: an operation, or several that are too narrow.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    /// The operations, by their places.
    pub members: Vec<usize>,
    /// Where it begins, from the left edge of the axis.
    pub x: f64,
    /// Where it ends.
    pub end: f64,
    /// How far its words may go.
    pub room: f64,
    /// Below how many others it stands.
    pub track: usize,
}

/// All who may ask, or have: clients first, then the nodes at whose consoles something was asked.
pub fn askers(requests: &[RequestView], clients: impl Iterator<Item = Address>) -> Vec<Asker<'_>> {
    let of = |who| Asker {
        who,
        asked: Vec::new(),
    };
    let mut askers: Vec<Asker> = clients.map(of).collect();
    let known = askers.len();
    for request in requests {
        let who = request.id.asker;
        let place = askers.iter().position(|it| it.who == who);
        let place = place.unwrap_or_else(|| {
            askers.push(of(who));
            askers.len() - 1
        });
        askers[place].asked.push(request);
    }
    let mut nodes = askers.split_off(known);
    synod_core::order::by_key(&mut nodes, |it| it.who);
    askers.extend(nodes);
    askers
}

/// When an operation ended: of one that waits, now.
pub fn end(request: &RequestView, now: Time) -> Time {
    match request.answered {
        Some(moment) if request.verdict != Answer::Pending => moment.time,
        _ => now.max(request.entered.time),
    }
}

impl Bar {
    fn of(place: usize, x: f64, end: f64) -> Self {
        Self {
            members: vec![place],
            x,
            end,
            room: 0.0,
            track: 0,
        }
    }

    /// How wide it is drawn.
    pub fn width(&self) -> f64 {
        (self.end - self.x).max(2.0)
    }

    /// Where something else may begin behind it.
    fn reach(&self) -> f64 {
        self.end.max(self.x + NARROW) + AIR
    }

    fn is_narrow(&self) -> bool {
        self.members.len() > 1 || self.end - self.x < NARROW
    }

    fn take(&mut self, other: &Self) {
        self.members.extend(&other.members);
        self.end = self.end.max(other.end);
    }
}

/// The bars in sight, the oldest first.
pub fn bars(asked: &[&RequestView], axis: Axis, now: Time) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    for (place, request) in asked.iter().enumerate() {
        let x = axis.x(request.entered.time.micros() as f64);
        let end = axis.x(end(request, now).micros() as f64);
        if end < 0.0 || x > axis.width {
            continue;
        }
        let bar = Bar::of(place, x, end);
        match bars.iter_mut().rev().find(|it| it.is_narrow()) {
            // The next one is at or behind the last: requests come in the order in which they were entered.
            Some(last) if bar.is_narrow() && x < last.end + NARROW && end - last.x < GATHERED => {
                last.take(&bar);
            }
            _ => bars.push(bar),
        }
    }
    let mut bars = stacked(bars);
    give_room(&mut bars, axis.width);
    bars
}

/// Every bar in the first track that is free there; where none is, it is gathered with the last one of the last.
fn stacked(bars: Vec<Bar>) -> Vec<Bar> {
    let mut placed: Vec<Bar> = Vec::new();
    let mut last: Vec<usize> = Vec::new();
    for mut bar in bars {
        let free = last.iter().position(|it| placed[*it].reach() <= bar.x);
        match free {
            Some(track) => bar.track = track,
            None if last.len() < TRACKS => {
                bar.track = last.len();
                last.push(0);
            }
            None => {
                placed[last[TRACKS - 1]].take(&bar);
                continue;
            }
        }
        last[bar.track] = placed.len();
        placed.push(bar);
    }
    placed
}

/// Words may go on behind a bar, up to the next one of its track.
fn give_room(bars: &mut [Bar], width: f64) {
    let mut next = [width; TRACKS];
    for bar in bars.iter_mut().rev() {
        let most = bar.end.max(bar.x + NARROW) + WORDS;
        bar.room = (next[bar.track] - AIR).min(most) - bar.x;
        next[bar.track] = bar.x;
    }
}

/// How many tracks they stand in; never none, as the asker has its row.
pub fn tracks(bars: &[Bar]) -> usize {
    bars.iter().map(|bar| bar.track + 1).max().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::units::{ClientId, Moment, NodeId, RequestId};

    const AXIS: Axis = Axis {
        from: 0.0,
        span: 100e6,
        width: 1000.0,
    };
    const NOW: Time = Time(90_000_000);

    fn request(asker: Address, number: u32, from: f64, to: Option<f64>) -> RequestView {
        let moment = |seconds: f64| Moment {
            step: number,
            time: Time((seconds * 1e6) as u64),
        };
        RequestView {
            id: RequestId { asker, number },
            text: "get a".into(),
            verdict: if to.is_some() {
                Answer::Committed
            } else {
                Answer::Pending
            },
            answer: String::new(),
            entered: moment(from),
            answered: to.map(moment),
        }
    }

    fn client(number: u16) -> Address {
        ClientId::new(number).into()
    }

    fn drawn(spans: &[(f64, Option<f64>)]) -> Vec<Bar> {
        let asked = spans.iter().enumerate();
        let requests: Vec<RequestView> = asked
            .map(|(place, (from, to))| request(client(1), place as u32 + 1, *from, *to))
            .collect();
        bars(&requests.iter().collect::<Vec<_>>(), AXIS, NOW)
    }

    #[test]
    fn clients_have_rows_and_nodes_that_asked_come_after_them() {
        let node = |number| Address::from(NodeId::new(number));
        let requests = [
            request(node(3), 1, 1.0, None),
            request(client(2), 1, 2.0, None),
            request(node(1), 1, 3.0, None),
        ];
        let askers = askers(&requests, (1..=2).map(client));
        let names: Vec<String> = askers.iter().map(|it| it.who.to_string()).collect();
        assert_eq!(names, ["c1", "c2", "n1", "n3"]);
        assert!(askers[0].asked.is_empty(), "it may still ask");
    }

    #[test]
    fn an_operation_is_a_bar_from_when_it_was_entered_until_it_was_answered() {
        let bars = drawn(&[(10.0, Some(22.0)), (30.0, None)]);
        assert_eq!((bars[0].x, bars[0].end), (100.0, 220.0));
        assert_eq!(
            (bars[1].x, bars[1].end),
            (300.0, 900.0),
            "it waits until now"
        );
        assert_eq!(bars[0].room, 197.0, "its words end before the next one");
        assert_eq!(tracks(&bars), 1);
    }

    #[test]
    fn what_goes_on_at_one_time_stands_over_each_other() {
        let bars = drawn(&[(10.0, Some(22.0)), (12.0, Some(28.0)), (23.0, Some(40.0))]);
        let tracks: Vec<usize> = bars.iter().map(|bar| bar.track).collect();
        assert_eq!(tracks, [0, 1, 0]);
        let queue: Vec<_> = (0..9)
            .map(|it| (10.0, Some(20.0 + f64::from(it) * 6.0)))
            .collect();
        let bars = drawn(&queue);
        assert_eq!(super::tracks(&bars), TRACKS);
        assert_eq!(bars[2].members.len(), 7, "nothing is left out");
        assert_eq!(bars[2].end, 680.0);
    }

    #[test]
    fn narrow_ones_are_gathered_and_counted() {
        let near: Vec<_> = (0..12)
            .map(|it| (f64::from(it) * 0.5, Some(f64::from(it) * 0.5 + 0.2)))
            .collect();
        let bars = drawn(&near);
        assert_eq!(bars.len(), 1);
        assert_eq!(bars[0].members.len(), 12);
        let apart = drawn(&[(10.0, Some(10.1)), (20.0, Some(20.1))]);
        assert_eq!(apart.len(), 2, "far from each other each is a tick");
        let many: Vec<_> = (0..1000)
            .map(|it| (f64::from(it) * 0.1, Some(f64::from(it) * 0.1 + 0.05)))
            .collect();
        let bars = drawn(&many);
        let all: usize = bars.iter().map(|bar| bar.members.len()).sum();
        assert_eq!(all, 1000);
        assert!((10..=42).contains(&bars.len()), "{} bars", bars.len());
        assert!(bars.iter().all(|bar| bar.width() <= GATHERED));
    }

    #[test]
    fn what_is_out_of_sight_is_not_drawn() {
        let later = Axis { from: 50e6, ..AXIS };
        let old = request(client(1), 1, 10.0, Some(20.0));
        let long = request(client(1), 2, 20.0, Some(60.0));
        let new = request(client(1), 3, 170.0, None);
        let bars = bars(&[&old, &long, &new], later, NOW);
        assert_eq!(bars.len(), 1);
        assert_eq!(bars[0].members, [1]);
    }
}
