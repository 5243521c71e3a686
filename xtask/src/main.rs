//! Every chore of the project behind one command, `cargo xtask`: nothing else has to be installed
//! or remembered.
//!
//! A chore that needs a tool gets it, pinned, below `target/`; what it cannot get it names, with
//! the remedy.

mod bench;
mod browser;
mod command;
mod dist;
mod onefile;
mod places;
mod serve;
mod stamp;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use places::Places;

/// The chores of Synod.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build the page and serve it on this machine
    Serve {
        /// Rebuild when a source changes
        #[arg(long)]
        watch: bool,
        /// The port to try first
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Build the page into dist/, ready for any static host
    Build,
    /// Run every check; the last line counts them
    Test {
        /// Leave out what needs a browser, and most of what is hostile
        #[arg(long)]
        fast: bool,
    },
    /// Measure the rows of the budgets, each beside its peer or limit
    ///
    /// A line for each goal: number, row, ours, peer or limit, ratio, goal, and whether it holds; below it what a
    /// reader should know. Rows about what the project does not have yet are listed as missing, and so is a row
    /// whose peer cannot be built or run, with the reason. Peers are built below target/ from bench/peers and the
    /// registry. Ratios decide: both sides run in alternation on one core (CORE, default 1), and the median counts.
    Bench {
        /// Only this row; may be given several times
        #[arg(long = "row", value_name = "N", value_parser = clap::value_parser!(u8).range(1..=27))]
        rows: Vec<u8>,
        /// How many rounds; the median counts
        #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
        runs: u32,
        /// Print a line of JSON for each goal instead of the table
        #[arg(long)]
        json: bool,
    },
    /// Photograph the page into target/shots/ (`cargo xtask shots --help` lists the options)
    #[command(disable_help_flag = true)]
    Shots {
        /// Handed on to the photographer
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
}

fn main() -> ExitCode {
    match perform(Arguments::parse().chore) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(chore: Chore) -> Result<ExitCode> {
    let places = Places::find();
    match chore {
        Chore::Serve { watch, port } => serve::serve(&places, port, watch)?,
        Chore::Build => dist::build(&places)?,
        Chore::Test { fast } => return Ok(test::test(&places, fast)),
        Chore::Bench { rows, runs, json } => bench::bench(&places, &rows, runs, json)?,
        Chore::Shots { options } => {
            if options.iter().any(|option| option == "--crowd") {
                dist::build_crowd(&places)?;
            } else {
                dist::build(&places)?;
            }
            browser::shots(&places, &options)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
