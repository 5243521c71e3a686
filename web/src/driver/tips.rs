//! What a newcomer may try first, one thing after the other: cut the leader off, heal, go back. Then what the system
//! itself finds worth seeing. What is shown is for a hand on its way there: it stays as it was read, and never turns into
//! something else at once.

use synod_core::action::Action;
use synod_core::phrase;
use synod_core::phrase::Phrase;
use synod_core::script::{Statement, parse_line};
use synod_core::simulation::Simulation;
use synod_core::units::{NodeId, Time};
use synod_core::view::{Mark, MarkKind, State, Suggestion};

use super::*;
use crate::model::Tip;

/// A cut with more nodes is no line that one reads.
const NODES_MAX: usize = 9;
/// The least nodes of which one can be cut off from a majority.
const NODES_MIN: usize = 3;
/// What was broken is looked at for so many of the longest flights before anything else is suggested.
const FLIGHTS: u64 = 2;

/// What no longer fits stands for so long, in milliseconds, if it still can be done.
const STANDING: f64 = 2000.0;
/// So long stands what leads a newcomer on: who leads changes faster than one decides to click.
const STANDING_GUIDE: f64 = 8000.0;
/// After it went, the place is empty for so long: no click is meant for what it did not read.
const GAP: f64 = 700.0;

/// The suggestion that stands, and those that do not come again.
#[derive(Default)]
pub(super) struct Tips {
    /// Done, or shown when something else was done.
    passed: Vec<&'static str>,
    shown: Option<Tip>,
    /// When the one that stands was last the one to be shown.
    fitted: f64,
    /// Until when the place is empty.
    empty: Option<f64>,
}

impl Tips {
    /// A suggestion is done or passed by: it never comes twice.
    pub(super) fn pass(&mut self, key: &'static str) {
        self.passed.push(key);
        self.let_go();
    }

    /// The person moved the run, so no hand is on its way to a suggestion.
    pub(super) fn let_go(&mut self) {
        (self.shown, self.empty) = (None, None);
    }

    /// Whether the place was empty long enough.
    pub(super) fn is_due(&self, now: f64) -> bool {
        self.empty.is_some_and(|until| now >= until)
    }

    /// What is suggested now.
    pub(super) fn choose(
        &mut self,
        snapshot: &Snapshot,
        run: &dyn Simulation,
        now: f64,
    ) -> Option<Tip> {
        let fitting = tip(snapshot, run.suggestion(), &self.passed);
        let can_be_done = |tip: &Tip| can_be_done(tip, snapshot, run);
        self.settle(fitting, can_be_done, now);
        self.shown.clone()
    }

    fn settle(&mut self, fitting: Option<Tip>, can_be_done: impl Fn(&Tip) -> bool, now: f64) {
        if let Some(shown) = &self.shown {
            if fitting.as_ref() == Some(shown) {
                self.fitted = now;
            } else if now >= self.fitted + patience(shown) || !can_be_done(shown) {
                (self.shown, self.empty) = (None, Some(now + GAP));
            }
        } else if self.empty.is_none_or(|until| now >= until) {
            (self.shown, self.fitted, self.empty) = (fitting, now, None);
        }
    }
}

fn patience(tip: &Tip) -> f64 {
    match tip.key {
        "cut" | "back" => STANDING_GUIDE,
        _ => STANDING,
    }
}

/// Whether the run would take it; to cut a node off, all must be whole.
fn can_be_done(tip: &Tip, snapshot: &Snapshot, run: &dyn Simulation) -> bool {
    let whole = snapshot.links.is_empty();
    tip.asks.iter().all(|ask| match ask {
        Ask::Act(line) => {
            let line = parse_line(line, run.about()).ok();
            let Some(Statement::Act(action)) = line.and_then(|line| line.statement) else {
                return false;
            };
            let useful = match action {
                Action::Partition { .. } => whole && is_up(snapshot),
                Action::Heal(_) => !whole,
                _ => true,
            };
            useful && run.would_refuse(&action).is_none()
        }
        Ask::SeekStep(step) => whole && *step < snapshot.moment.step,
        _ => false,
    })
}

fn is_up(snapshot: &Snapshot) -> bool {
    snapshot.nodes.iter().all(|node| node.state == State::Up)
}

/// The tip of this moment, if there is one that was not passed by.
fn tip(
    snapshot: &Snapshot,
    suggestion: Option<Suggestion>,
    passed: &[&'static str],
) -> Option<Tip> {
    let now = snapshot.moment;
    let past = || snapshot.marks.iter().filter(|mark| mark.moment <= now);
    let faults = [MarkKind::Crash, MarkKind::Cut];
    let broken = past().rfind(|mark| faults.contains(&mark.kind));
    if broken.is_some_and(|mark| is_fresh(snapshot, mark)) {
        return None;
    }
    let fits = !passed.contains(&"cut") && snapshot.nodes.len() >= NODES_MIN;
    let own = suggestion.map(of_system);
    let own = own.filter(|tip| !passed.contains(&tip.key));
    if fits && snapshot.nodes.len() <= NODES_MAX && !past().any(|mark| mark.kind == MarkKind::Cut) {
        return cut_off(snapshot).or(own);
    }
    let cut = past().rfind(|mark| mark.kind == MarkKind::Cut);
    match cut.filter(|_| snapshot.links.is_empty() && !passed.contains(&"back")) {
        Some(cut) => Some(back(cut)),
        None => own,
    }
}

/// Its effects are still on their way.
fn is_fresh(snapshot: &Snapshot, mark: &Mark) -> bool {
    let span = FLIGHTS * snapshot.more.flight_longest;
    snapshot.moment.time < Time(mark.moment.time.micros() + span)
}

fn cut_off(snapshot: &Snapshot) -> Option<Tip> {
    let whole = snapshot.links.is_empty();
    let leads = |node: &&synod_core::view::NodeGlance| node.leading();
    let leader = snapshot
        .nodes
        .iter()
        .find(leads)
        .filter(|_| whole && is_up(snapshot))?;
    let others = snapshot.nodes.iter().map(|node| node.id);
    let others: String = others
        .filter(|id| *id != leader.id)
        .map(|id: NodeId| format!(" {id}"))
        .collect();
    // It does not say who leads: what is suggested may stand for a while after that has changed.
    Some(Tip {
        key: "cut",
        phrase: phrase!("Cut {0} off from the others.", leader.id),
        asks: vec![Ask::Act(format!("partition {} |{others}", leader.id))],
    })
}

fn back(cut: &Mark) -> Tip {
    Tip {
        key: "back",
        phrase: Phrase::plain("Go back to before the cut. Nothing is lost."),
        asks: vec![Ask::SeekStep(cut.moment.step.saturating_sub(1))],
    }
}

fn of_system(suggestion: Suggestion) -> Tip {
    Tip {
        key: suggestion.key,
        phrase: suggestion.phrase,
        asks: suggestion.lines.into_iter().map(Ask::Act).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(leader: usize) -> Option<Tip> {
        Some(Tip {
            key: "cut",
            phrase: phrase!("Cut {0} off.", NodeId::new(leader as u16)),
            asks: Vec::new(),
        })
    }

    fn settle(tips: &mut Tips, fitting: Option<Tip>, sense: bool, now: f64) -> Option<Tip> {
        tips.settle(fitting, |_| sense, now);
        tips.shown.clone()
    }

    #[test]
    fn what_was_read_stays_while_it_can_be_done() {
        let mut tips = Tips::default();
        assert_eq!(settle(&mut tips, cut(2), true, 0.0), cut(2));
        assert_eq!(settle(&mut tips, cut(2), true, 3000.0), cut(2));
        assert_eq!(settle(&mut tips, cut(4), true, 7900.0), cut(2));
        assert_eq!(settle(&mut tips, None, true, 10_900.0), cut(2));
        assert_eq!(
            settle(&mut tips, cut(4), true, 11_000.0),
            None,
            "not for ever"
        );
    }

    #[test]
    fn nothing_turns_into_something_else_at_once() {
        let mut tips = Tips::default();
        settle(&mut tips, cut(2), true, 0.0);
        assert_eq!(settle(&mut tips, cut(4), false, 100.0), None);
        assert_eq!(settle(&mut tips, cut(4), false, 700.0), None);
        assert!(!tips.is_due(700.0) && tips.is_due(800.0));
        assert_eq!(settle(&mut tips, cut(4), false, 800.0), cut(4));
        assert!(!tips.is_due(9000.0), "it is asked once");
        settle(&mut tips, None, false, 9000.0);
        settle(&mut tips, None, false, 10_000.0);
        assert!(!tips.is_due(10_001.0), "also where nothing fits");
    }

    #[test]
    fn what_was_passed_by_makes_room_at_once() {
        let mut tips = Tips::default();
        settle(&mut tips, cut(2), true, 0.0);
        tips.pass("cut");
        assert_eq!(settle(&mut tips, cut(4), true, 10.0), cut(4));
    }
}
