//! What of the lane the person has chosen: its tabs, how high it is, and what of the events is shown.

use synod_core::record::What;
use synod_core::units::Address;

use crate::model::Snapshot;

/// The tabs of the lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tab {
    /// The chain and the pending requests of every node.
    #[default]
    Chains,
    /// The blocks of all nodes as one tree.
    Tree,
    /// What waits at every node to come into a block.
    Pool,
    /// The blocks of a node as the source's own page shows them.
    Explorer,
    /// What was measured, beside what was predicted.
    Charts,
    /// The draw of a block, and who has which chance.
    Lottery,
    /// Balances and transactions, by who knows them.
    Ledger,
    /// What happened, as sentences.
    Events,
    /// What was asked, over time.
    Clients,
    /// What was asked, with its verdict.
    Requests,
    /// What is in flight, with the actions of the stage.
    Messages,
    /// The nodes as a table, with the actions of the stage.
    Nodes,
    /// What must hold, may be seen and must come true.
    Properties,
    /// The rule that just ran, and those before.
    Rules,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Self; 14] = [
        Self::Chains,
        Self::Tree,
        Self::Pool,
        Self::Explorer,
        Self::Charts,
        Self::Lottery,
        Self::Ledger,
        Self::Events,
        Self::Clients,
        Self::Requests,
        Self::Messages,
        Self::Nodes,
        Self::Properties,
        Self::Rules,
    ];

    /// The word on it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chains => "Chains and logs",
            Self::Tree => "Tree",
            Self::Pool => "Pool",
            Self::Explorer => "Explorer",
            Self::Charts => "Charts",
            Self::Lottery => "Lottery",
            Self::Ledger => "Ledger",
            Self::Events => "Events",
            Self::Clients => "Clients",
            Self::Requests => "Requests",
            Self::Messages => "Messages",
            Self::Nodes => "Nodes",
            Self::Properties => "Properties",
            Self::Rules => "Rules",
        }
    }

    /// What its parts are called in ids, and what is remembered of it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Chains => "chains",
            Self::Tree => "tree",
            Self::Pool => "pool",
            Self::Explorer => "explorer",
            Self::Charts => "charts",
            Self::Lottery => "lottery",
            Self::Ledger => "ledger",
            Self::Events => "events",
            Self::Clients => "clients",
            Self::Requests => "requests",
            Self::Messages => "messages",
            Self::Nodes => "nodes",
            Self::Properties => "properties",
            Self::Rules => "rules",
        }
    }

    /// Whether there is anything of the kind in this run.
    pub fn fits(self, snapshot: &Snapshot) -> bool {
        match self {
            // Where something waits to come into a block, nodes tell of it by this fact.
            Self::Pool => snapshot.about.facts.contains(&"pool"),
            Self::Explorer => snapshot.about.explorer.is_some(),
            Self::Charts => snapshot.more.has_charts,
            Self::Lottery => snapshot.about.lottery,
            _ => true,
        }
    }

    /// The tab of this id.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.id() == id)
    }
}

/// How high the lane is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sheet {
    /// Only its tabs.
    Closed,
    /// As it is when nobody pulls.
    #[default]
    Plain,
    /// All that the stage can spare.
    Tall,
}

impl Sheet {
    /// Its name in `data-lane`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Plain => "plain",
            Self::Tall => "tall",
        }
    }

    /// What a double click on the grip does: tall, and back.
    pub fn pulled(self) -> Self {
        match self {
            Self::Plain => Self::Tall,
            Self::Closed | Self::Tall => Self::Plain,
        }
    }
}

/// The kinds of record that the event log lets choose between.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Messages on their way.
    Messages,
    /// Timers.
    Timers,
    /// Rules of the paper.
    Rules,
    /// Decisions.
    Decisions,
    /// Requests and their answers.
    Requests,
    /// What somebody broke, mended or set.
    Faults,
    /// Properties that failed or were seen.
    Properties,
}

impl Class {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Messages,
        Self::Timers,
        Self::Rules,
        Self::Decisions,
        Self::Requests,
        Self::Faults,
        Self::Properties,
    ];

    /// The word on its button.
    pub fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Timers => "timers",
            Self::Rules => "rules",
            Self::Decisions => "decisions",
            Self::Requests => "requests",
            Self::Faults => "faults",
            Self::Properties => "properties",
        }
    }

    /// The class of a record.
    pub fn of(what: What) -> Self {
        match what {
            What::Sent
            | What::Delivered
            | What::Lost
            | What::Duplicated
            | What::Held
            | What::Released
            | What::Delayed
            | What::Hastened => Self::Messages,
            What::Fired | What::Hurried => Self::Timers,
            What::Rule => Self::Rules,
            What::Decided => Self::Decisions,
            What::Submitted | What::Nominated | What::Replied => Self::Requests,
            What::Crashed
            | What::Restarted
            | What::Paused
            | What::Resumed
            | What::Severed
            | What::Healed
            | What::Skewed
            | What::Corrupted
            | What::Set
            | What::Scheduled => Self::Faults,
            What::Violated | What::Witnessed => Self::Properties,
        }
    }
}

/// Which events are shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Only what happened at this one.
    pub of: Option<Address>,
    /// The classes that are hidden, a bit each.
    pub hidden: u8,
    /// Only sentences with this in them, in whatever case.
    pub text: String,
}

impl Filter {
    /// Whether a class is shown.
    pub fn shows(&self, class: Class) -> bool {
        self.hidden & (1 << class as u8) == 0
    }

    /// Shows a class, or no longer.
    #[must_use]
    pub fn toggled(mut self, class: Class) -> Self {
        self.hidden ^= 1 << class as u8;
        self
    }

    /// Whether everything is shown.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_hidden_and_shown_again() {
        let filter = Filter::default().toggled(Class::Timers);
        assert!(!filter.shows(Class::Timers) && !filter.is_open());
        for class in Class::ALL.into_iter().filter(|it| *it != Class::Timers) {
            assert!(filter.shows(class), "{class:?} is not concerned");
        }
        assert!(filter.toggled(Class::Timers).is_open());
    }

    #[test]
    fn every_record_has_a_class_with_a_button() {
        for what in What::ALL {
            assert!(Class::ALL.contains(&Class::of(what)), "{what:?}");
        }
    }

    #[test]
    fn a_tab_is_found_by_what_is_remembered_of_it() {
        for tab in Tab::ALL {
            assert_eq!(Tab::of_id(tab.id()), Some(tab));
        }
        assert_eq!(Tab::of_id("graphs"), None);
    }
}
