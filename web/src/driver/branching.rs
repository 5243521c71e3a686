//! Undo, redo and branches. Nothing that was done is lost: what is taken back can be done again, what is left is a
//! branch, and what is deleted can be brought back.

use synod_core::units::Moment;

use super::*;
use crate::branches::short;
use crate::panels::lamps::capital;

/// Several actions that one gesture wrote: they are undone and done again together.
pub(super) struct Gesture {
    first: usize,
    lines: Vec<String>,
}

impl Gesture {
    fn end(&self) -> usize {
        self.first + self.lines.len()
    }
}

/// What playing on after an undo has left.
#[derive(Clone)]
pub(super) struct Left {
    branch: String,
    acted: usize,
    words: String,
}

impl Driver {
    /// Back to before the last action or gesture that was done by hand; what a script did is no action of the person.
    pub(super) fn undo(&mut self) {
        self.ui.choice.playing = false;
        let last = self.last_by_hand();
        let Some(first) = last.map(|last| {
            self.gesture(|it| it.end() == last + 1)
                .map_or(last, |it| it.first)
        }) else {
            self.notice("There is no action to take back.".into());
            return self.offer_before();
        };
        while self.session.view().acted() > first && self.session.undo() {}
        self.moved();
        self.taken_back = Some(self.place());
        let words = self.words_ahead();
        self.notice(format!("Back before {words}. Redo does it again."));
        self.offer("Go on without it".into(), vec![Ask::Leave(self.without())]);
    }

    /// On to behind the next action or gesture that was done, also where playing on has left it.
    pub(super) fn redo(&mut self) {
        self.ui.choice.playing = false;
        self.come_back();
        let first = self.session.view().acted();
        let end = self
            .gesture(|it| it.first == first)
            .map_or(first + 1, Gesture::end);
        let words = self.words_ahead();
        while self.session.view().acted() < end && self.session.redo() {}
        if self.session.view().acted() == first {
            return self.notice("There is no action to do again.".into());
        }
        self.moved();
        self.taken_back = Some(self.place());
        self.notice(format!("Done again: {words}."));
    }

    /// Playing on after an undo goes on without what was taken back; says whether it does.
    pub(super) fn leave_undone(&mut self) -> bool {
        let (_, acted) = self.place();
        if self.taken_back != Some(self.place()) || !self.session.is_by_hand(acted) {
            return false;
        }
        self.leave(&self.without());
        true
    }

    /// To the branch that was left by playing on, before what was taken back: unless something else was done since.
    fn come_back(&mut self) {
        let Some(left) = self.comes_back().cloned() else {
            return;
        };
        self.left = None;
        if self.session.switch_to(&left.branch) {
            while self.session.view().acted() > left.acted && self.session.undo() {}
        }
    }

    fn comes_back(&self) -> Option<&Left> {
        let acted = self.session.view().acted();
        let ahead = self.session.view().action_at(acted).is_some();
        self.left
            .as_ref()
            .filter(|left| !ahead && left.acted == acted)
    }

    /// What the buttons say that undo and redo would do.
    pub(super) fn mark_undo(&self, more: &mut More) {
        if self.last_by_hand().is_none() {
            more.done = None;
        }
        if let Some(left) = self.comes_back() {
            more.undone = Some(left.words.clone());
        }
    }

    /// Remembers that the actions from this one on were one gesture.
    pub(super) fn remember_gesture(&mut self, first: usize) {
        let view = self.session.view();
        let lines = (first..view.acted()).filter_map(|place| self.line(place));
        let lines: Vec<String> = lines.collect();
        if lines.len() > 1 {
            self.gestures.push(Gesture { first, lines });
        }
    }

    /// The gesture of this branch that is meant: another branch may have done other things at the same place.
    fn gesture(&self, meant: impl Fn(&Gesture) -> bool) -> Option<&Gesture> {
        let done = |it: &Gesture| {
            (it.first..)
                .zip(&it.lines)
                .all(|(place, line)| self.line(place).as_ref() == Some(line))
        };
        self.gestures.iter().rev().find(|it| meant(it) && done(it))
    }

    fn line(&self, place: usize) -> Option<String> {
        let action = self.session.view().action_at(place);
        action.map(|(_, action)| action.to_string())
    }

    fn last_by_hand(&self) -> Option<usize> {
        let last = self.session.view().acted().checked_sub(1);
        last.filter(|last| self.session.is_by_hand(*last))
    }

    fn place(&self) -> (Moment, usize) {
        let view = self.session.view();
        (view.moment(), view.acted())
    }

    /// The next action or gesture in words.
    fn words_ahead(&self) -> String {
        let first = self.session.view().acted();
        let line = self.line(first).unwrap_or_default();
        match self.gesture(|it| it.first == first) {
            Some(gesture) => format!("{} and {} more", short(&line), gesture.lines.len() - 1),
            None => short(&line),
        }
    }

    /// The name of a branch without the next action.
    fn without(&self) -> String {
        let (moment, acted) = self.place();
        let line = self.line(acted).unwrap_or_default();
        format!("without {line} at {}", moment.time)
    }

    /// Begins a branch here, without what comes after on this one, and plays on.
    pub(super) fn leave(&mut self, name: &str) {
        let left = self.branch();
        let undone = self.taken_back.take() == Some(self.place());
        self.left = undone.then(|| Left {
            branch: left.clone(),
            acted: self.place().1,
            words: self.words_ahead(),
        });
        self.session.branch_off(name);
        self.limit = None;
        self.moved();
        self.set_playing(true);
        self.notice(format!(
            "A new branch begins here. {} is kept.",
            short(&left)
        ));
    }

    /// Stands at the end of another branch.
    pub fn switch_to(&mut self, name: &str) {
        self.ui.choice.playing = false;
        self.ui.popover = None;
        if self.session.switch_to(name) {
            self.moved();
        } else {
            self.trouble(format!("There is no branch called {name}."));
        }
    }

    /// Stands at a moment of a branch; the tree stays open, as somebody compares.
    pub(super) fn visit(&mut self, name: &str, moment: Option<Moment>) {
        let open = self.ui.popover;
        self.switch_to(name);
        if let Some(moment) = moment {
            self.stand_exactly(moment);
        }
        self.ui.popover = open;
    }

    pub(super) fn rename(&mut self, name: &str, new: &str) {
        self.ui.choice.notice = None;
        match self.session.rename(name, new) {
            Ok(()) => self.ui.compared = None,
            Err(why) => self.refuse(&why),
        }
    }

    pub(super) fn delete(&mut self, name: &str) {
        self.ui.choice.playing &= self.branch() != name;
        if let Err(why) = self.session.delete(name) {
            let why = why.to_string();
            return self.trouble(format!("{} stays: {why}.", short(name)));
        }
        self.ui.compared = None;
        self.moved();
        self.notice(format!("{} is deleted.", short(name)));
        self.offer("Bring it back".into(), vec![Ask::BringBack(name.into())]);
    }

    pub(super) fn bring_back(&mut self, name: &str) {
        if self.session.bring_back(name) {
            self.notice(format!("{} is back.", short(name)));
        }
    }

    fn refuse(&mut self, why: &Trouble) {
        let why = why.to_string();
        self.trouble(format!("{}.", capital(&why)));
    }
}

#[cfg(test)]
mod tests;
