//! Undo, redo and branches. Nothing that was done is lost: what is taken back can be done again, what is left is a
//! branch, and what is deleted can be brought back.

use synod_core::units::Moment;

use super::*;
use crate::branches::short;
use crate::panels::lamps::capital;

impl Driver {
    /// Back to before the last action. Playing on from there does it again, unless the person leaves it.
    pub(super) fn undo(&mut self) {
        self.ui.choice.playing = false;
        if !self.session.undo() {
            self.notice("There is no action to take back.".into());
            return self.offer_before();
        }
        self.moved();
        let view = self.session.view();
        let Some((moment, action)) = view.action_at(view.acted()) else {
            return;
        };
        let line = action.to_string();
        let name = format!("without {line} at {}", moment.time);
        self.notice(format!(
            "Back before {}. Playing on does it again.",
            short(&line)
        ));
        self.offer("Go on without it".into(), vec![Ask::Leave(name)]);
    }

    /// On to behind the next action that was done.
    pub(super) fn redo(&mut self) {
        self.ui.choice.playing = false;
        if !self.session.redo() {
            return self.notice("There is no action to do again.".into());
        }
        self.moved();
        let view = self.session.view();
        if let Some((_, action)) = view.action_at(view.acted() - 1) {
            let line = action.to_string();
            self.notice(format!("Done again: {}.", short(&line)));
        }
    }

    /// Begins a branch here, without what comes after on this one, and plays on.
    pub(super) fn leave(&mut self, name: &str) {
        let left = self.branch();
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
