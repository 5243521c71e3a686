//! The tree as elements: blocks with their flags, what links them, why branches were left, and the depths below. Only
//! what is in sight exists.

use std::fmt::Write;
use std::ops::Range;
use std::rc::Rc;

use synod_core::about::Depth;
use synod_core::phrase::Allegiance;
use synod_core::units::NodeId;
use synod_core::view::{NodeDetail, NodeGlance};
use yew::prelude::*;

use super::known::{Knot, Known, State};
use super::layout::{Item, Picture};
use super::trail::Trail;
use super::{Hands, SPARE, Sight, Wood, words};
use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::parts::icon::{Glyph, icon};
use crate::parts::phrase::plain;
use crate::parts::token::hue_class;
use crate::pointing;

/// From one column to the next, and from one row to the next, in pixels where a rem is 16; the sheet has blocks of the
/// size that fits.
pub const COLUMN: f64 = 116.0;
/// See [`COLUMN`].
pub const ROW: f64 = 84.0;
/// Left of the first column.
const LEFT: f64 = 12.0;
/// Above the blocks of a row: flags of heads.
const ABOVE: f64 = 21.0;
/// Below the blocks of the last one: flags of what is final.
const BELOW: f64 = 20.0;
/// How high the note on a left branch may be, from the upper edge of its blocks; the sheet says the same.
const NOTE: f64 = 78.0;
/// The size of a block.
const BLOCK: (f64, f64) = (100.0, 42.0);
/// So many pills are drawn for what a left branch ordered.
const PILLS: usize = 2;

/// What the tree is drawn from.
pub struct Scene<'a> {
    /// What is done by hand, with the desk.
    pub hands: &'a Hands,
    /// The blocks.
    pub known: &'a Known,
    /// Where they stand.
    pub picture: &'a Picture,
    /// Whose flags there are.
    pub flags: &'a [NodeGlance],
    /// What they know.
    pub details: &'a [Rc<NodeDetail>],
    /// What moved last.
    pub trail: &'a Trail,
    /// The item at which Tab stops.
    pub stop: usize,
    /// A pixel where a rem is 16.
    pub unit: f64,
    /// The columns in sight.
    pub columns: Range<usize>,
    /// The rows in sight.
    pub rows: Range<usize>,
}

impl<'a> Scene<'a> {
    /// A scene with this stop of Tab, this in sight, and so wide.
    pub(super) fn of(
        hands: &'a Hands,
        wood: &'a Wood,
        trail: &'a Trail,
        (stop, sight, width): (usize, Sight, f64),
    ) -> Self {
        let within = |from: f64, length: f64, pitch: f64| {
            let first = ((from - SPARE) / hands.unit / pitch).max(0.0) as usize;
            first..((from + length + 2.0 * SPARE) / hands.unit / pitch) as usize + 1
        };
        Self {
            hands,
            known: &wood.known,
            picture: &wood.picture,
            flags: &wood.looked.flags,
            details: &wood.looked.details,
            trail,
            stop,
            unit: hands.unit,
            columns: within(sight.left, width.max(sight.width), COLUMN),
            rows: within(sight.top, sight.height, ROW),
        }
    }

    /// How large the whole tree is, in CSS pixels.
    pub fn size(&self) -> (f64, f64) {
        let width = LEFT + self.picture.width() as f64 * COLUMN;
        let last = self.picture.rows.saturating_sub(1);
        let mut items = self.picture.items.iter();
        let below = match items.any(|it| it.ends && it.row == last) {
            true => NOTE,
            false => BLOCK.1 + BELOW,
        };
        let height = ABOVE + last as f64 * ROW + below;
        (width * self.unit, height * self.unit)
    }

    /// The left edge of a column, in CSS pixels.
    fn x(&self, column: usize) -> f64 {
        (LEFT + column as f64 * COLUMN) * self.unit
    }

    /// The upper edge of the blocks of a row, in CSS pixels.
    fn y(&self, row: usize) -> f64 {
        (ABOVE + row as f64 * ROW) * self.unit
    }

    /// Everything in sight, and where Tab stops: what is not there cannot have the focus.
    pub fn all(&self) -> Html {
        let mut seen = self.picture.seen(&self.columns, &self.rows);
        if !seen.contains(&self.stop) {
            // In its place among the others: what is moved in the page loses the focus.
            let place = |it: usize| (self.picture.items[it].column, it);
            let before = seen.partition_point(|it| place(*it) < place(self.stop));
            seen.insert(before, self.stop);
        }
        // Each a list of its own, of keyed ones only: those that stay are not made anew.
        let items: Html = seen.iter().map(|place| self.item(*place)).collect();
        let notes = seen.iter().filter(|it| self.picture.items[**it].ends);
        let notes: Html = notes.map(|place| self.note(*place)).collect();
        html! {
            <>
                { self.links() }
                { items }
                { notes }
            </>
        }
    }

    /// What stands on what, a path for each way of drawing it, and the ways that flags went.
    fn links(&self) -> Html {
        // Committed, followed, left: one path each.
        let mut paths = [String::new(), String::new(), String::new()];
        for place in self.picture.linked(&self.columns, &self.rows) {
            let item = &self.picture.items[place];
            let kind = match self.known.knots[item.first].state {
                State::Committed => 0,
                State::Followed => 1,
                State::Abandoned | State::Aside => 2,
            };
            self.link(item, &mut paths[kind]);
        }
        let classes = ["sure", "open", "left"];
        html! {
            <svg class="links" aria-hidden="true">
                { for paths.into_iter().zip(classes).map(|(d, class)| html! { <path key={class} {class} {d} /> }) }
                { for self.trail.ways.iter().enumerate().map(|(place, _)| self.way(place)) }
            </svg>
        }
    }

    /// From the right of what it stands on, down beside it, and along its own row.
    fn link(&self, item: &Item, path: &mut String) {
        let Some(parent) = item.parent.map(|it| &self.picture.items[it]) else {
            return;
        };
        let (width, middle) = (BLOCK.0 * self.unit, BLOCK.1 / 2.0 * self.unit);
        let (from, to) = (self.x(parent.column) + width, self.x(item.column));
        let (above, below) = (self.y(parent.row) + middle, self.y(item.row) + middle);
        let bend = 8.0 * self.unit;
        // A string takes whatever is written to it.
        let _ = if parent.row == item.row {
            write!(path, "M{from:.0} {above:.0}H{to:.0}")
        } else {
            let (down, turn) = (from + bend, below - bend);
            let top = above + bend;
            write!(
                path,
                "M{from:.0} {above:.0}Q{down:.0} {above:.0} {down:.0} {top:.0}V{turn:.0}Q{down:.0} {below:.0} {to:.0} {below:.0}"
            )
        };
    }

    /// A way that a flag went: over the blocks from where it was, in dots.
    fn way(&self, place: usize) -> Html {
        let way = &self.trail.ways[place];
        let item = |height, hash| {
            let at = self.known.find(height, hash)?;
            Some(&self.picture.items[self.picture.item_of[at]])
        };
        let ends = item(way.from_height, way.from).zip(item(way.to_height, way.to));
        let Some((from, to)) = ends.filter(|(from, to)| from != to) else {
            return Html::default();
        };
        let half = BLOCK.0 / 2.0 * self.unit;
        let (from, to) = match way.switches {
            true => (from, to),
            // It points to what was taken along.
            false => (to, from),
        };
        let (x, y) = (self.x(from.column) + half, self.y(from.row));
        let (end, top) = (self.x(to.column) + half, self.y(to.row));
        let (lift, tip) = (y.min(top) - 20.0 * self.unit, 5.0 * self.unit);
        let words = if way.switches {
            format!("{} switched", words::names(&way.who))
        } else {
            "pulled along".to_owned()
        };
        html! {
            <g class="way" key={format!("way {place}")}>
                <path d={format!("M{x:.0} {y:.0}C{x:.0} {lift:.0} {end:.0} {lift:.0} {end:.0} {top:.0}m{:.0} {:.0}l{tip:.0} {tip:.0}l{tip:.0} -{tip:.0}", -tip, -tip)} />
                <text x={format!("{:.0}", (x + end) / 2.0)} y={format!("{:.0}", lift + 9.0 * self.unit)}>{ words }</text>
            </g>
        }
    }

    /// A block or a run of dull ones, with its flags.
    fn item(&self, place: usize) -> Html {
        let item = &self.picture.items[place];
        let knot = &self.known.knots[item.first];
        let is_run = item.count > 1;
        let (hash, height) = (knot.hash(), knot.height());
        let desk = &self.hands.desk;
        let selection = Selection::Block(height, hash);
        let chosen = desk.ui.choice.selection == selection && !is_run;
        let class = classes!(
            "knot",
            is_run.then_some("run"),
            self.is_lit(item).then_some("glow"),
            chosen.then_some("me")
        );
        let style = format!(
            "left: {:.0}px; top: {:.0}px",
            self.x(item.column),
            self.y(item.row)
        );
        let name = match is_run {
            true => format!(
                "{} blocks without events, heights {height} to {}",
                item.count,
                self.known.knots[item.last].height()
            ),
            false => words::name(self.known, item.first, self.details),
        };
        let onclick = match is_run {
            true => self.hands.open(place, hash),
            false => desk.asks(Ask::Select(selection)),
        };
        let siblings = knot
            .parent
            .map_or(&[][..], |it| &self.known.knots[it].children);
        let rank = siblings.iter().position(|it| *it == item.first);
        html! {
            <div key={hash.hex()} {class} {style} role="none" data-state={knot.state.name()}
                data-about={(!is_run && height > 0).then(|| pointing::of_kept(Kept::Block(Some(height), hash)))}>
                <button type="button" role="treeitem" title={name.clone()} aria-label={name} {onclick} data-item={place.to_string()}
                    data-block={if is_run { None } else { Some(hash.tip()) }} aria-level={(height + 1).to_string()}
                    aria-setsize={siblings.len().max(1).to_string()} aria-posinset={(rank.unwrap_or(0) + 1).to_string()}
                    aria-selected={chosen.to_string()} aria-expanded={is_run.then_some("false")}
                    tabindex={if place == self.stop { "0" } else { "-1" }}>
                    { if is_run { self.run(item) } else { self.block(knot) } }
                </button>
                { self.flag(knot, &knot.heads, true) }
                { self.flag(knot, &knot.commits, false) }
            </div>
        }
    }

    fn run(&self, item: &Item) -> Html {
        html! { <><b>{ item.count }</b><small>{ "blocks" }</small></> }
    }

    fn block(&self, knot: &Knot) -> Html {
        let says = match &knot.block {
            Some(block) => format!("{}, +{}", block.creator, block.entries.len()),
            None => "depth 0".to_owned(),
        };
        html! {
            <>
                if let Some(Allegiance::Head { letter, .. }) = self.followed(knot) {
                    <i class={classes!("letter", hue_class(self.followed(knot)))}>{ char::from(b'A' + letter % 26) }</i>
                }
                <span class="says"><code>{ knot.hash().short() }</code><small>{ says }</small></span>
                if knot.state == State::Committed && knot.block.is_some() { { icon(Glyph::Check, 12) } }
            </>
        }
    }

    /// The letter that those have who follow this block.
    fn followed(&self, knot: &Knot) -> Option<Allegiance> {
        let all = self.flags.iter().filter(|it| knot.heads.contains(&it.id));
        let mut heads = all.filter_map(|it| it.glance.allegiance);
        heads.find(|it| matches!(it, Allegiance::Head { hash, .. } if *hash == knot.hash()))
    }

    /// A flag: above, whose head this is; below, for whom it is the last final block.
    fn flag(&self, knot: &Knot, ids: &[NodeId], is_head: bool) -> Html {
        if ids.is_empty() {
            return Html::default();
        }
        let moved = ids.iter().any(|id| self.trail.moved.contains(id));
        let hue = is_head.then(|| hue_class(self.followed(knot)));
        let kind = if is_head { "head" } else { "final" };
        let class = classes!("flag", kind, hue, moved.then_some("moved"));
        // A key of its own for those who moved: what is put there anew shows that it came.
        html! {
            <span {class} key={format!("{kind} {}", words::names(ids))} aria-hidden="true"><span>
                if !is_head { { icon(Glyph::Check, 10) } }
                { words::names(ids) }
            </span></span>
        }
    }

    /// Why a branch was left, and what became of what it ordered.
    fn note(&self, place: usize) -> Html {
        let item = &self.picture.items[place];
        let knot = &self.known.knots[item.last];
        let mut pills = Vec::new();
        for at in words::branch(self.known, item.last) {
            let aside = self.known.aside(at, self.details);
            for (entry, fate) in aside
                .iter()
                .flat_map(|it| it.block.entries.iter().zip(&it.fates))
            {
                pills.push((
                    entry.request,
                    format!("{}: {}", entry.transaction.brief(), plain(fate)),
                ));
            }
        }
        let more = pills.len().saturating_sub(PILLS);
        let rest: Vec<&str> = pills.iter().skip(PILLS).map(|it| it.1.as_str()).collect();
        let title = rest.join(", ");
        let style = format!(
            "left: {:.0}px; top: {:.0}px",
            self.x(item.column + 1),
            self.y(item.row)
        );
        // The block's own button, which the keys reach, does the same.
        let last = Selection::Block(knot.height(), knot.hash());
        let open = self.hands.desk.asks::<MouseEvent>(Ask::Select(last));
        let lit = self.hands.desk.ui.choice.lit;
        let pill = |(request, text): &(_, String)| {
            let kept = Kept::Request(*request);
            let class = classes!("pending", (lit == Some(kept)).then_some("glow"));
            html! { <span key={text.clone()} {class} title={text.clone()} data-about={pointing::of_kept(kept)}>{ text }</span> }
        };
        html! {
            <div class="fate" key={knot.hash().hex()} {style}>
                <p>{ words::left(self.known, item.last) }</p>
                { for pills.iter().take(PILLS).map(pill) }
                if more > 0 { <span class="pending more" {title} onclick={open}>{ format!("+{more}") }</span> }
            </div>
        }
    }

    /// Whether this block, or a request in it, is pointed at; or a block of this run.
    fn is_lit(&self, item: &Item) -> bool {
        let Some(lit) = self.hands.desk.ui.choice.lit else {
            return false;
        };
        let knot = &self.known.knots[item.first];
        match lit {
            Kept::Block(Some(height), hash) if item.count > 1 => {
                let at = self.known.find(height, hash);
                at.is_some_and(|at| {
                    self.picture.items[self.picture.item_of[at]].first == item.first
                })
            }
            Kept::Block(_, hash) | Kept::Token(Allegiance::Head { hash, .. }) => {
                hash == knot.hash()
            }
            Kept::Request(id) if item.count == 1 => {
                let block = knot.block.as_ref();
                block.is_some_and(|it| it.entries.iter().any(|entry| entry.request == id))
            }
            _ => false,
        }
    }

    /// The depths below the columns.
    pub fn depths(&self) -> Html {
        let end = self.columns.end.min(self.picture.columns.len());
        let counts = match self.hands.desk.snapshot.about.depth {
            Depth::Blocks => "blocks",
            Depth::Transactions => "transactions",
        };
        let depth = |column: usize| {
            let (least, most) = self.picture.columns[column];
            let text = match (column, least == most) {
                (0, true) => format!("0 {counts}"),
                (_, true) => least.to_string(),
                (_, false) => format!("{least} to {most}"),
            };
            let style = format!("left: {:.0}px", self.x(column));
            html! { <span key={column} {style}>{ text }</span> }
        };
        (self.columns.start.min(end)..end).map(depth).collect()
    }
}
