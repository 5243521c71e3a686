//! Where keys lead from a block: to what it stands on, to what stands on it, and to its siblings. Pure.

use super::known::Known;
use super::layout::Picture;

/// The item that a key leads to. None for other keys, and where it leads nowhere.
pub fn beside(known: &Known, picture: &Picture, from: usize, key: &str) -> Option<usize> {
    let item = picture.items.get(from)?;
    let children = |of: usize| {
        let knot = &known.knots[picture.items[of].last];
        knot.children.iter().map(|it| picture.item_of[*it])
    };
    match key {
        "ArrowLeft" => item.parent,
        "ArrowRight" => children(from).next(),
        "Home" => Some(0),
        "End" => std::iter::successors(Some(from), |it| children(*it).next()).last(),
        "ArrowUp" | "ArrowDown" => {
            let up = key == "ArrowUp";
            let siblings: Vec<usize> = item.parent.map_or(Vec::new(), |it| children(it).collect());
            let place = siblings.iter().position(|it| *it == from);
            let next = place.and_then(|place| match up {
                true => siblings[..place].last(),
                false => siblings.get(place + 1),
            });
            next.copied().or_else(|| nearest(picture, from, up))
        }
        _ => None,
    }
}

/// In the row above or below: what stands nearest.
fn nearest(picture: &Picture, from: usize, up: bool) -> Option<usize> {
    let item = &picture.items[from];
    let row = if up {
        item.row.checked_sub(1)?
    } else {
        item.row + 1
    };
    let of_row = (0..picture.items.len()).filter(|it| picture.items[*it].row == row);
    of_row.min_by_key(|it| picture.items[*it].column.abs_diff(item.column))
}
