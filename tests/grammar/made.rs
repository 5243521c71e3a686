//! Values of the script language, made from bytes.

mod predicates;
mod values;

use synod_core::about::{About, FewNodes, OptionSpec, Scope, Unit, Value};
use synod_core::action::{Action, Damage, Handling, On, Setting, Target};
use synod_core::script::{Line, Prose, Statement, When};
use synod_core::simulation::Leave;
use synod_core::units::{
    Address, CLIENTS_MAX, ClientId, MessageId, NodeId, Ratio, Span, Time, WHOLE_MAX,
};
use synod_tests::hostile::Bytes;

/// The most lines of a script made here.
const LINES_MAX: usize = 24;

/// Makes what a script of a system may say.
pub struct Maker<'a> {
    about: &'static About,
    bytes: Bytes<'a>,
}

impl<'a> Maker<'a> {
    pub fn new(about: &'static About, bytes: &'a [u8]) -> Self {
        let bytes = Bytes::new(bytes);
        Self { about, bytes }
    }

    fn below(&mut self, most: usize) -> usize {
        self.bytes.below(most)
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        *self.bytes.pick(items)
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..=self.below(most)).map(|_| make(self)).collect()
    }

    /// The lines of a script: header, then what happens.
    pub fn script(mut self) -> Vec<Line> {
        let mut lines = vec![self.quiet_line()];
        lines.push(self.line(None, Statement::Protocol(self.about.id)));
        lines.extend(self.header());
        // Ends the header: what is set from here on is an action.
        let span = self.span(Span::MAX);
        lines.push(self.line(None, Statement::Run(span)));
        for _ in 0..self.below(LINES_MAX) {
            let line = self.body_line();
            lines.push(line);
        }
        lines
    }

    fn header(&mut self) -> Vec<Line> {
        let (least, most) = self.about.nodes;
        let nodes = least + self.number(u64::from(most - least)) as u16;
        let absent: Vec<NodeId> = (1..=nodes)
            .rev()
            .map(NodeId::new)
            .filter(|_| self.below(8) == 1)
            .collect();
        let mut said = vec![
            Statement::Nodes(nodes),
            Statement::Clients(self.number(CLIENTS_MAX.into()) as u16),
            Statement::Seed(self.number(WHOLE_MAX as u64)),
        ];
        if !absent.is_empty() {
            said.push(Statement::Absent(absent));
        }
        let mut settings: Vec<Setting> = (0..self.below(4)).map(|_| self.setting()).collect();
        // One quirk at a time.
        let quirk = |setting: &Setting| matches!(setting, Setting::Quirk { .. });
        let first = settings.iter().position(quirk);
        let mut place = 0;
        settings.retain(|setting| {
            place += 1;
            !quirk(setting) || Some(place - 1) == first
        });
        said.extend(settings.into_iter().map(Statement::Initial));
        said.into_iter()
            .map(|statement| self.line(None, statement))
            .collect()
    }

    fn line(&mut self, when: Option<When>, statement: Statement) -> Line {
        let comment = self.comment();
        Line {
            when,
            statement: Some(statement),
            comment,
            ..Line::default()
        }
    }

    fn comment(&mut self) -> Option<String> {
        (self.below(6) == 1).then(|| self.text().replace('\n', " ").trim_end().to_owned())
    }

    fn quiet_line(&mut self) -> Line {
        Line {
            comment: self.comment(),
            ..Line::default()
        }
    }

    fn body_line(&mut self) -> Line {
        let (time, step) = (self.span(Span::MAX), self.number(u32::MAX.into()) as u32);
        match self.below(8) {
            0 => self.quiet_line(),
            1 => Line {
                when: Some(When::Step(step)),
                ..Line::default()
            },
            2 => {
                let statement = self.momentary();
                self.line(Some(When::At(time)), statement)
            }
            3 => {
                let statement = self.momentary();
                self.line(Some(When::Step(step)), statement)
            }
            4 => {
                let statement = match self.below(4) {
                    0 => Statement::Until(time),
                    1 => Statement::Run(time),
                    2 => Statement::Await(self.predicate(), time),
                    _ => Statement::Branch {
                        name: self.text(),
                        parent: self.word(),
                        leave: Leave {
                            step,
                            time: self.maybe(|maker| Time(maker.number(Span::MAX.micros()))),
                            actions: self.maybe(|maker| maker.below(1000)),
                        },
                    },
                };
                self.line(None, statement)
            }
            _ => {
                let statement = self.momentary();
                self.line(None, statement)
            }
        }
    }

    /// What may stand behind a moment.
    fn momentary(&mut self) -> Statement {
        match self.below(4) {
            0 => Statement::Expect(self.predicate(), self.below(4) != 1),
            1 => Statement::Prose(self.prose()),
            _ => Statement::Act(self.action()),
        }
    }

    fn prose(&mut self) -> Prose {
        match self.below(7) {
            0 => Prose::Title(self.text()),
            1 => Prose::About(self.text()),
            2 => Prose::Say(self.text()),
            3 => Prose::Ask(
                self.text(),
                (0..self.below(3)).map(|_| self.text()).collect(),
            ),
            4 => Prose::Goal(self.predicate()),
            5 => Prose::Hint(self.text()),
            _ => Prose::Par(self.number(1_000_000) as i64),
        }
    }

    fn action(&mut self) -> Action {
        if self.below(10) == 1 {
            let (action, after) = (Box::new(self.plain_action()), self.span(Span::MAX));
            return Action::Later { action, after };
        }
        self.plain_action()
    }

    fn plain_action(&mut self) -> Action {
        match self.below(16) {
            0 => Action::Submit {
                who: self.address(),
                transaction: self.transaction(),
            },
            1 => Action::Crash(self.address()),
            2 => Action::Restart {
                who: self.address(),
                amnesia: self.flag(),
            },
            3 => Action::Pause(self.node()),
            4 => Action::Resume(self.node()),
            5 => Action::Sever {
                ends: self.ends(),
                dropping: self.flag(),
            },
            6 => Action::Heal(self.maybe(Self::ends)),
            7 => Action::Partition {
                groups: self.groups(),
                dropping: self.flag(),
            },
            8 | 9 => Action::Handle {
                handling: self.handling(),
                target: self.target(),
            },
            10 => {
                let timers: Vec<&str> = self.about.timers.iter().map(|timer| timer.name).collect();
                Action::Fire {
                    who: self.address(),
                    timer: self.pick(&timers),
                }
            }
            11 => Action::Skew {
                node: self.node(),
                rate: self.ratio(Ratio::percent(10), Ratio::percent(1000)),
            },
            12 => Action::Corrupt {
                node: self.node(),
                damage: self.damage(),
            },
            13 => Action::Nominate {
                client: self.client(),
                node: self.node(),
            },
            14 => Action::Forge {
                kind: self.kind(),
                from: self.address(),
                to: self.address(),
                body: self.literal(0),
            },
            _ => Action::Set(self.setting()),
        }
    }

    fn handling(&mut self) -> Handling {
        match self.below(6) {
            0 => Handling::Drop,
            1 => Handling::Duplicate,
            2 => Handling::Hold,
            3 => Handling::Release,
            4 => Handling::Delay(self.span(Span::MAX)),
            _ => Handling::Deliver,
        }
    }

    fn target(&mut self) -> Target {
        if self.flag() {
            return Target::Id(MessageId(1 + self.number(u32::MAX as u64 - 1) as u32));
        }
        Target::Oldest {
            kind: self.kind(),
            from: self.address(),
            to: self.address(),
        }
    }

    fn damage(&mut self) -> Damage {
        let number = self.number(WHOLE_MAX as u64);
        if self.flag() {
            Damage::Block(number)
        } else {
            Damage::Tail(number.max(1))
        }
    }

    /// Up to nine addresses, no two the same, in groups.
    fn groups(&mut self) -> Vec<Vec<Address>> {
        let mut groups = vec![Vec::new()];
        for number in 1..=2 + self.below(8) as u16 {
            let who = if self.flag() {
                NodeId::new(number).into()
            } else {
                Address::Client(ClientId::new(number))
            };
            if self.below(3) == 1 && !groups[groups.len() - 1].is_empty() {
                groups.push(Vec::new());
            }
            groups.last_mut().expect("there is one").push(who);
        }
        groups
    }

    pub fn setting(&mut self) -> Setting {
        if self.below(6) == 1 && !self.about.quirks.is_empty() {
            let quirks: Vec<&str> = self.about.quirks.iter().map(|quirk| quirk.phrase).collect();
            return Setting::Quirk {
                phrase: self.pick(&quirks),
                on: self.flag(),
            };
        }
        let option = &self.about.options[self.below(self.about.options.len())];
        let is_network = option.scope == Scope::Network;
        Setting::Option {
            name: option.name,
            value: self.value(option),
            kind: if is_network {
                self.maybe(Self::kind)
            } else {
                None
            },
            on: self.on(option.scope),
        }
    }

    fn on(&mut self, scope: Scope) -> On {
        match scope {
            _ if self.flag() => On::All,
            Scope::Run => On::All,
            Scope::Network => On::Link(self.ends()),
            Scope::Nodes => On::Nodes(self.some(3, Self::node)),
            Scope::Clients => On::Clients(self.some(3, Self::client)),
        }
    }

    fn value(&mut self, option: &OptionSpec) -> Value {
        match option.unit {
            Unit::Span(least, most) | Unit::SpanOr(least, most, _) => {
                Value::Span(self.span_from(least, most))
            }
            Unit::Range(least, most) => {
                let to = self.span_from(least, most);
                Value::Range(self.span_from(least, to), to)
            }
            Unit::Ratio(least, most) | Unit::RatioOr(least, most, _) => {
                Value::Ratio(self.ratio(least, most))
            }
            Unit::Whole(least, most) | Unit::WholeOr(least, most, _) => {
                Value::Whole(least + self.number(most.abs_diff(least)) as i64)
            }
            Unit::Word(words) => Value::Word(self.pick(words)),
            Unit::Node => Value::Node(self.maybe(Self::node)),
            Unit::Nodes(_) => {
                let mut few = FewNodes::default();
                for id in self.some(3, Self::node) {
                    few.push(id);
                }
                Value::Nodes(few)
            }
        }
    }
}
