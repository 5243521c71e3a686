//! What the person has chosen: not part of the run, never recorded. A plain reducer, tested without a browser.

use synod_core::units::RequestId;

use crate::ask::Ask;
use crate::bottom::{Bottom, Shows};
use crate::model::{Choice, Menu, Selection, Subject, Tool};
use crate::speed;

pub mod lane;
mod next;

pub use lane::{Class, Filter, Sheet, Tab};
pub use next::Next;

/// So much of what was typed into forms is kept.
const TYPED_MAX: usize = 100;

/// What opens under a chip or lamp. At most one is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Popover {
    /// The systems.
    Systems,
    /// How many nodes.
    Nodes,
    /// The seed.
    Seed,
    /// Variants and defects.
    Variants,
    /// A property, by its id.
    Lamp(&'static str),
    /// Whether all nodes are as they should be.
    Health,
    /// The branches.
    Branches,
    /// Where the transport can jump to, where there is no room for it.
    Jumps,
    /// Link and file.
    Share,
    /// The scenes of the system.
    Lessons,
    /// All lamps, on a phone.
    Lamps,
    /// What the bar holds, on a phone.
    Menu,
}

/// Which colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Those of the system.
    #[default]
    System,
    /// Light ones.
    Light,
    /// Dark ones.
    Dark,
}

impl Theme {
    /// Its name in `data-theme` and in the storage; none for those of the system.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// What a form was told.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reply {
    /// Counts submissions, so that two equal ones differ.
    pub number: u32,
    /// The line that was submitted.
    pub line: String,
    /// Why it was not taken, with the column of the line, from 1.
    pub trouble: Option<(String, u32)>,
    /// The request that it became.
    pub request: Option<RequestId>,
}

/// A button behind a notice.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// The words on it.
    pub words: String,
    /// What it asks, in order.
    pub asks: Vec<Ask>,
}

/// Something that the strip tells of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// One sentence.
    pub text: String,
    /// What only who asks for it reads.
    pub more: Option<String>,
    /// It is about a line of the script, not about the link.
    pub of_script: bool,
}

impl Told {
    /// Something about the link.
    pub fn of_link(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// Something about the script.
    pub fn of_script(text: String) -> Self {
        Self {
            text,
            of_script: true,
            ..Self::default()
        }
    }
}

/// What the person has chosen.
#[derive(Clone, PartialEq, Debug)]
pub struct UiState {
    /// What the stage needs of it.
    pub choice: Choice,
    /// Whether the notice tells of something gone wrong.
    pub notice_is_trouble: bool,
    /// What the notice offers.
    pub offer: Option<Offer>,
    /// The branches that are compared, by their names.
    pub compared: Option<(String, String)>,
    /// The open tab of the lane.
    pub tab: Tab,
    /// The open menu of actions; the run stands still under it.
    pub menu: Option<Menu>,
    /// Which of the times of the menu things are done for.
    pub spell: usize,
    /// The tab that is open beside it.
    pub beside: Option<Tab>,
    /// What the lane showed before it was printed.
    pub before_paper: Option<(Tab, Option<Tab>, Sheet)>,
    /// How high the lane was pulled, in CSS pixels.
    pub height: Option<u16>,
    /// How wide the inspector was pulled, in CSS pixels.
    pub width: Option<u16>,
    /// The open popover.
    pub popover: Option<Popover>,
    /// Whether the key sheet is shown.
    pub keys: bool,
    /// Whether the script is shown.
    pub script: bool,
    /// The script as it was changed by hand, until it is played or put back.
    pub draft: Option<String>,
    /// Whether the settings are shown.
    pub options: bool,
    /// What was typed into the fields of forms, by their names, the newest last.
    pub typed: Vec<(&'static str, String)>,
    /// What stays in the inspector while something else is selected.
    pub pinned: Option<Selection>,
    /// Which events are shown.
    pub filter: Filter,
    /// How high the lane is.
    pub sheet: Sheet,
    /// The colours.
    pub theme: Theme,
    /// Shown for a projector.
    pub present: bool,
    /// The hall sees nothing.
    pub blank: bool,
    /// The hall sees the code of this moment large.
    pub enlarged: bool,
    /// The sheet of a phone.
    pub bottom: Bottom,
    /// Shown inside another page.
    pub embed: bool,
    /// Time without messages passes faster.
    pub skip_quiet: bool,
    /// The violation whose card is open, by the property's id.
    pub violation: Option<&'static str>,
    /// What could not be read in the link, or not be played of the script.
    pub strip: Vec<Told>,
    /// What the form was last told.
    pub reply: Reply,
}

impl Default for UiState {
    fn default() -> Self {
        let choice = Choice {
            selection: Selection::Run,
            hover: Selection::Run,
            lit: None,
            tool: Tool::Point,
            grip: false,
            one_way: false,
            gathered: Vec::new(),
            playing: false,
            speed: speed::REAL,
            notice: None,
        };
        Self {
            choice,
            notice_is_trouble: false,
            offer: None,
            compared: None,
            tab: Tab::default(),
            menu: None,
            spell: 1,
            beside: None,
            before_paper: None,
            height: None,
            width: None,
            popover: None,
            keys: false,
            script: false,
            draft: None,
            options: false,
            typed: Vec::new(),
            pinned: None,
            filter: Filter::default(),
            sheet: Sheet::default(),
            theme: Theme::default(),
            present: false,
            blank: false,
            enlarged: false,
            bottom: Bottom::default(),
            embed: false,
            skip_quiet: true,
            violation: None,
            strip: Vec::new(),
            reply: Reply::default(),
        }
    }
}

impl UiState {
    /// Takes a wish in that concerns nothing but the page, and says whether it was one.
    pub fn reduce(&mut self, ask: &Ask) -> bool {
        match ask {
            Ask::Select(selection) => self.select(*selection),
            Ask::Hover(selection) => {
                self.choice.hover = *selection;
                self.choice.lit = None;
            }
            Ask::Light(kept) => {
                self.choice.hover = Selection::Run;
                self.choice.lit = Some(*kept);
            }
            Ask::OneWay(one_way) => self.choice.one_way = *one_way,
            Ask::Escape => self.escape(),
            Ask::Speed(speed) => self.choice.speed = speed::clamp(*speed),
            Ask::Notch(faster) => self.choice.speed = speed::notch(self.choice.speed, *faster),
            Ask::SkipQuiet(skip) => self.skip_quiet = *skip,
            Ask::Grip(grip) => self.choice.grip = *grip,
            Ask::Menu(menu) => self.show_menu(*menu),
            Ask::Spell(spell) => self.spell = *spell,
            Ask::Bottom(bottom) => self.bottom = *bottom,
            Ask::Blank => self.blank = !self.blank,
            Ask::Enlarge => self.enlarged = !self.enlarged,
            Ask::Tab(tab) => self.open(*tab),
            Ask::Paper(true) => self.print(),
            Ask::Paper(false) => self.put_back(),
            Ask::Left(tab, beside) => (self.tab, self.beside) = (*tab, *beside),
            Ask::Beside(tab) => self.beside = tab.filter(|tab| *tab != self.tab),
            Ask::Height(height) => self.pull(*height),
            Ask::Width(width) => self.width = *width,
            Ask::Pin(pinned) => self.pinned = *pinned,
            Ask::Options => self.show_options(),
            Ask::Typed(name, text) => self.remember(name, text),
            Ask::Filter(filter) => self.filter.clone_from(filter),
            Ask::Popover(popover) => self.toggle(*popover),
            Ask::Compare(pair) => self.compared.clone_from(pair),
            Ask::Keys => self.keys = !self.keys,
            Ask::Script => self.show_script(),
            Ask::Draft(draft) => self.draft.clone_from(draft),
            Ask::Sheet(sheet) => {
                self.sheet = *sheet;
                self.height = None;
            }
            Ask::Present => self.show(!self.present),
            Ask::Theme(theme) => self.theme = *theme,
            Ask::DismissViolation => self.violation = None,
            Ask::DismissStrip => self.strip.clear(),
            _ => return false,
        }
        true
    }

    /// Selects, and lets go of what was gathered for a tool.
    pub fn select(&mut self, selection: Selection) {
        self.choice.selection = selection;
        self.choice.gathered.clear();
        self.bottom.shows = Shows::Inspector;
        // What is looked at stands where the script stood; a draft is kept.
        self.script &= selection == Selection::Run;
        self.options &= selection == Selection::Run;
        self.popover = None;
    }

    /// Opens a tab; what stands beside it stays.
    fn open(&mut self, tab: Tab) {
        self.tab = tab;
        self.bottom = self.bottom.open(Shows::Lane);
        self.beside = self.beside.filter(|beside| *beside != tab);
        if self.sheet == Sheet::Closed {
            self.sheet = Sheet::Plain;
        }
    }

    /// Paper has no tabs: it shows the table of the nodes alone.
    fn print(&mut self) {
        let shown = (self.tab, self.beside, self.sheet);
        self.before_paper.get_or_insert(shown);
        (self.tab, self.beside, self.sheet) = (Tab::Nodes, None, Sheet::Plain);
    }

    fn put_back(&mut self) {
        if let Some(shown) = self.before_paper.take() {
            (self.tab, self.beside, self.sheet) = shown;
        }
    }

    /// Pulls the lane to a height.
    fn pull(&mut self, height: u16) {
        self.height = Some(height);
        self.sheet = Sheet::Plain;
    }

    /// Keeps what was typed into a field, once and as the newest.
    fn remember(&mut self, name: &'static str, text: &str) {
        self.typed
            .retain(|(known, old)| *known != name || old != text);
        self.typed.push((name, text.to_owned()));
        let excess = self.typed.len().saturating_sub(TYPED_MAX);
        self.typed.drain(..excess);
    }

    fn show_options(&mut self) {
        // The card of a violation stands in the same place.
        self.options = !self.options || self.violation.is_some();
        if self.options {
            self.bottom = self.bottom.open(Shows::Inspector);
        }
        self.script = false;
        self.violation = None;
        self.popover = None;
    }

    /// Puts the tool down.
    pub fn put_down(&mut self) {
        self.choice.tool = Tool::Point;
        self.choice.gathered.clear();
    }

    /// For a hall, or for one person again.
    fn show(&mut self, present: bool) {
        (self.present, self.blank, self.enlarged) = (present, false, false);
        (self.popover, self.keys) = (None, false);
    }

    fn show_script(&mut self) {
        // The card of a violation stands in the same place.
        self.script = !self.script || self.violation.is_some();
        self.options = false;
        if self.script {
            self.bottom = self.bottom.open(Shows::Inspector);
        }
        self.violation = None;
        self.popover = None;
    }

    /// What a menu is about is selected, so that its keys mean the same before and after.
    fn show_menu(&mut self, menu: Option<Menu>) {
        self.menu = menu;
        let subject = menu.map(|menu| menu.subject);
        if let Some(Subject::Thing(selection)) = subject
            && selection != Selection::Run
            && selection != self.choice.selection
        {
            self.select(selection);
        }
        self.popover = None;
    }

    fn toggle(&mut self, popover: Option<Popover>) {
        self.popover = if self.popover == popover {
            None
        } else {
            popover
        };
    }

    /// One thing at a time, the uppermost first.
    fn escape(&mut self) {
        if self.choice.grip {
            self.choice.grip = false;
        } else if self.menu.is_some() {
            self.menu = None;
        } else if self.popover.is_some() {
            self.popover = None;
        } else if self.keys {
            self.keys = false;
        } else if self.choice.tool != Tool::Point || !self.choice.gathered.is_empty() {
            self.put_down();
        } else if self.script || self.options {
            self.script = false;
            self.options = false;
        } else if self.blank || self.enlarged {
            (self.blank, self.enlarged) = (false, false);
        } else if self.present && self.choice.selection == Selection::Run {
            self.show(false);
        } else {
            self.choice.selection = Selection::Run;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::units::NodeId;

    #[test]
    fn escape_lets_go_of_one_thing_at_a_time() {
        let node = Selection::Node(NodeId::new(2));
        let mut ui = UiState::default();
        ui.select(node);
        ui.choice.tool = Tool::Cut;
        ui.choice.gathered.push(NodeId::new(1).into());
        ui.keys = true;
        ui.popover = Some(Popover::Seed);
        ui.reduce(&Ask::Escape);
        assert!(ui.popover.is_none() && ui.keys, "the popover first");
        ui.reduce(&Ask::Escape);
        assert!(
            !ui.keys && ui.choice.tool == Tool::Cut,
            "then the key sheet"
        );
        ui.reduce(&Ask::Escape);
        assert!(
            ui.choice.tool == Tool::Point && ui.choice.gathered.is_empty(),
            "then the tool"
        );
        assert_eq!(ui.choice.selection, node, "the selection stays until then");
        ui.reduce(&Ask::Escape);
        assert_eq!(ui.choice.selection, Selection::Run);
    }

    #[test]
    fn printing_changes_nothing_that_stays() {
        let mut ui = UiState::default();
        for ask in [
            Ask::Tab(Tab::Chains),
            Ask::Beside(Some(Tab::Events)),
            Ask::Sheet(Sheet::Closed),
        ] {
            ui.reduce(&ask);
        }
        let before = ui.clone();
        ui.reduce(&Ask::Paper(true));
        ui.reduce(&Ask::Paper(true));
        assert_eq!((ui.tab, ui.sheet), (Tab::Nodes, Sheet::Plain));
        ui.reduce(&Ask::Paper(false));
        assert_eq!(ui, before);
    }

    #[test]
    fn a_popover_asked_for_twice_closes() {
        let mut ui = UiState::default();
        ui.reduce(&Ask::Popover(Some(Popover::Seed)));
        ui.reduce(&Ask::Popover(Some(Popover::Nodes)));
        assert_eq!(ui.popover, Some(Popover::Nodes));
        ui.reduce(&Ask::Popover(Some(Popover::Nodes)));
        assert_eq!(ui.popover, None);
    }

    #[test]
    fn what_concerns_the_run_is_not_taken_here() {
        let mut ui = UiState::default();
        for ask in [
            Ask::Play(true),
            Ask::Step(1),
            Ask::Act("heal".into()),
            Ask::Undo,
            Ask::Tool(Tool::Cut),
        ] {
            let before = ui.clone();
            assert!(!ui.reduce(&ask), "{ask:?}");
            assert_eq!(ui, before, "{ask:?}");
        }
    }
}
