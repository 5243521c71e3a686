//! `synod run`: plays scripts from their first line to their last.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use synod_core::about::{About, Expectation};
use synod_core::action::Setting;
use synod_core::export::{self, place};
use synod_core::predicate::Predicate;
use synod_core::protocols::CATALOG;
use synod_core::script::{self, Line, Script, Statement};
use synod_core::session::{Outcome, Played, PlayedLine, Session, Trouble};
use synod_core::simulation::Simulation;
use synod_core::units::Moment;
use synod_core::view::{Lamp, Verdict};

use crate::{Exit, parsed, print, trace};

/// What `synod run` may be told.
#[derive(Args)]
pub struct Options {
    /// Scripts; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Another seed than the script's.
    #[arg(long, value_parser = clap::value_parser!(u64).range(0..=synod_core::units::WHOLE_MAX as u64))]
    seed: Option<u64>,
    /// An option in force from step 0, as "NAME VALUE"; may be repeated.
    #[arg(long = "set", value_name = "NAME VALUE")]
    set: Vec<String>,
    /// JSON lines instead of text.
    #[arg(long)]
    json: bool,
    /// Writes everything that happened; the suffix says how: .jsonl, .shiviz, .trace.json or .mmd.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

/// The systems that scripts may name.
pub fn systems() -> Vec<&'static About> {
    CATALOG.iter().map(|entry| entry.about).collect()
}

/// Plays every file, even if another cannot be read.
pub fn run(options: &Options) -> Exit {
    if let Some(file) = &options.trace
        && trace::Format::of(file).is_none()
    {
        eprintln!(
            "{}: found this suffix, expected .jsonl, .shiviz, .trace.json or .mmd",
            file.display()
        );
        return Exit::Unusable;
    }
    if options.trace.is_some() && options.files.len() > 1 {
        eprintln!("--trace: found several scripts, expected one: each would write over the last");
        return Exit::Unusable;
    }
    options
        .files
        .iter()
        .map(|file| run_file(file, options))
        .max()
        .unwrap_or(Exit::Good)
}

fn run_file(file: &Path, options: &Options) -> Exit {
    let name = file.display().to_string();
    let Some(script) = parsed(file) else {
        return Exit::Unusable;
    };
    let script = match with_options(script, options) {
        Ok(script) => script,
        Err(complaint) => {
            eprintln!("{complaint}");
            return Exit::Unusable;
        }
    };
    let mut run = Run::new(script, options.json);
    let mut exit = run.play(&name);
    if let Some(file) = &options.trace
        && let Err(error) = trace::write(run.session.view(), file)
    {
        eprintln!("{}: cannot be written: {error}", file.display());
        exit = Exit::Unusable;
    }
    exit
}

/// The script with what the command line adds to its header.
fn with_options(mut script: Script, options: &Options) -> Result<Script, String> {
    let about = systems()
        .into_iter()
        .find(|about| about.id == script.protocol)
        .expect("it was parsed");
    if let Some(seed) = options.seed {
        script.setup.seed = seed;
        script
            .lines
            .retain(|line| !matches!(line.statement, Some(Statement::Seed(_))));
    }
    let mut header = script
        .lines
        .iter()
        .rposition(Line::is_header)
        .map_or(0, |place| place + 1);
    let mut add = |statement| {
        let line = Line {
            statement: Some(statement),
            ..Line::default()
        };
        script.lines.insert(header, line);
        header += 1;
    };
    if let Some(seed) = options.seed {
        add(Statement::Seed(seed));
    }
    for text in &options.set {
        let line = script::parse_line(&format!("set {text}"), about)
            .map_err(|error| format!("--set {text}: {error}"))?;
        let Some(Statement::Act(synod_core::action::Action::Set(setting))) = line.statement else {
            return Err(format!(
                "--set {text}: found no setting, expected NAME VALUE"
            ));
        };
        script.setup.settings.set(about, &setting);
        add(Statement::Initial(setting));
    }
    Ok(script)
}

#[derive(Serialize)]
struct RefusedRow {
    r#type: &'static str,
    line: u32,
    action: String,
    why: String,
}

#[derive(Serialize)]
struct ViolationRow {
    r#type: &'static str,
    property: &'static str,
    step: u32,
    time: u64,
    facts: Vec<String>,
}

/// What was counted of a property without a verdict.
#[derive(Serialize)]
struct CountedRow {
    r#type: &'static str,
    property: &'static str,
    step: u32,
    time: u64,
    facts: Vec<String>,
}

#[derive(Serialize)]
struct UnjudgedRow {
    r#type: &'static str,
    property: &'static str,
    step: u32,
    time: u64,
    why: String,
}

#[derive(Serialize)]
struct EndRow {
    r#type: &'static str,
    ok: bool,
    protocol: &'static str,
    steps: u32,
    time: u64,
    expects: usize,
    held: usize,
    fingerprint: String,
}

/// A script being played, and what was said of it so far.
struct Run {
    session: Session,
    json: bool,
    quirked: bool,
    /// Records printed so far.
    recorded: usize,
    /// Violations printed so far.
    violated: Vec<&'static str>,
    /// What nobody judges any more, as printed so far.
    unjudged: Vec<&'static str>,
    /// Violations that an expectation foresaw.
    foreseen: Vec<&'static str>,
    held: usize,
    expects: usize,
    /// A refusal whose next statement has not been seen yet.
    refusal: bool,
    failed: bool,
}

impl Run {
    fn new(script: Script, json: bool) -> Self {
        let quirked = script.lines.iter().any(|line| {
            matches!(
                line.statement,
                Some(Statement::Initial(Setting::Quirk { on: true, .. }))
            )
        });
        Self {
            session: Session::open(script),
            json,
            quirked,
            recorded: 0,
            violated: Vec::new(),
            unjudged: Vec::new(),
            foreseen: Vec::new(),
            held: 0,
            expects: 0,
            refusal: false,
            failed: false,
        }
    }

    fn play(&mut self, name: &str) -> Exit {
        let mut exit = Exit::Good;
        while self.session.has_upcoming() {
            let played = match self.session.next_line() {
                Ok(played) => played.clone(),
                Err(why) => {
                    complain(name, &self.session, &why);
                    exit = Exit::Unusable;
                    break;
                }
            };
            self.happened();
            self.line(&played);
        }
        self.happened();
        exit.max(self.end(exit == Exit::Unusable))
    }

    /// Prints what has happened since the last line.
    fn happened(&mut self) {
        let simulation = self.session.view();
        // A branch that was begun in the past shares the records up to there.
        self.recorded = self.recorded.min(simulation.recorded());
        if self.json {
            let records = simulation.journal().records.iter_from(self.recorded);
            let fresh = simulation.recorded() - self.recorded;
            let mut rows = String::new();
            for (place, record) in (self.recorded..).zip(records.take(fresh)) {
                rows += &line_of(&export::record_row(simulation, place as u32, &record));
                // Printed by and by: a line of a script may stand for millions of rows.
                if rows.len() > ROWS_BYTES {
                    print(&std::mem::take(&mut rows));
                }
            }
            print(&rows);
        }
        self.recorded = simulation.recorded();
        for lamp in simulation.lamps() {
            let fails =
                lamp.spec.expectation == Expectation::Always && lamp.view.verdict == Verdict::Fails;
            if fails && !self.violated.contains(&lamp.spec.id) {
                self.violated.push(lamp.spec.id);
                violation(&lamp, self.json);
            }
            let id = lamp.spec.id;
            if let Some((since, why)) = lamp.view.unjudged
                && !self.unjudged.contains(&id)
            {
                self.unjudged.push(id);
                unjudged(id, since, &why.to_string(), self.json);
            }
        }
    }

    fn line(&mut self, played: &PlayedLine) {
        let Some(statement) = &played.line.statement else {
            return;
        };
        let expects_refusal = matches!(statement, Statement::Expect(Predicate::Refused(_), true));
        if std::mem::take(&mut self.refusal) && !expects_refusal {
            self.failed = true;
        }
        let at = place(played.line.place);
        match &played.outcome {
            Outcome::Done => {}
            Outcome::Refused(why) => {
                self.refusal = true;
                if self.json {
                    let (line, action) = (played.line.place.line, statement.to_string());
                    json(&RefusedRow {
                        r#type: "refused",
                        line,
                        action,
                        why: why.clone(),
                    });
                } else {
                    print(&format!("refused {at} {statement}: {why}\n"));
                }
            }
            Outcome::Expected(found) => {
                self.expects += 1;
                self.held += usize::from(found.ok);
                if let (true, Statement::Expect(Predicate::Violated(id), true)) =
                    (found.ok, statement)
                {
                    self.foreseen.push(id);
                }
                let expected = played.expected().expect("it was an expectation");
                match (self.json, found.ok) {
                    (true, _) => json(&export::expect_row(expected)),
                    (false, true) => print(&format!("ok   {at} {statement}\n")),
                    (false, false) => {
                        print(&format!("FAIL {at} {statement}: found {}\n", found.found))
                    }
                }
            }
        }
    }

    fn end(&mut self, unusable: bool) -> Exit {
        let excused =
            |id: &&str| self.foreseen.contains(id) || (self.quirked && !self.foreseen.is_empty());
        let surprised = self.violated.iter().any(|id| !excused(id));
        let ok =
            !unusable && !self.failed && !self.refusal && self.held == self.expects && !surprised;
        let simulation: &dyn Simulation = self.session.view();
        let (moment, fingerprint) = (
            simulation.moment(),
            format!("{:016x}", simulation.fingerprint()),
        );
        counted(simulation, self.json);
        let (held, expects, protocol) = (self.held, self.expects, simulation.about().id);
        if self.json {
            let (steps, time) = (moment.step, moment.time.micros());
            json(&EndRow {
                r#type: "end",
                ok,
                protocol,
                steps,
                time,
                expects,
                held,
                fingerprint,
            });
        } else {
            let word = if ok { "PASS" } else { "FAIL" };
            let (step, time) = (moment.step, moment.time);
            print(&format!(
                "{word} {protocol} steps {step} time {time} expects {held}/{expects} fingerprint {fingerprint}\n"
            ));
        }
        if ok { Exit::Good } else { Exit::Failed }
    }
}

/// Says on standard error why a session cannot play its next line.
pub fn complain(name: &str, session: &Session, why: &Played) {
    let at = place(session.next_place().unwrap_or_default());
    match why {
        Played::Stuck(Trouble::Parse {
            message,
            line,
            column,
        }) => eprintln!("{name}:{line}:{column}: {message}"),
        Played::Stuck(Trouble::Refused(message)) => eprintln!("{name}:{at}: {message}"),
        Played::Limit(limit) => {
            eprintln!("{name}:{at}: found a limit, {limit}, expected the end of this line");
        }
        Played::Reached | Played::Budget | Played::Waits => {
            unreachable!("a line is left to be played")
        }
    }
}

fn violation(lamp: &Lamp, as_json: bool) {
    let since = lamp.view.since.expect("a failure has a moment");
    let facts: Vec<String> = lamp.view.facts.iter().map(ToString::to_string).collect();
    let property = lamp.spec.id;
    if as_json {
        let (step, time) = (since.step, since.time.micros());
        json(&ViolationRow {
            r#type: "violation",
            property,
            step,
            time,
            facts,
        });
    } else {
        print(&format!(
            "VIOLATED {property} at step {}, {}: {}\n",
            since.step,
            since.time,
            facts.join("; ")
        ));
    }
}

/// What was counted until the end of a run.
fn counted(simulation: &dyn Simulation, as_json: bool) {
    let Moment { step, time } = simulation.moment();
    let is_counted = |lamp: &Lamp| lamp.view.verdict == Verdict::Counted;
    for lamp in simulation.lamps().into_iter().filter(is_counted) {
        let facts: Vec<String> = lamp.view.facts.iter().map(ToString::to_string).collect();
        let property = lamp.spec.id;
        if as_json {
            json(&CountedRow {
                r#type: "counted",
                property,
                step,
                time: time.micros(),
                facts,
            });
        } else {
            let facts = facts.join("; ");
            print(&format!(
                "COUNTED {property} at step {step}, {time}: {facts}\n"
            ));
        }
    }
}

/// What nobody judges any more has not failed, and is not said to hold either.
fn unjudged(property: &'static str, since: Moment, why: &str, as_json: bool) {
    if as_json {
        json(&UnjudgedRow {
            r#type: "unjudged",
            property,
            step: since.step,
            time: since.time.micros(),
            why: why.to_owned(),
        });
    } else {
        print(&format!(
            "UNJUDGED {property} since step {}, {}: {why}\n",
            since.step, since.time
        ));
    }
}

/// How much is gathered before it is printed: few calls of the system, little memory.
const ROWS_BYTES: usize = 1 << 16;

fn json(row: &impl Serialize) {
    print(&line_of(row));
}

fn line_of(row: &impl Serialize) -> String {
    serde_json::to_string(row).expect("rows are plain data") + "\n"
}
