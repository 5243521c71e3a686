//! The sheet at the lower edge of a phone: what it shows, and how far it is pulled up. Pure.

/// What the sheet shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shows {
    /// Everything about what is selected.
    #[default]
    Inspector,
    /// Only the form that asks something of it.
    Form,
    /// The open tab of the lane.
    Lane,
}

impl Shows {
    /// Its name in `data-shows`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inspector => "inspector",
            Self::Form => "form",
            Self::Lane => "lane",
        }
    }
}

/// How far it is pulled up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Snap {
    /// Below everything else.
    #[default]
    Peek,
    /// Up to the stage.
    Half,
    /// Over the stage.
    Full,
}

/// Shares of the window's height between two places: a sheet that is let go goes to the nearer one.
const HALF_FROM: f64 = 0.36;
const FULL_FROM: f64 = 0.7;

impl Snap {
    /// Its name in `data-snap`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Peek => "peek",
            Self::Half => "half",
            Self::Full => "full",
        }
    }

    /// One place up; from the uppermost there is none.
    pub fn higher(self) -> Self {
        match self {
            Self::Peek => Self::Half,
            Self::Half | Self::Full => Self::Full,
        }
    }

    /// One place down.
    pub fn lower(self) -> Self {
        match self {
            Self::Full => Self::Half,
            Self::Half | Self::Peek => Self::Peek,
        }
    }

    /// What a tap on the handle does: up, and from the top down again.
    pub fn tapped(self) -> Self {
        match self {
            Self::Full => Self::Peek,
            other => other.higher(),
        }
    }

    /// Where a sheet comes to rest that was let go at this share of the window's height.
    pub fn nearest(share: f64) -> Self {
        match share {
            ..HALF_FROM => Self::Peek,
            HALF_FROM..FULL_FROM => Self::Half,
            _ => Self::Full,
        }
    }
}

/// The sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bottom {
    /// What it shows.
    pub shows: Shows,
    /// How far it is pulled up.
    pub snap: Snap,
}

impl Bottom {
    /// Shows something: what is asked for has room to be read.
    pub fn open(self, shows: Shows) -> Self {
        let snap = self.snap.max(Snap::Half);
        Self { shows, snap }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_that_is_let_go_comes_to_the_nearest_place() {
        for (share, snap) in [
            (0.0, Snap::Peek),
            (0.3, Snap::Peek),
            (0.4, Snap::Half),
            (0.6, Snap::Half),
            (0.8, Snap::Full),
            (1.4, Snap::Full),
        ] {
            assert_eq!(Snap::nearest(share), snap, "{share}");
        }
    }

    #[test]
    fn taps_go_up_and_then_all_the_way_down() {
        let mut snap = Snap::Peek;
        let mut seen = Vec::new();
        for _ in 0..3 {
            snap = snap.tapped();
            seen.push(snap);
        }
        assert_eq!(seen, [Snap::Half, Snap::Full, Snap::Peek]);
        assert_eq!(Snap::Peek.lower(), Snap::Peek);
        assert_eq!(Snap::Full.higher(), Snap::Full);
    }

    #[test]
    fn what_is_opened_can_be_read() {
        let peek = Bottom::default();
        assert_eq!(peek.open(Shows::Lane).snap, Snap::Half);
        let full = Bottom {
            snap: Snap::Full,
            ..peek
        };
        assert_eq!(full.open(Shows::Form).snap, Snap::Full, "never lower");
    }
}
