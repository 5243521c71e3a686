//! What the outside may do to the links: cut and open them, one by one or between groups.

use std::collections::BTreeMap;

use super::act::Done;
use super::{Trace, World};
use crate::action::Ends;
use crate::node::Node;
use crate::record::{Loss, What, pack};
use crate::refusal;
use crate::units::Address;

impl<N: Node> World<N> {
    pub(super) fn sever(&mut self, ends: Ends, dropping: bool, trace: &mut Trace) -> Done {
        self.exists(ends.from)?;
        self.exists(ends.to)?;
        let lost = if dropping {
            self.flying_on(|way| ends.directions().any(|cut| cut == way))
        } else {
            Vec::new()
        };
        if lost.is_empty() && ends.directions().all(|way| self.network.is_cut(way)) {
            return Err(refusal!("already severed"));
        }
        for way in ends.directions() {
            self.cut(way, trace);
        }
        self.lose(&lost, Loss::Cut, trace);
        Ok(())
    }

    pub(super) fn heal(&mut self, ends: Ends, trace: &mut Trace) -> Done {
        self.exists(ends.from)?;
        self.exists(ends.to)?;
        if !ends.directions().any(|way| self.network.is_cut(way)) {
            return Err(refusal!("has not been severed"));
        }
        for way in ends.directions() {
            self.open(way, trace);
        }
        Ok(())
    }

    pub(super) fn heal_all(&mut self, trace: &mut Trace) -> Done {
        let ways: Vec<_> = self.network.cuts().ways().collect();
        for way in ways {
            self.open(way, trace);
        }
        Ok(())
    }

    pub(super) fn partition(
        &mut self,
        groups: &[Vec<Address>],
        dropping: bool,
        trace: &mut Trace,
    ) -> Done {
        for who in groups.iter().flatten() {
            self.exists(*who)?;
        }
        // The group of a node: its place in the list, or the last one of those not listed. Clients that are not
        // listed belong to none and keep their links.
        let mut listed: BTreeMap<Address, usize> = BTreeMap::new();
        for (group, place) in groups.iter().zip(0..) {
            listed.extend(group.iter().map(|who| (*who, place)));
        }
        let group = |who: Address| match listed.get(&who) {
            None if who.node().is_some() => Some(groups.len()),
            place => place.copied(),
        };
        let grouped = |who| Some((who, group(who)?));
        let everybody: Vec<_> = self.everybody().into_iter().filter_map(grouped).collect();
        for (from, one) in &everybody {
            for (to, other) in everybody.iter().filter(|(to, _)| to != from) {
                match one == other {
                    false => self.cut((*from, *to), trace),
                    true => self.open((*from, *to), trace),
                }
            }
        }
        if dropping {
            let crossing = |(from, to): (Address, Address)| matches!((group(from), group(to)), (Some(one), Some(other)) if one != other);
            let lost = self.flying_on(crossing);
            self.lose(&lost, Loss::Cut, trace);
        }
        Ok(())
    }

    fn cut(&mut self, way: (Address, Address), trace: &mut Trace) {
        let time = self.time;
        if self.network.cut(way, time) {
            let record = self
                .record(What::Severed)
                .at(way.0)
                .detail(u32::from(pack(way.1)));
            self.note(record, trace);
        }
    }

    fn open(&mut self, way: (Address, Address), trace: &mut Trace) {
        if self.network.is_cut(way) {
            self.network.open(way);
            let record = self
                .record(What::Healed)
                .at(way.0)
                .detail(u32::from(pack(way.1)));
            self.note(record, trace);
        }
    }
}
