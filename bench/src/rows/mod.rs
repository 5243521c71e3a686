//! The budgets, row by row: what is demanded, what is measured, and whether it holds.
//!
//! Every ratio is taken in one run on one machine, both sides in alternation. Rows about something that the project
//! does not have yet are listed as missing; so is a row whose peer cannot be built or run here, with the reason.

mod arrival;
mod budgets;
mod builders;
mod command;
mod duel;
#[cfg(feature = "browser")]
mod mine;
mod native;
#[cfg(feature = "browser")]
mod page;
mod peers;
#[cfg(feature = "browser")]
mod stage;
mod stake;
mod table;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use budgets::{BUDGETS, Budget, Goal};

/// What is measured, and where what it takes is kept.
#[derive(Args)]
pub struct Options {
    /// Only this row; may be given several times
    #[arg(long = "row", value_name = "N")]
    rows: Vec<u8>,
    /// How many rounds; the median counts
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    runs: u32,
    /// Print a line of JSON for each row instead of the table
    #[arg(long)]
    json: bool,
    /// Where the peers are built
    #[arg(long)]
    folder: PathBuf,
    /// The folder of the page with the module in it
    #[arg(long)]
    page: Option<PathBuf>,
    /// The folder of the real page
    #[arg(long)]
    dist: Option<PathBuf>,
    /// The folder of the real page over a crowd
    #[arg(long)]
    crowd: Option<PathBuf>,
    /// Why there is none
    #[arg(
        long,
        default_value = "only `cargo xtask bench` builds the page for it"
    )]
    no_page: String,
}

/// What came of a measurement.
struct Figure {
    /// Ours.
    ours: f64,
    /// The peer's, or the limit.
    against: f64,
    /// Ours over the other: the median of the rounds, where there were rounds.
    ratio: f64,
    /// What a reader should know of it.
    note: String,
}

impl Figure {
    /// Of what has a limit.
    fn within(limit: f64, ours: f64, note: String) -> Self {
        Self {
            ours,
            against: limit,
            ratio: ours / limit,
            note,
        }
    }

    fn holds(&self, goal: &Goal) -> bool {
        match goal {
            Goal::Times(least) => self.ratio >= *least,
            Goal::Least(_) => self.ratio >= 1.0,
            Goal::Most(_) => self.ratio <= 1.0,
            Goal::AtMost(most) => self.ratio <= *most,
            Goal::Later(_) => false,
        }
    }
}

/// A line of the table: a goal, and what was measured or why nothing was.
struct Line {
    budget: &'static Budget,
    outcome: Result<Figure, String>,
}

/// Measures rows and prints each as soon as it is known.
pub fn measure(options: &Options) -> Result<()> {
    if !options.json {
        table::head();
    }
    let wanted = |row| options.rows.is_empty() || options.rows.contains(&row);
    let mut rest = BUDGETS;
    while let Some(first) = rest.first() {
        let goals = rest.iter().take_while(|it| it.row == first.row).count();
        let (budgets, others) = rest.split_at(goals);
        rest = others;
        if !wanted(first.row) {
            continue;
        }
        for line in lines(options, budgets) {
            if options.json {
                println!("{}", table::json(&line));
            } else {
                table::print(&line);
            }
        }
    }
    Ok(())
}

/// One row, which may have several goals.
fn lines(options: &Options, budgets: &'static [Budget]) -> Vec<Line> {
    let line = |budget, outcome| Line { budget, outcome };
    if let Goal::Later(_) = budgets[0].goal {
        let why = "what it measures does not exist yet";
        return vec![line(&budgets[0], Err(why.into()))];
    }
    match row(options, budgets[0].row) {
        Ok(figures) => {
            assert_eq!(figures.len(), budgets.len(), "a figure for every goal");
            let pairs = budgets.iter().zip(figures);
            pairs.map(|(budget, it)| line(budget, Ok(it))).collect()
        }
        Err(error) => {
            let why = format!("{error:#}");
            let missing = |budget| line(budget, Err(why.clone()));
            budgets.iter().map(missing).collect()
        }
    }
}

/// The figures of a row in the order of its goals.
fn row(options: &Options, row: u8) -> Result<Vec<Figure>> {
    let runs = options.runs as usize;
    match row {
        1 => native::wandering(&options.folder, runs),
        3 => native::growth(runs),
        4 => native::committing(&options.folder, runs),
        5 => native::watched(runs),
        7 => builders::committing(&options.folder, runs),
        8 => native::mining(&options.folder, runs),
        10 => native::storms(runs),
        11 => native::exploring(&options.folder, runs),
        14 => stake::drawing(&options.folder, runs),
        26 => stake::verifying(&options.folder, runs),
        22 => Ok(native::idle()),
        23 => native::judging(runs),
        18 | 19 => {
            let missing = "only `cargo xtask bench` builds the page";
            let dist = options.dist.as_deref().context(missing)?;
            match row {
                18 => arrival::size(&options.folder, dist),
                _ => arrival::time(&options.folder, dist, runs),
            }
        }
        2 | 6 | 9 | 12 | 13 | 15 | 16 | 17 | 20 | 21 | 25 | 27 => in_browser(options, row, runs),
        _ => unreachable!("row {row} is one that comes later"),
    }
}

#[cfg(feature = "browser")]
fn in_browser(options: &Options, row: u8, runs: usize) -> Result<Vec<Figure>> {
    let missing = || anyhow::anyhow!("{}", options.no_page);
    let crowd = || options.crowd.as_deref().ok_or_else(missing);
    let dist = || options.dist.as_deref().ok_or_else(missing);
    let folder = || options.page.as_deref().ok_or_else(missing);
    match row {
        15 => stage::crowd(dist()?, crowd()?, runs),
        16 => stage::elements(dist()?, crowd()?, &options.folder, runs),
        17 => stage::events(crowd()?, runs),
        25 => stage::tree(crowd()?, runs),
        2 => page::wandering(folder()?, runs),
        6 => page::committing(folder()?, runs),
        12 => mine::hashing(folder()?, &options.folder, runs),
        13 => mine::together(folder()?, &options.folder, runs),
        9 => page::beating(folder()?, &options.folder, runs),
        27 => page::verifying(folder()?, &options.folder, runs),
        20 => page::seeking(folder()?),
        _ => page::memory(folder()?),
    }
}

#[cfg(not(feature = "browser"))]
fn in_browser(_: &Options, _: u8, _: usize) -> Result<Vec<Figure>> {
    anyhow::bail!("built without the feature `browser`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_budgets_is_there_in_order() {
        let mut rows: Vec<u8> = BUDGETS.iter().map(|budget| budget.row).collect();
        assert!(rows.is_sorted());
        rows.dedup();
        assert!(rows.into_iter().eq(1..=27));
    }

    #[test]
    fn goals_are_held_from_their_bound_on() {
        let figure = |ratio| Figure {
            ratio,
            ..Figure::within(1.0, 1.0, String::new())
        };
        assert!(figure(3.0).holds(&Goal::Times(3.0)) && !figure(2.9).holds(&Goal::Times(3.0)));
        assert!(figure(1.0).holds(&Goal::Least(58.0)) && !figure(0.9).holds(&Goal::Least(58.0)));
        assert!(figure(1.5).holds(&Goal::AtMost(1.5)) && !figure(1.6).holds(&Goal::AtMost(1.5)));
        assert!(figure(1.0).holds(&Goal::Most(40.0)) && !figure(1.1).holds(&Goal::Most(40.0)));
    }
}
