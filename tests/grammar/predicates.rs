//! Predicates, made from bytes.

use synod_core::about::Expectation;
use synod_core::action::Ends;
use synod_core::predicate::{Comparison, Predicate};
use synod_core::units::{NodeId, RequestId};
use synod_core::view::{Answer, LinkState, State};

use super::Maker;

impl Maker<'_> {
    pub(super) fn predicate(&mut self) -> Predicate {
        match self.below(13) {
            0 => Predicate::Property(self.property(None)),
            1 => Predicate::Violated(self.property(Some(Expectation::Always))),
            2 => Predicate::Witnessed(self.property(Some(Expectation::Sometimes))),
            3 => Predicate::Value {
                key: self.literal(1),
                value: self.maybe(|maker| maker.literal(1)),
                on: self.on_nodes(),
            },
            4 => Predicate::Tip((0..2 + self.below(3)).map(|_| self.node()).collect()),
            5 => Predicate::Chain((0..2 + self.below(3)).map(|_| self.node()).collect()),
            6 if self.about.leading_role().is_some() => Predicate::Leader(self.maybe(Self::node)),
            7 => {
                let names = self.about.facts;
                Predicate::Fact {
                    node: self.node(),
                    name: self.pick(names),
                    value: self.literal(0),
                }
            }
            8 => self.predicate_of_state(),
            9 => Predicate::Reply {
                request: RequestId {
                    asker: self.address(),
                    number: 1 + self.number(u32::MAX as u64 - 1) as u32,
                },
                verdict: self.pick(&Answer::ALL),
                text: self.maybe(Self::text),
            },
            10 => Predicate::Refused(self.maybe(Self::text)),
            11 => Predicate::Fingerprint(self.number(u64::MAX)),
            _ => self.comparing(),
        }
    }

    pub(super) fn predicate_of_state(&mut self) -> Predicate {
        match self.below(3) {
            0 => {
                let roles = self.about.roles.iter().map(|role| role.name);
                let roles: Vec<&str> = roles.chain(["none"]).collect();
                Predicate::Role {
                    node: self.node(),
                    role: self.pick(&roles),
                }
            }
            1 => {
                let states = [State::Up, State::Down, State::Paused];
                Predicate::State {
                    who: self.address(),
                    state: self.pick(&states),
                }
            }
            _ => {
                let states = [
                    LinkState::Open,
                    LinkState::Cut,
                    LinkState::CutForward,
                    LinkState::CutBack,
                ];
                let Ends { from, to, .. } = self.ends();
                Predicate::Link {
                    from,
                    to,
                    state: self.pick(&states),
                }
            }
        }
    }

    pub(super) fn comparing(&mut self) -> Predicate {
        let (comparison, number) = (self.pick(&Comparison::ALL), self.whole());
        match self.below(6) {
            0 => Predicate::Balance {
                account: self.account(),
                comparison,
                number,
                on: self.on_nodes(),
            },
            1 => Predicate::Stake {
                account: self.account(),
                comparison,
                number,
                on: self.on_nodes(),
            },
            2 => Predicate::Height {
                comparison,
                number,
                on: self.on_nodes(),
            },
            3 => Predicate::Committed {
                comparison,
                number,
                on: self.on_nodes(),
            },
            4 => Predicate::Pending {
                node: self.node(),
                comparison,
                number,
            },
            _ => Predicate::Messages {
                kind: self.kind(),
                comparison,
                number,
            },
        }
    }

    pub(super) fn property(&mut self, expectation: Option<Expectation>) -> &'static str {
        let judged = |kind: Expectation| kind != Expectation::Statistical;
        let fits = |kind: Expectation| expectation.map_or(judged(kind), |wanted| wanted == kind);
        let specs = self
            .about
            .properties
            .iter()
            .filter(|spec| fits(spec.expectation));
        let ids: Vec<&str> = specs.map(|spec| spec.id).collect();
        self.pick(&ids)
    }

    pub(super) fn on_nodes(&mut self) -> Vec<NodeId> {
        (0..self.below(3)).map(|_| self.node()).collect()
    }
}
