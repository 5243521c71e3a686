//! Every chore of the project behind one command, `cargo xtask`: nothing else has to be installed
//! or remembered.
//!
//! A chore that needs a tool gets it, pinned, below `target/`; what it cannot get it names, with
//! the remedy.

mod browser;
mod command;
mod dist;
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
        /// Leave out what needs a browser
        #[arg(long)]
        fast: bool,
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
        Chore::Shots { options } => {
            dist::build(&places)?;
            browser::shots(&places, &options)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
