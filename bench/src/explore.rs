//! Exploring every schedule of three Benmo nodes with stateright, on one thread.

use stateright::{Checker, Model};
use synod_tests::model::duel;

/// In which order states are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Order {
    /// All that are one step away, then all that are two.
    Breadth,
    /// As far as it goes, then back.
    Depth,
}

/// Generates at least so many states of a duel between two leaders; how many it were, those met before included.
pub fn explore(order: Order, states: usize) -> usize {
    let builder = duel(None).checker().threads(1).target_state_count(states);
    match order {
        Order::Breadth => builder.spawn_bfs().join().state_count(),
        Order::Depth => builder.spawn_dfs().join().state_count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_generate_as_many_states_as_they_are_asked_for() {
        for order in [Order::Breadth, Order::Depth] {
            assert!(explore(order, 2_000) >= 2_000, "{order:?}");
        }
    }
}
