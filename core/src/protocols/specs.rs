//! What a system says of its parts, in one line each.

use crate::about::{
    Expectation, KindSpec, PropertySpec, QuirkSpec, RoleSpec, RoleTone, TimerSpec, Tone,
};

/// A kind of message: its name, what it does, and what it says.
pub const fn kind(name: &'static str, tone: Tone, sentence: &'static str) -> KindSpec {
    KindSpec {
        name,
        tone,
        sentence,
    }
}

/// A role: its name, what it looks like, and whether it is the leader's.
pub const fn role(name: &'static str, tone: RoleTone, leads: bool) -> RoleSpec {
    RoleSpec { name, tone, leads }
}

/// A timer: its name, what happens when it fires, and whether that is no news.
pub const fn timer(name: &'static str, words: &'static str, quiet: bool) -> TimerSpec {
    TimerSpec { name, words, quiet }
}

/// A property: its id and name, what it expects, what it means, and who promises it.
pub const fn property(
    id: &'static str,
    name: &'static str,
    expectation: Expectation,
    sentence: &'static str,
    citation: &'static str,
) -> PropertySpec {
    PropertySpec {
        id,
        name,
        expectation,
        sentence,
        citation,
    }
}

/// A defect: its id in the source's description, its phrase, and what it does wrong.
pub const fn quirk(id: &'static str, phrase: &'static str, sentence: &'static str) -> QuirkSpec {
    QuirkSpec {
        id,
        phrase,
        sentence,
    }
}
