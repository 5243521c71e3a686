//! A line of the paper: what a handler names when it runs, so that captions, traces and tests can cite it.
//!
//! ```
//! use synod_core::protocols::benmo;
//! use synod_core::rule::Rule;
//!
//! static PROMISE: Rule = Rule { id: "P1B", sentence: "Promise no lower ballot.", citation: "Paxos Made Simple, 2.2" };
//!
//! // A system lists its rules, so that a handler can cite one and a test can ask whether it ever ran.
//! assert!(benmo::ABOUT.rules.iter().all(|rule| rule.sentence.ends_with('.')));
//! assert!(!benmo::ABOUT.rules.contains(&&PROMISE));
//! ```

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
