//! The timeline behind [`Simulation`]: how it is played on, acted on, sought in and looked at from outside. What
//! it shows is asked of the present moment.

use std::sync::Arc;

use super::fork::{Before, Place};
use super::{Acted, Timeline, answers, words};
use crate::about::{About, Expectation};
use crate::action::{Action, Refusal};
use crate::grind::Search;
use crate::journal::Journal;
use crate::network::Cuts;
use crate::node::Node;
use crate::phrase::Phrase;
use crate::predicate::{Found, Predicate};
use crate::refusal;
use crate::settings::Settings;
use crate::simulation::{
    Advance, BranchEnd, FLIGHTS_LIMIT, FLIGHTS_MAX, INSTANT_LIMIT, INSTANT_MAX, Leave,
    MESSAGES_LIMIT, MESSAGES_MAX, STEPS_LIMIT, STEPS_MAX, Setup, Simulation,
};
use crate::units::{Address, MessageId, Moment, NodeId, RequestId, Step, Time};
use crate::view::{
    BranchView, Caption, ChartView, ClientView, Difference, DrawView, Flight, Glimpse, Lamp, Mark,
    MarkKind, MessageView, Neighbour, NodeDetail, NodeGlance, RequestView, Sketch, State,
    Suggestion,
};
use crate::world::Taken;

impl<N: Node> Timeline<N> {
    /// The limit that the messages of the run have reached.
    fn is_full(&self) -> Option<&'static str> {
        let world = &self.present.world;
        if world.messages() >= MESSAGES_MAX {
            return Some(MESSAGES_LIMIT);
        }
        (world.in_flight() >= FLIGHTS_MAX).then_some(FLIGHTS_LIMIT)
    }

    /// Whether an action would happen now: judged on a copy.
    fn judge(&self, action: &Action) -> Result<(), Refusal> {
        match self.is_full() {
            Some(limit) => Err(refusal!("{0}", limit)),
            None => self.present.clone().act(action),
        }
    }
}

impl Acted {
    /// The place at the moment of this action where so many have happened: it lies just before this one, or just
    /// behind.
    fn behind(&self, acted: usize) -> Place {
        let (taken, time) = (self.taken, self.moment.time);
        Place { taken, acted, time }
    }
}

impl<N: Node> Simulation for Timeline<N> {
    fn about(&self) -> &'static About {
        N::ABOUT
    }

    fn setup(&self) -> &Setup {
        self.present.world.setup()
    }

    fn settings(&self) -> &Settings {
        self.present.world.settings()
    }

    fn moment(&self) -> Moment {
        self.present.world.moment()
    }

    fn step_time(&self) -> Time {
        self.present.world.step_time()
    }

    fn fingerprint(&self) -> u64 {
        self.present.world.fingerprint()
    }

    fn next_due(&self) -> Option<Time> {
        self.present.world.next_due()
    }

    fn scheduled(&self) -> Vec<(Time, Action)> {
        let scheduled = self.present.world.scheduled();
        scheduled.map(|(time, it)| (time, it.clone())).collect()
    }

    fn at_end(&self) -> bool {
        self.is_at_end()
    }

    fn end(&self) -> Moment {
        self.branch().end
    }

    fn advance(&mut self, until: Time) -> Advance {
        let world = &self.present.world;
        if world.next_due().is_some_and(|due| due <= until) {
            // The reason first: a run whose time stands still has as many steps.
            if world.at_this_instant() >= INSTANT_MAX {
                return Advance::Limit(INSTANT_LIMIT);
            }
            if world.moment().step >= STEPS_MAX {
                return Advance::Limit(STEPS_LIMIT);
            }
            if let Some(limit) = self.is_full() {
                return Advance::Limit(limit);
            }
        }
        loop {
            match self.play(until) {
                Taken::Step => return Advance::Stepped,
                Taken::Aside => {}
                Taken::Nothing => return Advance::Quiet,
            }
        }
    }

    fn wait_until(&mut self, time: Time) {
        self.present.world.wait_until(time);
        let (at_end, moment) = (self.is_at_end(), self.present.world.moment());
        let branch = &mut self.branches[self.current];
        if at_end && moment.time > branch.end.time {
            branch.end = moment;
        }
    }

    fn act(&mut self, action: &Action) -> Result<(), Refusal> {
        if !self.is_at_end() {
            // A refused action begins no branch.
            self.judge(action)?;
            let line = action.to_string();
            self.branch_off(&format!("{line} at {}", self.moment().time), line);
        }
        let (taken, moment) = (self.present.world.taken(), self.present.world.moment());
        if let Some(limit) = self.is_full() {
            return Err(refusal!("{0}", limit));
        }
        self.present.act(action)?;
        let branch = &mut self.branches[self.current];
        // Idle time behind this moment never was: a checkpoint in it would play the action too late.
        branch
            .checkpoints
            .retain(|point| point.present.world.moment().time <= moment.time);
        branch.acts.push(Acted {
            taken,
            moment,
            action: Arc::new(action.clone()),
        });
        self.acted += 1;
        self.keep();
        Ok(())
    }

    fn would_refuse(&self, action: &Action) -> Option<Refusal> {
        self.judge(action).err()
    }

    fn seek_step(&mut self, step: Step) {
        self.leave_end();
        self.restore(|world| world.moment().step < step || world.moment() == Moment::default());
        let end = self.branch().end;
        if step >= end.step {
            // What was recorded after the last step and is none, as a scheduled action, belongs to the end.
            while !self.is_at_end() && self.play(Time(u64::MAX)) != Taken::Nothing {}
            return self.present.world.wait_until(end.time);
        }
        while self.moment().step < step && self.play(Time(u64::MAX)) != Taken::Nothing {}
        let mut before = Before::default();
        while self.branch().has_more_of(step, self.acted, self.recorded()) {
            let from = self.here();
            self.play(Time(u64::MAX));
            before.pass(from, self.here());
        }
        if let Some(place) = before.instead(self.here(), self.next_due()) {
            self.stand(place);
        }
    }

    fn seek_time(&mut self, time: Time) {
        self.leave_end();
        self.restore(|world| world.moment().time < time || world.moment() == Moment::default());
        // Nothing new happens: what is due at the end and was not handled stays for whoever plays on.
        let time = time.min(self.end().time);
        while !self.is_at_end() && self.play(time) != Taken::Nothing {}
        self.wait_until(time);
    }

    fn seek_action(&mut self, count: usize) {
        if let Some(next) = self.branch().acts.get(count) {
            self.seek_place(next.behind(count));
        }
    }

    fn seek_acted(&mut self, count: usize) {
        let last = count
            .checked_sub(1)
            .and_then(|last| self.branch().acts.get(last));
        if let Some(last) = last {
            self.seek_place(last.behind(count));
        }
    }

    fn action_at(&self, place: usize) -> Option<(Moment, &Action)> {
        let act = self.branch().acts.get(place)?;
        Some((act.moment, &*act.action))
    }

    fn acted(&self) -> usize {
        self.acted
    }

    fn fork(&mut self, name: &str, line: &str) {
        self.branch_off(name, line.into());
    }

    fn seek_written(&mut self, leave: Leave) -> bool {
        Timeline::seek_written(self, leave)
    }

    fn written(&self, branch: usize) -> Option<Leave> {
        Timeline::written(self, branch)
    }

    fn end_of(&self, branch: usize) -> Option<BranchEnd> {
        Timeline::end_of(self, branch)
    }

    fn branches(&self) -> Vec<BranchView> {
        self.views()
    }

    fn deleted(&self) -> Vec<BranchView> {
        self.deleted_views()
    }

    fn rename(&mut self, name: &str, new: &str) -> Result<(), Refusal> {
        Timeline::rename(self, name, new)
    }

    fn would_keep(&self, name: &str) -> Option<Refusal> {
        Timeline::would_keep(self, name)
    }

    fn delete(&mut self, name: &str) -> Result<(), Refusal> {
        Timeline::delete(self, name)
    }

    fn bring_back(&mut self, name: &str) -> bool {
        Timeline::bring_back(self, name)
    }

    fn sketch(&self, branch: usize) -> Option<Sketch> {
        Timeline::sketch(self, branch)
    }

    fn glimpse(&self, time: Time) -> Glimpse {
        Timeline::glimpse(self, time)
    }

    fn first_difference(&self, one: usize, other: usize) -> Option<Difference> {
        Timeline::first_difference(self, one, other)
    }

    fn switch_to(&mut self, name: &str) -> bool {
        let Some(place) = self.called(name) else {
            return false;
        };
        if place == self.current {
            return true;
        }
        self.leave_end();
        self.current = place;
        let last = self
            .branch()
            .checkpoints
            .last()
            .expect("step 0 is always kept")
            .clone();
        self.present = last.present.clone();
        self.acted = last.acted;
        while !self.is_at_end() && self.play(Time(u64::MAX)) != Taken::Nothing {}
        self.present.world.wait_until(self.branch().end.time);
        true
    }

    fn actions(&self) -> Vec<(Moment, Action)> {
        self.branch().acts[..self.acted]
            .iter()
            .map(|act| (act.moment, (*act.action).clone()))
            .collect()
    }

    fn glances(&self, out: &mut Vec<NodeGlance>) {
        out.clear();
        out.extend(
            self.present
                .world
                .ids()
                .map(|id| self.present.world.glance(id)),
        );
    }

    fn flights(&self, out: &mut Vec<Flight>) {
        self.present.world.flights(out);
    }

    fn cuts(&self) -> &Cuts {
        self.present.world.cuts()
    }

    fn clients(&self) -> Vec<(State, u32)> {
        let world = &self.present.world;
        let clients = world
            .everybody()
            .into_iter()
            .filter(|who| who.node().is_none());
        clients
            .map(|who| {
                (
                    world.state_of(who),
                    world.requests().pending_of(who).len() as u32,
                )
            })
            .collect()
    }

    fn client(&self, who: Address) -> Option<ClientView> {
        self.present.world.asker(who)
    }

    fn node(&self, id: NodeId) -> Option<NodeDetail> {
        let exists = id.number() <= self.setup().nodes;
        exists.then(|| self.present.world.detail(id))
    }

    fn draw(&self, id: NodeId, height: u64) -> Option<DrawView> {
        let exists = id.number() <= self.setup().nodes;
        exists.then(|| self.present.world.draw(id, height))?
    }

    fn awaited(&self) -> Option<Search> {
        self.present.world.awaited()
    }

    fn searches(&self, out: &mut Vec<(NodeId, Search)>) {
        out.clear();
        out.extend(self.present.world.searches());
    }

    fn neighbours(&self, id: NodeId) -> &[Neighbour] {
        self.present.world.neighbours(id)
    }

    fn charts(&self) -> Vec<ChartView> {
        self.present.charts()
    }

    fn has_charts(&self) -> bool {
        let mut properties = N::ABOUT.properties.iter();
        properties.any(|spec| spec.expectation == Expectation::Statistical)
    }

    fn message(&self, id: MessageId) -> Option<MessageView> {
        let flying = self.present.world.message(id).map(|view| {
            let row = self.branch().journal.message(id);
            MessageView {
                step: row.map_or(view.step, |row| row.step),
                ..view
            }
        });
        flying.or_else(|| self.past_message(id))
    }

    fn lamps(&self) -> Vec<Lamp> {
        self.present.lamps()
    }

    fn requests(&self) -> Vec<RequestView> {
        self.present.world.requests().views()
    }

    fn request_at(&self, place: usize) -> Option<RequestId> {
        self.present.world.requests().at(place)
    }

    fn request(&self, id: RequestId) -> Option<RequestView> {
        self.present.world.requests().view(id)
    }

    fn caption(&self) -> Option<Caption> {
        let last = self.acted.checked_sub(1);
        let last = last.map(|last| &self.branch().acts[last]);
        words::caption(&self.present, &self.branch().journal, last)
    }

    fn suggestion(&self) -> Option<Suggestion> {
        (self.suggest)(&self.present.world, &self.present.lamps())
    }

    fn marks(&self) -> &[Mark] {
        &self.branch().marks
    }

    fn foresee(&self, kinds: &[MarkKind], events: u32) -> Option<Moment> {
        self.present.clone().foresee(kinds, events)
    }

    fn journal(&self) -> &Journal {
        &self.branch().journal
    }

    fn recorded(&self) -> usize {
        self.present.world.records() as usize
    }

    fn describe(&self, places: &[usize]) -> Vec<Phrase> {
        self.tell(self.current, places)
    }

    fn is_calm(&self) -> bool {
        self.present.world.is_calm()
    }

    fn check(&self, predicate: &Predicate) -> Found {
        answers::check(&self.present, predicate)
    }
}
