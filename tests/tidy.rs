//! House rules that a program can check. What is allowed to break one is named here, with its reason.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use synod_core::protocols::CATALOG;
use synod_core::record::What;
use synod_core::session::{Played, Session};
use synod_tests::scenarios;

/// The most lines of a function.
const FUNCTION_MAX: usize = 60;
/// The most lines of a file.
const FILE_MAX: usize = 500;

/// Every folder that holds Rust: a new file in one of them is under these rules as soon as it is there.
const SOURCES: &[&str] = &["core", "cli", "web", "xtask", "tests", "bench"];

/// Files that are longer, and how long they may be: none may grow, and none may join them.
const LONG_FILES: &[(&str, usize)] = &[];

/// Functions that are longer: tables and single matches that a cut would only scatter.
const LONG_FUNCTIONS: &[(&str, &str)] = &[
    ("cli/src/list.rs", "rows"),
    ("core/src/predicate.rs", "fmt"),
    ("core/src/protocols/benmo/about.rs", "suggest"),
    ("core/src/protocols/benmo/view.rs", "facts_of"),
    ("core/src/protocols/benmo/view.rs", "caption"),
    ("core/src/script/predicates.rs", "of_one"),
    ("core/src/timeline/answers.rs", "check"),
    ("web/src/parts/icon.rs", "strokes"),
];

/// A file of the project.
struct File {
    path: String,
    text: String,
}

impl File {
    /// Its lines with their numbers, as far as they are program: no comments, and nothing from its tests on.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self.path.ends_with("/tests.rs");
        (1..)
            .zip(self.text.lines())
            .take_while(move |(_, line)| !tests && *line != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text files in some folders of the project, built and fetched things aside.
fn files(folders: &[&str], suffixes: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    folders
        .iter()
        .for_each(|folder| gather(&root().join(folder), folder, suffixes, &mut found));
    // The harnesses of the alternatives are kept as they were written.
    found.retain(|file| folders == ["."] || !file.path.starts_with("bench/peers/"));
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!found.is_empty(), "nothing is in {folders:?}");
    found
}

fn gather(folder: &Path, name: &str, suffixes: &[&str], found: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project can be read") {
        let path = entry.expect("its entries can be read").path();
        let own = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let full = if name == "." {
            own.clone()
        } else {
            format!("{name}/{own}")
        };
        let made = ["target", "dist", "node_modules", ".git", "pkg"].contains(&own.as_str());
        if path.is_dir() && !made {
            gather(&path, &full, suffixes, found);
        } else if suffixes.iter().any(|suffix| own.ends_with(suffix))
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            found.push(File { path: full, text });
        }
    }
}

/// Complains of every line of program that a judge finds wrong.
fn no_line(files: &[File], why: &str, wrong: impl Fn(&File, &str) -> bool) {
    let mut complaints = Vec::new();
    for file in files {
        for (number, line) in file.code().filter(|(_, line)| wrong(file, line)) {
            complaints.push(format!("{}:{number}: {}", file.path, line.trim()));
        }
    }
    assert!(complaints.is_empty(), "{why}\n{}", complaints.join("\n"));
}

/// Whether a line has a word, not as a part of another.
fn has_word(line: &str, word: &str) -> bool {
    let inside = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    line.match_indices(word).any(|(at, _)| {
        !inside(line[..at].chars().next_back()) && !inside(line[at + word.len()..].chars().next())
    })
}

#[test]
fn the_laboratory_knows_no_clock_no_hash_order_and_no_fractions() {
    let banned = [
        "HashMap",
        "HashSet",
        "Instant",
        "SystemTime",
        "f32",
        "f64",
        "thread_rng",
        "RandomState",
    ];
    no_line(
        &files(&["core/src"], &[".rs"]),
        "core is deterministic:",
        |_, line| banned.iter().any(|word| has_word(line, word)),
    );
}

#[test]
fn nothing_is_left_for_later() {
    let later = ["TODO", "FIXME", "XXX"];
    for file in files(
        &["core/src", "cli/src", "web/src", "styles"],
        &[".rs", ".css"],
    ) {
        for (number, line) in (1..).zip(file.text.lines()) {
            let found = later.iter().find(|word| has_word(line, word));
            assert!(found.is_none(), "{}:{number}: {}", file.path, line.trim());
        }
    }
    no_line(
        &files(&["core/src", "cli/src", "web/src"], &[".rs"]),
        "left from looking for a mistake:",
        |_, line| line.contains("dbg!(") || has_word(line, "println!") || has_word(line, "print!"),
    );
}

#[test]
fn the_page_names_no_system() {
    for entry in CATALOG {
        no_line(
            &files(&["web/src"], &[".rs"]),
            "the page draws what view.rs can say:",
            |_, line| line.contains(entry.about.id) || line.contains(entry.about.name),
        );
    }
}

#[test]
fn a_colour_is_named_in_one_place() {
    let style = files(&["styles", "web/src", "core/src"], &[".css", ".rs"]);
    let is_colour = |line: &str| {
        line.match_indices('#').any(|(at, _)| {
            let hex = line[at + 1..]
                .chars()
                .take_while(char::is_ascii_hexdigit)
                .count();
            let ends = line[at + 1 + hex..].chars().next();
            let escaped = line[..at].ends_with('&');
            let named =
                ends.is_some_and(|letter| letter.is_alphanumeric() || "-_)".contains(letter));
            matches!(hex, 3 | 4 | 6 | 8) && !named && !escaped
        })
    };
    no_line(
        &style,
        "colours stand in styles/tokens.css:",
        |file, line| file.path != "styles/tokens.css" && is_colour(line),
    );
}

#[test]
fn every_member_of_the_workspace_is_under_these_rules() {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).expect("the workspace");
    let members = text
        .split_once("\nmembers = [")
        .and_then(|(_, rest)| rest.split_once(']'))
        .expect("the workspace lists its members");
    let mut members: Vec<&str> = members
        .0
        .split(',')
        .map(|it| it.trim().trim_matches('"'))
        .collect();
    let mut sources = SOURCES.to_vec();
    // A member inside another one is read with it.
    members.retain(|member| !member.contains('/'));
    members.sort_unstable();
    sources.sort_unstable();
    assert_eq!(members, sources);
}

#[test]
fn no_file_is_too_long() {
    let mut complaints = Vec::new();
    let styles = [SOURCES, &["styles"]].concat();
    for file in files(&styles, &[".rs", ".css"]) {
        let lines = file.text.lines().count();
        let excused = LONG_FILES.iter().find(|(path, _)| *path == file.path);
        let most = excused.map_or(FILE_MAX, |(_, most)| *most);
        if lines > most {
            complaints.push(format!("{} has {lines} lines, not {most}", file.path));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What may stand between the start of a line and `fn`.
const BEFORE_FN: &[&str] = &[
    "default ", "const ", "async ", "unsafe ", "safe ", "extern ",
];

/// The name of a function that begins in a line, and how far it is indented.
fn begins(line: &str) -> Option<(&str, usize)> {
    let rest = line.trim_start();
    let indent = line.len() - rest.len();
    let mut rest = match rest.strip_prefix("pub") {
        // `pub(crate)`, `pub(in crate::stage)`.
        Some(scope) if scope.starts_with('(') => scope.split_once(')')?.1.trim_start(),
        Some(open) if open.starts_with(' ') => open.trim_start(),
        _ => rest,
    };
    loop {
        let before = rest;
        for word in BEFORE_FN {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        // The name of an ABI.
        if let Some(abi) = rest.strip_prefix('"') {
            rest = abi.split_once('"')?.1.trim_start();
        }
        if rest == before {
            break;
        }
    }
    let name = rest.strip_prefix("fn ")?;
    Some((&name[..name.find(['(', '<'])?], indent))
}

/// What a line says of the body of the function that it belongs to.
fn opens(line: &str) -> bool {
    line.ends_with(['{', ';', '}'])
}

/// How many lines the function has that begins in the first of these; 0 where it has no body, `None` where its end
/// is not found.
fn length(lines: &[&str], indent: usize) -> Option<usize> {
    let head = lines.iter().find(|line| opens(line))?;
    if !head.ends_with('{') {
        // A function of a trait, or one in a single line.
        return Some(0);
    }
    let close = format!("{}}}", " ".repeat(indent));
    let body = lines.iter().position(|line| *line == close)?;
    Some(body + 1)
}

#[test]
fn a_function_is_known_by_its_first_line() {
    let known = |line| begins(line).map(|(name, _)| name.to_owned());
    for line in [
        "fn go() {",
        "    pub fn go<T>(",
        "pub(crate) fn go() {",
        "pub(in crate::stage) fn go() {",
        "pub(super) const unsafe fn go() {",
        "unsafe fn go() {",
        "pub async unsafe fn go() {",
        "pub unsafe extern \"C\" fn go() {",
        "extern \"C\" fn go() {",
    ] {
        assert_eq!(known(line).as_deref(), Some("go"), "{line}");
    }
    for line in [
        "// fn go() {",
        "let f: fn(u8) = go;",
        "pubfn go() {",
        "use go;",
    ] {
        assert_eq!(known(line), None, "{line}");
    }
}

#[test]
fn the_length_of_a_function_is_found_or_missed_aloud() {
    let body = [
        "    fn go(",
        "        a: u8,",
        "    ) {",
        "        x;",
        "    }",
    ];
    assert_eq!(length(&body, 4), Some(5));
    assert_eq!(length(&["fn go();", "}"], 0), Some(0));
    assert_eq!(length(&["fn go() {}", "}"], 0), Some(0));
    assert_eq!(length(&["fn go() {", "    x;", "  }"], 0), None);
    assert_eq!(length(&["fn go("], 0), None);
}

#[test]
fn no_function_is_too_long() {
    let mut complaints = Vec::new();
    let mut functions = 0;
    for file in files(SOURCES, &[".rs"]) {
        let lines: Vec<&str> = file.text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let Some((name, indent)) = begins(line) else {
                continue;
            };
            functions += 1;
            let Some(length) = length(&lines[start..], indent) else {
                complaints.push(format!(
                    "{}:{}: where does {name} end?",
                    file.path,
                    start + 1
                ));
                continue;
            };
            let excused = LONG_FUNCTIONS.contains(&(file.path.as_str(), name));
            if length > FUNCTION_MAX && !excused {
                complaints.push(format!("    (\"{}\", \"{name}\"), // {length}", file.path));
            }
        }
    }
    assert!(functions > 1000, "only {functions} functions were found");
    assert!(
        complaints.is_empty(),
        "longer than {FUNCTION_MAX} lines, or without an end:\n{}",
        complaints.join("\n")
    );
}

/// What excuses a file or a function goes when it is no longer needed.
#[test]
fn nothing_is_excused_that_needs_no_excuse() {
    for (path, most) in LONG_FILES {
        let text = std::fs::read_to_string(root().join(path)).expect("an excused file is there");
        assert!(
            text.lines().count() > FILE_MAX,
            "{path} has no more than {FILE_MAX} lines, not {most}"
        );
    }
    let sources = files(SOURCES, &[".rs"]);
    for (path, name) in LONG_FUNCTIONS {
        let file = sources.iter().find(|file| file.path == *path);
        let lines: Vec<&str> = file
            .map(|file| file.text.lines().collect())
            .unwrap_or_default();
        let longest = (0..lines.len())
            .filter_map(|start| begins(lines[start]).map(|found| (start, found)))
            .filter(|(_, found)| found.0 == *name)
            .filter_map(|(start, (_, indent))| length(&lines[start..], indent))
            .max();
        assert!(
            longest.is_some_and(|lines| lines > FUNCTION_MAX),
            "{path}: {name} has {longest:?} lines"
        );
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for file in files(SOURCES, &[".rs"]) {
        assert!(
            file.text.starts_with("//! "),
            "{} does not say what it is for",
            file.path
        );
    }
}

#[test]
fn every_module_of_the_laboratory_shows_an_example_that_runs() {
    for file in files(&["core/src"], &[".rs"]) {
        let inside = file.path["core/src/".len()..].split_once('/');
        let is_public = inside.is_none_or(|(_, rest)| rest == "mod.rs");
        let head = file.text.lines().take_while(|line| line.starts_with("//!"));
        assert!(
            !is_public || head.filter(|line| *line == "//! ```").count() >= 2,
            "{} shows no example",
            file.path
        );
    }
}

#[test]
fn nothing_names_a_place_of_the_machine_it_was_written_on() {
    let suffixes = [
        ".rs", ".toml", ".md", ".css", ".html", ".js", ".ts", ".json", ".synod", ".txt", ".yml",
    ];
    let places = [
        concat!("/wo", "rk/"),
        concat!("/t", "mp/"),
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
    ];
    for file in files(&["."], &suffixes) {
        for (number, line) in (1..).zip(file.text.lines()) {
            let found = places.iter().find(|place| line.contains(*place));
            assert!(found.is_none(), "{}:{number}: {}", file.path, line.trim());
        }
    }
}

#[test]
fn every_rule_runs_in_some_scenario() {
    for entry in CATALOG {
        let mut ran: BTreeSet<&str> = BTreeSet::new();
        for (name, text) in scenarios::all() {
            let mut session =
                Session::load(&text).unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
            if session.view().about().id != entry.about.id {
                continue;
            }
            assert_eq!(session.run_to_end(), Played::Reached, "{name}");
            let run = session.view();
            for record in run
                .journal()
                .records
                .iter()
                .filter(|record| record.what == What::Rule)
            {
                ran.insert(run.about().rules[record.detail as usize].id);
            }
        }
        let silent: Vec<&str> = entry
            .about
            .rules
            .iter()
            .map(|rule| rule.id)
            .filter(|id| !ran.contains(id))
            .collect();
        assert!(
            silent.is_empty(),
            "no scenario of {} runs these rules: {silent:?}",
            entry.about.id
        );
    }
}

#[test]
fn every_rule_has_its_own_id_a_sentence_and_a_source() {
    for entry in CATALOG {
        let mut ids = BTreeSet::new();
        for rule in entry.about.rules {
            assert!(ids.insert(rule.id), "{} names two rules", rule.id);
            assert!(rule.sentence.ends_with('.'), "{} is a sentence", rule.id);
            assert!(!rule.citation.is_empty(), "{} has a source", rule.id);
        }
    }
}
