//! Which messages carried a block: the past is told slice by slice, once for all blocks, as soon as somebody asks.

use std::cell::RefCell;

use synod_core::ledger::BlockHash;
use synod_core::phrase::{Allegiance, Arg, Phrase, Piece};
use synod_core::record::What;
use synod_core::simulation::Simulation;
use synod_core::units::MessageId;

/// How many messages are told at once: each is asked of a scratch world that plays its moment again.
const SLICE: usize = 3000;

/// The messages that carried a block, as far as was looked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Carried {
    /// The messages in the order in which they were sent.
    pub messages: Vec<MessageId>,
    /// How many records were not looked at yet: asking again looks on.
    pub unsearched: usize,
}

/// What was found out between two questions.
#[derive(Default)]
pub struct Carriers(RefCell<Found>);

#[derive(Default)]
struct Found {
    run: u32,
    branch: String,
    searched: usize,
    /// Who carried what, with the place of the record of its sending.
    pairs: Vec<(BlockHash, MessageId, usize)>,
}

impl Carriers {
    /// The messages that were sent up to the present moment and named a block; runs are told apart by their number.
    pub fn of(&self, run: (u32, &dyn Simulation), block: BlockHash) -> Carried {
        let mut found = self.0.borrow_mut();
        let (number, run) = run;
        found.follow(number, run);
        let recorded = run.recorded();
        found.look_on(run, recorded);
        let pairs = found.pairs.iter();
        let of_block = pairs.filter(|it| it.0 == block && it.2 < recorded);
        Carried {
            messages: of_block.map(|it| it.1).collect(),
            unsearched: recorded.saturating_sub(found.searched),
        }
    }
}

impl Found {
    /// Another run and another branch have other records.
    fn follow(&mut self, number: u32, run: &dyn Simulation) {
        let branches = run.branches();
        let current = branches.into_iter().find(|branch| branch.current);
        let branch = current.map_or_else(String::new, |branch| branch.name);
        if (self.run, &self.branch) != (number, &branch) {
            *self = Self {
                run: number,
                branch,
                ..Self::default()
            };
        }
    }

    fn look_on(&mut self, run: &dyn Simulation, recorded: usize) {
        let mut sent = Vec::new();
        let records = run.journal().records.iter_from(self.searched);
        for (place, record) in (self.searched..recorded).zip(records) {
            if sent.len() == SLICE {
                break;
            }
            self.searched = place + 1;
            if record.what == What::Sent {
                sent.extend(record.message().map(|id| (place, id)));
            }
        }
        let places: Vec<usize> = sent.iter().map(|it| it.0).collect();
        for ((place, id), told) in sent.into_iter().zip(run.describe(&places)) {
            let mut named = Vec::new();
            blocks(&told, &mut named);
            self.pairs
                .extend(named.into_iter().map(|hash| (hash, id, place)));
        }
    }
}

/// The blocks that a sentence names, each once.
fn blocks(phrase: &Phrase, named: &mut Vec<BlockHash>) {
    for piece in phrase.pieces() {
        let Piece::Arg(arg) = piece else { continue };
        match arg {
            Arg::Block(hash) | Arg::Token(Allegiance::Head { hash, .. })
                if !named.contains(hash) =>
            {
                named.push(*hash);
            }
            Arg::Phrase(inner) => blocks(inner, named),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::session::Session;
    use synod_core::units::Time;

    #[test]
    fn what_carried_a_block_is_found_up_to_the_present_moment() {
        let script = "protocol benmo\nsubmit n1 transfer n1 n2 5\n";
        let mut session = Session::load(script).expect("it parses");
        session.play_until(Time(60_000_000), 100_000);
        let tip = session
            .view()
            .node(synod_core::units::NodeId::new(1))
            .expect("there are five")
            .glance
            .glance
            .tip;
        let carriers = Carriers::default();
        let found = carriers.of((1, session.view()), tip);
        assert_eq!(found.unsearched, 0);
        let kinds: Vec<&str> = found
            .messages
            .iter()
            .filter_map(|id| Some(session.view().message(*id)?.kind))
            .collect();
        for kind in ["accept", "decision"] {
            let count = kinds.iter().filter(|it| **it == kind).count();
            assert!(
                count >= 4,
                "everybody is sent the block by {kind}: {kinds:?}"
            );
        }
        assert!(
            !kinds.contains(&"prepare"),
            "a prepare names no block: {kinds:?}"
        );
        session.seek_step(1);
        assert_eq!(carriers.of((1, session.view()), tip), Carried::default());
    }
}
