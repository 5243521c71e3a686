//! The kinds of mark that the transport goes on to.

use synod_core::about::About;
use synod_core::view::MarkKind;

/// What the transport can go on to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// Somebody begins to lead.
    Leader,
    /// Something is decided.
    Commit,
    /// Chains begin to differ.
    Fork,
    /// Somebody breaks or mends something.
    Fault,
    /// A property fails.
    Violation,
}

impl Next {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::Leader,
        Self::Commit,
        Self::Fork,
        Self::Fault,
        Self::Violation,
    ];

    /// The word on its button.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Commit => "commit",
            Self::Fork => "fork",
            Self::Fault => "fault",
            Self::Violation => "violation",
        }
    }

    /// The marks that are one of these.
    pub fn kinds(self) -> &'static [MarkKind] {
        match self {
            Self::Leader => &[MarkKind::Leader],
            Self::Commit => &[MarkKind::Commit],
            Self::Fork => &[MarkKind::Fork],
            Self::Fault => &[MarkKind::Crash, MarkKind::Cut, MarkKind::Heal],
            Self::Violation => &[MarkKind::Violation],
        }
    }

    /// Those that a system can come to: chains that cannot differ have no forks.
    pub fn of(about: &About) -> impl Iterator<Item = Self> {
        let forks = about.forks;
        let all = Self::ALL.into_iter();
        all.filter(move |it| forks || *it != Self::Fork)
    }

    /// Whether a mark is one of these.
    pub fn takes(self, kind: MarkKind) -> bool {
        self.kinds().contains(&kind)
    }
}
