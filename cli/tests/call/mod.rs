//! Calling `synod` as a program.

use std::io::Write;
use std::process::{Command, Stdio};

/// How a call ended.
pub struct Called {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

impl Called {
    /// Its last line.
    pub fn last(&self) -> &str {
        self.out.lines().last().unwrap_or_default()
    }
}

/// Calls it with something to read.
pub fn call_with(arguments: &[&str], input: &str) -> Called {
    let mut child = Command::new(env!("CARGO_BIN_EXE_synod"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("synod starts");
    // A program that was told no file reads nothing; that is not the caller's mistake.
    let _ = child
        .stdin
        .take()
        .expect("its input is a pipe")
        .write_all(input.as_bytes());
    let output = child.wait_with_output().expect("synod ends");
    Called {
        code: output.status.code().expect("synod was not killed"),
        out: String::from_utf8(output.stdout).expect("it prints text"),
        err: String::from_utf8(output.stderr).expect("it complains in text"),
    }
}

/// Runs a script.
pub fn play(script: &str) -> Called {
    call_with(&["run", "-"], script)
}

/// A script that passes.
pub const GOOD: &str = "protocol benmo\nset latency 100ms\nset pause 1s\nsubmit n1 transfer n1 n2 30\nrun 5s\nexpect committed = 1\n";
