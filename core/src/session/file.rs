//! A session as text: lines and, where they say it otherwise, how far the clock went behind them; all branches in one
//! file.

use super::{PlayedLine, Session};
use crate::script::{Line, Statement, When};
use crate::simulation::BranchEnd;
use crate::units::{Moment, Span, Time};

impl Session {
    /// The whole session as a script: every branch as far as it was played. Loading it and playing its lines comes to
    /// the same branches, with the same ends. What was said on a branch about moments before it began is left out.
    pub fn file(&self) -> String {
        let mut text = String::from("synod 1\n");
        for (place, branch) in self.simulation.branches().into_iter().enumerate() {
            let track = self.tracks.iter().find(|track| track.name == branch.name);
            let end = self.simulation.end_of(place);
            let (Some(track), Some(end)) = (track, end) else {
                continue;
            };
            let mut start = Moment::default();
            let leave = self.simulation.written(place);
            if let (Some((parent, moment)), Some(leave)) = (branch.parent, leave) {
                start = moment;
                let name = branch.name;
                let statement = Statement::Branch {
                    name,
                    parent,
                    leave,
                };
                text.push_str(&format!("{statement}\n"));
            }
            write(
                &mut text,
                track.played[track.inherited..].iter(),
                start,
                end,
            );
        }
        text
    }
}

/// Writes the lines of a branch from a moment on, and what leads from them to its end.
pub fn write<'a>(
    text: &mut String,
    lines: impl Iterator<Item = &'a PlayedLine>,
    start: Moment,
    end: BranchEnd,
) {
    let (mut last, mut moved_on) = (start, false);
    for played in lines {
        match played.line.when {
            Some(When::At(time)) if time > Span::MAX => {
                text.push_str(&runs(time.0 - last.time.0));
                let line = Line {
                    when: None,
                    ..played.line.clone()
                };
                text.push_str(&format!("{line}\n"));
            }
            _ => text.push_str(&format!("{}\n", played.line)),
        }
        last = played.moment;
        moved_on = played.restless && !end.is_restless && last.time == end.moment.time;
    }
    if last == end.moment && !moved_on {
        return;
    }
    let time = end.moment.time.since(Time::ZERO);
    if end.is_restless {
        // Else an action of this very moment stands before it.
        if end.moment.time == end.step_time {
            text.push_str(&format!("@{}\n", end.moment.step));
        }
    } else if time > Span::MAX {
        text.push_str(&runs(time.0 - last.time.0));
    } else {
        text.push_str(&format!("until {time}\n"));
    }
}

/// Lines that move the clock on by so many microseconds: what no `at` can say, as no span is so long.
fn runs(mut micros: u64) -> String {
    let mut lines = String::new();
    while micros > 0 {
        let span = Span(micros.min(Span::MAX.0));
        lines.push_str(&format!("run {span}\n"));
        micros -= span.0;
    }
    lines
}
