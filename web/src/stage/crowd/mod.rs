//! A crowd: more nodes than a ring holds, and more messages than can be elements. Nodes are cells on a canvas under the
//! drawing, messages are pixels on a canvas over it; what is said of single ones (names, regions, focus) stays in the
//! drawing. Both renderers ask the same [`Layout`] where things are.

pub mod cells;
pub mod comb;
pub mod ink;
pub mod overlay;
pub mod raster;
pub mod stand;
pub mod swarm;

use std::cell::RefCell;
use std::rc::Rc;

use synod_core::simulation::Simulation;
use synod_core::units::NodeId;
use synod_core::view::Flight;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, MouseEvent};

use super::geometry::Point;
use super::layout::Layout;
use super::{message, target};
use crate::model::{Choice, Selection, Snapshot, Tool};
use cells::{Cells, Face};
use ink::Inks;
use swarm::Swarm;

/// Up to so many nodes each has an element, whatever it is drawn with; of more, one stands for that which has the focus,
/// and the table of nodes has all.
pub const HOOKED_NODES: usize = 100;
/// Up to so many messages in flight each has an element; of more, the selected one and those of the table.
pub const HOOKED_MESSAGES: usize = 500;
/// No canvas has more pixels for a pixel of the sheets.
const SHARPEST: f64 = 2.0;
/// Nor more of them altogether.
const PIXELS_MAX: f64 = 6e6;

thread_local! {
    static CROWD: RefCell<Crowd> = RefCell::default();
}

/// What is painted, and on what.
#[derive(Default)]
struct Crowd {
    inks: Option<Rc<Inks>>,
    stage: Option<Element>,
    cells: Option<Cells>,
    swarm: Option<Swarm>,
    layout: Option<Rc<Layout>>,
    now: f64,
}

/// Whether so many messages are painted rather than drawn.
pub fn is_swarm(flights: usize) -> bool {
    flights > message::DRAWN_MAX
}

/// Whether the page follows more slowly than the canvases, as there is too much of it to follow at every frame.
pub fn is_crowded(snapshot: &Snapshot) -> bool {
    snapshot.nodes.len() > super::layout::RING_MAX || is_swarm(snapshot.flights.len())
}

/// The messages that have an element: all or the selected one.
pub fn hooked<'a>(flights: &'a [Flight], choice: &Choice) -> impl Iterator<Item = &'a Flight> {
    let (all, selected) = (flights.len() <= HOOKED_MESSAGES, choice.selection);
    flights
        .iter()
        .filter(move |flight| all || selected == Selection::Message(flight.id))
}

/// The node that the one element of a large crowd stands for: that which is pointed at or has the focus, else the
/// selected one, else the first.
pub fn mirrored(choice: &Choice) -> NodeId {
    match (choice.hover, choice.selection) {
        (Selection::Node(id), _) | (_, Selection::Node(id)) => id,
        _ => NodeId::at(0),
    }
}

/// Takes over what was just rendered under the section of the stage.
pub fn rendered(stage: &Element, scene: (&Snapshot, &Choice), layout: &Rc<Layout>, still: bool) {
    CROWD.with_borrow_mut(|crowd| {
        crowd.stage = Some(stage.clone());
        crowd.layout = Some(layout.clone());
        let (snapshot, choice) = scene;
        crowd.show_cells(snapshot, layout);
        crowd.show_swarm((snapshot, choice), layout, still);
        let elements = super::paint::children(stage, ".hooks");
        let flights = hooked(&snapshot.flights, choice).copied();
        crowd.place(elements.into_iter().zip(flights));
    });
}

/// Paints the messages in flight as the run has them at this time.
pub fn paint_frame(run: &dyn Simulation, now: f64) {
    CROWD.with_borrow_mut(|crowd| {
        crowd.now = now;
        if let Some(swarm) = &mut crowd.swarm {
            run.flights(&mut swarm.flights);
            swarm.paint(now);
        }
    });
}

/// The colours are others: everything is drawn again.
pub fn recolour() {
    CROWD.with_borrow_mut(|crowd| {
        crowd.inks = None;
        if crowd.stage.is_none() {
            return;
        }
        let inks = crowd.inks();
        crowd.cells = crowd.cells.take().map(|cells| cells.anew(&inks));
        crowd.swarm = crowd.swarm.take().map(|swarm| swarm.anew(&inks));
        if let Some(swarm) = &mut crowd.swarm {
            swarm.paint(crowd.now);
        }
    });
}

/// Forgets the canvases: the stage is gone.
pub fn gone() {
    CROWD.take();
}

/// What lies under the pointer where nothing is an element: a cell, or a message for a tool that takes messages.
pub fn under(event: &MouseEvent, tool: Tool) -> Option<Selection> {
    CROWD.with_borrow(|crowd| {
        let frame = crowd.stage.as_ref()?.get_bounding_client_rect();
        let at = Point::new(
            f64::from(event.client_x()) - frame.x(),
            f64::from(event.client_y()) - frame.y(),
        );
        let layout = crowd.layout.as_ref()?;
        let message = || {
            let swarm = crowd.swarm.as_ref()?;
            Some(Selection::Message(swarm.hit(at, crowd.now)?.id))
        };
        if target::tool_takes_message(tool) {
            return message();
        }
        if layout.is_crowd() {
            let cell = comb::hit(&layout.nodes, layout.radius, at)?;
            return Some(Selection::Node(NodeId::at(cell)));
        }
        message().filter(|_| tool == Tool::Point)
    })
}

impl Crowd {
    /// The colours, read again where they were forgotten.
    fn inks(&mut self) -> Rc<Inks> {
        let stage = self.stage.as_ref().expect("set before anything is drawn");
        let inks = self.inks.get_or_insert_with(|| Rc::new(Inks::read(stage)));
        inks.clone()
    }

    fn show_cells(&mut self, snapshot: &Snapshot, layout: &Rc<Layout>) {
        let Some(canvas) = self.canvas("canvas.cells").filter(|_| layout.is_crowd()) else {
            self.cells = None;
            return;
        };
        let inks = self.inks();
        let kept = self
            .cells
            .take()
            .filter(|it| it.is_on(&canvas, &inks, layout));
        let mut cells = kept.unwrap_or_else(|| Cells::on(canvas, inks, layout.clone()));
        let concerned = super::alarm::nodes(snapshot);
        let face =
            |node: &_| Face::of(node, !concerned.is_empty() && !concerned.contains(&node.id));
        cells.show(snapshot.nodes.iter().map(face).collect());
        self.cells = Some(cells);
    }

    fn show_swarm(
        &mut self,
        (snapshot, choice): (&Snapshot, &Choice),
        layout: &Rc<Layout>,
        still: bool,
    ) {
        let wanted = is_swarm(snapshot.flights.len());
        let Some(canvas) = self.canvas("canvas.swarm").filter(|_| wanted) else {
            self.swarm = None;
            return;
        };
        let inks = self.inks();
        let kept = self
            .swarm
            .take()
            .filter(|it| it.is_on(&canvas, &inks, layout));
        // While it plays, the next frame paints it.
        let idle = !choice.playing || kept.is_none();
        let mut swarm = kept.unwrap_or_else(|| {
            Swarm::on(
                canvas,
                inks,
                (layout.clone(), snapshot.flights.len()),
                still,
            )
        });
        if !idle {
            self.swarm = Some(swarm);
            return;
        }
        swarm.flights.clone_from(&snapshot.flights);
        // The same moment drawn again, for a click or a new size, goes on where it was.
        let start = snapshot.moment.time.micros() as f64;
        let next = snapshot.next_due.map_or(start, |due| due.micros() as f64);
        self.now = self.now.clamp(start, next.max(start));
        swarm.paint(self.now);
        self.swarm = Some(swarm);
    }

    fn canvas(&self, selector: &str) -> Option<HtmlCanvasElement> {
        let found = self.stage.as_ref()?.query_selector(selector).ok()??;
        found.dyn_into().ok()
    }

    /// Places the elements of messages where these are now. While the run plays they stay there until the page is drawn
    /// again: moving hundreds of them at every frame would paint all of the drawing at every frame.
    fn place(&self, hooks: impl Iterator<Item = (Element, Flight)>) {
        let Some(swarm) = &self.swarm else {
            return;
        };
        for (element, flight) in hooks {
            if let Some(at) = swarm.middle(&flight, self.now) {
                let place = format!("translate({:.1} {:.1})", at.x, at.y);
                drop(element.set_attribute("transform", &place));
            }
        }
    }
}

/// Where a canvas is drawn on.
fn context(canvas: &HtmlCanvasElement) -> CanvasRenderingContext2d {
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.expect("a canvas that nobody else draws on is flat");
    context.unchecked_into()
}

/// Gives a canvas as many pixels as the stage has, and says how many for each of the sheets'. It is empty then.
fn fit(canvas: &HtmlCanvasElement, layout: &Layout) -> f64 {
    let (width, height) = (layout.scope.width, layout.scope.height);
    let sharp = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    let most = (PIXELS_MAX / (width * height).max(1.0)).sqrt();
    let scale = sharp.min(SHARPEST).min(most);
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((height * scale).round() as u32);
    scale
}
