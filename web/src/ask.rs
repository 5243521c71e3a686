//! Everything that the page can ask, through one door: buttons, keys and the stage say the same words.

use yew::Callback;

use synod_core::link::Linked;
use synod_core::units::{Moment, Step, Time};

use crate::bottom::Bottom;
use crate::model::{Controls, Kept, Menu, Selection, Tip, Tool};
use crate::scene::CueMove;
use crate::ui::{Filter, Next, Popover, Sheet, Tab, Theme};

/// A wish of the person in front of the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Ask {
    /// Performs a line of script now.
    Act(String),
    /// Performs a line that a form made; what it is answered is shown at the form.
    Submit(String),
    /// Selects.
    Select(Selection),
    /// Lights up everything about this.
    Hover(Selection),
    /// Lights up all who keep this.
    Light(Kept),
    /// Keeps this in the inspector while something else is selected, or no longer.
    Pin(Option<Selection>),
    /// A click or Enter on something of the stage; the flag says whether Alt was held.
    Touch(Selection, bool),
    /// Performs these lines of script in order, up to the first that is refused.
    Lines(Vec<String>),
    /// The pointer takes hold of something of the stage, or lets go.
    Grip(bool),
    /// Opens the menu of what can be done to something, or closes it.
    Menu(Option<Menu>),
    /// Which of the times of the menu things are done for.
    Spell(usize),
    /// Takes a tool, or uses it at once on what is selected.
    Tool(Tool),
    /// Whether Cut goes one way.
    OneWay(bool),
    /// Does what was gathered: the partition.
    Confirm,
    /// Opens every link.
    HealAll,
    /// Lets go: the popover, the key sheet, the tool, then the selection.
    Escape,
    /// Plays or pauses the run.
    Play(bool),
    /// So many events forward, or back.
    Step(i64),
    /// Goes to a time.
    SeekTime(Time),
    /// Goes to a step.
    SeekStep(Step),
    /// Goes to a moment: by its time, unless more happened at that instant than up to its step.
    Stand(Moment),
    /// Says why something that was asked for cannot be done.
    Why(String),
    /// Goes to step 0.
    Start,
    /// Goes to the end of the branch.
    End,
    /// Goes to the mark after or before this moment.
    Mark(bool),
    /// Goes on to the next thing of a kind.
    Next(Next),
    /// Goes back to the thing of a kind before this moment.
    Previous(Next),
    /// Sets the speed: virtual microseconds in a real second.
    Speed(f64),
    /// One notch faster or slower.
    Notch(bool),
    /// Whether time without messages passes faster.
    SkipQuiet(bool),
    /// Stands at the end of another branch.
    Branch(String),
    /// Stands at a moment of a branch, or at its end, with the tree left open.
    Visit(String, Option<Moment>),
    /// Gives a branch another name.
    Rename(String, String),
    /// Puts a branch away.
    Delete(String),
    /// Brings a deleted branch back.
    BringBack(String),
    /// Shows where two branches first differ, or no longer does.
    Compare(Option<(String, String)>),
    /// Goes to the moment before the last action.
    Undo,
    /// Goes on to behind the next action that was done.
    Redo,
    /// Begins a branch of this name here, without what comes after, and plays on.
    Leave(String),
    /// Does what was suggested, as it was read.
    Suggested(Tip),
    /// Passes by what is suggested.
    PassBy,
    /// Answers the question that stands, by the place of the answer.
    Answer(usize),
    /// Goes to a cue of the script.
    Cue(CueMove),
    /// Shows the hall nothing, or everything again.
    Blank,
    /// Shows the code of this moment large, or as before.
    Enlarge,
    /// What the sheet of a phone shows, and how far it is pulled up.
    Bottom(Bottom),
    /// Starts another run from this script, paused at step 0.
    Load(String),
    /// Starts another run from this script and plays it, from where so many of its lines are still to come.
    Try(Linked),
    /// Opens a file of this name with this text, or says why it cannot be read.
    File(String, Result<String, String>),
    /// Back to the run before this one.
    Before,
    /// On to where the script ends.
    ToEnd,
    /// Saves the run as a file. Done by the page.
    Save,
    /// Lets the person choose a file. Done by the page.
    Pick,
    /// Shows or hides the script.
    Script,
    /// The script as it is being changed; none puts it back.
    Draft(Option<String>),
    /// Opens what an address says: what follows the `#`.
    Open(String),
    /// Opens a tab of the lane.
    Tab(Tab),
    /// Opens a popover, or closes the one that is open.
    Popover(Option<Popover>),
    /// Shows or hides the key sheet.
    Keys,
    /// The lane as paper shows it, or as the page did before.
    Paper(bool),
    /// The tabs as they were left the last time.
    Left(Tab, Option<Tab>),
    /// Opens a second tab beside the first, or closes it.
    Beside(Option<Tab>),
    /// Shows these events only.
    Filter(Filter),
    /// Closes the lane, or gives it one of its heights.
    Sheet(Sheet),
    /// Pulls the lane to a height in CSS pixels.
    Height(u16),
    /// Pulls the inspector to a width in CSS pixels, or lets it be as wide as it is by itself.
    Width(Option<u16>),
    /// Shows or hides the settings.
    Options,
    /// Remembers what was typed into the field of this name.
    Typed(&'static str, String),
    /// Takes these colours.
    Theme(Theme),
    /// Shows the page for a projector, or for one person again.
    Present,
    /// Closes the card of the violation.
    DismissViolation,
    /// Closes the strip about a link that could not be read.
    DismissStrip,
}

impl Controls {
    /// What the stage asks, as words of the one door.
    pub fn new(ask: &Callback<Ask>) -> Self {
        Self {
            act: ask.reform(Ask::Act),
            select: ask.reform(Ask::Select),
            hover: ask.reform(Ask::Hover),
            touch: ask.reform(|(target, alt)| Ask::Touch(target, alt)),
            menu: ask.reform(|menu| Ask::Menu(Some(menu))),
            lines: ask.reform(Ask::Lines),
            grip: ask.reform(Ask::Grip),
            tool: ask.reform(Ask::Tool),
            play: ask.reform(Ask::Play),
            step: ask.reform(Ask::Step),
            seek: ask.reform(Ask::SeekTime),
            seek_step: ask.reform(Ask::SeekStep),
            speed: ask.reform(Ask::Speed),
            branch: ask.reform(Ask::Branch),
            load: ask.reform(Ask::Load),
        }
    }
}
