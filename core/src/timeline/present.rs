//! The present moment: the world, the checkers that watch it, and what they have found.

use std::sync::Arc;

use crate::about::{Expectation, Value, common};
use crate::action::{Action, Refusal};
use crate::journal::Journal;
use crate::node::Node;
use crate::phrase::Phrase;
use crate::property::{Checker, Finding};
use crate::record::{Loss, Record, What};
use crate::simulation::Setup;
use crate::units::{Moment, Span, Time};
use crate::view::{ChartView, Lamp, Mark, MarkKind, PropertyView, State, Verdict};
use crate::world::{ALWAYS, Taken, Trace, World, bits};

/// What is known of a property.
#[derive(Clone)]
struct Status {
    verdict: Verdict,
    since: Option<Moment>,
    facts: Vec<Phrase>,
    unjudged: Option<(Moment, Phrase)>,
}

/// The world at a moment with everything that belongs to it; a checkpoint is a clone of it.
pub struct Present<N: Node> {
    /// The world.
    pub world: World<N>,
    checkers: Vec<Box<dyn Checker<N>>>,
    /// What each of them heeds, as bits, and what any of them does.
    heeded: Arc<[u32]>,
    heeded_by_any: u32,
    statuses: Vec<Status>,
    calm_since: Option<Time>,
    /// Who held the leader's role when last looked at.
    leading: Vec<bool>,
    /// The greatest height at which something was decided.
    decided: u32,
    /// The records of the latest step or action that made any.
    pub latest: Vec<Record>,
    trace: Trace,
}

impl<N: Node> Clone for Present<N> {
    fn clone(&self) -> Self {
        Self {
            world: self.world.clone(),
            checkers: self
                .checkers
                .iter()
                .map(|checker| checker.boxed())
                .collect(),
            heeded: self.heeded.clone(),
            heeded_by_any: self.heeded_by_any,
            statuses: self.statuses.clone(),
            calm_since: self.calm_since,
            leading: self.leading.clone(),
            decided: self.decided,
            latest: self.latest.clone(),
            trace: Trace::default(),
        }
    }
}

impl<N: Node> Present<N> {
    /// Boots a world.
    pub fn new(setup: Setup, checkers: Vec<Box<dyn Checker<N>>>) -> Self {
        assert_eq!(
            checkers.len(),
            N::ABOUT.properties.len(),
            "a checker for every property"
        );
        let opening = |expectation| Status {
            verdict: Verdict::opening(expectation),
            since: None,
            facts: vec![],
            unjudged: None,
        };
        let statuses = N::ABOUT
            .properties
            .iter()
            .map(|spec| opening(spec.expectation))
            .collect();
        let heeds = checkers.iter().map(|checker| checker.heeds());
        let heeded: Arc<[u32]> = heeds.map(|these| these.map_or(ALWAYS, bits)).collect();
        let heeded_by_any = heeded.iter().fold(0, |all, these| all | these);
        let leading = vec![false; usize::from(setup.nodes)];
        let mut trace = Trace::default();
        let world = World::new(setup, &mut trace);
        Self {
            world,
            checkers,
            heeded,
            heeded_by_any,
            statuses,
            calm_since: None,
            leading,
            decided: 0,
            latest: vec![],
            trace,
        }
    }

    /// Takes the next event if it is due by then, and lets the checkers look.
    pub fn advance(&mut self, until: Time) -> Taken {
        let taken = self.world.advance(until, &mut self.trace);
        if taken != Taken::Nothing {
            self.look();
        }
        taken
    }

    /// Does something, and lets the checkers look.
    pub fn act(&mut self, action: &Action) -> Result<(), Refusal> {
        self.world.apply(action, &mut self.trace)?;
        self.look();
        Ok(())
    }

    /// Hands what happened over to a branch, or forgets it where the branch knows it already.
    pub fn settle(&mut self, branch: Option<(&mut Journal, &mut Vec<Mark>)>) {
        if let Some((journal, marks)) = branch {
            self.mark(journal.records.len() as u32, marks);
            journal.keep(&self.trace.records, &self.trace.messages);
        } else {
            self.mark(0, &mut Vec::new());
        }
        let [scheduled] = &self.trace.records[..] else {
            return self.replace_latest();
        };
        // What is scheduled right behind an action, as what takes it back, belongs to that action.
        let belongs = |it: &Record| is_done(it.what) && it.time == scheduled.time;
        if scheduled.what == What::Scheduled && self.latest.iter().all(belongs) {
            self.latest.append(&mut self.trace.records);
            return self.trace.clear();
        }
        self.replace_latest();
    }

    fn replace_latest(&mut self) {
        if !self.trace.records.is_empty() {
            std::mem::swap(&mut self.latest, &mut self.trace.records);
        }
        self.trace.clear();
    }

    fn look(&mut self) {
        let calm = self.world.is_calm();
        let now = self.world.moment();
        self.calm_since = if calm {
            self.calm_since.or(Some(now.time))
        } else {
            None
        };
        if !self.trace.any(self.heeded_by_any) {
            return;
        }
        for place in 0..self.checkers.len() {
            if !self.trace.any(self.heeded[place]) {
                continue;
            }
            let finding = self.checkers[place].observe(&self.world, &self.trace);
            // Nearly always, and then nothing more is to be done.
            if !matches!(finding, Finding::Nothing) {
                self.found(place, finding);
            }
        }
    }

    fn found(&mut self, place: usize, finding: Finding) {
        let now = self.world.moment();
        let status = &mut self.statuses[place];
        match (finding, status.verdict) {
            (Finding::Fails(facts), Verdict::Holds) => {
                *status = Status {
                    verdict: Verdict::Fails,
                    since: Some(now),
                    facts: facts.into(),
                    unjudged: None,
                };
                self.world
                    .note_verdict(What::Violated, place, &mut self.trace);
            }
            (Finding::Seen, Verdict::Waiting) => {
                *status = Status {
                    verdict: Verdict::Witnessed,
                    since: Some(now),
                    facts: vec![],
                    unjudged: None,
                };
                self.world
                    .note_verdict(What::Witnessed, place, &mut self.trace);
            }
            // What was first said of it stays said.
            (Finding::Unjudged(why), Verdict::Holds) => {
                status.unjudged.get_or_insert((now, why));
            }
            _ => {}
        }
    }

    /// Whether the calm has lasted long enough for `Eventually` to be judged.
    fn is_judged(&self) -> bool {
        let Value::Span(span) = self.world.settings().of_run(common::CALM_SPAN) else {
            return false;
        };
        self.calm_for().is_some_and(|calm| calm >= span)
    }

    fn calm_for(&self) -> Option<Span> {
        self.calm_since
            .map(|since| self.world.moment().time.since(since))
    }

    /// The properties and what they say. `Eventually` is judged only here: whether it is met follows from the world.
    pub fn lamps(&self) -> Vec<Lamp> {
        let lamp = |place: usize| {
            let (spec, status) = (&N::ABOUT.properties[place], &self.statuses[place]);
            let eventually = spec.expectation == Expectation::Eventually;
            let met = eventually && self.is_judged() && self.checkers[place].is_true(&self.world);
            let verdict = if met { Verdict::Met } else { status.verdict };
            let facts = match spec.expectation {
                Expectation::Statistical => self.checkers[place].counted(),
                _ => status.facts.clone(),
            };
            let view = PropertyView {
                id: spec.id,
                verdict,
                since: status.since,
                unjudged: status.unjudged.clone(),
                facts,
            };
            Lamp { spec, view }
        };
        (0..self.checkers.len()).map(lamp).collect()
    }

    /// What was counted, as charts.
    pub fn charts(&self) -> Vec<ChartView> {
        let charts = self.checkers.iter().map(|it| it.charts(&self.world));
        charts.flatten().collect()
    }

    /// Whether the condition of a property is true now: what `expect` asks. What nobody can judge has not failed.
    pub fn property(&self, id: &str) -> (bool, String) {
        let place = N::ABOUT
            .properties
            .iter()
            .position(|spec| spec.id == id)
            .expect("a parsed property exists");
        let Status {
            verdict, unjudged, ..
        } = &self.statuses[place];
        let name = verdict.name().to_owned();
        match (N::ABOUT.properties[place].expectation, unjudged) {
            (Expectation::Always, Some((since, why))) => {
                (true, format!("not judged since {}: {why}", since.time))
            }
            (Expectation::Always, None) => (*verdict == Verdict::Holds, name),
            (Expectation::Sometimes, _) => (*verdict == Verdict::Witnessed, name),
            (Expectation::Eventually, _) => {
                let now = self.checkers[place].is_true(&self.world);
                (now, if now { "true now" } else { "not true now" }.into())
            }
            (Expectation::Statistical, _) => (false, "a count without a verdict".into()),
        }
    }

    /// The facts of a failure.
    pub fn failure(&self, id: &str) -> Option<(Moment, Vec<Phrase>)> {
        let place = N::ABOUT.properties.iter().position(|spec| spec.id == id)?;
        let status = &self.statuses[place];
        let since = status.since.filter(|_| status.verdict == Verdict::Fails)?;
        Some((since, status.facts.clone()))
    }

    /// When such a mark would be left if nobody did anything, within so many events.
    pub fn foresee(mut self, kinds: &[MarkKind], events: u32) -> Option<Moment> {
        let mut marks = Vec::new();
        for _ in 0..events {
            if self.advance(Time(u64::MAX)) == Taken::Nothing {
                return None;
            }
            self.mark(0, &mut marks);
            self.trace.clear();
            if let Some(mark) = marks.iter().find(|mark| kinds.contains(&mark.kind)) {
                return Some(mark.moment);
            }
            marks.clear();
        }
        None
    }

    fn mark(&mut self, first: u32, marks: &mut Vec<Mark>) {
        // Most steps only hand messages on.
        if !self.trace.only(&UNMARKED) {
            self.mark_records(first, marks);
        }
        let Some(id) = self.trace.moved else { return };
        let leads = self.world.state_of(id.into()) != State::Down
            && self.world.node(id).is_some_and(N::leads);
        if leads && !self.leading[id.index()] {
            marks.push(Mark {
                kind: MarkKind::Leader,
                moment: self.world.moment(),
                record: first,
            });
        }
        self.leading[id.index()] = leads;
    }
    fn mark_records(&mut self, first: u32, marks: &mut Vec<Mark>) {
        let mut last = None;
        for (record, place) in self.trace.records.iter().zip(first..) {
            let kind = match mark_of(record, first) {
                Some(MarkKind::Commit) if record.detail <= self.decided => continue,
                Some(kind) => kind,
                None => continue,
            };
            if kind == MarkKind::Commit {
                self.decided = record.detail;
            }
            // A partition cuts many links: one mark.
            if last != Some(kind) {
                let moment = Moment {
                    step: record.step,
                    time: record.time,
                };
                marks.push(Mark {
                    kind,
                    moment,
                    record: place,
                });
            }
            last = Some(kind);
        }
    }
}

/// What leaves no mark, of what happens at nearly every step.
const UNMARKED: [What; 4] = [What::Sent, What::Delivered, What::Fired, What::Rule];

/// Whether only actions make such records.
fn is_done(what: What) -> bool {
    matches!(
        what,
        What::Crashed
            | What::Paused
            | What::Severed
            | What::Healed
            | What::Held
            | What::Lost
            | What::Scheduled
    )
}

/// The mark that something leaves on the time line; a decision does only at a new height, and a message that is lost
/// or flies twice only if somebody saw to it: chance copies one when it is sent, which is among the same records.
fn mark_of(record: &Record, first: u32) -> Option<MarkKind> {
    let kind = match record.what {
        What::Submitted
        | What::Nominated
        | What::Set
        | What::Skewed
        | What::Hurried
        | What::Scheduled => MarkKind::You,
        What::Held | What::Released | What::Delayed | What::Hastened => MarkKind::Message,
        What::Lost if record.detail == Loss::Dropped as u32 => MarkKind::Message,
        What::Duplicated if record.cause().is_some_and(|sent| sent < first) => MarkKind::Message,
        What::Crashed | What::Paused | What::Corrupted => MarkKind::Crash,
        What::Severed => MarkKind::Cut,
        What::Healed | What::Restarted | What::Resumed => MarkKind::Heal,
        What::Violated => MarkKind::Violation,
        What::Witnessed => MarkKind::Seen,
        What::Decided => MarkKind::Commit,
        What::Sent
        | What::Delivered
        | What::Lost
        | What::Duplicated
        | What::Fired
        | What::Rule
        | What::Replied => return None,
    };
    Some(kind)
}
