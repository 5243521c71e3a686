//! Words into the values of options.

use super::values::{Parsed, Reader, node, range, span};
use crate::about::{FEW, FewNodes, OptionSpec, Unit, Value};
use crate::units::Span;

impl Reader<'_> {
    /// A value of an option.
    pub fn value(&mut self, option: &OptionSpec) -> Parsed<Value> {
        match option.unit {
            Unit::SpanOr(_, _, word) | Unit::RatioOr(_, _, word) | Unit::WholeOr(_, _, word)
                if self.takes(word) =>
            {
                Ok(Value::Word(word))
            }
            Unit::Span(least, most) | Unit::SpanOr(least, most, _) => {
                let within = |word: &str| {
                    span(word)
                        .filter(|span| (least..=most).contains(span))
                        .map(Value::Span)
                };
                self.read(
                    &format!("a time from {least} to {most}, with its unit"),
                    within,
                )
            }
            Unit::Range(least, most) => {
                let within =
                    |(from, to): &(Span, Span)| *from >= least && from <= to && *to <= most;
                let read = |word: &str| {
                    range(word)
                        .filter(within)
                        .map(|(from, to)| Value::Range(from, to))
                };
                self.read("a range of times, as 20ms..60ms, the shorter first", read)
            }
            Unit::Ratio(least, most) | Unit::RatioOr(least, most, _) => {
                self.ratio(least, most).map(Value::Ratio)
            }
            Unit::Whole(least, most) | Unit::WholeOr(least, most, _) => {
                self.whole_within(least, most).map(Value::Whole)
            }
            Unit::Word(words) => self.one_of(
                "one of",
                words.iter().map(|word| (*word, Value::Word(word))),
            ),
            Unit::Node => self.read("a node or none", |word| match word {
                "none" => Some(Value::Node(None)),
                word => node(word).map(|id| Value::Node(Some(id))),
            }),
            Unit::Nodes(words) => self.few_nodes(words),
        }
    }

    /// One of these words, or a few nodes.
    fn few_nodes(&mut self, words: &'static [&'static str]) -> Parsed<Value> {
        if let Some(word) = words.iter().find(|word| self.takes(word)) {
            return Ok(Value::Word(word));
        }
        let mut few = FewNodes::default();
        let expected = format!("{}, or one to {FEW} nodes, each once", words.join(", "));
        loop {
            let id = self.read(&expected, node)?;
            if !few.push(id) {
                return self.error_before(expected);
            }
            if self.peek().and_then(node).is_none() {
                return Ok(Value::Nodes(few));
            }
        }
    }
}
