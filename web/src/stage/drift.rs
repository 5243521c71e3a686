//! The sides of a partition drift apart, and together again: for a quarter of a second nodes, links and messages
//! stand between where they stood and where they will, all of them in the same frame.

use std::rc::Rc;

use yew::prelude::*;

use super::layout::Layout;
use super::paint::wants_stillness;
use crate::{frames, page};

/// How long it takes, in milliseconds: as long as a sheet moves.
const SPAN: f64 = 260.0;

/// From where to where, and since when.
struct Drift {
    from: Rc<Layout>,
    to: Rc<Layout>,
    began: f64,
}

impl Drift {
    fn standing(layout: &Rc<Layout>) -> Self {
        Self {
            from: layout.clone(),
            to: layout.clone(),
            began: 0.0,
        }
    }

    /// Where everything stands at this time, and whether it still moves.
    fn at(&self, now: f64) -> (Rc<Layout>, bool) {
        let share = ((now - self.began) / SPAN).clamp(0.0, 1.0);
        if Rc::ptr_eq(&self.from, &self.to) || share >= 1.0 {
            return (self.to.clone(), false);
        }
        (Rc::new(self.from.towards(&self.to, eased(share))), true)
    }

    /// Heads for another layout; on another stage, or with another cast, it is there at once.
    fn head_for(&mut self, layout: &Rc<Layout>, now: f64) {
        if self.to == *layout {
            return;
        }
        let same = self.to.scope == layout.scope
            && self.to.nodes.len() == layout.nodes.len()
            && self.to.clients.len() == layout.clients.len();
        let (shown, _) = self.at(now);
        *self = Self::standing(layout);
        if same && !wants_stillness() {
            (self.from, self.began) = (shown, now);
        }
    }
}

/// The layout on its way to this one.
#[hook]
pub fn use_drift(layout: &Rc<Layout>) -> Rc<Layout> {
    let drift = use_mut_ref(|| Drift::standing(layout));
    let again = use_force_update();
    let now = page::now();
    let (shown, moving) = {
        let mut drift = drift.borrow_mut();
        drift.head_for(layout, now);
        drift.at(now)
    };
    use_effect(move || {
        if moving {
            frames::run(move |_| {
                again.force_update();
                false
            });
        }
    });
    shown
}

/// Out quickly, in gently: as sheets move.
fn eased(share: f64) -> f64 {
    1.0 - (1.0 - share).powi(3)
}

#[cfg(test)]
mod tests {
    use synod_core::units::{NodeId, Time};

    use super::*;
    use crate::stage::geometry::Frame;
    use crate::stage::layout::Scope;
    use crate::stage::sides::Parting;

    fn layout(parted: bool) -> Rc<Layout> {
        let scope = Scope {
            width: 1088.0,
            height: 598.0,
            room: Frame::new(84.0, 40.0, 988.0, 458.0),
        };
        let sides = [&[1, 2][..], &[3, 4, 5]];
        let side = |side: &&[u16]| side.iter().map(|n| NodeId::new(*n)).collect();
        let parting = parted.then(|| {
            Rc::new(Parting {
                sides: sides.iter().map(side).collect(),
                since: Time::ZERO,
            })
        });
        Rc::new(Layout::of(scope, 5, 0, parting))
    }

    #[test]
    fn a_drift_begins_where_things_stood_and_ends_where_they_belong() {
        let (whole, parted) = (layout(false), layout(true));
        let stands = |layout: &Layout, like: &Layout| {
            let mut pairs = layout.nodes.iter().zip(&like.nodes);
            pairs.all(|(a, b)| a.distance(*b) < 0.001)
        };
        assert!(stands(&whole.towards(&parted, 0.0), &whole));
        assert!(stands(&whole.towards(&parted, 1.0), &parted));
        let half = whole.towards(&parted, 0.5);
        assert!(half.nodes[0].x > parted.nodes[0].x && half.nodes[0].x < whole.nodes[0].x);
    }

    #[test]
    fn a_drift_ends_after_its_span() {
        let drift = Drift {
            from: layout(false),
            to: layout(true),
            began: 1000.0,
        };
        assert!(drift.at(1000.0).1 && drift.at(1000.0 + SPAN / 2.0).1);
        let (shown, moving) = drift.at(1000.0 + SPAN);
        assert!(!moving && Rc::ptr_eq(&shown, &drift.to));
    }
}
