//! Statements by hand, at the present moment: what was done is written down among the lines of the branch. In the
//! past, or before upcoming lines, a new branch begins.

use super::play::{Turn, unplayable};
use super::{Outcome, Played, Session, Trouble};
use crate::action::{Action, Refusal};
use crate::predicate::{Found, Predicate};
use crate::script::{self, Line, Place, Statement, When};
use crate::units::{Span, Time};

impl Session {
    /// Performs one statement at the present moment. In the past, or before upcoming lines, a new branch begins.
    pub fn act(&mut self, text: &str) -> Result<(), Trouble> {
        let about = self.simulation.about();
        let line = script::parse_line(text, about)?;
        if line.when.is_some() || matches!(line.statement, Some(Statement::Branch { .. })) {
            let Place { line, column } = line.start;
            let message = "found a moment, expected a statement for the present one".into();
            return Err(Trouble::Parse {
                message,
                line,
                column,
            });
        }
        match line.statement {
            Some(Statement::Act(action)) => self.act_by_hand(&action),
            Some(Statement::Until(time)) => self.play_by_hand(Time(time.0)),
            Some(Statement::Run(span)) => {
                self.play_by_hand(self.simulation.moment().time.after(span))
            }
            Some(Statement::Await(predicate, span)) => self.await_by_hand(&predicate, span),
            Some(statement) => {
                let outcome = self.say(&statement);
                self.keep_by_hand(Some(statement), outcome);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn act_by_hand(&mut self, action: &Action) -> Result<(), Trouble> {
        let (when, moved_on) = (self.now(), self.has_moved_on());
        let refused = |refusal: Refusal| Trouble::Refused(refusal.to_string());
        let track = &self.tracks[self.current];
        let says = |line: &Line| line.statement.is_some() || line.when.is_some();
        let next = track.upcoming.iter().any(says) || self.past().count() < track.played.len();
        if self.simulation.at_end() && next {
            // The lines to come stay with the branch that they were written for, and so do lines that were said
            // later while nothing happened.
            self.simulation
                .would_refuse(action)
                .map_or(Ok(()), |refusal| Err(refused(refusal)))?;
            let time = self.simulation.moment().time;
            let line = action.to_string();
            self.simulation.fork(&format!("{line} at {time}"), &line);
            self.follow(self.past().cloned().collect());
        }
        // Acting before the end begins a branch; counted before, as the action is one more.
        let past = if self.simulation.at_end() {
            Vec::new()
        } else {
            self.past().cloned().collect()
        };
        self.simulation.act(action).map_err(refused)?;
        self.follow(past);
        if moved_on {
            self.keep_events_of_now();
        }
        let line = Line {
            when,
            statement: Some(Statement::Act(action.clone())),
            ..Line::default()
        };
        self.keep(line, Outcome::Done);
        Ok(())
    }

    fn play_by_hand(&mut self, time: Time) -> Result<(), Trouble> {
        if time < self.simulation.moment().time {
            let (place, now) = (Place { line: 1, column: 1 }, self.simulation.moment().time);
            let found = format!("until {time}");
            return Err(unplayable(place, found, &format!("{now} or later")));
        }
        match self.play_until(time, u32::MAX) {
            Played::Reached | Played::Budget | Played::Waits => Ok(()),
            Played::Limit(limit) => Err(Trouble::Refused(limit.into())),
            Played::Stuck(trouble) => Err(trouble),
        }
    }

    /// An `await` that fails counts as a failed expectation, as it does in a script; it is no refusal.
    fn await_by_hand(&mut self, predicate: &Predicate, span: Span) -> Result<(), Trouble> {
        let deadline = self.simulation.moment().time.after(span);
        let new = self.simulation.at_end();
        if new && !self.simulation.check(predicate).ok {
            // Where it begins: the line itself will stand at the moment of its end.
            self.keep_this_moment();
        }
        let began = self.simulation.moment();
        while !self.simulation.check(predicate).ok {
            let due = self.simulation.next_due().filter(|due| *due <= deadline);
            match self.turn(due.unwrap_or(deadline)) {
                Turn::Event | Turn::Line => {}
                // What was due was no step: a scheduled action.
                Turn::Rest if due.is_some() => {}
                Turn::Rest => {
                    self.simulation.wait_until(deadline);
                    let alone = !self.past().any(|played| played.moment > began);
                    if new && alone {
                        self.keep_failed_await(predicate, span);
                    } else if new {
                        // Lines stand in between: played again, an `await` behind them would begin after them.
                        let statement = Statement::Expect(predicate.clone(), true);
                        let outcome = self.say(&statement);
                        self.keep_by_hand(Some(statement), outcome);
                    }
                    return Ok(());
                }
                Turn::Waits => unreachable!("whoever acts by hand waits for nobody"),
                Turn::Limit(limit) => return Err(Trouble::Refused(limit.into())),
                Turn::Stuck => {
                    return Err(self.tracks[self.current]
                        .stuck
                        .clone()
                        .expect("it is stuck"));
                }
            }
        }
        Ok(())
    }

    /// Writes down that the lines to come begin at this moment.
    pub(super) fn keep_this_moment(&mut self) {
        let line = match self.now() {
            Some(When::At(time)) => Line {
                statement: Some(Statement::Until(time)),
                ..Line::default()
            },
            Some(step) => Line {
                when: Some(step),
                ..Line::default()
            },
            None => return,
        };
        self.keep(line, Outcome::Done);
    }

    fn keep_failed_await(&mut self, predicate: &Predicate, span: Span) {
        let found = self.simulation.check(predicate);
        let line = Line {
            statement: Some(Statement::Await(predicate.clone(), span)),
            ..Line::default()
        };
        self.keep(line, Outcome::Expected(Found { ok: false, ..found }));
    }

    fn keep_by_hand(&mut self, statement: Option<Statement>, outcome: Outcome) {
        if self.has_moved_on() {
            self.keep_events_of_now();
        }
        let line = Line {
            when: self.now(),
            statement,
            ..Line::default()
        };
        self.keep(line, outcome);
    }

    /// Writes down that the events of this time come before the next line.
    fn keep_events_of_now(&mut self) {
        let line = Line {
            statement: Some(Statement::Run(Span::ZERO)),
            ..Line::default()
        };
        self.keep(line, Outcome::Done);
    }
}
