//! Playing scripts: a run, its upcoming lines, and what became of the lines that were played.
//!
//! A session holds any [`Simulation`] and plays the lines of a script as their moments are reached. Acting by hand
//! before they are reached begins a new branch without them; the old branch keeps them. [`Session::script`] writes
//! down what happened so that playing it ends at the same step, time and fingerprint.

use std::collections::VecDeque;
use std::fmt;

use crate::about::About;
use crate::action::Action;
use crate::predicate::{Found, Predicate};
use crate::protocols::{CATALOG, Entry, entry};
use crate::script::{self, Line, ParseError, Place, Script, Statement, When};
use crate::simulation::{Advance, Simulation};
use crate::units::{Moment, Span, Step, Time};

/// Why something that was asked of a session did not happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The action was refused, with this sentence.
    Refused(String),
    /// The text is no line or script, or a line that cannot be played.
    Parse {
        /// What is wrong.
        message: String,
        /// Its line, from 1.
        line: u32,
        /// Its column, from 1.
        column: u32,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(sentence) => f.write_str(sentence),
            Self::Parse { message, .. } => f.write_str(message),
        }
    }
}

impl From<ParseError> for Trouble {
    fn from(error: ParseError) -> Self {
        Self::Parse {
            message: error.to_string(),
            line: error.place.line,
            column: error.place.column,
        }
    }
}

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
    acted: usize,
    /// Whether an event was due at this very moment after it.
    restless: bool,
    /// What became of it.
    pub outcome: Outcome,
}

/// How far playing went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Played {
    /// To where it was to go.
    Reached,
    /// The budget of events ran out first.
    Budget,
    /// The run has reached a limit, named here.
    Limit(&'static str),
    /// A line cannot be played; no line after it will be.
    Stuck(Trouble),
}

/// The lines of a branch.
#[derive(Clone, Default)]
struct Track {
    name: String,
    played: Vec<PlayedLine>,
    upcoming: VecDeque<Line>,
    /// When the `run` or `await` that is under way began.
    since: Option<Time>,
    /// The time of the last `at T` line, until something else moves the clock: lines of one time happen together.
    at: Option<Span>,
    /// Why the next line cannot be played.
    stuck: Option<Trouble>,
}

/// One turn of playing.
enum Turn {
    /// An event was handled.
    Event,
    /// A line was played.
    Line,
    /// Nothing is left to do by then.
    Rest,
    Limit(&'static str),
    Stuck,
}

/// A run with its script.
pub struct Session {
    simulation: Box<dyn Simulation>,
    tracks: Vec<Track>,
    current: usize,
}

impl Session {
    /// A run of a script that stands at step 0; no line has happened yet.
    pub fn load(text: &str) -> Result<Self, Trouble> {
        let systems: Vec<&'static About> = CATALOG.iter().map(|entry| entry.about).collect();
        Ok(Self::open(script::parse(text, &systems)?))
    }

    /// The opening scene of a system.
    pub fn opening(protocol: &str) -> Option<Self> {
        entry(protocol)
            .map(|entry| Self::load(entry.opening).expect("the opening scenes are tested"))
    }

    /// A run of a system without a scene.
    pub fn empty(protocol: &str, nodes: Option<u16>, seed: Option<u64>) -> Result<Self, Trouble> {
        let mut text = format!("protocol {protocol}\n");
        nodes
            .iter()
            .for_each(|nodes| text.push_str(&format!("nodes {nodes}\n")));
        seed.iter()
            .for_each(|seed| text.push_str(&format!("seed {seed}\n")));
        Self::load(&text)
    }

    /// A run of a parsed script that stands at step 0.
    pub fn open(script: Script) -> Self {
        let entry: &Entry = entry(script.protocol).expect("a parsed script names a system");
        let simulation = (entry.open)(script.setup);
        let mut track = Track {
            name: "main".into(),
            ..Track::default()
        };
        let moment = Moment::default();
        for line in script.lines {
            if line.is_header() {
                track.played.push(PlayedLine {
                    line,
                    moment,
                    acted: 0,
                    restless: false,
                    outcome: Outcome::Done,
                });
            } else {
                track.upcoming.push_back(line);
            }
        }
        Self {
            simulation,
            tracks: vec![track],
            current: 0,
        }
    }

    /// Everything that may be seen.
    pub fn view(&self) -> &dyn Simulation {
        &*self.simulation
    }

    fn track(&mut self) -> &mut Track {
        &mut self.tracks[self.current]
    }

    /// Makes the current track the one of the current branch; a branch that the simulation has just begun gets the
    /// lines that had happened on the one that it left.
    fn follow(&mut self, past: Vec<PlayedLine>) {
        let branches = self.simulation.branches();
        let name = branches
            .into_iter()
            .find(|branch| branch.current)
            .expect("some branch is current")
            .name;
        if let Some(place) = self.tracks.iter().position(|track| track.name == name) {
            self.current = place;
            return;
        }
        let played = past;
        self.tracks.push(Track {
            name,
            played,
            ..Track::default()
        });
        self.current = self.tracks.len() - 1;
    }

    /// The lines that have happened at the present moment.
    fn past(&self) -> impl DoubleEndedIterator<Item = &PlayedLine> {
        let (now, acted) = (self.simulation.moment(), self.simulation.acted());
        self.tracks[self.current]
            .played
            .iter()
            .filter(move |played| played.moment <= now && played.acted <= acted)
    }

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
            Some(Statement::Await(predicate, span)) => self.await_by_hand(&predicate, span.0),
            Some(statement) => {
                let outcome = self.say(&statement);
                self.keep_by_hand(Some(statement), outcome);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// How a line that happens now is written: `at T` where no event due by now is pending, `@K` where the clock
    /// says the time of the last step, else bare: then an action of this very moment stands before it.
    fn now(&self) -> Option<When> {
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
    fn is_restless(&self) -> bool {
        let now = self.simulation.moment().time;
        self.simulation.next_due().is_some_and(|due| due <= now)
    }

    /// Whether events were handled at this very time after the last line that stands at it. A line `at T` would be
    /// played before them.
    fn has_moved_on(&self) -> bool {
        let now = self.simulation.moment().time;
        let last = self.past().next_back();
        !self.is_restless() && last.is_some_and(|last| last.restless && last.moment.time == now)
    }

    /// Writes down that the events of this time come before the next line.
    fn keep_events_of_now(&mut self) {
        let line = Line {
            statement: Some(Statement::Run(Span::ZERO)),
            ..Line::default()
        };
        self.keep(line, Outcome::Done);
    }

    fn act_by_hand(&mut self, action: &Action) -> Result<(), Trouble> {
        let (when, moved_on) = (self.now(), self.has_moved_on());
        let refused = |refusal: crate::action::Refusal| Trouble::Refused(refusal.to_string());
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
            self.simulation.fork(&format!("{action} at {time}"));
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
            Played::Reached | Played::Budget => Ok(()),
            Played::Limit(limit) => Err(Trouble::Refused(limit.into())),
            Played::Stuck(trouble) => Err(trouble),
        }
    }

    fn await_by_hand(&mut self, predicate: &Predicate, span: u64) -> Result<(), Trouble> {
        let deadline = Time(self.simulation.moment().time.0.saturating_add(span));
        while !self.simulation.check(predicate).ok {
            let due = self.simulation.next_due().filter(|due| *due <= deadline);
            match self.turn(due.unwrap_or(deadline)) {
                Turn::Event | Turn::Line => {}
                // What was due was no step: a scheduled action.
                Turn::Rest if due.is_some() => {}
                Turn::Rest => {
                    self.simulation.wait_until(deadline);
                    return Err(Trouble::Refused(format!("{predicate} has not come true")));
                }
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

    fn keep(&mut self, line: Line, outcome: Outcome) {
        let played = self.played_now(line, outcome);
        let track = self.track();
        // Lines said in the past of a branch stay in the order of their moments.
        let place = track
            .played
            .partition_point(|other| (other.moment, other.acted) <= (played.moment, played.acted));
        track.played.insert(place, played);
    }

    fn played_now(&self, line: Line, outcome: Outcome) -> PlayedLine {
        PlayedLine {
            line,
            moment: self.simulation.moment(),
            acted: self.simulation.acted(),
            restless: self.is_restless(),
            outcome,
        }
    }

    /// What a statement that is no action and moves nothing says.
    fn say(&mut self, statement: &Statement) -> Outcome {
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

    /// One event or line, of what is due by a time.
    fn turn(&mut self, until: Time) -> Turn {
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
        match self.simulation.advance(until) {
            Advance::Stepped => Turn::Event,
            Advance::Quiet => Turn::Rest,
            Advance::Limit(limit) => Turn::Limit(limit),
        }
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

    fn stuck(&mut self, line: &Line, expected: &str) -> Turn {
        let found = match (&line.when, &line.statement) {
            (Some(when), _) => when.to_string(),
            (None, Some(statement)) => statement.to_string(),
            (None, None) => "nothing".into(),
        };
        self.track().stuck = Some(unplayable(line.start, found, expected));
        Turn::Stuck
    }

    /// Plays the next line, whose moment has come.
    fn perform(&mut self, line: Line) -> Turn {
        let outcome = match &line.statement {
            Some(Statement::Act(action)) => match self.simulation.act(action) {
                Ok(()) => Outcome::Done,
                Err(refusal) => Outcome::Refused(refusal.to_string()),
            },
            Some(Statement::Branch { name, parent, step }) => {
                return self.perform_branch(&line, &name.clone(), &parent.clone(), *step);
            }
            Some(statement) => self.say(&statement.clone()),
            None => Outcome::Done,
        };
        self.finish(line, outcome)
    }

    fn finish(&mut self, line: Line, outcome: Outcome) -> Turn {
        let played = self.played_now(line, outcome);
        let track = self.track();
        track.upcoming.pop_front();
        track.since = None;
        track.at = match (&played.line.when, &played.line.statement) {
            (Some(When::At(time)), _) => Some(*time),
            (Some(When::Step(_)), _)
            | (None, Some(Statement::Until(_) | Statement::Run(_) | Statement::Await(..))) => None,
            (None, _) => track.at,
        };
        track.played.push(played);
        Turn::Line
    }

    /// From here on the lines belong to a new branch.
    fn perform_branch(&mut self, line: &Line, name: &str, parent: &str, step: Step) -> Turn {
        let mut rest = std::mem::take(&mut self.track().upcoming);
        rest.pop_front();
        let branches = self.simulation.branches();
        if branches.iter().any(|branch| branch.name == name) || !self.switch_to(parent) {
            self.track().upcoming.push_front(line.clone());
            return self.stuck(line, "a new name, and a branch to leave that exists");
        }
        if self.simulation.end().step < step {
            self.track().upcoming.push_front(line.clone());
            let last = self.simulation.end().step;
            return self.stuck(line, &format!("at most @{last}, where {parent} ends"));
        }
        self.simulation.seek_step(step);
        self.simulation.fork(name);
        self.follow(self.past().cloned().collect());
        self.keep(
            Line {
                when: Some(When::Step(step)),
                ..Line::default()
            },
            Outcome::Done,
        );
        self.track().upcoming = rest;
        Turn::Line
    }

    /// Plays events and lines until a time; the clock then says it.
    pub fn play_until(&mut self, time: Time, budget: u32) -> Played {
        for _ in 0..budget {
            match self.turn(time) {
                Turn::Event | Turn::Line => {}
                Turn::Rest => {
                    self.simulation.wait_until(time);
                    return Played::Reached;
                }
                Turn::Limit(limit) => return Played::Limit(limit),
                Turn::Stuck => return self.is_stuck(),
            }
        }
        Played::Budget
    }

    fn is_stuck(&self) -> Played {
        Played::Stuck(
            self.tracks[self.current]
                .stuck
                .clone()
                .expect("it is stuck"),
        )
    }

    /// One event forward; the lines that come before it happen. False if no event is left.
    pub fn step(&mut self) -> bool {
        loop {
            match self.turn(Time(u64::MAX)) {
                Turn::Event => return true,
                Turn::Line => {}
                Turn::Rest | Turn::Limit(_) | Turn::Stuck => return false,
            }
        }
    }

    /// One event back. False at step 0.
    pub fn step_back(&mut self) -> bool {
        let Moment { step, .. } = self.simulation.moment();
        let Some(before) = step.checked_sub(1) else {
            return false;
        };
        self.simulation.seek_step(before);
        true
    }

    /// Goes to a step; past the last played moment it plays on.
    pub fn seek_step(&mut self, step: Step) {
        let end = self.simulation.end();
        self.simulation.seek_step(step.min(end.step));
        while self.simulation.moment().step < step && self.step() {}
    }

    /// Goes to a time; past the last played moment it plays on.
    pub fn seek_time(&mut self, time: Time) {
        let end = self.simulation.end();
        self.simulation.seek_time(time.min(end.time));
        if time > end.time {
            self.play_until(time, u32::MAX);
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

    /// Whether lines of the script have not happened yet.
    pub fn has_upcoming(&self) -> bool {
        !self.tracks[self.current].upcoming.is_empty()
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
                Turn::Limit(limit) => return Err(Played::Limit(limit)),
                Turn::Stuck => return Err(self.is_stuck()),
            }
        }
    }

    /// Goes to the moment before the latest action. The branch is kept; going on plays the action again.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.simulation.acted().checked_sub(1) else {
            return false;
        };
        self.simulation.seek_action(before);
        true
    }

    /// Stands at the end of another branch. False if there is none of this name.
    pub fn switch_to(&mut self, branch: &str) -> bool {
        let known = self.simulation.switch_to(branch);
        self.follow(Vec::new());
        known
    }

    /// Where the next line stands: the one that is being played when a run reaches a limit.
    pub fn next_place(&self) -> Option<Place> {
        let next = self.tracks[self.current].upcoming.front();
        next.map(|line| line.start)
    }

    /// The lines that have happened on the current branch, in order.
    pub fn played(&self) -> impl Iterator<Item = &PlayedLine> {
        self.past()
    }

    /// What `expect` lines, and `await` lines that failed, have found so far.
    pub fn expects(&self) -> Vec<Expected> {
        self.past().filter_map(PlayedLine::expected).collect()
    }

    /// The present moment as a script: playing it ends at the same step, time and fingerprint.
    pub fn script(&self) -> String {
        let mut text = String::from("synod 1\n");
        let mut last = Moment::default();
        for played in self.past() {
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
        }
        let moved = last != self.simulation.moment() || self.has_moved_on();
        match self.now().filter(|_| moved) {
            Some(When::At(time)) if time > Span::MAX => text.push_str(&runs(time.0 - last.time.0)),
            Some(When::At(time)) => text.push_str(&format!("until {time}\n")),
            Some(when) => text.push_str(&format!("{when}\n")),
            None => {}
        }
        text
    }
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

fn unplayable(place: Place, found: String, expected: &str) -> Trouble {
    let expected = expected.into();
    let error = ParseError {
        place,
        found,
        expected,
    };
    error.into()
}
