//! What `synod run --json` prints: only lines of JSON, whole, with their keys in order.

mod call;

use call::{GOOD, call_with, play};
use serde_json::Value;

fn keys(line: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(line).expect("a line of JSON");
    let map = value.as_object().expect("each line is an object");
    let mut keys: Vec<(usize, String)> = map
        .keys()
        .map(|key| {
            (
                line.find(&format!("\"{key}\":")).expect("its own key"),
                key.clone(),
            )
        })
        .collect();
    keys.sort();
    keys.into_iter().map(|(_, key)| key).collect()
}

/// The type of a line, whose keys stand in the order of DESIGN.md section 6.
fn type_of(line: &str) -> String {
    let value: Value = serde_json::from_str(line).expect("a line of JSON");
    let name = value["type"].as_str().expect("each line has a type");
    let keys = keys(line);
    let order = match name {
        "record" => {
            let order = "type step time what node message kind from to cause";
            let order: Vec<&str> = order.split(' ').collect();
            let known = keys
                .iter()
                .filter_map(|key| order.iter().position(|other| other == key));
            assert!(known.is_sorted(), "{line}");
            assert_eq!(keys[..4], order[..4], "{line}");
            return name.to_owned();
        }
        "refused" => {
            assert_eq!(keys[..2], ["type", "line"], "{line}");
            return name.to_owned();
        }
        "expect" => "type line text ok found",
        "violation" => "type property step time facts",
        "end" => "type ok protocol steps time expects held fingerprint",
        other => panic!("a line of type {other}"),
    };
    assert_eq!(keys.join(" "), order, "{line}");
    name.to_owned()
}

#[test]
fn json_has_only_lines_of_json_with_their_keys_in_order() {
    let script = format!("{GOOD}expect committed = 7\nrestart n3\ncorrupt n2 block 1\n");
    let called = call_with(&["run", "-", "--json"], &script);
    assert_eq!((called.code, called.err.as_str()), (1, ""));
    let mut types = std::collections::BTreeMap::<String, usize>::new();
    for line in called.out.lines() {
        *types.entry(type_of(line)).or_default() += 1;
    }
    assert_eq!(
        (
            types["expect"],
            types["violation"],
            types["refused"],
            types["end"]
        ),
        (2, 1, 1, 1)
    );
    assert!(types["record"] > 25, "a round has more records: {types:?}");
    let end: Value = serde_json::from_str(called.last()).expect("the last line");
    assert_eq!(
        (
            end["ok"].as_bool(),
            end["expects"].as_u64(),
            end["held"].as_u64()
        ),
        (Some(false), Some(2), Some(1))
    );
    assert_eq!(end["time"].as_u64(), Some(5_000_000));
    let text = play(&script);
    assert!(
        text.last()
            .ends_with(end["fingerprint"].as_str().expect("hex text")),
        "both ways tell the same run"
    );
}

#[test]
fn every_message_of_json_is_sent_once_and_ends_once() {
    let called = call_with(&["run", "-", "--json"], GOOD);
    let mut sent = std::collections::BTreeSet::new();
    let mut ended = std::collections::BTreeSet::new();
    for line in called.out.lines() {
        let value: Value = serde_json::from_str(line).expect("a line of JSON");
        let message = || {
            value["message"]
                .as_str()
                .expect("the id of a message")
                .to_owned()
        };
        match value["what"].as_str() {
            Some("sent") => assert!(sent.insert(message()), "{line}"),
            Some("delivered" | "lost") => assert!(ended.insert(message()), "{line}"),
            _ => {}
        }
    }
    assert_eq!(
        sent.len(),
        25,
        "a calm round of five has five messages of five kinds"
    );
    assert_eq!(sent, ended);
}
