//! Texts made at random: words, edits of real scripts, and scripts that are right.

use proptest::prelude::*;

/// A word that a line may hold, or nearly.
pub fn word() -> impl Strategy<Value = String> {
    let known = "protocol benmo nodes clients seed absent set quirk until run at await within expect not violated \
        witnessed balance height committed tip chain fact leader no role state link pending messages reply refused \
        fingerprint submit transfer put crash restart amnesia pause resume sever dropping heal partition drop \
        duplicate hold release delay deliver fire skew corrupt block tail nominate forge later after on of title say \
        ask goal hint par branch from n1 n2 n5 n9 n1000 c1 m1 m17 n1#1 c1#1 -> | = != < >= 0 1 5 -1 2s 100ms 1h 20ms..60ms 5% \
        prepare ack accept accepted decision update round idle agreement duel all-decided latency loss order fifo \
        log-limit @0 @1 @40 ( ) [ ] { } , : # \"x\" 'y' true none \"\\u{1f980}\" 9007199254740991 18446744073709551616 \
        0.0000001s 99999999999h {depth: 3} {ballot: (1, n2), depth: 0}";
    let known: Vec<String> = known.split_whitespace().map(str::to_owned).collect();
    prop_oneof![9 => proptest::sample::select(known), 1 => "\\PC{0,6}"]
}

fn node() -> impl Strategy<Value = String> {
    (1_u16..=9).prop_map(|number| format!("n{number}"))
}

fn two() -> impl Strategy<Value = (String, String)> {
    (1_u16..=6, 1_u16..=5).prop_map(|(one, other)| {
        let other = if other >= one { other + 1 } else { other };
        (format!("n{one}"), format!("n{other}"))
    })
}

fn span() -> impl Strategy<Value = String> {
    (0_u32..5000, proptest::sample::select(vec!["us", "ms", "s"]))
        .prop_map(|(count, unit)| format!("{count}{unit}"))
}

fn target() -> impl Strategy<Value = String> {
    let kinds = vec![
        "prepare", "ack", "accept", "accepted", "decision", "ask", "update",
    ];
    prop_oneof![
        (1_u32..100).prop_map(|id| format!("m{id}")),
        (proptest::sample::select(kinds), two())
            .prop_map(|(kind, (from, to))| format!("{kind} {from} -> {to}")),
    ]
}

fn literal() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (-99_i64..99).prop_map(|number| number.to_string()),
        proptest::sample::select(vec!["true", "none", "word", "\"a \\\"b\\\"\"", "'x'"])
            .prop_map(String::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let list = || proptest::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            list().prop_map(|items| format!("[{}]", items.join(", "))),
            list().prop_map(|items| format!("({})", items.join(","))),
            list().prop_map(|items| {
                let pairs = items
                    .iter()
                    .enumerate()
                    .map(|(place, item)| format!("k{place}: {item}"));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }),
        ]
    })
}

fn action() -> impl Strategy<Value = String> {
    let on_message =
        proptest::sample::select(vec!["drop", "duplicate", "hold", "release", "deliver"]);
    let on_link = (
        proptest::sample::select(vec!["sever", "heal"]),
        two(),
        any::<bool>(),
    );
    prop_oneof![
        (node(), node(), node(), -50_i64..500).prop_map(|(at, from, to, amount)| format!(
            "submit {at} transfer {from} {to} {amount}"
        )),
        (
            proptest::sample::select(vec!["crash", "restart", "pause", "resume"]),
            node()
        )
            .prop_map(|(word, node)| format!("{word} {node}")),
        on_link.prop_map(|(word, (a, b), arrow)| format!(
            "{word} {a} {}{b}",
            if arrow { "-> " } else { "" }
        )),
        two().prop_map(|(a, b)| format!("partition {a} | {b} dropping")),
        Just("heal".to_string()),
        (on_message, target()).prop_map(|(word, target)| format!("{word} {target}")),
        (target(), span()).prop_map(|(target, span)| format!("delay {target} {span}")),
        (node(), 10_u32..=1000)
            .prop_map(|(node, rate)| format!("skew {node} {rate}.5%").replace("1000.5", "1000")),
        (node(), proptest::sample::select(vec!["pause", "round"]))
            .prop_map(|(node, timer)| format!("fire {node} {timer}")),
        (node(), 1_u32..5).prop_map(|(node, height)| format!("corrupt {node} block {height}")),
        (two(), literal())
            .prop_map(|((from, to), body)| format!("forge update {from} -> {to} {body}")),
        (node(), span()).prop_map(|(node, span)| format!("later crash {node} after {span}")),
        (span(), node()).prop_map(|(span, node)| format!("set pause {span} on {node}")),
        (0_u32..=100, two())
            .prop_map(|(share, (a, b))| format!("set loss {share}% of ack on {a} -> {b}")),
    ]
}

fn predicate() -> impl Strategy<Value = String> {
    prop_oneof![
        (node(), -5_i64..200).prop_map(|(node, amount)| format!("balance {node} >= {amount}")),
        (0_u32..4, node()).prop_map(|(height, node)| format!("committed != {height} on {node}")),
        (node(), literal()).prop_map(|(node, value)| format!("fact {node} ballot = {value}")),
        two().prop_map(|(a, b)| format!("tip {a} = {b}")),
        two().prop_map(|(a, b)| format!("link {a} {b} = cut-back")),
        (node(), 1_u32..4)
            .prop_map(|(node, number)| format!("reply {node}#{number} = rejected 'no \"money\"'")),
        proptest::sample::select(vec![
            "no leader",
            "agreement",
            "violated exactly-once",
            "witnessed duel",
            "refused",
            "all-decided"
        ])
        .prop_map(String::from),
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => action(),
        2 => (0_u32..60, action()).prop_map(|(time, action)| format!("at {time}s {action}")),
        1 => (0_u32..60, action()).prop_map(|(step, action)| format!("@{step}   {action}")),
        2 => span().prop_map(|span| format!("run {span}")),
        2 => predicate().prop_map(|predicate| format!("expect not {predicate}")),
        1 => (predicate(), span()).prop_map(|(predicate, span)| format!("await {predicate} within {span}")),
        1 => "[ -~]{0,20}".prop_map(|text| format!("  # {text}")),
        1 => "[a-zäß🦀 ]{0,20}".prop_map(|text| format!("say \"{text}\" # said")),
        1 => Just(String::new()),
    ]
}

/// A text that is a script, whatever it does.
pub fn valid() -> impl Strategy<Value = String> {
    let header = (1_u16..=50, 0_u64..(1 << 53), any::<bool>());
    (header, proptest::collection::vec(line(), 0..30)).prop_map(|((nodes, seed, version), lines)| {
        let version = if version { "synod 1\n" } else { "" };
        format!("{version}# made\nprotocol benmo\nseed {seed}\nnodes {nodes}\nset pause 1s..3s\n{}\n", lines.join("\n"))
    })
}
