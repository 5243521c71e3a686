//! A session as text: lines and, where they say it otherwise, how far the clock went behind them; all branches in one
//! file.

use super::{Played, PlayedLine, Session, Track, Trouble};
use crate::link::Linked;
use crate::script::{Line, Statement, When};
use crate::simulation::BranchEnd;
use crate::units::{Moment, Span, Time};

impl Session {
    /// The whole session as a script: every branch as far as it was played. Loading it and playing its lines comes to
    /// the same branches, with the same ends. What was said on a branch about moments before it began is left out.
    pub fn file(&self) -> String {
        self.written(false)
    }

    /// The same with the lines that are still to come on each branch: what somebody saves who wants to lose nothing.
    /// Left out are only those that would happen at the very moment where another branch leaves.
    pub fn saved(&self) -> String {
        self.written(true)
    }

    fn written(&self, with_ahead: bool) -> String {
        let mut text = String::from("synod 1\n");
        let branches = self.simulation.branches();
        for (place, branch) in branches.iter().cloned().enumerate() {
            let track = self.tracks.iter().find(|track| track.name == branch.name);
            let end = self.simulation.end_of(place);
            let (Some(track), Some(end)) = (track, end) else {
                continue;
            };
            let mut start = Moment::default();
            let leave = self.simulation.written(place);
            if let (Some((parent, moment)), Some(mut leave)) = (branch.parent, leave) {
                start = moment;
                // Lines that are still to come may happen in that very step.
                if with_ahead && leave.actions.is_none() && moment.time.0 <= Span::MAX.0 {
                    leave.time = Some(moment.time);
                }
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
            let ahead = ahead(track, end);
            let is_left = branches.iter().any(|other| {
                let from = other.parent.as_ref();
                from.is_some_and(|(parent, from)| *parent == track.name && *from == end.moment)
            });
            if with_ahead && (!is_left || ahead.first().is_some_and(|line| is_later(line, end))) {
                say(&mut text, &ahead);
            }
        }
        text
    }

    /// The current branch as one script: what has happened up to now, then what was recorded behind it and what is
    /// still to come. [`Session::resume`] comes back to the same moment.
    pub fn linked(&self) -> Linked {
        let mut text = self.script();
        let past = text.len();
        let branches = self.simulation.branches();
        let current = branches.iter().position(|branch| branch.current);
        if let Some(end) = current.and_then(|place| self.simulation.end_of(place)) {
            let track = &self.tracks[self.current];
            let now = self.simulation.moment();
            let mut rest = track.played[self.past().count()..].to_vec();
            if let Some(first) = rest.first_mut() {
                shorten(first, now.time);
            }
            if now != end.moment || !rest.is_empty() {
                write(&mut text, rest.iter(), now, end);
            }
            say(&mut text, &ahead(track, end));
        }
        // A blank line at the end of a text is none.
        while text.len() > past && text.ends_with("\n\n") {
            text.pop();
        }
        let to_come = text[past..].lines().count();
        Linked { text, to_come }
    }

    /// A run of a script that stands where so many of its lines are still to come; earlier if one cannot be played.
    pub fn resume(linked: &Linked) -> Result<Self, Trouble> {
        let mut session = Self::load(&linked.text)?;
        while session.tracks[session.current].upcoming.len() > linked.to_come {
            if let Err(Played::Stuck(_) | Played::Limit(_) | Played::Reached) = session.next_line()
            {
                break;
            }
        }
        Ok(session)
    }
}

fn say(text: &mut String, lines: &[Line]) {
    lines
        .iter()
        .for_each(|line| text.push_str(&format!("{line}\n")));
}

/// The lines that are still to come on a branch, as they are written behind its end.
fn ahead(track: &Track, end: BranchEnd) -> Vec<Line> {
    let mut lines: Vec<Line> = track.upcoming.iter().cloned().collect();
    let now = end.moment.time;
    if let (Some(first), Some(began)) = (lines.first_mut(), track.since) {
        let rest = |span: Span| Span(began.after(span).0.saturating_sub(now.0));
        if let Some(Statement::Run(span) | Statement::Await(_, span)) = &mut first.statement {
            *span = rest(*span);
        }
    }
    // Lines of one time happen together, also where an event is due between them.
    let together =
        |line: &&mut Line| matches!(line.when, Some(When::At(time)) if track.at == Some(time));
    if end.is_restless {
        lines
            .iter_mut()
            .take_while(together)
            .for_each(|line| line.when = None);
    }
    lines
}

/// Whether a line surely happens after the end of its branch, not at it.
fn is_later(line: &Line, end: BranchEnd) -> bool {
    let time = match (line.when, &line.statement) {
        (Some(When::At(time)), _) => Time(time.0),
        (None, Some(Statement::Until(time))) => Time(time.0),
        (None, Some(Statement::Run(span))) => end.moment.time.after(*span),
        _ => return false,
    };
    time > end.moment.time
}

/// A line that counts from the moment before it, where that moment is now a later one.
fn shorten(played: &mut PlayedLine, now: Time) {
    let rest = Span(played.moment.time.0.saturating_sub(now.0));
    let failed = played.expected().is_some();
    match &mut played.line.statement {
        Some(Statement::Run(span)) => *span = rest,
        // One that came true comes true at the same event again.
        Some(Statement::Await(_, span)) if failed => *span = rest,
        _ => {}
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
