//! `synod` as a program: what it prints, where, and how it ends.

mod call;

use std::path::PathBuf;

use call::{Called, GOOD, call_with, play};
use serde_json::Value;
use synod_core::protocols::CATALOG;

/// Calls it with nothing to read.
fn call(arguments: &[&str]) -> Called {
    call_with(arguments, "")
}

/// Plays a script from standard input.
fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a file for the test can be written");
    path.display().to_string()
}

const BAD: &str = "protocol benmo\nexpect committed = 1\n";

#[test]
fn a_script_that_passes_ends_with_0() {
    let called = play(GOOD);
    assert_eq!(called.code, 0, "{}", called.out);
    assert_eq!(called.err, "");
    let lines: Vec<&str> = called.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", called.out);
    assert_eq!(lines[0], "ok   6:1 expect committed = 1");
    let words: Vec<&str> = lines[1].split(' ').collect();
    assert_eq!(&words[..3], ["PASS", "benmo", "steps"]);
    assert_eq!(
        &words[4..9],
        ["time", "5s", "expects", "1/1", "fingerprint"]
    );
    let hex = words[9];
    assert!(
        hex.len() == 16 && hex.bytes().all(|byte| b"0123456789abcdef".contains(&byte)),
        "{hex}"
    );
}

#[test]
fn an_expectation_that_fails_says_what_was_found_and_ends_with_1() {
    let called = play("protocol benmo\nat 1500ms  expect balance n1 = 80 on n2\n");
    assert_eq!(called.code, 1);
    assert!(
        called
            .out
            .starts_with("FAIL 2:12 expect balance n1 = 80 on n2: found 100 on n2\n"),
        "{}",
        called.out
    );
    assert!(
        called
            .last()
            .starts_with("FAIL benmo steps 0 time 1.5s expects 0/1 fingerprint "),
        "{}",
        called.out
    );
}

#[test]
fn a_refused_action_is_told_and_fails_unless_expected() {
    let called = play("protocol benmo\nrestart n3\n");
    assert_eq!(called.code, 1);
    assert!(
        called.out.starts_with("refused 2:1 restart n3: n3 is up\n"),
        "{}",
        called.out
    );
    let called = play(
        "protocol benmo\nrestart n3\n# a comment does not part them\n\nexpect refused \"n3 is up\"\n",
    );
    assert_eq!(called.code, 0, "{}", called.out);
    let called = play("protocol benmo\nrestart n3\nexpect refused \"n3 is down\"\n");
    assert_eq!(called.code, 1, "{}", called.out);
    let called = play("protocol benmo\nrestart n3\nexpect state n3 = up\nexpect refused\n");
    assert_eq!(
        called.code, 1,
        "only the next statement can expect it: {}",
        called.out
    );
}

#[test]
fn a_violation_is_told_and_fails_unless_expected() {
    let broken = format!("{GOOD}corrupt n2 block 1\n");
    let called = play(&broken);
    assert_eq!(called.code, 1);
    let line = called
        .out
        .lines()
        .find(|line| line.starts_with("VIOLATED"))
        .expect("a violation is printed");
    assert!(
        line.starts_with("VIOLATED chain-integrity at step "),
        "{line}"
    );
    assert!(line.contains(", 5s: ") && line.contains("; "), "{line}");
    let called = play(&format!("{broken}expect violated chain-integrity\n"));
    assert_eq!(called.code, 0, "{}", called.out);
    let called = play(&format!("{broken}expect violated agreement\n"));
    assert_eq!(called.code, 1, "{}", called.out);
}

/// Seventy clients who store under one key are more than the judge of histories follows.
#[test]
fn what_is_counted_is_told_with_depth_and_count_and_has_no_verdict() {
    // n2 and n3 leave a block each for the two of n1.
    let text = "protocol proof-of-work\nset difficulty 4\nset hash-power 100\nset neighbours n1 on n2 n3\n\
        partition n1 | n2 | n3\nsubmit n1 note \"a\"\nsubmit n1 note \"b\"\nsubmit n2 note \"c\"\nsubmit n3 note \"d\"\n\
        at 5s heal\nat 12s expect height >= 2 on n2 n3\n";
    let called = play(text);
    assert_eq!(called.code, 0, "{}", called.out);
    let told = called
        .out
        .lines()
        .filter(|line| line.starts_with("COUNTED"));
    let told: Vec<&str> = told.collect();
    let [told] = told[..] else {
        panic!("{}", called.out);
    };
    let (begins, ends) = ("COUNTED common-prefix at step ", ", 12s: depth 1: 2 times");
    assert!(told.starts_with(begins) && told.ends_with(ends), "{told}");
    let called = call_with(&["run", "-", "--json"], text);
    let rows = called.out.lines();
    let mut rows = rows.map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    let row = rows.find(|row| row["type"] == "counted");
    let row = row.expect("it is told in JSON too");
    assert_eq!(row["facts"], serde_json::json!(["depth 1: 2 times"]));
    let called = play("protocol proof-of-work\nrun 1s\n");
    assert!(
        called.out.contains("0us: no block was left\n")
            || called.out.contains("1s: no block was left\n")
    );
    let called = play("protocol proof-of-work\nexpect not common-prefix\n");
    assert_eq!(called.code, 2, "nobody can expect a count");
}

#[test]
fn what_is_no_longer_judged_is_told_once_and_fails_nothing() {
    let puts: String = (1..=70)
        .map(|client| format!("submit c{client} put a {client}\n"))
        .collect();
    let text = format!("protocol multi-paxos\nclients 70\n{puts}run 1s\nexpect linearisable\n");
    let called = play(&text);
    assert_eq!(called.code, 0, "{}", called.out);
    let why = "with c65#1, more than 64 operations on a were under way at once";
    let told: Vec<&str> = called
        .out
        .lines()
        .filter(|line| line.starts_with("UNJUDGED"))
        .collect();
    assert_eq!(
        told,
        [format!("UNJUDGED linearisable since step 0, 0us: {why}")]
    );
    let called = play(&format!("{text}expect violated linearisable\n"));
    let found = format!("expect violated linearisable: found not judged since 0us: {why}");
    assert!(called.out.contains(&found), "{}", called.out);
    let called = call_with(&["run", "-", "--json"], &text);
    let rows: Vec<Value> = called
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let row = rows.iter().find(|row| row["type"] == "unjudged");
    let row = row.expect("it is told in JSON too");
    assert_eq!(
        (&row["property"], &row["why"]),
        (&"linearisable".into(), &why.into())
    );
    let expected = rows.iter().find(|row| row["type"] == "expect");
    let found = expected.expect("there is one")["found"].as_str();
    assert_eq!(found, Some(format!("not judged since 0us: {why}").as_str()));
}

#[test]
fn a_script_that_cannot_be_read_or_played_ends_with_2() {
    let called = play("protocol benmo\n  crush n1\n");
    assert_eq!((called.code, called.out.as_str()), (2, ""));
    assert!(
        called.err.starts_with("-:2:3: found crush, expected "),
        "{}",
        called.err
    );
    let called = play("protocol benmo\nat 5s crash n1\nat 4s crash n2\n");
    assert_eq!(called.code, 2);
    assert!(called.err.starts_with("-:3:1: "), "{}", called.err);
    let called = play("protocol benmo\n @7 crash n1\n");
    assert_eq!(called.code, 2);
    assert!(called.err.starts_with("-:2:2: "), "{}", called.err);
    let called = call(&["run", "no-such-file.synod"]);
    assert_eq!((called.code, called.out.as_str()), (2, ""));
    assert!(
        called.err.starts_with("no-such-file.synod"),
        "{}",
        called.err
    );
}

#[test]
fn a_script_that_cannot_be_played_is_no_side_of_a_difference() {
    let good = file("good.synod", GOOD);
    let back = file("back.synod", "protocol benmo\nuntil 5s\nuntil 3s\n");
    let called = call(&["diff", &good, &back]);
    assert_eq!((called.code, called.out.as_str()), (2, ""));
    let why = format!("{back}:3:1: found until 3s, expected 5s or later\n");
    assert_eq!(called.err, why);
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_ends_with_2() {
    let full = std::fs::File::create("/dev/full").expect("it is always full");
    let mut list = std::process::Command::new(env!("CARGO_BIN_EXE_synod"));
    let ended = list.arg("list").stdout(full).output().expect("it runs");
    assert_eq!(ended.status.code(), Some(2));
    assert!(!ended.stderr.is_empty(), "it says why");
}

#[test]
fn usage_ends_with_2() {
    for arguments in [
        &["run"][..],
        &[],
        &["walk"],
        &["run", "--seed", "x", "-"],
        &["list", "raft"],
        &["fmt"],
    ] {
        let called = call(arguments);
        assert_eq!((called.code, called.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!called.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn of_several_files_the_worst_counts_and_each_is_run() {
    let (good, bad, wrong) = (
        file("good.synod", GOOD),
        file("bad.synod", BAD),
        file("wrong.synod", "protocol raft\n"),
    );
    assert_eq!(call(&["run", &good, &good]).code, 0);
    assert_eq!(call(&["run", &bad, &good]).code, 1);
    let called = call(&["run", &wrong, "missing.synod", &bad, &good]);
    assert_eq!(called.code, 2);
    assert_eq!(
        called
            .out
            .lines()
            .filter(|line| line.starts_with("PASS") || line.starts_with("FAIL benmo"))
            .count(),
        2
    );
    assert!(
        called.err.lines().count() == 2 && called.err.contains("wrong.synod:1:10: "),
        "{}",
        called.err
    );
}

#[test]
fn output_depends_on_arguments_and_files_only() {
    let (one, other) = (
        call_with(&["run", "-", "--json"], GOOD),
        call_with(&["run", "-", "--json"], GOOD),
    );
    assert_eq!(one.out, other.out);
    let windows = GOOD.replace('\n', "\r\n");
    assert_eq!(play(GOOD).last(), play(&windows).last());
}

#[test]
fn another_seed_or_option_is_another_run() {
    let script = "protocol benmo\nseed 4\nset pause 1s..5s\nsubmit n1 transfer n1 n2 30\nrun 30s\n";
    let (own, same, other) = (
        play(script),
        call_with(&["run", "-", "--seed", "4"], script),
        call_with(&["run", "-", "--seed", "5"], script),
    );
    assert_eq!((own.code, same.code, other.code), (0, 0, 0));
    assert_eq!(own.last(), same.last());
    assert_ne!(own.last(), other.last());
    let slow = call_with(
        &["run", "-", "--set", "latency 9s", "--set", "pause 2s on n1"],
        script,
    );
    assert_ne!(own.last(), slow.last());
    for wrong in [
        "latency",
        "latency fast",
        "loss 101%",
        "speed 3",
        "pause 1s on n1 n1000000",
    ] {
        assert_eq!(
            call_with(&["run", "-", "--set", wrong], script).code,
            2,
            "{wrong}"
        );
    }
}

/// The keys of a line in the order in which they stand there.
#[test]
fn fmt_prints_canonically_and_again_the_same() {
    let loose =
        "protocol   benmo # which\nset latency 100ms..100ms\n\nat 1500ms   crash n1\nrun 0.5s\n";
    let once = call_with(&["fmt", "-"], loose);
    assert_eq!(once.code, 0, "{}", once.err);
    assert_eq!(
        once.out,
        "synod 1\nprotocol benmo # which\nset latency 100ms\n\nat 1.5s crash n1\nrun 500ms\n"
    );
    let twice = call_with(&["fmt", "-"], &once.out);
    assert_eq!(once.out, twice.out);
    assert_eq!(play(loose).last(), play(&once.out).last());
    let wrong = call_with(&["fmt", "-"], "protocol benmo\nrun 5\n");
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(
        wrong.err.starts_with("-:2:5: found 5, expected "),
        "{}",
        wrong.err
    );
}

#[test]
fn list_names_everything_that_the_vocabulary_promises() {
    let called = call(&["list", "benmo"]);
    assert_eq!(called.code, 0);
    let named = |kind: &str, name: &str| {
        called.out.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(kind) && words.next() == Some(name)
        })
    };
    let promised = [
        ("header", "nodes clients seed"),
        (
            "option",
            "latency loss duplication order balance confirmations calm-span pause log-limit round-timeout",
        ),
        ("transaction", "transfer"),
        ("kind", "prepare ack accept accepted decision ask update"),
        ("timer", "pause round"),
        ("role", "idle waiting leading"),
        ("fact", "ballot promised accepted"),
        (
            "property",
            "chain-integrity exactly-once no-coin-created no-overspending agreement durability",
        ),
        (
            "property",
            "one-leader-per-ballot promise-kept no-empty-block duel finished-for-another catch-up all-decided",
        ),
    ];
    for (kind, names) in promised {
        for name in names.split(' ') {
            assert!(
                named(kind, name),
                "{kind} {name} is not listed:\n{}",
                called.out
            );
        }
    }
    for default in [
        "default 2s",
        "default 20s..60s",
        "default 10;",
        "default 10s",
        "default 100;",
        "default 60s",
        "default 5;",
    ] {
        let found = called.out.replace(default.trim_end_matches(';'), "") != called.out;
        assert!(found, "{default} is not listed:\n{}", called.out);
    }
}

#[test]
fn list_as_json_is_one_object_a_line_and_lists_all_systems_without_a_name() {
    let called = call(&["list", "--json"]);
    assert_eq!(called.code, 0);
    let rows: Vec<Value> = called
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert!(
        rows.iter()
            .any(|row| row["type"] == "protocol" && row["name"] == "benmo")
    );
    let balance = rows
        .iter()
        .find(|row| row["name"] == "balance")
        .expect("balance is listed");
    assert_eq!(
        (balance["when"].as_str(), balance["default"].as_str()),
        (Some("header"), Some("100"))
    );
    let pause = rows
        .iter()
        .find(|row| row["type"] == "option" && row["name"] == "pause")
        .expect("pause is listed");
    assert_eq!(
        (pause["when"].as_str(), pause["default"].as_str()),
        (Some("live"), Some("20s..60s"))
    );
}

#[test]
fn a_trace_is_written_in_the_format_of_its_suffix() {
    let trace = |suffix: &str| {
        let path = file(&format!("trace{suffix}"), "");
        let called = call_with(&["run", "-", "--trace", &path], GOOD);
        assert_eq!((called.code, called.err.as_str()), (0, ""), "{suffix}");
        std::fs::read_to_string(path).expect("the trace was written")
    };
    let lines = trace(".jsonl");
    assert!(lines.lines().count() > 25);
    lines
        .lines()
        .for_each(|line| drop(serde_json::from_str::<Value>(line).expect("a line of JSON")));
    let chrome: Value = serde_json::from_str(&trace(".trace.json")).expect("one JSON document");
    assert!(
        chrome["traceEvents"]
            .as_array()
            .is_some_and(|events| events.len() > 25)
    );
    assert!(trace(".mmd").starts_with("sequenceDiagram\n  participant n1\n"));
    assert!(trace(".shiviz").contains("n1"));
    let path = file("trace-of-two.jsonl", "");
    let called = call_with(&["run", "-", "-", "--trace", &path], GOOD);
    assert_eq!((called.code, called.out.as_str()), (2, ""));
    let path = file("trace.txt", "");
    let called = call_with(&["run", "-", "--trace", &path], GOOD);
    assert_eq!((called.code, called.out.as_str()), (2, ""));
}

#[test]
fn fmt_keeps_branches_and_what_says_where_they_begin() {
    let branches = "branch other from main @5\nat 9s crash n2\n\
        branch \"a third one\" from other @5 at 6s\nbranch fourth from main @0 at 1s after 1\ncrash n4\n";
    let text = format!("synod 1\n{GOOD}{branches}");
    let called = call_with(&["fmt", "-"], &text);
    assert_eq!((called.code, called.out.as_str()), (0, text.as_str()));
}

#[test]
fn a_system_has_its_own_vectors_and_without_one_there_are_all() {
    let own = call(&["vectors", "benmo"]);
    assert_eq!((own.code, own.err.as_str()), (0, ""));
    for line in own.out.lines() {
        assert_eq!(line.split('\t').count(), 3, "name, input, output: {line}");
    }
    assert!(own.out.contains("quorum\t5\t3\n"), "{}", own.out);
    let all = call(&["vectors"]);
    assert_eq!(all.code, 0);
    assert!(all.out.starts_with("sha-256\t\te3b0c442"), "{}", all.out);
    let each: String = CATALOG
        .iter()
        .map(|entry| call(&["vectors", entry.about.id]).out)
        .collect();
    assert!(
        all.out.ends_with(&each),
        "the systems' own stand behind the shared ones"
    );
}

#[test]
fn a_system_that_nobody_knows_is_named() {
    let called = call(&["vectors", "raft"]);
    assert_eq!((called.code, called.out.as_str()), (2, ""));
    assert!(
        called
            .err
            .starts_with("found raft, expected a system: benmo"),
        "{}",
        called.err
    );
}
