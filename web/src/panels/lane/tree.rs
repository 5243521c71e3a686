//! The tree of blocks: what one node knows, or what all know laid over each other, with each one's head and last final
//! block as flags. What is final, or followed most, stands on the top line; the further to the right, the deeper.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use synod_core::ledger::BlockHash;
use synod_core::units::NodeId;
use synod_core::view::{NodeDetail, NodeGlance};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlSelectElement};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::desk::{Desk, PanelProps};
use crate::panels::lane::events::use_search;
use crate::parts::button;
use crate::parts::width::use_width;
use crate::ui::Sheet;

mod draw;
pub mod known;
pub mod layout;
pub mod trail;
mod walk;
pub mod words;

use draw::{COLUMN, ROW, Scene};
use known::Known;
use layout::Picture;
use trail::Trail;

/// Up to so many nodes everybody is asked; of more, one of those who have the same head.
const ASKED_MAX: usize = 9;
/// So many different heads are asked for.
const HEADS_MAX: usize = 50;
/// What is drawn beyond the edges, in CSS pixels: it is drawn anew once that is used up.
const SPARE: f64 = 120.0;
/// Closer to its right end than this, the tree follows what grows there.
const END: f64 = 40.0;
/// So many messages are named that carried a block.
const CARRIERS: usize = 6;
/// Until it is measured, the lane counts as so high, in CSS pixels.
const HEIGHT: f64 = 400.0;

/// What of the tree is in sight, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Sight {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Sight {
    /// In steps of what is drawn beyond the edges.
    fn of(element: &HtmlElement) -> Self {
        let step = |place: i32| (f64::from(place) / SPARE).floor() * SPARE;
        Self {
            left: step(element.scroll_left()),
            top: step(element.scroll_top()),
            width: f64::from(element.client_width()),
            height: f64::from(element.client_height()),
        }
    }
}

/// What is drawn, as far as the run and the person's choices decide it.
struct Wood {
    looked: Rc<Looked>,
    known: Rc<Known>,
    picture: Rc<Picture>,
    /// The selected block.
    chosen: Option<usize>,
}

/// What is known to one node, or to all: read at every step, put together anew where it differs. Nothing while nobody
/// looks.
#[hook]
pub fn use_known(desk: &Desk, view: Option<NodeId>, open: bool) -> (Rc<Looked>, Rc<Known>) {
    let looked = use_memo((desk.snapshot.number, view, open), |_| {
        Looked::at(desk, view, open)
    });
    let known = use_memo((looked.digest, view), |_| {
        Known::of(&looked.flags, &looked.details, desk.snapshot.about.depth)
    });
    (looked, known)
}

/// The tree is placed anew only where it, what is opened, or what is selected differs.
#[hook]
fn use_wood(desk: &Desk, view: Option<NodeId>, opened: &[BlockHash]) -> Wood {
    let (looked, known) = use_known(desk, view, desk.ui.sheet != Sheet::Closed);
    let chosen = match desk.ui.choice.selection {
        Selection::Block(height, hash) => known.find(height, hash),
        _ => None,
    };
    let picture = use_memo((looked.digest, view, opened.to_vec(), chosen), |_| {
        Picture::of(&known, opened, chosen)
    });
    Wood {
        looked,
        known,
        picture,
        chosen,
    }
}

/// The lane.
#[component]
pub fn Tree(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let scroller = use_node_ref();
    let width = use_width(&scroller);
    let view = use_state_eq(|| None::<NodeId>);
    let opened = use_state_eq(Vec::<BlockHash>::new);
    let sight = use_state_eq(|| Sight {
        left: 0.0,
        top: 0.0,
        width,
        height: HEIGHT,
    });
    // Walking to where it stands already draws anew, too: the focus follows then.
    let stop = use_state(|| None::<(u64, BlockHash)>);
    let memory = use_memo((), |()| Memory::default());
    let again = use_force_update();
    let wood = use_wood(desk, *view, &opened);
    let (known, picture) = (&wood.known, &wood.picture);
    let moved = |trail: &mut Trail| trail.follow(&desk.snapshot, &wood.looked.flags, known);
    moved(&mut memory.trail.borrow_mut());
    let trail = memory.trail.borrow();
    let hands = Rc::new(Hands {
        desk: desk.clone(),
        known: known.clone(),
        picture: picture.clone(),
        opened,
        stop: stop.setter(),
        memory: memory.clone(),
        scroller: scroller.clone(),
        sight: sight.setter(),
        unit: crate::page::rem() / 16.0,
    });
    let stood = stop.and_then(|(height, hash)| known.find(height, hash));
    let stood = stood.or(wood.chosen).map(|at| picture.item_of[at]);
    let at = stood.or_else(|| walk::beside(known, picture, 0, "End"));
    let scene = Scene::of(&hands, &wood, &trail, (at.unwrap_or(0), *sight, width));
    let size = scene.size();
    let (drawn, stop) = (hands.clone(), scene.stop);
    let chosen = wood
        .chosen
        .map(|at| (picture.item_of[at], known.knots[at].hash()));
    use_effect(move || drawn.settle((size.0 as u32, width as u32), chosen, stop));
    let told = about(desk, known, &trail);
    use_search(desk, told.1, again);
    let style = format!("width: {:.0}px; height: {:.0}px", size.0, size.1);
    html! {
        <div class="tree">
            <div class="wood" ref={scroller} onscroll={hands.scrolls()} onkeydown={hands.keys()} onwheel={hands.wheels()}>
                <div class="ground" role="tree" aria-label={label(*view)} {style}>{ scene.all() }</div>
                <div class="depths" aria-hidden="true" style={format!("width: {:.0}px", size.0)}>{ scene.depths() }</div>
            </div>
            <div class="treefoot">
                { whose(desk, &view) }
                { hands.folds() }
                <span class="about">{ told.0 }</span>
            </div>
        </div>
    }
}

/// What is kept between two drawings, without drawing for it.
#[derive(Default)]
struct Memory {
    /// The focus is to go to where the keys went.
    walks: Cell<bool>,
    /// Somebody looks at another place than the end.
    stays: Cell<bool>,
    /// How wide the tree and its place were, and what was selected: what changes is followed.
    size: Cell<(u32, u32)>,
    chosen: Cell<Option<BlockHash>>,
    trail: RefCell<Trail>,
}

fn label(view: Option<NodeId>) -> String {
    view.map_or("Blocks as all nodes know them".to_owned(), |id| {
        format!("Blocks as {id} knows them")
    })
}

/// Who is looked at.
#[derive(PartialEq)]
pub struct Looked {
    /// Whose flags there are.
    pub flags: Vec<NodeGlance>,
    /// What those know who are asked.
    pub details: Vec<Rc<NodeDetail>>,
    /// Differs where the tree does.
    pub digest: u64,
}

impl Looked {
    /// One node, or all; of many with the same head, one. Nobody while the lane is closed.
    fn at(desk: &Desk, view: Option<NodeId>, open: bool) -> Self {
        let nodes = desk.snapshot.nodes.iter();
        let flags: Vec<NodeGlance> = nodes
            .filter(|it| open && view.is_none_or(|id| id == it.id))
            .copied()
            .collect();
        let mut heads: Vec<BlockHash> = Vec::new();
        let mut details = Vec::new();
        for node in &flags {
            let tip = node.glance.tip;
            let is_new = flags.len() <= ASKED_MAX || !heads.contains(&tip);
            if is_new && details.len() < HEADS_MAX {
                heads.push(tip);
                details.extend(desk.detail(node.id));
            }
        }
        let digest = digest(&flags, &details);
        Self {
            flags,
            details,
            digest,
        }
    }
}

/// A number over all that the tree is made of.
fn digest(flags: &[NodeGlance], details: &[Rc<NodeDetail>]) -> u64 {
    let mut all = 0_u64;
    let mut fold =
        |number: u64| all = (all.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let first = |hash: BlockHash| {
        let bytes = hash.0.first_chunk().copied();
        bytes.map_or(0, u64::from_le_bytes)
    };
    for node in flags {
        fold(u64::from(node.id.number()));
        fold(first(node.glance.tip));
        fold(node.glance.committed);
    }
    for detail in details {
        fold(detail.view.aside.len() as u64);
        for aside in &detail.view.aside {
            fold(first(aside.block.hash));
        }
    }
    all
}

/// Whose tree it is.
fn whose(desk: &Desk, view: &UseStateHandle<Option<NodeId>>) -> Html {
    let ids: Vec<NodeId> = desk.snapshot.nodes.iter().map(|it| it.id).collect();
    let options = ids.iter().map(|id| {
        let name = id.to_string();
        html! { <option key={name.clone()} value={name.clone()} selected={**view == Some(*id)}>{ name }</option> }
    });
    let options: Html = options.collect();
    let set = view.clone();
    let onchange = Callback::from(move |event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        set.set(ids.iter().copied().find(|id| id.to_string() == name));
    });
    html! {
        <select class="field" {onchange} aria-label="Tree of">
            <option value="" selected={view.is_none()}>{ "all nodes" }</option>
            { options }
        </select>
    }
}

/// What is said of the block that is pointed at or selected, and how many events are still to be looked at for it; else
/// of what moved last.
fn about(desk: &Desk, known: &Known, trail: &Trail) -> (String, usize) {
    let choice = &desk.ui.choice;
    let pointed = match (choice.lit, choice.selection) {
        (Some(Kept::Block(Some(height), hash)), _) => Some((height, hash)),
        (_, Selection::Block(height, hash)) => Some((height, hash)),
        _ => None,
    };
    let at = pointed.and_then(|(height, hash)| known.find(height, hash));
    if let Some((at, block)) = at.and_then(|at| Some((at, known.knots[at].block.as_ref()?))) {
        let found = desk.carriers(block.hash);
        let named = found.messages.iter().take(CARRIERS);
        let mut carried: String = named.map(|id| format!(" {id}")).collect();
        if found.messages.len() > CARRIERS {
            carried.push_str(&format!(" +{}", found.messages.len() - CARRIERS));
        }
        if !carried.is_empty() {
            carried = format!(" Carried by{carried}.");
        }
        let (hash, state) = (block.hash.short(), words::state(known, at));
        let text = format!("{hash} by {}. {state}{carried}", block.creator);
        return (text, found.unsearched);
    }
    let switched = trail.ways.iter().rev().find(|way| way.switches);
    let told = switched.map_or(String::new(), |way| {
        let (from, to) = (way.from.short(), way.to.short());
        format!("{} switched from {from} to {to}.", words::names(&way.who))
    });
    (told, 0)
}

/// What is done by pointer, wheel and keys.
struct Hands {
    desk: Desk,
    known: Rc<Known>,
    picture: Rc<Picture>,
    opened: UseStateHandle<Vec<BlockHash>>,
    stop: UseStateSetter<Option<(u64, BlockHash)>>,
    memory: Rc<Memory>,
    scroller: NodeRef,
    sight: UseStateSetter<Sight>,
    /// A pixel where a rem is 16.
    unit: f64,
}

impl Hands {
    /// Opens a run; the focus goes to its first block.
    fn open(&self, place: usize, first: BlockHash) -> Callback<MouseEvent> {
        let (opened, stop, memory) = (self.opened.clone(), self.stop.clone(), self.memory.clone());
        let knot = &self.known.knots[self.picture.items[place].first];
        let (at, ask) = ((knot.height(), knot.hash()), self.desk.ask.clone());
        Callback::from(move |_| {
            let mut all = (*opened).clone();
            all.push(first);
            opened.set(all);
            memory.walks.set(true);
            stop.set(Some(at));
            // The element that has the focus stays, and is about the first block from now on.
            ask.emit(Ask::Light(Kept::Block(Some(at.0), at.1)));
        })
    }

    /// Closes the runs again.
    fn folds(&self) -> Html {
        let opened = self.opened.clone();
        let fold = Callback::from(move |_| opened.set(Vec::new()));
        html! { if !self.opened.is_empty() { { button::worded("btn tiny", "Fold", fold) } } }
    }

    /// After drawing: at its end the tree follows what grows, what is selected anew comes into sight, and what the keys
    /// went to has the focus once it is drawn.
    fn settle(&self, size: (u32, u32), chosen: Option<(usize, BlockHash)>, stop: usize) {
        let Some(element) = self.scroller.cast::<HtmlElement>() else {
            return;
        };
        let memory = &self.memory;
        if memory.size.replace(size) != size && !memory.stays.get() {
            element.set_scroll_left(element.scroll_width());
        }
        let hash = chosen.map(|it| it.1);
        if let Some((item, _)) = chosen.filter(|_| memory.chosen.replace(hash) != hash) {
            self.show(&element, item);
        }
        if memory.walks.replace(false) {
            self.show(&element, stop);
            focus(&element);
        }
        self.sight.set(Sight::of(&element));
    }

    /// Scrolls so far that an item is in sight.
    fn show(&self, element: &HtmlElement, item: usize) {
        let item = &self.picture.items[item];
        let (x, y) = (item.column as f64 * COLUMN, item.row as f64 * ROW);
        let (x, wide) = ((x - COLUMN / 2.0) * self.unit, 2.0 * COLUMN * self.unit);
        element.set_scroll_left(bring(
            element.scroll_left(),
            x,
            wide,
            element.client_width(),
        ));
        let (y, high) = (y * self.unit, ROW * self.unit);
        element.set_scroll_top(bring(
            element.scroll_top(),
            y,
            high,
            element.client_height(),
        ));
    }

    fn scrolls(&self) -> Callback<Event> {
        let (sight, memory) = (self.sight.clone(), self.memory.clone());
        Callback::from(move |event: Event| {
            let element = event.target_unchecked_into::<HtmlElement>();
            let rest = element.scroll_width() - element.scroll_left() - element.client_width();
            memory.stays.set(f64::from(rest) >= END);
            sight.set(Sight::of(&element));
        })
    }

    /// Where nothing is above or below, the wheel goes along.
    fn wheels(&self) -> Callback<WheelEvent> {
        let scroller = self.scroller.clone();
        Callback::from(move |event: WheelEvent| {
            let Some(element) = scroller.cast::<HtmlElement>() else {
                return;
            };
            let down = event.delta_y();
            if element.scroll_height() <= element.client_height()
                && down.abs() > event.delta_x().abs()
            {
                element.set_scroll_left(element.scroll_left() + down as i32);
                event.prevent_default();
            }
        })
    }

    /// Arrows walk the blocks.
    fn keys(&self) -> Callback<KeyboardEvent> {
        let (known, picture) = (self.known.clone(), self.picture.clone());
        let (stop, memory) = (self.stop.clone(), self.memory.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
                return;
            }
            let target = event.target_dyn_into::<Element>();
            let stands = target.and_then(|it| it.get_attribute("data-item")?.parse().ok());
            let next = stands.and_then(|from| walk::beside(&known, &picture, from, &event.key()));
            let walked = [
                "ArrowLeft",
                "ArrowRight",
                "ArrowUp",
                "ArrowDown",
                "Home",
                "End",
            ];
            if stands.is_none() || !walked.contains(&event.key().as_str()) {
                return;
            }
            if let Some(next) = next {
                let knot = &known.knots[picture.items[next].first];
                memory.walks.set(true);
                stop.set(Some((knot.height(), knot.hash())));
            }
            event.prevent_default();
            event.stop_propagation();
        })
    }
}

/// The focus goes to where Tab stops.
fn focus(element: &HtmlElement) {
    let found = element.query_selector("[role='treeitem'][tabindex='0']");
    let found = found.ok().flatten();
    if let Some(item) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // Focus is a courtesy: nothing depends on it.
        drop(item.focus());
    }
}

/// A place along one axis so near to this one that a stretch is in sight.
fn bring(now: i32, from: f64, length: f64, room: i32) -> i32 {
    let (start, end) = (from as i32, (from + length) as i32 - room);
    now.clamp(start.min(end), start.max(end))
}
