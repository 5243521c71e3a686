//! A line of the paper: what a handler names when it runs, so that captions, traces and tests can cite it.

/// One rule of a protocol.
#[derive(PartialEq, Eq, Debug)]
pub struct Rule {
    /// Short id, unique in its protocol: `P2`.
    pub id: &'static str,
    /// The rule as one sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub citation: &'static str,
}
