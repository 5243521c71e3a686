//! Moving through time: playing, stepping, seeking, branches.

use synod_core::predicate::Predicate;
use synod_core::script::Statement;
use synod_core::session::{Outcome as Became, PlayedLine};

use super::*;
use crate::ui::Told;

/// Of a frame's events the captions of so many are heard; with more of them nobody reads along.
const HEARD_EVENTS: u32 = 40;

/// What to paint between steps.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Frame {
    /// Virtual time in microseconds.
    pub now: f64,
    /// Whether anything moves.
    pub moving: bool,
    /// Whether time passes faster because nothing is in flight.
    pub rushing: bool,
    /// Whether the run waits for a search that is done elsewhere.
    pub mining: bool,
}

/// Searches of proof of work that are done elsewhere.
#[derive(Default)]
pub(super) struct Mining {
    /// Those of more numbers than this are; none where nobody does them.
    patience: Option<u32>,
    /// Whether the run waits for one.
    pub waits: bool,
}

impl Driver {
    /// From now on, searches of more numbers than this are done elsewhere, and playing waits for them; with nothing, none
    /// is.
    pub fn set_patience(&mut self, patience: Option<u32>) {
        self.mining.patience = patience;
    }

    /// Virtual microseconds in a real second, now: faster while nothing is in flight, so that nobody waits for a
    /// timer of seconds between flights of milliseconds.
    pub(super) fn pace(&self) -> f64 {
        let speed = self.ui.choice.speed;
        let flying = self
            .snapshot
            .flights
            .iter()
            .any(|flight| flight.state == synod_core::view::FlightState::Flying);
        let Some(due) = self
            .snapshot
            .next_due
            .filter(|_| self.ui.skip_quiet && !flying)
        else {
            return speed;
        };
        let quiet = due.since(self.session.view().step_time()).micros() as f64;
        speed.max(quiet / QUIET_SPAN)
    }

    /// Plays on by so many microseconds, or as far as a frame can.
    pub(super) fn play(&mut self, micros: f64) {
        let scripted = self.session.has_upcoming();
        self.clock += micros;
        let until = Time(self.clock as u64);
        rescue::about_to(|| format!("until {until}"));
        let mut played = Played::Budget;
        for _ in 0..HEARD_EVENTS {
            played = self.play_on(until, 1);
            self.captions.hear(self.session.view().caption());
            if played != Played::Budget {
                break;
            }
        }
        // The clock decides how far a frame comes, never what happens in it.
        let start = (self.wall)();
        while played == Played::Budget && (self.wall)() - start < FRAME_SPAN {
            played = self.play_on(until, FRAME_EVENTS);
        }
        self.hurried = played == Played::Budget;
        self.mining.waits = played == Played::Waits;
        if scripted {
            self.hear_lines();
        }
        match played {
            Played::Budget | Played::Waits => self.clock = self.time(),
            other => self.went(&other),
        }
        self.stop_at_violation();
    }

    fn play_on(&mut self, until: Time, budget: u32) -> Played {
        match self.mining.patience {
            Some(most) => self.session.play_with_miners(until, budget, most),
            None => self.session.play_until(until, budget),
        }
    }

    /// What stopped playing, if something did.
    pub(super) fn went(&mut self, played: &Played) {
        match played {
            Played::Reached | Played::Budget | Played::Waits => {}
            Played::Limit(bound) => self.reach(bound),
            Played::Stuck(trouble) => self.get_stuck(trouble),
        }
    }

    /// Whether time has gone beyond the end of the line on which it is drawn: as nothing happens, nothing else says so.
    pub(super) fn has_outrun(&self) -> bool {
        self.clock > self.snapshot.line_length() as f64
    }

    /// Says once that a run which plays has nothing to come; whether it did.
    pub(super) fn wait(&mut self, moving: bool) -> bool {
        let view = self.session.view();
        if !moving || view.next_due().is_some() || !view.at_end() || self.session.has_upcoming() {
            self.idle_until = None;
            return false;
        }
        let until = *self.idle_until.get_or_insert(self.now + IDLE_SPAN);
        // What is said now is read first.
        if self.now < until || self.ui.choice.notice.is_some() {
            return false;
        }
        self.idle_until = Some(f64::INFINITY);
        self.notice("Nothing is waiting to happen. Ask for something.".into());
        true
    }

    /// Plays until a time, so many events at most.
    pub fn run_until(&mut self, until: Time, budget: u32) -> Played {
        rescue::about_to(|| format!("until {until}"));
        let played = self.session.play_until(until, budget);
        self.stand();
        self.went(&played);
        self.publish();
        played
    }

    /// Plays to the script's last line.
    pub fn run_to_end(&mut self) {
        let played = self.session.run_to_end();
        self.stand();
        self.went(&played);
        self.publish();
    }

    /// Tells of the lines that were refused since the last look. A script that expects a refusal wants no word of it.
    fn hear_lines(&mut self) {
        let mut refused = Vec::new();
        let mut lines = self.session.played().peekable();
        while let Some(played) = lines.next() {
            let Became::Refused(why) = &played.outcome else {
                continue;
            };
            let (place, wanted) = (
                played.line.place,
                lines.peek().is_some_and(|it| wants_refusal(it)),
            );
            let at = (place.line, place.column);
            if self.told.contains(&at) {
                continue;
            }
            self.told.push(at);
            if !wanted {
                refused.push(Told::of_script(format!(
                    "Line {}:{} of the script was refused: {why}.",
                    place.line, place.column
                )));
            }
        }
        self.ui.strip.extend(refused);
    }

    pub(super) fn reach(&mut self, bound: &'static str) {
        self.limit = Some(bound);
        self.ui.choice.playing = false;
        self.clock = self.time();
        self.trouble(format!("The run stops here: {bound}."));
    }

    /// A line of the script cannot be played; the run can go on without it and those behind it.
    fn get_stuck(&mut self, trouble: &Trouble) {
        self.clock = self.time();
        self.ui.choice.playing = false;
        if let Trouble::Parse {
            message,
            line,
            column,
        } = trouble
        {
            let told = Told::of_script(format!(
                "Line {line}:{column} of the script cannot be played: {message}."
            ));
            if !self.ui.strip.contains(&told) {
                self.ui.strip.push(told);
            }
            let time = self.session.view().moment().time;
            self.trouble("The script cannot go on from here.".into());
            let name = format!("without the script at {time}");
            self.offer("Go on without the script".into(), vec![Ask::Leave(name)]);
        }
    }

    /// The run stands before what was asked for: says so if a line is why.
    fn came_short(&mut self) {
        if self.session.has_upcoming() {
            // Nothing moves on any more, so that asking once more only names the line.
            let now = self.session.view().moment().time;
            let played = self.session.play_until(now, 1);
            self.hear_lines();
            self.went(&played);
        }
    }

    /// The first failure of what must always hold stops the play head, exactly there.
    fn stop_at_violation(&mut self) {
        let failing = self.failures();
        let Some(id) = self.new_failure(&failing) else {
            self.failing = failing;
            return;
        };
        let lamps = self.session.view().lamps();
        let since = lamps
            .iter()
            .find(|lamp| lamp.spec.id == id)
            .and_then(|lamp| lamp.view.since);
        if let Some(moment) = since {
            // The clock has gone on within the frame: back to the instant, unless more happened in it.
            self.session.seek_time(moment.time);
            if self.session.view().moment().step != moment.step {
                self.session.seek_step(moment.step);
            }
        }
        self.failing = self.failures();
        self.ui.choice.playing = false;
        self.ui.choice.notice = None;
        self.ui.violation = Some(id);
        self.clock = self.time();
    }

    /// An action itself may break what must hold: that outranks every notice, and nothing plays on.
    pub(super) fn acted(&mut self) {
        let failing = self.failures();
        if let Some(id) = self.new_failure(&failing) {
            self.ui.violation = Some(id);
            self.ui.choice.playing = false;
            self.ui.choice.notice = None;
        }
        self.failing = failing;
        self.hear_lines();
    }

    /// The run stands elsewhere, whoever moved it.
    pub(super) fn moved(&mut self) {
        self.stand();
        self.publish();
    }

    pub(super) fn stand(&mut self) {
        self.clock = self.time();
        self.ui.choice.notice = None;
        self.tips.let_go();
        self.hear_lines();
        let failing = self.failures();
        let stands = self.ui.violation.filter(|id| failing.contains(id));
        self.ui.violation = self.new_failure(&failing).or(stands);
        self.failing = failing;
    }

    pub(super) fn time(&self) -> f64 {
        self.session.view().moment().time.micros() as f64
    }

    /// For who wants no motion: the run stands, and nothing but the person sets it going.
    pub fn calm_down(&mut self) {
        self.calm = true;
        self.set_playing(false);
    }

    /// Plays or pauses.
    pub fn set_playing(&mut self, playing: bool) {
        if playing && self.limit.is_none() && self.leave_undone() {
            return;
        }
        self.ui.choice.playing = playing && self.limit.is_none();
        self.clock = self.time();
        if playing && let Some(bound) = self.limit {
            self.trouble(format!("The run stops here: {bound}."));
        }
    }

    /// So many events forward, or back; how many it were.
    pub fn step(&mut self, count: i64) -> i64 {
        self.ui.choice.playing = false;
        let mut made = 0;
        while made < count.abs() {
            let next = self.session.view().moment().step + 1;
            rescue::about_to(|| format!("@{next}"));
            let moved = if count > 0 {
                self.session.step()
            } else {
                self.session.step_back()
            };
            if !moved {
                if count > 0 {
                    self.came_short();
                }
                break;
            }
            made += 1;
        }
        self.moved();
        made * count.signum()
    }

    /// Goes to a moment.
    pub fn seek(&mut self, when: When) {
        match when {
            When::Step(step) => {
                rescue::about_to(|| format!("@{step}"));
                self.session.seek_step(step);
                if self.session.view().moment().step < step {
                    self.came_short();
                }
            }
            When::Time(time) => {
                rescue::about_to(|| format!("until {time}"));
                self.session.seek_time(time);
                if self.session.view().moment().time < time {
                    self.came_short();
                }
            }
        }
        self.moved();
    }

    /// Goes to a moment and stays there.
    pub(super) fn stand_at(&mut self, when: When) {
        self.ui.choice.playing = false;
        self.seek(when);
    }
}

/// Whether a line expects that the one before it was refused.
fn wants_refusal(played: &PlayedLine) -> bool {
    matches!(
        played.line.statement,
        Some(Statement::Expect(Predicate::Refused(_), true))
    )
}
