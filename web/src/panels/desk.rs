//! The page's layout, and what every panel is given.

use std::rc::Rc;

use synod_core::link::Linked;
use synod_core::phrase::Phrase;
use synod_core::units::{NodeId, Time};
use synod_core::view::{Caption, Difference, Glimpse, NodeDetail, Sketch};
use yew::prelude::*;

use crate::ask::Ask;
use crate::driver::{EventPage, EventQuery};
use crate::model::{Controls, Snapshot};
use crate::page::files;
use crate::panels::bar::Bar;
use crate::panels::bottom::BottomSheet;
use crate::panels::context::ContextMenu;
use crate::panels::hall::Hall;
use crate::panels::inspector::Inspector;
use crate::panels::keysheet::KeySheet;
use crate::panels::lamps::Lamps;
use crate::panels::lane::Lane;
use crate::panels::say::Say;
use crate::panels::script::ScriptPanel;
use crate::panels::transport::Transport;
use crate::panels::tray::Tray;
use crate::parts::gloss;
use crate::parts::phrase::PhraseText;
use crate::stage::Stage;
use crate::ui::UiState;

/// What panels read only while somebody looks.
#[derive(Clone, PartialEq)]
pub struct Reader {
    /// A stretch of the events.
    pub events: Callback<EventQuery, EventPage>,
    /// The current branch as a script, and where it stands.
    pub linked: Callback<(), Linked>,
    /// Everything about a node.
    pub node: Callback<NodeId, Option<Rc<NodeDetail>>>,
    /// The picture at the end of a branch, by its place.
    pub sketch: Callback<usize, Option<Rc<Sketch>>>,
    /// The current branch at a time.
    pub glimpse: Callback<Time, Option<Rc<Glimpse>>>,
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

    /// The same, with the words of the field explained to whoever asks.
    pub fn explained(&self, phrase: &Phrase) -> Html {
        let terms = self.snapshot.about.terms;
        html! { <PhraseText phrase={phrase.clone()} controls={self.controls.clone()} {terms} /> }
    }

    /// A sentence whose ids and tokens light up and select.
    pub fn sentence(&self, phrase: &Phrase) -> Html {
        html! { <PhraseText phrase={phrase.clone()} controls={self.controls.clone()} /> }
    }
}

/// What a panel is told.
#[derive(Properties, PartialEq, Clone)]
pub struct PanelProps {
    /// The desk.
    pub desk: Desk,
}

/// The whole page: stage, and what stands around it.
#[component]
pub fn Laboratory(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let tool = crate::tools::name(desk.ui.choice.tool).to_lowercase();
    html! {
        <div class="page" data-lane={desk.ui.sheet.name()} data-tool={tool} data-blank={desk.ui.blank.then_some("")}>
            <Bar desk={desk.clone()} />
            <Stage
                snapshot={desk.snapshot.clone()}
                choice={Rc::new(desk.ui.choice.clone())}
                controls={desk.controls.clone()}
            />
            <Lamps desk={desk.clone()} />
            <Tray desk={desk.clone()} />
            <Say desk={desk.clone()} />
            <BottomSheet desk={desk.clone()}>
                if desk.ui.script && desk.ui.violation.is_none() {
                    <ScriptPanel desk={desk.clone()} />
                } else {
                    <Inspector desk={desk.clone()} />
                }
                <Lane desk={desk.clone()} />
            </BottomSheet>
            if desk.ui.present {
                <Hall desk={desk.clone()} />
            }
            <Transport desk={desk.clone()} />
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
