//! Playing forward: turn by turn, either the next event is handled or the next line happens, whose moment has come.
//! A line that can never happen stops the branch, with the reason.

use super::{Outcome, Played, PlayedLine, Session, Trouble};
use crate::predicate::{Found, Predicate};
use crate::script::{Line, ParseError, Place, Statement, When};
use crate::simulation::{Advance, Leave};
use crate::units::{Step, Time};

/// One turn of playing.
pub enum Turn {
    /// An event was handled.
    Event,
    /// A line was played.
    Line,
    /// Nothing is left to do by then.
    Rest,
    /// What comes next waits for somebody else.
    Waits,
    Limit(&'static str),
    Stuck,
}

impl Session {
    /// Plays events and lines until a time; the clock then says it.
    pub fn play_until(&mut self, time: Time, budget: u32) -> Played {
        for _ in 0..budget {
            match self.turn(time) {
                Turn::Event | Turn::Line => {}
                Turn::Rest => {
                    self.simulation.wait_until(time);
                    return Played::Reached;
                }
                Turn::Waits => return Played::Waits,
                Turn::Limit(limit) => return Played::Limit(limit),
                Turn::Stuck => return self.is_stuck(),
            }
        }
        Played::Budget
    }

    /// The same while somebody else does the long searches of proof of work, those of more numbers than this: where an
    /// answer is missing it stops before the event that needs it, see [`crate::grind::learn`]. Who searched changes nothing
    /// of what happens.
    pub fn play_with_miners(&mut self, time: Time, budget: u32, most: u32) -> Played {
        self.patience = Some(most);
        let played = self.play_until(time, budget);
        self.patience = None;
        played
    }

    /// One event forward; the lines that come before it happen. False if no event is left.
    pub fn step(&mut self) -> bool {
        loop {
            match self.turn(Time(u64::MAX)) {
                Turn::Event => return true,
                Turn::Line => {}
                Turn::Rest | Turn::Waits | Turn::Limit(_) | Turn::Stuck => return false,
            }
        }
    }

    /// Plays to the end of the next line, which it returns.
    pub fn next_line(&mut self) -> Result<&PlayedLine, Played> {
        loop {
            match self.turn(Time(u64::MAX)) {
                Turn::Event => {}
                Turn::Line => {
                    return Ok(self.tracks[self.current]
                        .played
                        .last()
                        .expect("a line was played"));
                }
                Turn::Rest => return Err(Played::Reached),
                Turn::Waits => return Err(Played::Waits),
                Turn::Limit(limit) => return Err(Played::Limit(limit)),
                Turn::Stuck => return Err(self.is_stuck()),
            }
        }
    }

    /// Plays to the script's last line.
    pub fn run_to_end(&mut self) -> Played {
        let end = self.simulation.end();
        self.simulation.seek_time(end.time);
        self.simulation.seek_step(end.step);
        while self.has_upcoming() {
            match self.next_line() {
                Ok(_) => {}
                Err(played) => return played,
            }
        }
        Played::Reached
    }

    /// One event or line, of what is due by a time.
    pub(super) fn turn(&mut self, until: Time) -> Turn {
        let next = self.tracks[self.current].upcoming.front();
        let (true, Some(line)) = (self.simulation.at_end(), next) else {
            return self.advance(until);
        };
        if self.tracks[self.current].stuck.is_some() {
            return Turn::Stuck;
        }
        let line = line.clone();
        let now = self.simulation.moment();
        let since = self.tracks[self.current].since.unwrap_or(now.time);
        match (line.when, &line.statement) {
            (Some(When::At(time)), _) if self.tracks[self.current].at == Some(time) => {
                self.perform(line)
            }
            (Some(When::At(time)), _) => self.toward_time(line, Time(time.0), until),
            (Some(When::Step(step)), _) => self.toward_step(line, step, until),
            (None, Some(Statement::Until(time))) => {
                let time = Time(time.0);
                self.toward_time(line, time, until)
            }
            (None, Some(Statement::Run(span))) => {
                let time = since.after(*span);
                self.track().since = Some(since);
                self.toward_time(line, time, until)
            }
            (None, Some(Statement::Await(predicate, span))) => {
                let (predicate, deadline) = (predicate.clone(), since.after(*span));
                self.track().since = Some(since);
                self.toward(line, &predicate, deadline, until)
            }
            (None, _) => self.perform(line),
        }
    }

    fn advance(&mut self, until: Time) -> Turn {
        if self.waits(until) {
            return Turn::Waits;
        }
        match self.simulation.advance(until) {
            Advance::Stepped => Turn::Event,
            Advance::Quiet => Turn::Rest,
            Advance::Limit(limit) => Turn::Limit(limit),
        }
    }

    /// Whether what is due by then goes on with a search that is not done here and that nobody has done.
    fn waits(&self, until: Time) -> bool {
        let Some(most) = self.patience else {
            return false;
        };
        let is_due = self.simulation.next_due().is_some_and(|due| due <= until);
        let long = |search: crate::grind::Search| search.count > most;
        is_due && self.simulation.awaited().is_some_and(long)
    }

    fn toward_time(&mut self, line: Line, time: Time, until: Time) -> Turn {
        let now = self.simulation.moment().time;
        if now > time {
            return self.stuck(&line, &format!("{now} or later"));
        }
        match self.advance(time.min(until)) {
            Turn::Rest if time <= until => {
                self.simulation.wait_until(time);
                self.perform(line)
            }
            other => other,
        }
    }

    fn toward_step(&mut self, line: Line, step: Step, until: Time) -> Turn {
        let now = self.simulation.moment();
        if now.step > step || (now.step == step && now.time > self.simulation.step_time()) {
            let expected = format!("a moment not before step {} at {}", now.step, now.time);
            return self.stuck(&line, &expected);
        }
        if now.step == step {
            return self.perform(line);
        }
        match self.advance(until) {
            Turn::Rest if self.simulation.next_due().is_none() => {
                let last = self.simulation.moment().step;
                self.stuck(&line, &format!("at most @{last}: no event is left"))
            }
            other => other,
        }
    }

    fn toward(&mut self, line: Line, predicate: &Predicate, deadline: Time, until: Time) -> Turn {
        let last = deadline.min(until);
        while !self.simulation.check(predicate).ok {
            // From event to event, so that a scheduled action, which is no step, is looked at too.
            let due = self.simulation.next_due().filter(|due| *due <= last);
            match self.advance(due.unwrap_or(last)) {
                Turn::Rest if due.is_some() => {}
                Turn::Rest if deadline <= until => {
                    self.simulation.wait_until(deadline);
                    let found = self.simulation.check(predicate);
                    return self.finish(line, Outcome::Expected(Found { ok: false, ..found }));
                }
                other => return other,
            }
        }
        self.finish(line, Outcome::Done)
    }

    /// Plays the next line, whose moment has come.
    fn perform(&mut self, line: Line) -> Turn {
        let outcome = match &line.statement {
            Some(Statement::Act(action)) => match self.simulation.act(action) {
                Ok(()) => Outcome::Done,
                Err(refusal) => Outcome::Refused(refusal.to_string()),
            },
            Some(Statement::Branch {
                name,
                parent,
                leave,
            }) => return self.perform_branch(&line, name, parent, *leave),
            Some(statement) => self.say(&statement.clone()),
            None => Outcome::Done,
        };
        self.finish(line, outcome)
    }

    fn finish(&mut self, line: Line, outcome: Outcome) -> Turn {
        let played = self.played_now(line, outcome);
        let track = self.track();
        track.upcoming.pop_front();
        let began = track.since.take();
        track.at = match (&played.line.when, &played.line.statement) {
            (Some(When::At(time)), _) => Some(*time),
            (Some(When::Step(_)), _)
            | (None, Some(Statement::Until(_) | Statement::Run(_) | Statement::Await(..))) => None,
            (None, _) => track.at,
        };
        track.played.push(played);
        if let Some(began) = began {
            track.anchor(track.played.len() - 1, began);
        }
        Turn::Line
    }

    /// From here on the lines belong to a new branch.
    fn perform_branch(&mut self, line: &Line, name: &str, parent: &str, leave: Leave) -> Turn {
        let mut rest = std::mem::take(&mut self.track().upcoming);
        rest.pop_front();
        let branches = self.simulation.branches();
        if branches.iter().any(|branch| branch.name == name) || !self.switch_to(parent) {
            self.track().upcoming.push_front(line.clone());
            return self.stuck(line, "a new name, and a branch to leave that exists");
        }
        if !self.simulation.seek_written(leave) {
            self.track().upcoming.push_front(line.clone());
            let last = self.simulation.end();
            let expected = format!(
                "a moment of {parent}, which ends at @{} at {}",
                last.step, last.time
            );
            return self.stuck(line, &expected);
        }
        self.fork(name, &line.to_string());
        self.track().upcoming = rest;
        Turn::Line
    }

    /// Begins a branch here: what comes after on this one stays with it.
    pub fn branch_off(&mut self, name: &str) {
        self.fork(name, "");
    }

    fn fork(&mut self, name: &str, line: &str) {
        self.simulation.fork(name, line);
        self.follow(self.past().cloned().collect());
        if self.now().is_some() {
            self.keep_this_moment();
        } else {
            // The last line stands at this very moment; one of its own is played all the same.
            self.keep(Line::default(), Outcome::Done);
        }
        let track = self.track();
        track.inherited = track.played.len();
    }

    /// What a statement that is no action and moves nothing says.
    pub(super) fn say(&mut self, statement: &Statement) -> Outcome {
        match statement {
            Statement::Expect(Predicate::Refused(text), wanted) => {
                let is_action = |line: &Line| matches!(line.statement, Some(Statement::Act(_)));
                let refused = self
                    .past()
                    .rfind(|played| is_action(&played.line))
                    .map(|played| played.outcome.clone());
                let found = match refused {
                    Some(Outcome::Refused(why)) => {
                        Found::new(text.as_ref().is_none_or(|text| *text == why), why)
                    }
                    _ => Found::new(false, "no refusal"),
                };
                Outcome::Expected(Found {
                    ok: found.ok == *wanted,
                    ..found
                })
            }
            Statement::Expect(predicate, wanted) => {
                let found = self.simulation.check(predicate);
                Outcome::Expected(Found {
                    ok: found.ok == *wanted,
                    ..found
                })
            }
            _ => Outcome::Done,
        }
    }

    fn stuck(&mut self, line: &Line, expected: &str) -> Turn {
        let found = match (&line.when, &line.statement) {
            (Some(when), _) => when.to_string(),
            (None, Some(statement)) => statement.to_string(),
            (None, None) => "nothing".into(),
        };
        self.track().stuck = Some(unplayable(line.start, found, expected));
        Turn::Stuck
    }

    fn is_stuck(&self) -> Played {
        Played::Stuck(
            self.tracks[self.current]
                .stuck
                .clone()
                .expect("it is stuck"),
        )
    }
}

pub fn unplayable(place: Place, found: String, expected: &str) -> Trouble {
    let expected = expected.into();
    let error = ParseError {
        place,
        found,
        expected,
    };
    error.into()
}
