//! What a session remembers of each branch: the lines that were played on it, those that are still to come, and how a
//! line that happens now is written so that playing it again comes to the same moment.

use std::collections::VecDeque;

use super::{Session, Trouble};
use crate::action::Refusal;
use crate::predicate::Found;
use crate::refusal;
use crate::script::{Line, Statement, When};
use crate::units::{Moment, Span, Time};

/// What an `expect` found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Its line in the script, from 1.
    pub line: u32,
    /// Its column.
    pub column: u32,
    /// The statement in canonical form.
    pub text: String,
    /// Whether it held.
    pub ok: bool,
    /// What was found.
    pub found: String,
}

/// What became of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It happened.
    Done,
    /// The action was refused, with this sentence.
    Refused(String),
    /// It expected something: whether it held, and what was found. An `await` counts only when it failed.
    Expected(Found),
}

/// A line that was played.
#[derive(Clone, Debug)]
pub struct PlayedLine {
    /// The line.
    pub line: Line,
    /// When it happened.
    pub moment: Moment,
    /// How many actions of the branch had happened after it.
    pub(super) acted: usize,
    /// Whether an event was due at this very moment after it.
    pub(super) restless: bool,
    /// What became of it.
    pub outcome: Outcome,
}

impl PlayedLine {
    /// What it expected, if it counts as an expectation.
    pub fn expected(&self) -> Option<Expected> {
        let Outcome::Expected(found) = &self.outcome else {
            return None;
        };
        let statement = self.line.statement.as_ref()?;
        Some(Expected {
            line: self.line.place.line,
            column: self.line.place.column,
            text: statement.to_string(),
            ok: found.ok,
            found: found.found.clone(),
        })
    }
}

/// The lines of a branch.
#[derive(Clone, Default)]
pub struct Track {
    pub name: String,
    pub played: Vec<PlayedLine>,
    /// Where it left another branch.
    pub begun: Moment,
    /// How many of the lines had happened by then.
    pub inherited: usize,
    pub upcoming: VecDeque<Line>,
    /// When the `run` or `await` that is under way began.
    pub since: Option<Time>,
    /// The time of the last `at T` line, until something else moves the clock: lines of one time happen together.
    pub at: Option<Span>,
    /// Why the next line cannot be played.
    pub stuck: Option<Trouble>,
}

impl Track {
    /// A `run` or `await` counts from the line before it. Where it began earlier, as something was said while it was
    /// under way, it is written as the moment at which it ended; played again it would end later.
    pub fn anchor(&mut self, place: usize, began: Time) {
        let before = place
            .checked_sub(1)
            .and_then(|place| self.played.get(place));
        if before.is_none_or(|before| before.moment.time == began) {
            return;
        }
        let Some(played) = self.played.get_mut(place) else {
            return;
        };
        let until = Span(played.moment.time.0);
        if played.line.when.is_some() || until > Span::MAX {
            return;
        }
        let until = Some(Statement::Until(until));
        match (&played.line.statement, &played.outcome) {
            (Some(Statement::Run(_)), _) => played.line.statement = until,
            (Some(Statement::Await(predicate, _)), Outcome::Expected(_)) => {
                let expect = Statement::Expect(predicate.clone(), true);
                let mut moved = played.clone();
                (moved.line.statement, moved.outcome) = (until, Outcome::Done);
                played.line.statement = Some(expect);
                self.played.insert(place, moved);
                self.inherited += usize::from(place < self.inherited);
            }
            // One that came true comes true at the same event again.
            _ => {}
        }
    }
}

impl Session {
    /// Gives a branch another name, also in the lines that are still to come.
    pub fn rename(&mut self, name: &str, new: &str) -> Result<(), Trouble> {
        let refused = |refusal: Refusal| Trouble::Refused(refusal.to_string());
        let new = new.trim();
        let named = |line: &Line| matches!(&line.statement, Some(Statement::Branch { name, .. }) if name == new);
        if self
            .tracks
            .iter()
            .any(|track| track.upcoming.iter().any(named))
        {
            let begins = refusal!("a line to come begins a branch called {0}", new.to_owned());
            return Err(refused(begins));
        }
        self.simulation.rename(name, new).map_err(refused)?;
        for track in &mut self.tracks {
            if track.name == name {
                track.name = new.into();
            }
            for line in &mut track.upcoming {
                if let Some(Statement::Branch { parent, .. }) = &mut line.statement
                    && parent == name
                {
                    *parent = new.into();
                }
            }
        }
        Ok(())
    }

    /// Whether the action at this place of the branch was done by hand: no line of a script that was read says it.
    pub fn is_by_hand(&self, place: usize) -> bool {
        let mut acts = self.tracks[self.current].played.iter().filter(|played| {
            matches!(played.line.statement, Some(Statement::Act(_)))
                && played.outcome == Outcome::Done
        });
        acts.any(|played| played.acted == place + 1 && played.line.place.line == 0)
    }

    /// Puts a branch away. Whoever stands on it stands where it left its parent.
    pub fn delete(&mut self, name: &str) -> Result<(), Trouble> {
        let deleted = self.simulation.delete(name);
        self.follow(Vec::new());
        deleted.map_err(|refusal| Trouble::Refused(refusal.to_string()))
    }

    /// Brings a deleted branch back, and those that it left. False if there is none of this name.
    pub fn bring_back(&mut self, name: &str) -> bool {
        self.simulation.bring_back(name)
    }

    pub(super) fn track(&mut self) -> &mut Track {
        &mut self.tracks[self.current]
    }

    /// Makes the current track the one of the current branch; a branch that the simulation has just begun gets the
    /// lines that had happened on the one that it left.
    pub(super) fn follow(&mut self, past: Vec<PlayedLine>) {
        let branches = self.simulation.branches();
        let mut branches = branches.into_iter();
        let branch = branches.find(|branch| branch.current);
        let branch = branch.expect("some branch is current");
        let name = branch.name;
        if let Some(place) = self.tracks.iter().position(|track| track.name == name) {
            self.current = place;
            return;
        }
        let played = past;
        self.tracks.push(Track {
            name,
            begun: branch.parent.map(|(_, moment)| moment).unwrap_or_default(),
            inherited: played.len(),
            played,
            ..Track::default()
        });
        self.current = self.tracks.len() - 1;
    }

    /// The lines that have happened at the present moment.
    pub(super) fn past(&self) -> impl DoubleEndedIterator<Item = &PlayedLine> {
        let (now, acted) = (self.simulation.moment(), self.simulation.acted());
        self.tracks[self.current]
            .played
            .iter()
            .filter(move |played| played.moment <= now && played.acted <= acted)
    }

    /// How a line that happens now is written: `at T` where no event due by now is pending, `@K` where the clock
    /// says the time of the last step, else bare: then an action of this very moment stands before it.
    pub(super) fn now(&self) -> Option<When> {
        let Moment { step, time } = self.simulation.moment();
        if !self.is_restless() {
            Some(When::At(time.since(Time::ZERO)))
        } else if time == self.simulation.step_time() {
            Some(When::Step(step))
        } else {
            None
        }
    }

    /// Whether an event is due at this very moment.
    pub(super) fn is_restless(&self) -> bool {
        let now = self.simulation.moment().time;
        self.simulation.next_due().is_some_and(|due| due <= now)
    }

    /// Whether events were handled at this very time after the last line that stands at it. A line `at T` would be
    /// played before them.
    pub(super) fn has_moved_on(&self) -> bool {
        let now = self.simulation.moment().time;
        let last = self.past().next_back();
        !self.is_restless() && last.is_some_and(|last| last.restless && last.moment.time == now)
    }

    pub(super) fn keep(&mut self, line: Line, outcome: Outcome) {
        let played = self.played_now(line, outcome);
        let track = self.track();
        // Lines said in the past of a branch stay in the order of their moments.
        let place = track
            .played
            .partition_point(|other| (other.moment, other.acted) <= (played.moment, played.acted));
        let moment = played.moment;
        track.played.insert(place, played);
        track.inherited += usize::from(place < track.inherited || moment < track.begun);
        let before = place.checked_sub(1).map(|place| &track.played[place]);
        let began = before.map_or(Time::ZERO, |before| before.moment.time);
        track.anchor(place + 1, began);
    }

    pub(super) fn played_now(&self, line: Line, outcome: Outcome) -> PlayedLine {
        PlayedLine {
            line,
            moment: self.simulation.moment(),
            acted: self.simulation.acted(),
            restless: self.is_restless(),
            outcome,
        }
    }
}
