//! The page's layout, and what every panel is given.

use std::rc::Rc;

use synod_core::ledger::BlockHash;
use synod_core::link::Linked;
use synod_core::phrase::Phrase;
use synod_core::units::{Address, MessageId, NodeId, Step, Time};
use synod_core::view::{
    Caption, ChartView, ClientView, Difference, DrawView, Glimpse, MessageView, NodeDetail, Sketch,
};
use web_sys::Element;
use yew::prelude::*;

use crate::ask::Ask;
use crate::carriers::Carried;
use crate::driver::{EventPage, EventQuery, EventRow, RuleRow};
use crate::model::{Controls, Menu, Selection, Snapshot, Subject};
use crate::page::{files, window};
use crate::panels::bar::bar;
use crate::panels::bottom::BottomSheet;
use crate::panels::context::ContextMenu;
use crate::panels::hall::hall;
use crate::panels::inspector::inspector;
use crate::panels::keysheet::KeySheet;
use crate::panels::lamps::lamps;
use crate::panels::lane::Lane;
use crate::panels::options::Options;
use crate::panels::say::say;
use crate::panels::script::ScriptPanel;
use crate::panels::transport::transport;
use crate::panels::tray::Tray;
use crate::parts::gloss;
use crate::parts::phrase::sentence;
use crate::pointing;
use crate::stage::Stage;
use crate::ui::{Sheet, UiState};

/// What bar, transport and the stage's share take of a window's height before the lane is tall, in CSS pixels.
const PLAIN_REST: f64 = 600.0;

/// What panels read only while somebody looks.
#[derive(Clone, PartialEq)]
pub struct Reader {
    /// A stretch of the events.
    pub events: Callback<EventQuery, EventPage>,
    /// The rules that ran last, so many at most.
    pub rules: Callback<usize, Vec<RuleRow>>,
    /// What led to the failure of a property, by its id, in a step.
    pub causes: Callback<(&'static str, Step), Vec<EventRow>>,
    /// What is in force, a line each: the general values in the order of the options, then what is said of some only.
    pub settings: Callback<(), Vec<String>>,
    /// A node as `window.synod` gives it, as text.
    pub raw: Callback<NodeId, String>,
    /// The current branch as a script, and where it stands.
    pub linked: Callback<(), Linked>,
    /// Everything about a node.
    pub node: Callback<NodeId, Option<Rc<NodeDetail>>>,
    /// The draw of the block at a height, as a node works it out.
    pub draw: Callback<(NodeId, u64), Option<Rc<DrawView>>>,
    /// Everything about a client, or about the console of a node where somebody has asked.
    pub client: Callback<Address, Option<Rc<ClientView>>>,
    /// Everything about a message.
    pub message: Callback<MessageId, Option<Rc<MessageView>>>,
    /// The messages that carried a block, of the run of this number.
    pub carriers: Callback<(u32, BlockHash), Carried>,
    /// The picture at the end of a branch, by its place.
    pub sketch: Callback<usize, Option<Rc<Sketch>>>,
    /// The current branch at a time.
    pub glimpse: Callback<Time, Option<Rc<Glimpse>>>,
    /// What was measured in the run so far, beside what was predicted.
    pub charts: Callback<(), Vec<ChartView>>,
    /// Where two branches, by their places, first differ.
    pub difference: Callback<(usize, usize), Option<Difference>>,
    /// Why a branch cannot be deleted.
    pub would_keep: Callback<String, Option<String>>,
}

/// What every panel is given.
#[derive(Clone, PartialEq)]
pub struct Desk {
    /// The run.
    pub snapshot: Rc<Snapshot>,
    /// What the person has chosen.
    pub ui: Rc<UiState>,
    /// The caption that stands.
    pub caption: Option<Caption>,
    /// What a screen reader is told.
    pub spoken: Rc<str>,
    /// The one door.
    pub ask: Callback<Ask>,
    /// The same door as the stage knows it.
    pub controls: Controls,
    /// What is read on demand.
    pub read: Reader,
}

impl Desk {
    /// A callback that asks this, whatever happened.
    pub fn asks<E>(&self, ask: Ask) -> Callback<E> {
        self.ask.reform(move |_| ask.clone())
    }

    /// Everything about a node: from the snapshot, and where that leaves it out, from the run itself.
    pub fn detail(&self, id: NodeId) -> Option<Rc<NodeDetail>> {
        let kept = self.snapshot.details.get(id.index()).cloned().flatten();
        kept.or_else(|| self.read.node.emit(id))
    }

    /// The messages that carried a block, as far as was looked.
    pub fn carriers(&self, block: BlockHash) -> Carried {
        self.read.carriers.emit((self.snapshot.more.run, block))
    }

    /// Everything about a client, or about the console of a node; none where nobody has asked yet.
    pub fn client(&self, who: Address) -> Option<Rc<ClientView>> {
        let kept = match who {
            Address::Client(id) => self.snapshot.askers.get(id.index()).cloned().flatten(),
            Address::Node(_) => None,
        };
        kept.or_else(|| self.read.client.emit(who))
    }

    /// The same, with the words of the field explained to whoever asks.
    pub fn explained(&self, phrase: &Phrase) -> Html {
        let terms = self.snapshot.about.terms;
        sentence(phrase, Some(&self.controls), terms)
    }

    /// A sentence whose ids and tokens light up and select.
    pub fn sentence(&self, phrase: &Phrase) -> Html {
        sentence(phrase, Some(&self.controls), &[])
    }
}

/// What a panel is told.
#[derive(Properties, PartialEq, Clone)]
pub struct PanelProps {
    /// The desk.
    pub desk: Desk,
}

/// The whole page: stage, and what stands around it.
pub fn laboratory(desk: &Desk) -> Html {
    let tool = crate::tools::name(desk.ui.choice.tool).to_ascii_lowercase();
    let (over, focused) = (pointed(desk), pointed(desk));
    html! {
        <div class="page" data-lane={sheet(desk)} data-tool={tool} style={pulled(desk)} data-blank={desk.ui.blank.then_some("")}
            oncontextmenu={menu(desk)} onpointerover={over.reform(|event: PointerEvent| event.target_dyn_into())}
            onfocusin={focused.reform(|event: FocusEvent| event.target_dyn_into())}>
            { bar(desk) }
            <Stage
                snapshot={desk.snapshot.clone()}
                choice={Rc::new(desk.ui.choice.clone())}
                controls={desk.controls.clone()}
            />
            { lamps(desk) }
            <Tray desk={desk.clone()} />
            { say(desk) }
            <BottomSheet desk={desk.clone()}>
                if desk.ui.script && desk.ui.violation.is_none() {
                    <ScriptPanel desk={desk.clone()} />
                } else if desk.ui.options && desk.ui.violation.is_none() {
                    <Options desk={desk.clone()} />
                } else {
                    { inspector(desk) }
                }
                <Lane desk={desk.clone()} />
            </BottomSheet>
            if desk.ui.present {
                { hall(desk) }
            }
            { transport(desk) }
            { files::input(&desk.ask) }
            if let Some(menu) = desk.ui.menu {
                <ContextMenu desk={desk.clone()} {menu} />
            }
            if desk.ui.keys {
                <KeySheet desk={desk.clone()} />
            }
            { gloss::place() }
        </div>
    }
}

/// Where the pointer or the focus is, what that is about lights up everywhere. The stage points for itself.
fn pointed(desk: &Desk) -> Callback<Option<Element>> {
    let (ask, choice) = (desk.ask.clone(), desk.ui.choice.clone());
    Callback::from(move |element: Option<Element>| {
        let Some(element) = element else { return };
        let within = |css: &str| element.closest(css).ok().flatten();
        if within(".stage").is_some() {
            return;
        }
        let about = within("[data-about]").and_then(|it| it.get_attribute("data-about"));
        let wish = pointing::ask(about.as_deref());
        if !pointing::stands(&choice, &wish) {
            ask.emit(wish);
        }
    })
}

/// A right click on what is about a thing opens the menu of that thing, wherever it stands.
fn menu(desk: &Desk) -> Callback<MouseEvent> {
    let ask = desk.ask.clone();
    Callback::from(move |event: MouseEvent| {
        let element = event.target_dyn_into::<Element>();
        let about = element.and_then(|it| it.closest("[data-about]").ok().flatten());
        let about = about.and_then(|it| it.get_attribute("data-about"));
        if let Ask::Hover(selection) = pointing::ask(about.as_deref())
            && selection != Selection::Run
        {
            event.prevent_default();
            let at = (f64::from(event.client_x()), f64::from(event.client_y()));
            ask.emit(Ask::Menu(Some(Menu {
                subject: Subject::Thing(selection),
                at: Some(at),
            })));
        }
    })
}

/// How high the lane is, by the name that the sheet of styles knows: pulled over what leaves the stage its share, it
/// is tall.
fn sheet(desk: &Desk) -> &'static str {
    let most = window().inner_height().ok().and_then(|it| it.as_f64());
    let spare = most.unwrap_or(PLAIN_REST + f64::from(u16::MAX)) - PLAIN_REST;
    match desk.ui.height {
        Some(height) if f64::from(height) > spare && desk.ui.sheet == Sheet::Plain => {
            Sheet::Tall.name()
        }
        _ => desk.ui.sheet.name(),
    }
}

/// How large lane and inspector were pulled.
fn pulled(desk: &Desk) -> Option<String> {
    let height = desk
        .ui
        .height
        .map(|height| format!("--lane: {height}px; --tall: {height}px;"));
    let width = desk
        .ui
        .width
        .map(|width| format!("--inspector: {width}px;"));
    let both: String = height.into_iter().chain(width).collect();
    (!both.is_empty()).then_some(both)
}
