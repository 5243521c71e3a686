//! Scripts that are wrong, and scripts that nobody would write: a clear place for every error, never a panic.

#[path = "hostile/made.rs"]
mod made;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use made::{valid, word};
use proptest::prelude::*;
use synod_core::about::About;
use synod_core::protocols::CATALOG;
use synod_core::script::{self, ParseError, Script};
use synod_core::session::{Played, Session, Trouble};
use synod_tests::chance::Chance;
use synod_tests::{hostile, scenarios};

/// Messages delivered and scripts read in an ordinary run; `SYNOD_HOSTILE` says another number.
const ATTEMPTS: u32 = 10_000;
/// Bytes that say what is forged into one storm: about six for a message.
const FORGED: usize = 600;

fn parse(text: &str) -> Result<Script, ParseError> {
    let systems: Vec<&'static About> = CATALOG.iter().map(|entry| entry.about).collect();
    script::parse(text, &systems)
}

/// Where each text goes wrong, by SCRIPT.md: in the line after `protocol benmo`, at the column given.
const IN_LINE_2: &[(&str, u32)] = &[
    ("crush n1", 1),
    ("Crash n1", 1),
    ("\tcrush n1", 2),
    ("  crush n1", 3),
    ("crash", 6),
    ("crash  ", 8),
    ("crash # who", 12),
    ("crash n0", 7),
    ("crash n01", 7),
    ("crash n1001", 7),
    ("crash N1", 7),
    ("crash c101", 7),
    ("crash n1 n2", 10),
    ("restart n1 forgetful", 12),
    ("pause c1", 7),
    ("nodes", 6),
    ("nodes five", 7),
    ("nodes 0", 7),
    ("nodes 51", 7),
    ("nodes 60", 7),
    ("nodes -3", 7),
    ("clients 101", 9),
    ("seed -1", 6),
    ("seed 9007199254740992", 6),
    ("protocol benmo", 1),
    ("synod 1", 1),
    ("absent", 7),
    ("absent n6", 8),
    ("absent n2 n6", 11),
    ("absent n2 n2", 11),
    ("submit n1 transfer n1 n2 9007199254740992", 26),
    ("submit n1 transfer n1 n2 -9007199254740992", 26),
    ("submit n1 transfer n1 n2 1.5", 26),
    ("submit n1 transfer n1 n2 1,000", 27),
    ("submit n1 transfer n1 n2 $5", 26),
    ("submit n1 transfer n1 n2", 25),
    ("submit n1 transfer n1 Bank 5", 23),
    ("submit n1 put x 1", 11),
    ("submit n1 get x", 11),
    ("submit n1 note \"x\"", 11),
    ("submit n1 stake n1 5", 11),
    ("submit n1 faucet n1 5", 11),
    ("submit n1", 10),
    ("run 5", 5),
    ("run 0", 5),
    ("run -5s", 5),
    ("run 5S", 5),
    ("run 5 s", 5),
    ("run 1001h", 5),
    ("run 1.5us", 5),
    ("run 0.0000001s", 5),
    ("run .5s", 5),
    ("until", 6),
    ("at 5s", 6),
    ("at crash n1", 4),
    ("at 5s at 6s crash n1", 7),
    ("at 5s until 9s", 7),
    ("at 5s run 1s", 7),
    ("at 5s await committed = 1 within 5s", 7),
    ("at 5s nodes 4", 7),
    ("@x crash n1", 1),
    ("@-1 crash n1", 1),
    ("@ 5", 1),
    ("@5 until 9s", 4),
    ("set", 4),
    ("set speed 3", 5),
    ("set loss", 9),
    ("set loss 101%", 10),
    ("set loss -1%", 10),
    ("set loss 5", 10),
    ("set loss 1.23456%", 10),
    ("set duplication 200%", 17),
    ("set log-limit 0", 15),
    ("set log-limit -1", 15),
    ("set order sorted", 11),
    ("set pause 1", 11),
    ("set pause 5s..1s", 11),
    ("set latency 60ms..20ms", 13),
    ("set latency 1s of promise", 19),
    ("set latency 1s of", 18),
    ("set latency 1s on n1", 21),
    ("set latency 1s on n1 n1", 22),
    ("set pause 1s on", 16),
    ("set pause 1s on c1", 17),
    ("set pause 1s of prepare", 14),
    ("set calm-span 5s on n1", 18),
    ("set quirk nonsense on", 11),
    ("skew n1", 8),
    ("skew n1 5%", 9),
    ("skew n1 1001%", 9),
    ("skew n1 fast", 9),
    ("fire n1", 8),
    ("fire n1 election", 9),
    ("sever n1", 9),
    ("sever n1 n1", 10),
    ("sever n1 -> n1", 13),
    ("sever n1 n2 gently", 13),
    ("heal n1", 8),
    ("heal n1 n1", 9),
    ("partition", 10),
    ("partition n1 |", 15),
    ("partition n1 n2 | n2 n3", 19),
    ("partition n1 n1", 14),
    ("drop", 5),
    ("drop m0", 6),
    ("drop promise n1 -> n2", 6),
    ("drop prepare n1 n2", 17),
    ("drop prepare n1 ->", 19),
    ("delay m1", 9),
    ("delay m1 5", 10),
    ("later crash n1", 15),
    ("later run 5s after 1s", 7),
    ("later crash n1 after", 21),
    ("corrupt n1", 11),
    ("corrupt n1 head 1", 12),
    ("corrupt n1 block", 17),
    ("corrupt n1 tail x", 17),
    ("forge promise n1 -> n2 {}", 7),
    ("forge ask n1 -> n2", 19),
    ("forge ask n1 -> n2 [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", 36),
    ("forge ask n1 -> n2 [1", 22),
    ("forge ask n1 -> n2 {a 1}", 23),
    ("forge ask n1 -> n2 (1 2)", 23),
    ("expect", 7),
    ("expect not", 11),
    ("expect foo", 8),
    ("expect violated duel", 17),
    ("expect witnessed agreement", 18),
    ("expect balance n1 80", 19),
    ("expect balance n1 == 80", 19),
    ("expect balance n1 = 1.5", 21),
    ("expect balance n1 = 9007199254740992", 21),
    ("expect committed >= 1 on", 25),
    ("expect committed >= 1 on c1", 26),
    ("expect leader", 14),
    ("expect no crash", 11),
    ("expect role n1 = captain", 18),
    ("expect state n1 = dead", 19),
    ("expect link n1 n2 = broken", 21),
    ("expect fact n1 hint = n2", 16),
    ("expect messages promise = 5", 17),
    ("expect reply n1#0 = pending", 14),
    ("expect reply n1 = pending", 14),
    ("expect reply n1#1 = maybe", 21),
    ("expect reply n1#1 = committed done", 31),
    ("expect tip n1", 14),
    ("expect fingerprint xyz", 20),
    ("await committed = 1", 20),
    ("await committed = 1 within", 27),
    ("await committed = 1 within 5", 28),
    ("title Hello", 7),
    ("title \"abc", 11),
    ("title 'abc\"", 12),
    ("title \"🦀\" x", 11),
    ("say", 4),
    ("goal soon", 6),
    ("par many", 5),
    ("branch other from main", 23),
    ("branch other at main @5", 14),
];

/// Whole texts, and where they go wrong.
const WHOLE: &[(&str, u32, u32)] = &[
    ("", 1, 1),
    ("protocol", 1, 9),
    ("protocol ", 1, 10),
    ("protocol raft", 1, 10),
    ("Protocol benmo", 1, 1),
    ("protocol benmo extra", 1, 16),
    ("\u{feff}protocol raft", 1, 10),
    ("nodes 5\n", 1, 1),
    ("seed 3\nprotocol benmo\n", 1, 1),
    ("crash n1", 1, 1),
    ("synod 2\nprotocol benmo", 1, 7),
    ("synod\nprotocol benmo", 1, 6),
    ("synod 1\nsynod 1\nprotocol benmo", 2, 1),
    ("# a comment\n\nprotocol raft", 3, 10),
    ("protocol benmo\r\ncrash\r\n", 2, 6),
    ("protocol benmo\r\n\r\ncrush n1\r\n", 3, 1),
    ("protocol benmo\ncrash n1\nnodes 5\n", 3, 1),
    ("protocol benmo\nrun 5s\nseed 3\n", 3, 1),
    ("protocol benmo\nexpect committed = 0\nabsent n2\n", 3, 1),
    ("protocol benmo\nnodes 5\nseed 3\nnodes 5\n", 4, 1),
    ("protocol benmo\nnodes 3\nabsent n2 n4\n", 3, 11),
    ("protocol benmo\nabsent n2 n4\nnodes 3\n", 2, 11),
    ("protocol benmo\nabsent n2\nabsent n3\n", 3, 1),
    (
        "protocol benmo\nset quirk B1 on\nset latency 1s\nset quirk B2 on\n",
        4,
        11,
    ),
];

/// Texts that parse and cannot be played: the place of the line's moment.
const UNPLAYABLE: &[(&str, u32, u32)] = &[
    ("protocol benmo\nat 5s crash n1\nat 4s crash n2\n", 3, 1),
    ("protocol benmo\nuntil 5s\nuntil 4s\n", 3, 1),
    ("protocol benmo\nuntil 5s\n  at 4s crash n1\n", 3, 3),
    (
        "protocol benmo\nrun 5s\nat 5s crash n1\n@0 crash n2\n",
        4,
        1,
    ),
    ("protocol benmo\n@1 crash n1\n", 2, 1),
    (
        "protocol benmo\nsubmit n1 transfer n1 n2 5\n@3\n@2 crash n1\n",
        4,
        1,
    ),
    (
        "protocol benmo\nsubmit n1 transfer n1 n2 5\n \t@999999\n",
        3,
        3,
    ),
];

#[test]
fn every_error_names_its_place() {
    let in_line_2 = IN_LINE_2
        .iter()
        .map(|(line, column)| (format!("protocol benmo\n{line}"), 2, *column));
    let whole = WHOLE
        .iter()
        .map(|(text, line, column)| (text.to_string(), *line, *column));
    let mut complaints = Vec::new();
    for (text, line, column) in whole.chain(in_line_2) {
        match parse(&text) {
            Err(error) if (error.place.line, error.place.column) == (line, column) => {}
            Err(error) => {
                let place = error.place;
                complaints.push(format!(
                    "{text:?}: {}:{}: {error}; not {line}:{column}",
                    place.line, place.column
                ));
            }
            Ok(_) => complaints.push(format!(
                "{text:?} parses; expected an error at {line}:{column}"
            )),
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn a_line_that_cannot_be_played_names_its_moment() {
    for (text, line, column) in UNPLAYABLE {
        let mut session =
            Session::load(text).unwrap_or_else(|trouble| panic!("{text:?}: {trouble}"));
        match session.run_to_end() {
            Played::Stuck(Trouble::Parse {
                line: found,
                column: at,
                ..
            }) => {
                assert_eq!((found, at), (*line, *column), "{text:?}");
            }
            other => panic!("{text:?} is played: {other:?}"),
        }
    }
}

#[test]
fn what_is_odd_but_right_parses() {
    for line in [
        "submit n1 transfer n1 n2 9007199254740991",
        "submit n1 transfer n1 n2 -9007199254740991",
        "submit n9 transfer n9 some-bank 0",
        "run 1000h",
        "run 0s",
        "run 0.000001s",
        "run 0.5us # half a microsecond is none",
        "skew n1 10%",
        "skew n1 1000%",
        "set loss 100%",
        "set loss 0.0001% of prepare on n1 -> n2",
        "title 'single \"quotes\"' # and a comment",
        "title \"a # in a text\"",
        "forge ask n1 -> n2 [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]",
        "expect not violated agreement",
        "crash n1000",
        "crash c100",
        "partition n1 | n2 c1 dropping",
    ] {
        let parsed = parse(&format!("protocol benmo\n{line}"));
        let half = line.starts_with("run 0.5us");
        assert_eq!(parsed.is_err(), half, "{line}: {:?}", parsed.err());
    }
    assert!(parse("\u{feff}synod 1\r\nprotocol benmo\r\n\r\n# end\r\n").is_ok());
    assert!(
        parse("# before\nprotocol benmo\nabsent n9\nnodes 9").is_ok(),
        "`nodes` may follow `absent`"
    );
}

#[test]
fn a_script_has_a_largest_size() {
    let lines = |count: usize| format!("protocol benmo\n{}", "\n".repeat(count - 1));
    assert!(parse(&lines(100_000)).is_ok(), "100,000 lines are allowed");
    let error = parse(&lines(100_001)).expect_err("100,001 lines are too many");
    assert_eq!((error.place.line, error.place.column), (100_001, 1));
    let error = parse(&(lines(100_000) + "crash n1"))
        .expect_err("100,001 lines, the last one without an end");
    assert_eq!((error.place.line, error.place.column), (100_001, 1));
    let padded = |bytes: usize| format!("protocol benmo\n#{}", "x".repeat(bytes - 16));
    assert!(parse(&padded(1 << 20)).is_ok(), "1 MiB is allowed");
    assert!(parse(&padded((1 << 20) + 1)).is_err(), "more is not");
}

fn number(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).map_or(otherwise, |text| {
        text.parse().expect("a number of attempts")
    })
}

/// Does something for every number from 0 on until enough has come of it, on all cores.
fn until_enough(enough: u32, attempt: impl Fn(u64) -> u32 + Sync) {
    let (next, done) = (AtomicU64::new(0), AtomicU32::new(0));
    let work = || {
        while done.load(Ordering::Relaxed) < enough {
            let came = attempt(next.fetch_add(1, Ordering::Relaxed));
            done.fetch_add(came, Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
}

#[test]
fn any_message_may_arrive_anywhere_at_any_time() {
    until_enough(number("SYNOD_HOSTILE", ATTEMPTS), |seed| {
        hostile::message(&hostile::bytes(&mut Chance::new(seed), FORGED))
    });
}

#[test]
fn a_real_script_gone_wrong_is_read_or_refused() {
    let scripts = scenarios::texts();
    let read = AtomicU32::new(0);
    let attempts = number("SYNOD_HOSTILE", ATTEMPTS);
    until_enough(attempts, |seed| {
        let mut chance = Chance::new(seed);
        let (text, other) = (chance.pick(&scripts).clone(), chance.pick(&scripts));
        let is_script = hostile::script(&hostile::mutated(&text, other, &mut chance));
        read.fetch_add(u32::from(is_script), Ordering::Relaxed);
        1
    });
    let read = read.into_inner();
    println!("{read} of {attempts} are scripts all the same");
    assert!(
        (attempts / 5..attempts * 4 / 5).contains(&read),
        "mutations are too mild or too wild: {read}"
    );
}

/// What is done with the bytes of a file; it panics if the laboratory does not stand firm.
type Survive = fn(&[u8]);

#[test]
fn what_the_fuzzers_kept_is_survived() {
    let targets: [(&str, Survive); 3] = [
        ("script", |bytes| {
            hostile::script(&String::from_utf8_lossy(bytes));
        }),
        ("session", hostile::session),
        ("message", |bytes| {
            hostile::message(bytes);
        }),
    ];
    for (target, survive) in targets {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
        let files = std::fs::read_dir(folder.join(target)).expect("the corpus is kept");
        let files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
        assert!(files.len() >= 20, "only {} for {target}", files.len());
        for file in files {
            println!("{}", file.display());
            survive(&std::fs::read(&file).expect("it can be read"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        hostile::script(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn words_are_read_or_refused(words in proptest::collection::vec(word(), 0..40), breaks in any::<u64>()) {
        let mut text = String::from("protocol benmo\n");
        for (place, word) in words.iter().enumerate() {
            text.push_str(word);
            text.push(if breaks >> (place % 64) & 3 == 0 { '\n' } else { ' ' });
        }
        hostile::script(&text);
    }

    #[test]
    fn a_valid_script_is_printed_as_it_was_read(text in valid()) {
        let script = parse(&text).map_err(|error| TestCaseError::fail(format!("{error} in\n{text}")))?;
        let printed = script.to_string();
        let again = parse(&printed);
        prop_assert_eq!(again.as_ref(), Ok(&script), "printed:\n{}", printed);
        prop_assert_eq!(again.expect("it was read").to_string(), printed);
        hostile::script(&text);
    }
}
