//! Literals with something wrong in them.

use synod_core::ledger::{Literal, NESTING_MAX};
use synod_core::units::WHOLE_MAX;

use super::Bytes;

/// Whole numbers at the edges of what a script can say.
const WHOLES: &[i64] = &[
    0,
    1,
    -1,
    2,
    65_535,
    65_536,
    1 << 31,
    1 << 32,
    WHOLE_MAX,
    -WHOLE_MAX,
];

/// Texts at the edges of what a field can mean: nodes, requests, transactions, hashes, anything.
const TEXTS: [&[&str]; 5] = [
    &[
        "n1", "n2", "n3", "n7", "n0", "n01", "n+1", "n1000", "n1001", "n65536",
    ],
    &[
        "n1#1",
        "n2#1",
        "n1#4294967295",
        "n1#4294967296",
        "n1000#1",
        "n1#0",
        "n1#01",
        "n1#+1",
        "c1#1",
    ],
    &[
        "transfer n1 n2 5",
        "transfer n1 n2 0",
        "transfer n1 n2 -1",
        "transfer n1 n1 5",
        "transfer n1 n999 5",
        "transfer bank n1 5",
        "transfer n1 n2 9007199254740991",
        "transfer n1 n2 9223372036854775807",
        "transfer n1 n2 -9223372036854775808",
        "transfer n1 n2 9223372036854775808",
        "transfer n2 n1 +5",
        "transfer n1 n2 05",
        "transfer n1 x\nn9#9 5",
        "put a 1",
        "get a",
        "note \"x\"",
    ],
    &[
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "ééééééééééééééééééééééééééééééééé",
        "0",
    ],
    &["", "none", "x", "\u{1f980}", "\u{0}"],
];

/// Texts that may stand where this one stands.
fn alike(text: &str) -> &'static [&'static str] {
    let place = match text {
        text if text.contains('#') => 1,
        text if text.contains(' ') => 2,
        text if text.len() == 64 => 3,
        text if text.starts_with('n') => 0,
        _ => 4,
    };
    TEXTS[place]
}

/// How deep tuples, lists and maps nest.
fn depth(literal: &Literal) -> usize {
    let deepest = |items: &[Literal]| 1 + items.iter().map(depth).max().unwrap_or(0);
    match literal {
        Literal::Tuple(items) | Literal::List(items) => deepest(items),
        Literal::Map(pairs) => {
            let inner = pairs
                .iter()
                .map(|(key, value)| depth(key).max(depth(value)));
            1 + inner.max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// How many parts it has, itself included; the keys of maps are none.
fn size(literal: &Literal) -> usize {
    match literal {
        Literal::Tuple(items) | Literal::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Literal::Map(pairs) => 1 + pairs.iter().map(|(_, value)| size(value)).sum::<usize>(),
        _ => 1,
    }
}

/// The literal with its part of this place, counted from the root on, replaced.
fn replaced(
    literal: &Literal,
    place: &mut usize,
    with: &mut dyn FnMut(&Literal) -> Literal,
) -> Literal {
    if *place == 0 {
        *place = usize::MAX;
        return with(literal);
    }
    *place -= 1;
    let mut inner = |item: &Literal| replaced(item, place, with);
    match literal {
        Literal::Tuple(items) => Literal::Tuple(items.iter().map(&mut inner).collect()),
        Literal::List(items) => Literal::List(items.iter().map(&mut inner).collect()),
        Literal::Map(pairs) => Literal::map(
            pairs
                .iter()
                .map(|(key, value)| (key.clone(), inner(value)))
                .collect::<Vec<_>>(),
        ),
        leaf => leaf.clone(),
    }
}

/// As deep as a script can nest it.
fn deep(inside: usize) -> Literal {
    let nest = |inner, level: usize| match level % 3 {
        0 => Literal::List(vec![inner]),
        1 => Literal::Tuple(vec![inner]),
        _ => Literal::map([(Literal::text("k"), inner)]),
    };
    (inside..NESTING_MAX).fold(Literal::Whole(1), nest)
}

/// What one part becomes: mostly one that may stand there, so that it is not refused at once.
fn wrong(part: &Literal, other: &Literal, bytes: &mut Bytes) -> Literal {
    match (bytes.below(16), part) {
        (0..11, Literal::Whole(_)) => Literal::Whole(*bytes.pick(WHOLES)),
        (11, Literal::Whole(number)) => Literal::Whole((number + 1).min(WHOLE_MAX)),
        (0..12, Literal::Text(text)) => Literal::text(*bytes.pick(alike(text))),
        (0..4, Literal::List(items)) => Literal::List([items.clone(), items.clone()].concat()),
        (4..8, Literal::List(items)) => Literal::List(items.iter().skip(1).cloned().collect()),
        (8..10, Literal::List(items)) => Literal::List(items.iter().rev().cloned().collect()),
        (10, Literal::List(items)) => Literal::Tuple(items.clone()),
        (0..4, Literal::Tuple(items)) => Literal::List(items.clone()),
        (4..6, Literal::Tuple(_)) => Literal::None,
        (0..2, Literal::Map(pairs)) => Literal::Map(pairs.iter().skip(1).cloned().collect()),
        (2..4, Literal::Map(pairs)) => {
            let more = (Literal::text("more"), Literal::Whole(1));
            Literal::map(pairs.iter().cloned().chain([more]).collect::<Vec<_>>())
        }
        (0..14, _) => part_of(other, bytes),
        (14, _) => deep(bytes.below(NESTING_MAX)),
        _ => {
            let odd = [
                Literal::None,
                Literal::Bool(true),
                Literal::List(vec![]),
                Literal::Map(vec![]),
                Literal::Whole(*bytes.pick(WHOLES)),
            ];
            bytes.pick(&odd).clone()
        }
    }
}

fn part_of(literal: &Literal, bytes: &mut Bytes) -> Literal {
    let mut place = bytes.below(size(literal).min(256));
    let mut part = Literal::None;
    replaced(literal, &mut place, &mut |found| {
        part = found.clone();
        Literal::None
    });
    part
}

/// The literal with a few of its parts replaced by something extreme, or by a part of another; still one that a script
/// can say.
pub fn corrupted(literal: &Literal, other: &Literal, bytes: &mut Bytes) -> Literal {
    let mut now = literal.clone();
    for _ in 0..=bytes.below(3) {
        let mut place = bytes.below(size(&now).min(256));
        let next = replaced(&now, &mut place, &mut |part| wrong(part, other, bytes));
        if depth(&next) <= NESTING_MAX {
            now = next;
        }
    }
    now
}
