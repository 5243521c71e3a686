//! From mark to mark, both ways. What is recorded is gone to; beyond it the run looks ahead before it plays on, so that
//! a search for what does not come changes nothing.

use synod_core::units::Moment;
use synod_core::view::MarkKind;

use super::*;

/// How far a jump looks ahead before it gives up, in events.
const REACH: u32 = 20_000;

impl Driver {
    /// To the mark after or before this moment, else to the end or the start.
    pub(super) fn go_to_mark(&mut self, forward: bool) {
        let found = self.mark(forward, |_| true);
        let beyond = if forward {
            self.session.view().end()
        } else {
            Moment::default()
        };
        self.stand_exactly(found.unwrap_or(beyond));
    }

    /// To the mark of a kind before this moment.
    pub(super) fn go_back_to(&mut self, kind: Next) {
        match self.mark(false, |it| kind.takes(it)) {
            Some(moment) => self.stand_exactly(moment),
            None => self.notice(format!("No {} before this moment.", kind.name())),
        }
    }

    /// To the next mark of a kind: a recorded one, or one that playing on brings.
    pub(super) fn go_on_to(&mut self, kind: Next) {
        self.ui.choice.playing = false;
        let start = self.session.view().moment();
        if let Some(moment) = self.ahead(kind) {
            return self.stand_exactly(moment);
        }
        self.session.seek_step(self.session.view().end().step);
        let found = self.in_the_scene(kind).or_else(|| {
            let kinds = kind.kinds();
            self.session.view().foresee(kinds, REACH)
        });
        self.stand_exactly(found.unwrap_or(start));
        if found.is_none() {
            let name = kind.name();
            self.notice(format!("No {name} comes within reach of this moment."));
        }
    }

    /// The lines that are still to come happen on the way.
    fn in_the_scene(&mut self, kind: Next) -> Option<Moment> {
        let from = self.session.view().moment();
        for _ in 0..REACH {
            if !self.session.has_upcoming() || !self.session.step() {
                break;
            }
            let marks = self.session.view().marks().iter().rev();
            let mut new = marks.take_while(|mark| mark.moment > from);
            if let Some(mark) = new.find(|mark| kind.takes(mark.kind)) {
                return Some(mark.moment);
            }
        }
        None
    }

    fn ahead(&self, kind: Next) -> Option<Moment> {
        self.mark(true, |it| kind.takes(it))
    }

    /// The moment of the next recorded mark that is wanted, or of the one before.
    fn mark(&self, forward: bool, wanted: impl Fn(MarkKind) -> bool) -> Option<Moment> {
        let view = self.session.view();
        let now = view.moment();
        let marks = view.marks().iter().filter(|mark| wanted(mark.kind));
        let moments = marks.map(|mark| mark.moment);
        if forward {
            moments.filter(|moment| *moment > now).min()
        } else {
            moments.filter(|moment| *moment < now).max()
        }
    }

    /// Stands at a moment: by its time, unless more happened at that instant than up to its step.
    pub(super) fn stand_exactly(&mut self, moment: Moment) {
        self.stand_at(When::Time(moment.time));
        if self.session.view().moment().step != moment.step {
            self.stand_at(When::Step(moment.step));
        }
    }
}
