//! Doing something to the run: tools, suggestions, forms. Every action is one line of script.

use synod_core::action::Action;
use synod_core::ledger::Transaction;
use synod_core::script::{Statement, parse_line};

use super::*;
use crate::model::Tip;
use crate::parts::phrase::plain;

impl Driver {
    /// Performs a line now. A refusal stands in the caption's place.
    pub fn act(&mut self, line: &str) -> Result<(), Trouble> {
        let (branches, left) = (self.session.view().branches().len(), self.branch());
        let scene = self.session.has_upcoming();
        rescue::about_to(|| line.to_owned());
        let done = self.session.act(line);
        match &done {
            Ok(()) => {
                self.pass();
                rescue::keep(&self.session.script());
                self.ui.choice.notice = None;
                self.captions.say(self.session.view().caption(), self.now);
                if self.session.view().branches().len() > branches {
                    self.branched(left, scene);
                }
                self.acted();
            }
            Err(trouble) => self.trouble(trouble.to_string()),
        }
        self.clock = self.clock.max(self.time());
        done
    }

    /// Says what was done, then that a branch was left, and if a scene goes on there, how to come back to it.
    fn branched(&mut self, left: String, scene: bool) {
        let kept = if scene { "scene" } else { "old one" };
        let caption = self.session.view().caption();
        let caption = caption.map_or_else(String::new, |it| plain(&it.phrase));
        // What it means can be read on the stage: there is room for the fact.
        let fact = caption.split_inclusive(". ").next().unwrap_or("").trim();
        let begins = format!("A new branch begins here; the {kept} is kept.");
        self.notice(format!("{fact} {begins}").trim_start().to_owned());
        if scene {
            let asks = vec![Ask::Branch(left), Ask::Play(true)];
            self.offer("Back to the scene".into(), asks);
        }
    }

    /// The name of the branch where the run stands.
    pub(super) fn branch(&self) -> String {
        let branches = self.session.view().branches();
        let current = branches.into_iter().find(|branch| branch.current);
        current.map_or_else(String::new, |branch| branch.name)
    }

    /// As [`Driver::act`], for a form, which shows the trouble itself.
    pub(super) fn submit(&mut self, line: String) {
        if let Some(why) = self.senseless(&line) {
            self.ui.reply = Reply {
                number: self.ui.reply.number + 1,
                line,
                request: None,
                trouble: Some((why.into(), 0)),
            };
            return;
        }
        let known = self.session.view().requests().len();
        let (branches, left) = (self.session.view().branches().len(), self.branch());
        let scene = self.session.has_upcoming();
        rescue::about_to(|| line.clone());
        let done = self.session.act(&line);
        let requests = self.session.view().requests();
        let trouble = match done {
            Ok(()) => {
                self.pass();
                rescue::keep(&self.session.script());
                if self.session.view().branches().len() > branches {
                    self.branched(left, scene);
                }
                self.acted();
                None
            }
            Err(Trouble::Parse {
                message, column, ..
            }) => Some((message, column)),
            Err(Trouble::Refused(message)) => Some((message, 0)),
        };
        self.ui.reply = Reply {
            number: self.ui.reply.number + 1,
            line,
            request: requests.get(known).map(|request| request.id),
            trouble,
        };
    }

    /// What no system takes is no request: a form says so before it is one. A script may ask for it all the same.
    fn senseless(&self, line: &str) -> Option<&'static str> {
        let line = parse_line(line, self.session.view().about()).ok()?;
        let Some(Statement::Act(Action::Submit { transaction, .. })) = line.statement else {
            return None;
        };
        match transaction {
            Transaction::Transfer { amount, .. }
            | Transaction::Stake { amount, .. }
            | Transaction::Faucet { amount, .. } => {
                (amount < 1).then_some("Amount must be at least 1")
            }
            _ => None,
        }
    }

    pub(super) fn touch(&mut self, target: Selection, alt: bool) {
        let facts = Facts::of(&self.snapshot);
        let outcome = tools::touch(&self.ui.choice, &facts, target, alt);
        self.perform(outcome);
    }

    pub(super) fn take(&mut self, tool: Tool) {
        self.ui.popover = None;
        let choice = &self.ui.choice;
        if choice.tool == tool && tool == Tool::Heal && choice.gathered.is_empty() {
            drop(self.act("heal"));
            return;
        }
        if choice.tool == tool && tool == Tool::Partition && !choice.gathered.is_empty() {
            return self.confirm();
        }
        let facts = Facts::of(&self.snapshot);
        let outcome = tools::take(choice, &facts, tool);
        self.perform(outcome);
    }

    pub(super) fn confirm(&mut self) {
        let facts = Facts::of(&self.snapshot);
        match tools::gathered(&self.ui.choice, &facts) {
            Some(line) => {
                if self.act(&line).is_ok() {
                    self.ui.choice.gathered.clear();
                }
            }
            None => self.trouble("A side needs a node, and must leave one out.".into()),
        }
    }

    /// Does what was read, whatever fits by now. What it leads to is seen only if the run goes on.
    pub(super) fn suggested(&mut self, tip: Tip) {
        self.tips.pass(tip.key);
        let mut acted = false;
        for ask in tip.asks {
            match ask {
                Ask::Act(line) => acted = self.act(&line).is_ok(),
                other => self.ask(other),
            }
        }
        if acted && self.ui.violation.is_none() && !self.calm {
            self.set_playing(true);
        }
    }

    /// Performs lines in order, up to the first that is refused.
    pub(super) fn act_all(&mut self, lines: &[String]) {
        // What was gathered for a tool is of before.
        self.ui.choice.gathered.clear();
        let first = self.session.view().acted();
        lines.iter().all(|line| self.act(line).is_ok());
        self.remember_gesture(first);
    }

    fn perform(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Line(line) => {
                self.ui.choice.gathered.clear();
                drop(self.act(&line));
            }
            Outcome::Select(selection) => self.ui.select(selection),
            Outcome::Gather(tool, chosen) => {
                self.ui.choice.tool = tool;
                self.ui.choice.gathered = chosen;
            }
            Outcome::Useless(why) => self.trouble(why),
        }
    }

    /// Whatever was suggested was passed by.
    pub(super) fn pass(&mut self) {
        if let Some(tip) = &self.snapshot.tip {
            self.tips.pass(tip.key);
        }
    }

    /// Says something in the caption's place.
    pub fn notice(&mut self, text: String) {
        self.ui.choice.notice = Some(text);
        self.ui.notice_is_trouble = false;
        self.ui.offer = None;
        self.notice_until = self.now + NOTICE_SPAN;
    }

    /// Puts a button behind the notice, which stands longer then.
    pub(super) fn offer(&mut self, words: String, asks: Vec<Ask>) {
        self.ui.offer = Some(Offer { words, asks });
        self.notice_until = self.now + OFFER_SPAN;
    }

    /// Says what went wrong in the caption's place.
    pub fn trouble(&mut self, text: String) {
        self.notice(text);
        self.ui.notice_is_trouble = true;
    }

    /// Whether the notice goes now.
    pub(super) fn expire(&mut self) -> bool {
        let gone = self.ui.choice.notice.is_some() && self.now >= self.notice_until;
        if gone {
            self.ui.choice.notice = None;
        }
        gone
    }
}

#[cfg(test)]
mod tests;
