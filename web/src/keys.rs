//! From keys to wishes. Keys work wherever focus is, except in text fields; a part that has taken a key for itself
//! (a tab list, a slider) says so by `preventDefault`, and the page leaves it alone.

use synod_core::view::State;

use crate::ask::Ask;
use crate::model::{Menu, Selection, Snapshot, Subject, Tool};
use crate::scene::CueMove;
use crate::ui::{Popover, UiState};

/// A key with what was held beside it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Press {
    /// As `KeyboardEvent.key` names it.
    pub key: String,
    /// Shift.
    pub shift: bool,
    /// Control, or Command on a Mac.
    pub command: bool,
    /// Alt.
    pub alt: bool,
    /// A button, link or tab has the focus: Space and Enter are its own.
    pub on_button: bool,
    /// A slider has the focus: arrows, Home and End are its own.
    pub on_slider: bool,
}

/// The list of the key sheet: keys, and what they do.
pub const SHEET: [(&str, &str); 28] = [
    ("Space or .", "play, pause"),
    ("Left, Right", "one event back, forward; on the stage: walk"),
    ("Shift with them", "to the mark before, after; anywhere"),
    ("Home, End", "to the start, to the end"),
    ("- and +", "slower, faster"),
    ("C", "crash"),
    ("R", "restart"),
    ("P", "pause, or resume what is paused"),
    ("X", "cut; with Alt one way"),
    ("G", "partition; Enter when a side is complete"),
    ("H", "heal; a selected message: hold, release"),
    ("D", "drop a message"),
    ("U", "copy a message"),
    ("Y", "delay a message"),
    ("T", "do what is suggested"),
    ("Shift T", "the stage as a table"),
    ("Tab, arrows, Enter", "to the stage, walk it, select"),
    (
        "Menu, Shift F10",
        "what can be done to it; also right click, long press",
    ),
    ("Escape", "let go: tool, then selection"),
    ("Ctrl Z", "undo: back before the last action"),
    ("Ctrl Y, Ctrl Shift Z", "redo: do it again"),
    ("B", "the branches: name, compare, delete"),
    ("S", "the run as text"),
    ("O", "the settings: change them from now on"),
    ("Ctrl S, Ctrl O", "save the run, open a file"),
    ("?", "this sheet"),
    ("1 to 9, Page Down", "presenting: to a cue, to the next"),
    ("R, Q, B", "presenting: again, the code large, nothing"),
];

/// What a key asks for.
pub fn ask(press: &Press, ui: &UiState, snapshot: &Snapshot) -> Option<Ask> {
    if press.command {
        return match (press.key.as_str(), press.shift) {
            _ if press.alt => None,
            ("z" | "Z", false) => Some(Ask::Undo),
            ("z" | "Z", true) | ("y" | "Y", false) => Some(Ask::Redo),
            ("s" | "S", false) => Some(Ask::Save),
            ("o" | "O", false) => Some(Ask::Pick),
            _ => None,
        };
    }
    // With Alt keys are the browser's, but for the one that cuts one way.
    if press.alt && !matches!(press.key.as_str(), "x" | "X") {
        return None;
    }
    if let Some(ask) = answer(press, ui, snapshot).or_else(|| of_hall(press, ui)) {
        return Some(ask);
    }
    match press.key.as_str() {
        " " if press.on_button => None,
        " " | "." => Some(Ask::Play(!ui.choice.playing)),
        "ArrowLeft" | "ArrowRight" | "Home" | "End" if press.on_slider => None,
        "ArrowLeft" if press.shift => Some(Ask::Mark(false)),
        "ArrowRight" if press.shift => Some(Ask::Mark(true)),
        "ArrowLeft" | "," => Some(Ask::Step(-1)),
        "ArrowRight" => Some(Ask::Step(1)),
        "Home" => Some(Ask::Start),
        "End" => Some(Ask::End),
        "-" | "_" => Some(Ask::Notch(false)),
        "+" | "=" => Some(Ask::Notch(true)),
        "ContextMenu" => menu(ui),
        "F10" if press.shift => menu(ui),
        "?" => Some(Ask::Keys),
        "b" | "B" => Some(Ask::Popover(Some(Popover::Branches))),
        "s" | "S" => Some(Ask::Script),
        "o" | "O" => Some(Ask::Options),
        "Escape" => Some(Ask::Escape),
        "Enter" if !press.on_button && ui.choice.tool == Tool::Partition => Some(Ask::Confirm),
        "T" if press.shift => Some(Ask::Tab(crate::ui::Tab::Nodes)),
        "t" | "T" => snapshot.tip.clone().map(Ask::Suggested),
        letter => tool(letter, ui, snapshot).map(Ask::Tool),
    }
}

/// Away from the stage, of what is selected.
fn menu(ui: &UiState) -> Option<Ask> {
    let subject = Subject::Thing(ui.choice.selection);
    Some(Ask::Menu(Some(Menu { subject, at: None })))
}

/// Keys of a lecturer and of a remote control, while the page is presented.
fn of_hall(press: &Press, ui: &UiState) -> Option<Ask> {
    if !ui.present {
        return None;
    }
    match press.key.as_str() {
        "PageDown" => Some(Ask::Cue(CueMove::Next)),
        "PageUp" => Some(Ask::Cue(CueMove::Before)),
        "r" | "R" => Some(Ask::Cue(CueMove::Again)),
        "b" | "B" => Some(Ask::Blank),
        "q" | "Q" => Some(Ask::Enlarge),
        key => digit(key).map(|place| Ask::Cue(CueMove::To(place))),
    }
}

/// A number answers the question that stands.
fn answer(press: &Press, ui: &UiState, snapshot: &Snapshot) -> Option<Ask> {
    let question = snapshot.more.question(ui.choice.playing)?;
    let place = digit(&press.key)?;
    (place < question.choices.len()).then_some(Ask::Answer(place))
}

/// The place that a number key names, from 0.
fn digit(key: &str) -> Option<usize> {
    let number = key.parse::<usize>().ok().filter(|_| key.len() == 1)?;
    number.checked_sub(1)
}

fn tool(letter: &str, ui: &UiState, snapshot: &Snapshot) -> Option<Tool> {
    let selection = ui.choice.selection;
    let is_paused = match selection {
        Selection::Node(id) => snapshot
            .nodes
            .get(id.index())
            .is_some_and(|node| node.state == State::Paused),
        _ => false,
    };
    Some(match letter.to_ascii_lowercase().as_str() {
        "v" => Tool::Point,
        "c" => Tool::Crash,
        "r" => Tool::Restart,
        "p" if is_paused => Tool::Resume,
        "p" => Tool::Pause,
        "e" => Tool::Resume,
        "x" => Tool::Cut,
        "g" => Tool::Partition,
        "h" if matches!(selection, Selection::Message(_)) => Tool::Hold,
        "h" => Tool::Heal,
        "d" => Tool::Drop,
        "u" => Tool::Copy,
        "y" => Tool::Delay,
        _ => return None,
    })
}

/// The key of a tool, as its button shows it.
pub fn of_tool(tool: Tool) -> &'static str {
    match tool {
        Tool::Point => "V",
        Tool::Crash => "C",
        Tool::Restart => "R",
        Tool::Pause => "P",
        Tool::Resume => "E",
        Tool::Cut => "X",
        Tool::Partition => "G",
        Tool::Heal | Tool::Hold => "H",
        Tool::Drop => "D",
        Tool::Copy => "U",
        Tool::Delay => "Y",
    }
}
