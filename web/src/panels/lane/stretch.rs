//! Long lists of which only the rows in sight exist. Browsers end an element at some ten million pixels: a list that
//! would be higher is scaled, so that the bar still reaches its first and its last row.

use std::ops::Range;

/// The highest that a list is drawn, in CSS pixels; every browser draws as much.
const HIGHEST: f64 = 8_000_000.0;
/// Rows beyond both edges, so that scrolling shows no gap.
const SPARE: usize = 4;

/// A list of so many rows behind a window of so many CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stretch {
    /// How many rows there are.
    pub total: usize,
    /// How high the window is.
    pub view: f64,
    /// How high a row is.
    pub row: f64,
}

impl Stretch {
    /// How high the list is drawn.
    pub fn height(self) -> f64 {
        self.whole().min(HIGHEST)
    }

    /// Whether a row has fewer pixels of the bar than it is high.
    pub fn is_scaled(self) -> bool {
        self.whole() > HIGHEST
    }

    /// How many rows are drawn at a time.
    pub fn drawn(self) -> usize {
        (self.view / self.row) as usize + 2 * SPARE
    }

    /// The row at the upper edge, with its fraction, where the list is scrolled so far.
    pub fn first(self, top: f64) -> f64 {
        let (rest, drawn) = (self.whole() - self.view, self.height() - self.view);
        let share = if drawn > 0.0 {
            rest.max(0.0) / drawn
        } else {
            1.0
        };
        top.max(0.0) * share / self.row
    }

    /// How far the list is scrolled where this row stands at the upper edge.
    pub fn top(self, first: f64) -> f64 {
        let (rest, drawn) = (self.whole() - self.view, self.height() - self.view);
        if rest > 0.0 {
            (first * self.row * drawn / rest).min(drawn)
        } else {
            0.0
        }
    }

    /// The rows to draw where this one stands at the upper edge.
    pub fn rows(self, first: f64) -> Range<usize> {
        let from = (first as usize).saturating_sub(SPARE);
        from..self.total.min(from + self.drawn())
    }

    /// Where a row is drawn, from the top of the list, while `first` stands at the upper edge.
    pub fn place(self, row: usize, first: f64) -> f64 {
        self.top(first) + (row as f64 - first) * self.row
    }

    fn whole(self) -> f64 {
        self.total as f64 * self.row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: f64 = 24.0;

    fn list(total: usize) -> Stretch {
        Stretch {
            total,
            view: 240.0,
            row: ROW,
        }
    }

    #[test]
    fn a_short_list_is_as_high_as_its_rows() {
        let list = list(1000);
        assert_eq!(list.height(), 24_000.0);
        assert_eq!(list.first(2400.0), 100.0);
        assert_eq!(list.top(100.0), 2400.0);
        assert_eq!(list.rows(100.0), 96..114);
        for row in [96, 100, 113] {
            assert_eq!(list.place(row, 100.0), row as f64 * ROW);
        }
    }

    #[test]
    fn a_list_of_millions_reaches_from_its_first_row_to_its_last() {
        let list = list(4_000_000);
        assert_eq!(list.height(), HIGHEST);
        assert_eq!(list.first(0.0), 0.0);
        let last = list.first(HIGHEST - 240.0);
        assert!(
            (last - 3_999_990.0).abs() < 1e-3,
            "{last} is ten rows from the end"
        );
        assert_eq!(list.rows(last).end, 4_000_000);
        for first in [0.0, 1.5, 1_234_567.0, last] {
            let again = list.first(list.top(first));
            assert!((again - first).abs() < 1e-3, "{first} came back as {again}");
            let place = list.place(first as usize + 1, first) - list.top(first);
            assert!(
                (0.0..=ROW).contains(&place),
                "the next row stands below the edge: {place}"
            );
        }
    }

    #[test]
    fn what_fits_is_not_scrolled() {
        let list = list(3);
        assert_eq!((list.top(0.0), list.first(0.0)), (0.0, 0.0));
        assert_eq!(list.rows(0.0), 0..3);
    }
}
