//! Somebody who plays with the page: acts, steps, seeks, undoes, changes branches, types lines. Whatever they do, what
//! the session writes down leads to where it stands.

use synod_core::protocols::CATALOG;
use synod_core::script::{self, Statement};
use synod_core::session::{Played, Session};
use synod_core::units::{Moment, Span, Time};

use super::Bytes;
use crate::weather;

/// The most turns: what comes of more is only longer.
const TURNS_MAX: u32 = 120;
/// After so many turns what is written down is played again.
const CHECKED_EVERY: u32 = 5;
/// The longest that a line may let the run go on by itself.
const PATIENCE: Span = Span::seconds(20);
/// Events played at once, at most.
const EVENTS_MAX: u32 = 2000;

/// Lines that are no faults.
const LINES: &[&str] = &[
    "expect agreement",
    "expect not no leader",
    "say \"so\"",
    "run 700ms",
    "run 0s",
    "expect committed = 1",
    "await committed >= 1 within 3s",
    "expect refused",
    "heal",
];

/// What is to come when they begin.
const UPCOMING: &str =
    "submit n2 transfer n2 n3 5\nat 4s crash n1\nat 4s sever n2 n3\nat 9s restart n1\n";

struct Person<'a> {
    session: Session,
    bytes: Bytes<'a>,
    /// What they may do, wherever they stand.
    actions: Vec<String>,
    /// What they did, for the report.
    did: Vec<String>,
}

/// Plays with a session as the bytes say.
pub fn session(bytes: &[u8]) {
    let mut person = Person::new(Bytes::new(bytes));
    for turn in 1..=TURNS_MAX {
        if person.bytes.is_empty() {
            break;
        }
        person.turn();
        if turn % CHECKED_EVERY == 0 {
            person.check();
        }
    }
    person.check();
    person.check_file();
}

/// Where a run stands and how it came there.
fn stand(session: &Session) -> (Moment, u64) {
    (session.view().moment(), session.view().fingerprint())
}

impl<'a> Person<'a> {
    fn new(mut bytes: Bytes<'a>) -> Self {
        let about = bytes.pick(CATALOG).about;
        let seed = bytes.below(1 << 16);
        let latency = bytes.pick(&["100ms", "0s", "20ms..200ms"]);
        let upcoming = bytes.pick(&["", UPCOMING]);
        let text = format!(
            "protocol {}\nnodes 5\nseed {seed}\n{}\nset latency {latency}\n{upcoming}",
            about.id,
            about.weather.join("\n"),
        );
        Self {
            session: Session::load(&text).unwrap_or_else(|trouble| panic!("{trouble}: {text}")),
            actions: weather::actions(about, seed as u64),
            bytes,
            did: vec![text],
        }
    }

    fn turn(&mut self) {
        let end = self.session.view().end();
        match self.bytes.below(16) {
            0..5 => {
                let line = self.bytes.pick(&self.actions).clone();
                self.act(&line);
            }
            5 | 6 => self.act_on_flight(),
            7 => {
                let line = *self.bytes.pick(LINES);
                self.act(line);
            }
            8 => self.type_line(),
            9 => {
                let steps = 1 + self.bytes.below(8);
                self.did.push(format!("step {steps}"));
                for _ in 0..steps {
                    self.session.step();
                }
            }
            10 | 11 => {
                let time = self
                    .session
                    .view()
                    .moment()
                    .time
                    .after(Span(self.micros(3_000_000)));
                self.did.push(format!("play until {time}"));
                self.session.play_until(time, EVENTS_MAX);
            }
            12 => {
                self.did.push("step back".into());
                self.session.step_back();
            }
            13 => {
                let step = self.micros(u64::from(end.step) + 1);
                self.did.push(format!("seek step {step}"));
                self.session.seek_step(u32::try_from(step).expect("a step"));
            }
            14 => {
                let time = Time(self.micros(end.time.micros() + 1));
                self.did.push(format!("seek {time}"));
                self.session.seek_time(time);
            }
            _ => self.rewind(),
        }
    }

    /// A number below another, in 65,536 parts of it.
    fn micros(&mut self, most: u64) -> u64 {
        let part = self.bytes.below(1 << 16) as u64;
        (most >> 16) * part + (((most & 0xffff) * part) >> 16)
    }

    fn act(&mut self, line: &str) {
        // A refusal is a result like any other.
        let refused = self.session.act(line).is_err();
        self.did.push(format!(
            "act {line}{}",
            if refused { " (refused)" } else { "" }
        ));
    }

    /// A line of their own, as long as it does not let the run go on for ever.
    fn type_line(&mut self) {
        let line = self.bytes.line();
        let parsed = script::parse_line(&line, self.session.view().about());
        let goes_on = match parsed.map(|line| line.statement) {
            Ok(Some(Statement::Run(span) | Statement::Await(_, span))) => span > PATIENCE,
            Ok(Some(Statement::Until(time))) => {
                Time(time.0) > self.session.view().moment().time.after(PATIENCE)
            }
            _ => false,
        };
        if !goes_on {
            self.act(&line);
        }
    }

    fn act_on_flight(&mut self) {
        let mut flights = Vec::new();
        self.session.view().flights(&mut flights);
        if !flights.is_empty() {
            let word = self
                .bytes
                .pick(&["deliver", "hold", "drop", "duplicate", "release"]);
            let id = self.bytes.pick(&flights).id;
            self.act(&format!("{word} {id}"));
        }
    }

    fn rewind(&mut self) {
        if self.bytes.once_in(2) {
            self.did.push("undo".into());
            self.session.undo();
            return;
        }
        let branches = self.session.view().branches();
        let name = &self.bytes.pick(&branches).name;
        self.did.push(format!("switch to {name:?}"));
        assert!(
            self.session.switch_to(name),
            "a listed branch can be switched to"
        );
    }

    /// The file of the session leads to the same branches.
    fn check_file(&self) {
        let file = self.session.file();
        let told = || format!("{}\nfiled\n{file}", self.did.join("\n"));
        let mut again =
            Session::load(&file).unwrap_or_else(|trouble| panic!("{trouble}: {}", told()));
        assert_eq!(again.run_to_end(), Played::Reached, "{}", told());
        assert_eq!(again.file(), file, "{}", told());
    }

    /// The script of the present moment leads to it.
    fn check(&self) {
        let written = self.session.script();
        let told = || format!("{}\nwrote\n{written}", self.did.join("\n"));
        let mut again =
            Session::load(&written).unwrap_or_else(|trouble| panic!("{trouble}: {}", told()));
        assert_eq!(again.run_to_end(), Played::Reached, "{}", told());
        assert_eq!(stand(&self.session), stand(&again), "{}", told());
    }
}
