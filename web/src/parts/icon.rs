//! The page's own icons: strokes on a 16 px grid, inline, coloured by the text around them.

use yew::prelude::*;

/// How a stroke of an icon is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stroke {
    Line,
    Bold,
    Dashed,
    Solid,
}

impl Stroke {
    fn class(self) -> Option<&'static str> {
        match self {
            Self::Line => None,
            Self::Bold => Some("bold"),
            Self::Dashed => Some("dashes"),
            Self::Solid => Some("solid"),
        }
    }
}

use Stroke::{Bold, Dashed, Line, Solid};

/// An icon. It always stands beside a word, or its control has an accessible name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Glyph {
    /// Begin to play.
    Play,
    /// Stop playing.
    Pause,
    /// To the beginning.
    Start,
    /// Backwards.
    Back,
    /// Forwards.
    Forward,
    /// One event forward.
    StepForward,
    /// One event back.
    StepBack,
    /// The pointer.
    Point,
    /// A switch: crash.
    Crash,
    /// A knife across a link.
    Knife,
    /// Scissors: where a cut is.
    Scissors,
    /// A lasso.
    Lasso,
    /// Brackets round a message.
    Hold,
    /// A message that is gone.
    Drop,
    /// Two of one.
    Twice,
    /// A clock.
    Delay,
    /// A clock that runs wrong.
    Skew,
    /// A disk.
    Disk,
    /// Chance.
    Dice,
    /// Two bars: a paused node.
    Freeze,
    /// A chain link: a shareable address.
    Link,
    /// A screen on a stand.
    Present,
    /// An open book.
    Book,
    /// Half light, half dark.
    Theme,
    /// A question mark.
    Help,
    /// A tick.
    Check,
    /// A cross.
    Close,
    /// Not seen yet.
    Star,
    /// Seen.
    StarFilled,
    /// Not yet.
    Hourglass,
    /// A pulse: all are as they should be.
    Pulse,
    /// A pulse that breaks off: something is to mend.
    Faint,
    /// Bars: what is counted.
    Bars,
    /// An octagon: something failed.
    Alert,
    /// Three dots.
    More,
    /// Opens downwards.
    Down,
    /// Opens upwards.
    Up,
    /// A pin.
    Pin,
    /// A fork of the time line.
    Branch,
    /// A lock.
    Lock,
    /// Back to before.
    Undo,
    /// Done again.
    Redo,
    /// A pencil: another name.
    Rename,
    /// A bin.
    Bin,
    /// Two paths that part.
    Compare,
    /// To what lies before.
    Before,
    /// To what comes next.
    After,
    /// A lens.
    Search,
    /// A crown: leads.
    Crown,
    /// The hands of a clock.
    Hands,
    /// A prompt: a console.
    Prompt,
    /// A ticket.
    Ticket,
    /// Two sheets.
    Copy,
    /// Three lines.
    Menu,
    /// An arrow to the right.
    Send,
    /// A pick: works.
    Pick,
    /// A switch that turns round: restart.
    Restart,
    /// A bar and a triangle: resume.
    Resume,
    /// A gap that closes.
    Heal,
}

impl Glyph {
    fn strokes(self) -> &'static [(Stroke, &'static str)] {
        match self {
            Self::Play => &[(Solid, "M5 3.2v9.6l7.6-4.8z")],
            Self::Pause => &[(Bold, "M5.2 3.5v9M10.8 3.5v9")],
            Self::Start => &[(Line, "M3.5 3.5v9M12.5 3.8v8.4L6 8z")],
            Self::Back => &[(Line, "M10 3.5 5.5 8l4.5 4.5")],
            Self::Forward => &[(Line, "M6 3.5 10.5 8 6 12.5")],
            Self::StepForward => &[(Solid, "M4 3.6v8.8L10 8z"), (Line, "M12.4 3.6v8.8")],
            Self::StepBack => &[(Solid, "M12 3.6v8.8L6 8z"), (Line, "M3.6 3.6v8.8")],
            Self::Point => &[(Line, "M3.5 2.5 7 13l1.8-4.2L13 7z")],
            Self::Crash => &[(Line, "M8 2v5.5"), (Line, "M4.6 4.4a5 5 0 1 0 6.8 0")],
            Self::Knife => &[
                (Line, "M3 13 13 3"),
                (Line, "M4 6.5 2.5 5M9.5 12l1.5 1.5M11 3h2v2"),
            ],
            Self::Scissors => &[
                (Line, "M2.2 4.5a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z"),
                (Line, "M2.2 11.5a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z"),
                (Line, "M5.6 5.4 13 10.6M5.6 10.6 13 5.4"),
            ],
            Self::Lasso => &[
                (
                    Dashed,
                    "M8 3c3.3 0 5.5 1.5 5.5 3.6S11 10.4 8 10.4 2.5 8.8 2.5 6.6 4.7 3 8 3z",
                ),
                (Line, "M6 10.5c-0.3 1.5-1.2 2.5-2.6 2.7"),
            ],
            Self::Hold => &[
                (Line, "M3.5 2.5h-1v11h1M12.5 2.5h1v11h-1"),
                (Line, "M5.4 8a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0z"),
            ],
            Self::Drop => &[
                (Dashed, "M2.6 8a5.4 5.4 0 1 0 10.8 0a5.4 5.4 0 1 0-10.8 0z"),
                (Line, "m6 6 4 4M10 6l-4 4"),
            ],
            Self::Twice => &[
                (Line, "M2.3 8a3.9 3.9 0 1 0 7.8 0a3.9 3.9 0 1 0-7.8 0z"),
                (Line, "M9 4.3a3.9 3.9 0 1 1 0 7.4"),
            ],
            Self::Delay => &[
                (Line, "M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z"),
                (Line, "M8 4.8V8l2.3 1.5"),
            ],
            Self::Skew => &[
                (Line, "M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z"),
                (Line, "M8 4.8V8M8 8l3-2.6M11.8 3.4l1.6-0.4 0.2 1.7"),
            ],
            Self::Disk => &[
                (Line, "M3.2 4.2a4.8 1.9 0 1 0 9.6 0a4.8 1.9 0 1 0-9.6 0z"),
                (
                    Line,
                    "M3.2 4.2v7.6c0 1 2.1 1.9 4.8 1.9s4.8-0.9 4.8-1.9V4.2M3.2 8c0 1 2.1 1.9 4.8 1.9S12.8 9 12.8 8",
                ),
            ],
            Self::Dice => &[
                (
                    Line,
                    "M5 3h6a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-6a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z",
                ),
                (Bold, "M6 6h0.01M10 10h0.01M10 6h0.01M6 10h0.01"),
            ],
            Self::Freeze => &[(Bold, "M6 4v8M10 4v8")],
            Self::Link => &[(
                Line,
                "M6.6 9.4 9.4 6.6M7.2 4.8l1.4-1.4a2.8 2.8 0 0 1 4 4L11.2 8.8\
                 M8.8 11.2l-1.4 1.4a2.8 2.8 0 0 1-4-4l1.4-1.4",
            )],
            Self::Present => &[(
                Line,
                "M2.5 3h11M3.5 3v6.5h9V3M8 9.5V12M5.5 13.5 8 12l2.5 1.5",
            )],
            Self::Book => &[(
                Line,
                "M8 4.5C6.5 3.3 4.5 3 2.5 3.2v9C4.5 12 6.5 12.3 8 13.5\
                 c1.5-1.2 3.5-1.5 5.5-1.3v-9C11.5 3 9.5 3.3 8 4.5zM8 4.5v9",
            )],
            Self::Theme => &[
                (Line, "M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z"),
                (Solid, "M8 2.5a5.5 5.5 0 0 1 0 11z"),
            ],
            Self::Help => &[
                (Line, "M2.2 8a5.8 5.8 0 1 0 11.6 0a5.8 5.8 0 1 0-11.6 0z"),
                (
                    Line,
                    "M6.3 6.3A1.8 1.8 0 1 1 8.7 8c-0.5 0.3-0.7 0.6-0.7 1.2M8 11.4h0.01",
                ),
            ],
            Self::Check => &[(Line, "m3.5 8.4 3 3 6-6.6")],
            Self::Close => &[(Line, "m4 4 8 8M12 4l-8 8")],
            Self::Star => &[(
                Line,
                "m8 2.3 1.7 3.6 3.9 0.5-2.9 2.7 0.8 3.9L8 11.1 4.5 13l0.8-3.9L2.4 6.4l3.9-0.5z",
            )],
            Self::StarFilled => &[(
                Solid,
                "m8 2.3 1.7 3.6 3.9 0.5-2.9 2.7 0.8 3.9L8 11.1 4.5 13l0.8-3.9L2.4 6.4l3.9-0.5z",
            )],
            Self::Pulse => &[(Line, "M1.5 8.5h3L6.5 4l3 8.5 2-4h3")],
            Self::Faint => &[
                (Line, "M1.5 8.5h3L6.5 4l1.2 3.4M14.5 8.5h-2"),
                (Bold, "M9.9 11.4v.1"),
            ],
            Self::Hourglass => &[(
                Line,
                "M4.5 2.5h7M4.5 13.5h7M5.2 2.5c0 3 2.8 3.6 2.8 5.5s-2.8 2.5-2.8 5.5\
                 M10.8 2.5c0 3-2.8 3.6-2.8 5.5s2.8 2.5 2.8 5.5",
            )],
            Self::Bars => &[(Bold, "M4 13V9M8 13V4M12 13V7")],
            Self::Alert => &[
                (Line, "M5.5 2.5h5l3 3v5l-3 3h-5l-3-3v-5z"),
                (Bold, "M8 5.2v3.4M8 10.9h0.01"),
            ],
            Self::More => &[(Bold, "M3.5 8h0.01M8 8h0.01M12.5 8h0.01")],
            Self::Down => &[(Line, "m4 6 4 4 4-4")],
            Self::Up => &[(Line, "m4 10 4-4 4 4")],
            Self::Pin => &[(Line, "M6 2.5h4M6.7 2.5v4L4.5 9h7L9.3 6.5v-4M8 9v4.5")],
            Self::Branch => &[
                (Line, "M2.9 3.8a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0z"),
                (Line, "M2.9 12.2a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0z"),
                (Line, "M9.9 5.5a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0z"),
                (Line, "M4.5 5.4v5.2M11.5 7.1c0 2-2.5 2.4-7 2.7"),
            ],
            Self::Lock => &[
                (
                    Line,
                    "M5 7h6a1.5 1.5 0 0 1 1.5 1.5v3.5a1.5 1.5 0 0 1-1.5 1.5h-6\
                     a1.5 1.5 0 0 1-1.5-1.5v-3.5a1.5 1.5 0 0 1 1.5-1.5z",
                ),
                (Line, "M5.5 7V5.2a2.5 2.5 0 0 1 5 0V7"),
            ],
            Self::Undo => &[(Line, "M5.5 3 2.8 5.7l2.7 2.7M3 5.7h6a3.8 3.8 0 0 1 0 7.6H6")],
            Self::Redo => &[(
                Line,
                "M10.5 3l2.7 2.7-2.7 2.7M13 5.7H7a3.8 3.8 0 0 0 0 7.6h3",
            )],
            Self::Rename => &[(Line, "M3 13l.7-3L10.8 2.9l2.3 2.3L6 12.3zM9.2 4.5l2.3 2.3")],
            Self::Bin => &[
                (Line, "M2.8 4.5h10.4M6.2 4.3V2.7h3.6v1.6"),
                (Line, "M4.2 4.8l.6 8.5h6.4l.6-8.5M6.8 7.2v3.6M9.2 7.2v3.6"),
            ],
            Self::Compare => &[
                (
                    Line,
                    "M2 8h4.5c2 0 2.5-4 4.5-4h2.5M6.5 8c2 0 2.5 4 4.5 4h2.5",
                ),
                (Line, "M11.8 2.2 13.6 4l-1.8 1.8M11.8 10.2l1.8 1.8-1.8 1.8"),
            ],
            Self::Before => &[(Line, "M9.8 4 5.8 8l4 4")],
            Self::After => &[(Line, "M6.2 4l4 4-4 4")],
            Self::Search => &[
                (Line, "M2.8 7a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z"),
                (Line, "m10.2 10.2 3.3 3.3"),
            ],
            Self::Crown => &[(
                Solid,
                "M2.5 12.5 2 4.8l3.4 2.7L8 3l2.6 4.5L14 4.8l-0.5 7.7z",
            )],
            Self::Hands => &[(Line, "M8 3v5l3 2")],
            Self::Prompt => &[(Line, "m3.5 5 3 3-3 3M8 11.5h4.5")],
            Self::Ticket => &[(
                Line,
                "M2.5 5h11v2a1.2 1.2 0 0 0 0 2.3V11h-11V9.3a1.2 1.2 0 0 0 0-2.3zM9.5 5v6",
            )],
            Self::Copy => &[
                (
                    Line,
                    "M7 5.5h5a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5h-5\
                     a1.5 1.5 0 0 1-1.5-1.5v-5a1.5 1.5 0 0 1 1.5-1.5z",
                ),
                (
                    Line,
                    "M10.5 3.8a1.5 1.5 0 0 0-1.5-1.3H4A1.5 1.5 0 0 0 2.5 4v5a1.5 1.5 0 0 0 1.3 1.5",
                ),
            ],
            Self::Menu => &[(Line, "M2.5 4.5h11M2.5 8h11M2.5 11.5h11")],
            Self::Send => &[(Line, "M2.5 8h10M8.5 4l4 4-4 4")],
            Self::Pick => &[(
                Line,
                "M3 13 9.5 6.5M6 3.6c3-1.6 6.2-0.6 7 0.3-2 0.2-3.3 0.6-4.6 1.7",
            )],
            Self::Restart => &[
                (Line, "M8 2.2v3.6"),
                (Line, "M5 4.2a5 5 0 1 0 6 0"),
                (Line, "M12.9 3.2l-1.9 1 1.1 1.9"),
            ],
            Self::Resume => &[(Bold, "M4.6 3.8v8.4"), (Line, "M8 4v8l5.4-4z")],
            Self::Heal => &[
                (Line, "M2 8h4.2M9.8 8H14"),
                (Line, "M4.4 5.8 6.6 8 4.4 10.2M11.6 5.8 9.4 8l2.2 2.2"),
            ],
        }
    }

    /// The icon inside a drawing, its middle at this place.
    pub fn at(self, x: f64, y: f64, size: f64) -> Html {
        html! {
            <svg class="icon" x={(x - size / 2.0).to_string()} y={(y - size / 2.0).to_string()}
                width={size.to_string()} height={size.to_string()} viewBox="0 0 16 16" aria-hidden="true">
                { self.paths() }
            </svg>
        }
    }

    fn paths(self) -> Html {
        self.strokes()
            .iter()
            .map(|(stroke, d)| html! { <path class={stroke.class()} d={*d} /> })
            .collect()
    }
}

/// An icon in running text or a control, its edge in CSS pixels; hidden from screen readers, who read the word beside it.
pub fn icon(glyph: Glyph, size: u32) -> Html {
    let size = size.to_string();
    html! {
        <svg class="icon" width={size.clone()} height={size} viewBox="0 0 16 16" aria-hidden="true">
            { glyph.paths() }
        </svg>
    }
}

/// The mark of Synod: five seats on a ring, three of them filled.
pub fn logo() -> Html {
    const SEATS: [(&str, &str, bool); 5] = [
        ("12", "3.5", true),
        ("20.1", "9.4", true),
        ("17", "18.9", false),
        ("7", "18.9", false),
        ("3.9", "9.4", true),
    ];
    html! {
        <svg class="logo" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <circle class="ring" cx="12" cy="12" r="8.5" />
            { for SEATS.iter().map(|(x, y, on)| html! {
                <circle class={if *on { "on" } else { "off" }} cx={*x} cy={*y} r="2.9" />
            }) }
        </svg>
    }
}
