//! `synod check` and `synod search`: what they find, say and end with.

use std::process::{Command, Output, Stdio};

fn synod(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synod"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is text")
}

#[test]
fn storms_break_nothing_in_any_weather() {
    for storm in ["calm", "bad-day", "hostile"] {
        let output = synod(&["check", "benmo", "--seeds", "0..49", "--storm", storm]);
        assert_eq!(output.status.code(), Some(0), "{storm}: {}", text(&output));
        assert_eq!(
            text(&output),
            format!("PASS benmo seeds 0..49 storm {storm}\n")
        );
    }
}

/// Every quirk is found from the system and its properties alone, and its script is short and shows it.
#[test]
fn every_quirk_is_found_and_its_script_replays() {
    for quirk in ["B1", "B2", "B3", "B4", "B5", "B9"] {
        let output = synod(&["search", "benmo", "--quirk", quirk, "--seeds", "0..199"]);
        let script = text(&output);
        assert_eq!(output.status.code(), Some(0), "{quirk} is found");
        let acts = synod_core::storm::actions(&script);
        assert!(acts <= 12, "{quirk} takes {acts} actions:\n{script}");
        let mut run = Command::new(env!("CARGO_BIN_EXE_synod"))
            .args(["run", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut input = run.stdin.take().expect("it is piped");
        std::io::Write::write_all(&mut input, script.as_bytes()).expect("it reads");
        drop(input);
        let replayed = run.wait_with_output().expect("it ends");
        assert_eq!(
            replayed.status.code(),
            Some(0),
            "{quirk}:\n{script}{}",
            text(&replayed)
        );
    }
}

#[test]
fn the_answer_depends_on_the_arguments_alone() {
    let once = || {
        text(&synod(&[
            "search",
            "benmo",
            "--quirk",
            "shared-log",
            "--seeds",
            "0..99",
            "--json",
        ]))
    };
    assert_eq!(once(), once());
    assert!(once().starts_with("{\"type\":\"found\",\"seed\":"));
}

#[test]
fn a_search_that_finds_nothing_says_so_and_ends_with_1() {
    let found = |more: &[&str]| {
        let output = synod(&[&["search", "benmo", "--seeds", "0..3"], more].concat());
        (output.status.code(), text(&output))
    };
    assert_eq!(
        found(&[]),
        (Some(1), "nothing found in benmo\n".to_string())
    );
    let row = "{\"type\":\"end\",\"ok\":false,\"protocol\":\"benmo\",\"storm\":\"hostile\",\
        \"from\":0,\"to\":3,\"found\":null}\n";
    assert_eq!(found(&["--json"]), (Some(1), row.to_string()));
}

#[test]
fn wrong_arguments_are_usage() {
    for wrong in [
        vec!["check", "nobody"],
        vec!["check", "benmo", "--seeds", "9..1"],
        vec!["check", "benmo", "--seeds", "9"],
        vec!["check", "benmo", "--storm", "breeze"],
        vec!["check", "benmo", "--shard", "3/2"],
        vec!["check", "benmo", "--shard", "0/0"],
        vec!["check", "benmo", "--shard", "1/18446744073709551615"],
        vec!["search", "benmo", "--quirk", "B99"],
        vec!["search", "benmo", "--budget", "soon"],
    ] {
        assert_eq!(synod(&wrong).status.code(), Some(2), "{wrong:?}");
    }
}
