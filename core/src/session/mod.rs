//! Playing scripts: a run, its upcoming lines, and what became of the lines that were played.
//!
//! A session holds any [`Simulation`] and plays the lines of a script as their moments are reached. Acting by hand
//! before they are reached begins a new branch without them; the old branch keeps them. [`Session::script`] writes
//! down what happened so that playing it ends at the same step, time and fingerprint.
//!
//! ```
//! use synod_core::session::{Played, Session};
//!
//! let text = "protocol benmo\nset pause 1s\nsubmit n1 transfer n1 n2 30\nrun 60s\nexpect balance n2 = 130\n";
//! let mut session = Session::load(text).expect("it parses");
//! assert_eq!(session.run_to_end(), Played::Reached);
//! assert!(session.expects().iter().all(|expected| expected.ok));
//!
//! // By hand: what is refused changes nothing, what happens is written down.
//! assert!(session.act("restart n1").is_err(), "n1 is up");
//! session.act("crash n1").expect("n1 is up");
//! assert!(session.script().ends_with("at 60s crash n1\n"));
//! ```

mod file;
mod hand;
mod play;
mod track;

use std::fmt;

use crate::about::About;
use crate::protocols::{CATALOG, Entry, entry};
use crate::script::{self, Line, ParseError, Place, Script};
use crate::simulation::{BranchEnd, Simulation};
use crate::units::{Moment, Step, Time};

use track::Track;

pub use track::{Expected, Outcome, PlayedLine};

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

/// How far playing went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Played {
    /// To where it was to go.
    Reached,
    /// The budget of events ran out first.
    Budget,
    /// The next event waits for a search that somebody else does: see [`Session::play_with_miners`].
    Waits,
    /// The run has reached a limit, named here.
    Limit(&'static str),
    /// A line cannot be played; no line after it will be.
    Stuck(Trouble),
}

/// A run with its script.
pub struct Session {
    simulation: Box<dyn Simulation>,
    tracks: Vec<Track>,
    current: usize,
    /// Searches of more numbers than this are not done here now.
    patience: Option<u32>,
}

impl Session {
    /// A run of a script that stands at step 0; no line has happened yet.
    pub fn load(text: &str) -> Result<Self, Trouble> {
        let systems: Vec<&'static About> = CATALOG.iter().map(|entry| entry.about).collect();
        Ok(Self::open(script::parse(text, &systems)?))
    }

    /// The opening scene of a system.
    pub fn opening(protocol: &str) -> Option<Self> {
        Self::scene(protocol, None, None, None)
    }

    /// A scene of a system, the opening scene if none is named, maybe with another number of nodes or seed. Fewer nodes
    /// share the parts of the scene.
    pub fn scene(
        protocol: &str,
        id: Option<&str>,
        nodes: Option<u16>,
        seed: Option<u64>,
    ) -> Option<Self> {
        let entry = entry(protocol)?;
        let scene = entry.scene(id)?;
        let mut script =
            script::parse(scene.script, &[entry.about]).expect("the scenes are tested");
        script.cast(nodes, seed);
        // Said anew, so that the session's own text is a script like any other.
        Self::load(&script.to_string()).ok()
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
        Self::over(simulation, script.lines)
    }

    /// The lines of a script over any simulation that stands at step 0: also one that is in no catalogue.
    pub fn over(simulation: Box<dyn Simulation>, lines: Vec<Line>) -> Self {
        let mut track = Track {
            name: "main".into(),
            ..Track::default()
        };
        let moment = Moment::default();
        for line in lines {
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
            patience: None,
        }
    }

    /// Everything that may be seen.
    pub fn view(&self) -> &dyn Simulation {
        &*self.simulation
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

    /// Whether lines of the script have not happened yet.
    pub fn has_upcoming(&self) -> bool {
        !self.tracks[self.current].upcoming.is_empty()
    }

    /// Goes to the moment before the latest action. The branch is kept; going on plays the action again.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.simulation.acted().checked_sub(1) else {
            return false;
        };
        self.simulation.seek_action(before);
        true
    }

    /// Goes on to the moment at which the next action of the branch has happened again. False if none lies ahead.
    pub fn redo(&mut self) -> bool {
        let next = self.simulation.acted();
        let lies_ahead = self.simulation.action_at(next).is_some();
        if lies_ahead {
            self.simulation.seek_acted(next + 1);
        }
        lies_ahead
    }

    /// Stands at the end of another branch. False if there is none of this name.
    pub fn switch_to(&mut self, branch: &str) -> bool {
        let known = self.simulation.switch_to(branch);
        self.follow(Vec::new());
        known
    }

    /// How many lines of the branch have happened by now, and how many are still to come.
    pub fn lines(&self) -> (usize, usize) {
        (
            self.past().count(),
            self.tracks[self.current].upcoming.len(),
        )
    }

    /// The title of the script and what it is about, where it says so.
    pub fn prose(&self) -> (String, String) {
        let track = &self.tracks[self.current];
        let played = track.played.iter().map(|played| &played.line);
        script::title_and_about(played.chain(&track.upcoming))
    }

    /// The lines of the script that was loaded, in order: those of the first branch, with the moments of those that have
    /// happened there.
    pub fn script_lines(&self) -> impl Iterator<Item = (&Line, Option<Moment>)> {
        let track = &self.tracks[0];
        let played = track.played.iter();
        let played = played.map(|played| (&played.line, Some(played.moment)));
        played.chain(track.upcoming.iter().map(|line| (line, None)))
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
        let lines = (2..).zip(self.past());
        let expected = lines.filter_map(|(number, played)| {
            let mut expected = played.expected()?;
            // What was said by hand stands in no text yet: it counts as it will stand in `script`.
            if expected.line == 0 {
                (expected.line, expected.column) = (number, 1);
            }
            Some(expected)
        });
        expected.collect()
    }

    /// The present moment as a script: playing it ends at the same step, time and fingerprint.
    pub fn script(&self) -> String {
        let end = BranchEnd {
            moment: self.simulation.moment(),
            step_time: self.simulation.step_time(),
            is_restless: self.is_restless(),
            fingerprint: self.simulation.fingerprint(),
        };
        let mut text = String::from("synod 1\n");
        file::write(&mut text, self.past(), Moment::default(), end);
        text
    }
}
