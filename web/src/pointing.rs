//! One hover for the whole page: whatever stands for a node, client, link, message, ballot, block or request says so
//! in `data-about`, one listener hears all of them, and everybody who has to do with it lights up. The stage points
//! by its own marks.

use std::rc::Rc;

use synod_core::ledger::BlockHash;
use synod_core::phrase::Allegiance;
use synod_core::units::{Address, ClientId, MessageId, NodeId, RequestId};
use synod_core::view::NodeDetail;

use crate::ask::Ask;
use crate::model::{Choice, Kept, Selection, Snapshot};

/// So many of the newest blocks are searched for a request: whoever points at an older one sees who asked.
const SEARCHED_MAX: u64 = 200;

/// What an element is about, as its attribute says it.
pub fn of_selection(selection: Selection) -> Option<String> {
    match selection {
        Selection::Run => None,
        Selection::Node(id) => Some(id.to_string()),
        Selection::Client(number) => Some(format!("c{number}")),
        Selection::Link(a, b) => Some(format!("{a}-{b}")),
        Selection::Message(id) => Some(id.to_string()),
        Selection::Block(height, hash) => Some(of_kept(Kept::Block(Some(height), hash))),
    }
}

/// As [`of_selection`], for what nodes keep.
pub fn of_kept(kept: Kept) -> String {
    match kept {
        Kept::Token(Allegiance::Ballot { number, owner }) => format!("ballot {number} {owner}"),
        Kept::Token(Allegiance::Head { letter, hash }) => format!("head {letter} {}", hash.hex()),
        Kept::Block(Some(height), hash) => format!("block {height} {}", hash.hex()),
        Kept::Block(None, hash) => format!("block ? {}", hash.hex()),
        Kept::Request(id) => format!("request {id}"),
    }
}

/// What pointing at an element asks for, by its attribute; nothing is about nothing.
pub fn ask(about: Option<&str>) -> Ask {
    let read = about.and_then(|about| kept(about).map(Ask::Light).or_else(|| thing(about)));
    read.unwrap_or(Ask::Hover(Selection::Run))
}

/// The request that an element is about, by its attribute.
pub fn request(about: &str) -> Option<RequestId> {
    match kept(about) {
        Some(Kept::Request(id)) => Some(id),
        _ => None,
    }
}

/// Whether that is what is pointed at already.
pub fn stands(choice: &Choice, ask: &Ask) -> bool {
    match ask {
        Ask::Light(kept) => choice.lit == Some(*kept),
        Ask::Hover(selection) => choice.lit.is_none() && choice.hover == *selection,
        _ => false,
    }
}

fn thing(about: &str) -> Option<Ask> {
    let selection = match (about.split_once('-'), about.strip_prefix('m')) {
        (Some((a, b)), _) => Selection::Link(address(a)?, address(b)?),
        (None, Some(number)) => Selection::Message(MessageId(number.parse().ok()?)),
        (None, None) => match address(about)? {
            Address::Node(id) => Selection::Node(id),
            Address::Client(id) => Selection::Client(id.number()),
        },
    };
    Some(Ask::Hover(selection))
}

fn kept(about: &str) -> Option<Kept> {
    let mut words = about.split(' ');
    let (what, first, second) = (words.next()?, words.next()?, words.next());
    Some(match what {
        "ballot" => Kept::Token(Allegiance::Ballot {
            number: first.parse().ok()?,
            owner: address(second?)?.node()?,
        }),
        "head" => Kept::Token(Allegiance::Head {
            letter: first.parse().ok()?,
            hash: hash(second?)?,
        }),
        "block" => Kept::Block(first.parse().ok(), hash(second?)?),
        "request" => {
            let (asker, number) = first.split_once('#')?;
            Kept::Request(RequestId {
                asker: address(asker)?,
                number: number.parse().ok()?,
            })
        }
        _ => return None,
    })
}

fn address(text: &str) -> Option<Address> {
    let number = text.get(1..)?.parse().ok().filter(|number| *number > 0)?;
    match text.as_bytes().first()? {
        b'n' => Some(NodeId::new(number).into()),
        b'c' => Some(Address::Client(ClientId::new(number))),
        _ => None,
    }
}

fn hash(hex: &str) -> Option<BlockHash> {
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    (hex.len() == 64).then_some(BlockHash(bytes))
}

/// The nodes that keep it, as far as the snapshot knows them in full.
pub fn holders(snapshot: &Snapshot, kept: Kept) -> Vec<NodeId> {
    let nodes = snapshot.nodes.iter();
    match kept {
        Kept::Token(token) => {
            let follow = nodes.filter(|node| node.glance.allegiance == Some(token));
            follow.map(|node| node.id).collect()
        }
        Kept::Block(height, hash) => {
            let height = height.or_else(|| details(snapshot).find_map(|it| height_of(it, hash)));
            let has = |detail: &&Rc<NodeDetail>| {
                let block = height.and_then(|height| detail.view.chain.block(height));
                block.is_some_and(|block| block.hash == hash)
            };
            details(snapshot)
                .filter(has)
                .map(|it| it.glance.id)
                .collect()
        }
        Kept::Request(id) => {
            let keeps =
                |detail: &&Rc<NodeDetail>| id.asker == detail.glance.id.into() || has(detail, id);
            details(snapshot)
                .filter(keeps)
                .map(|it| it.glance.id)
                .collect()
        }
    }
}

fn details(snapshot: &Snapshot) -> impl Iterator<Item = &Rc<NodeDetail>> {
    snapshot.details.iter().flatten()
}

fn height_of(detail: &NodeDetail, hash: BlockHash) -> Option<u64> {
    let mut blocks = detail.view.chain.blocks().rev();
    blocks
        .find(|block| block.hash == hash)
        .map(|block| block.height)
}

/// Whether a request waits at a node or stands on its chain.
fn has(detail: &NodeDetail, id: RequestId) -> bool {
    let chain = &detail.view.chain;
    let newest = chain.from_height((chain.height() + 1).saturating_sub(SEARCHED_MAX).max(1));
    let mut entries = newest.flat_map(|block| &block.entries);
    let waits = detail.view.pending.iter().any(|it| it.request == id);
    waits || entries.any(|entry| entry.request == id)
}

/// The nodes that belong to what is pointed at.
pub fn lit(snapshot: &Snapshot, choice: &Choice) -> Vec<NodeId> {
    match (choice.lit, choice.hover) {
        (Some(kept), _) => holders(snapshot, kept),
        (None, Selection::Node(id)) => vec![id],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::session::Session;
    use synod_core::units::Time;

    fn node(number: u16) -> NodeId {
        NodeId::new(number)
    }

    #[test]
    fn what_an_element_is_about_is_read_as_it_was_written() {
        let hash = BlockHash::of("a block");
        let (two, three) = (Address::from(node(2)), Address::from(node(3)));
        for selection in [
            Selection::Node(node(2)),
            Selection::Client(4),
            Selection::Link(two, three),
            Selection::Message(MessageId(17)),
        ] {
            let about = of_selection(selection);
            assert_eq!(ask(about.as_deref()), Ask::Hover(selection), "{about:?}");
        }
        for kept in [
            Kept::Token(Allegiance::Ballot {
                number: 3,
                owner: node(2),
            }),
            Kept::Token(Allegiance::Head { letter: 1, hash }),
            Kept::Block(Some(7), hash),
            Kept::Block(None, hash),
            Kept::Request(RequestId {
                asker: two,
                number: 9,
            }),
        ] {
            let about = of_kept(kept);
            assert_eq!(ask(Some(&about)), Ask::Light(kept), "{about}");
        }
        for other in ["", "n0", "nine", "block 1 beef", "request n2", "n1-"] {
            assert_eq!(ask(Some(other)), Ask::Hover(Selection::Run), "{other:?}");
        }
    }

    #[test]
    fn those_who_keep_it_are_found() {
        let script = "protocol benmo\nsubmit n1 transfer n1 n2 5\n";
        let mut session = Session::load(script).expect("it parses");
        let alone = crate::snapshot::take(
            session.view(),
            Selection::Run,
            None,
            crate::model::More::default(),
        );
        session.play_until(Time::ZERO, 1);
        let more = crate::model::More::default();
        let asked = crate::snapshot::take(session.view(), Selection::Run, None, more.clone());
        let request = asked.requests[0].id;
        let asker = NodeId::new(1);
        assert_eq!(
            holders(&asked, Kept::Request(request)),
            [asker],
            "it waits where it was asked"
        );
        session.play_until(Time(300_000_000), 10_000);
        let decided = crate::snapshot::take(session.view(), Selection::Run, None, more);
        let everybody: Vec<NodeId> = (1..=5).map(node).collect();
        assert_eq!(
            holders(&decided, Kept::Request(request)),
            everybody,
            "it is on all chains"
        );
        let tip = decided.nodes[0].glance.tip;
        for kept in [Kept::Block(Some(1), tip), Kept::Block(None, tip)] {
            assert_eq!(holders(&decided, kept), everybody, "{kept:?}");
            assert!(holders(&alone, kept).is_empty(), "nobody had it at step 0");
        }
        let token = decided.nodes[2].glance.allegiance.expect("it has promised");
        assert!(holders(&decided, Kept::Token(token)).contains(&node(3)));
    }
}
