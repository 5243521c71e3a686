//! The page as one file: styles, program and module inside it, so that a double click opens it from any disk.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::dist;
use crate::places::Places;

/// The name of the file in `dist/`.
pub const NAME: &str = "synod.html";

const SHEET: &str = r#"<link rel="stylesheet" href="styles/index.css" />"#;
const PRELOAD: [&str; 2] = [
    r#"<link rel="modulepreload" href="pkg/synod_web.js" />"#,
    r#"<link rel="preload" href="pkg/synod_web_bg.wasm" as="fetch" type="application/wasm" crossorigin />"#,
];
const SCRIPT: &str = r#"<script type="module">"#;
const IMPORT: &str = r#"const { default: init, openPage } = await import("./pkg/synod_web.js");"#;
const INIT: &str = "await init();";

/// How the text of the module becomes bytes again: it begins with its alphabet.
const UNPACK: &str = r#"
      const unpacked = () => {
        const text = document.getElementById("module").textContent;
        const numbers = new Uint16Array(512);
        for (let byte = 0; byte < 256; byte++) numbers[text.charCodeAt(byte)] = byte;
        const bytes = new Uint8Array(text.length - 256);
        for (let place = 0; place < bytes.length; place++) bytes[place] = numbers[text.charCodeAt(place + 256)];
        return bytes;
      };
"#;

/// Makes the file from what lies in `dist/`, and from the program as its package has it.
pub fn write(places: &Places, package: &Path, shortens: Option<&Path>) -> Result<()> {
    let read = |path: PathBuf| {
        fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let text = |path| anyhow::Ok(String::from_utf8(read(path)?)?);
    let own = places.target.join("onefile.js");
    fs::write(&own, program(&text(package.join("synod_web.js"))?)?)
        .context("target/ cannot be written: check its rights")?;
    if let Some(program) = shortens {
        dist::shorten(places, program, &own)?;
    }
    let whole = assemble(
        &text(places.dist.join("index.html"))?,
        &text(places.dist.join("styles/index.css"))?,
        &text(own)?,
        &read(places.dist.join("pkg/synod_web_bg.wasm"))?,
    )?;
    ensure!(
        !places.dist.join("pkg/snippets").exists(),
        "a package brings snippets of its own: dist/{NAME} has no place for them yet"
    );
    let file: &Path = &places.dist.join(NAME);
    fs::write(file, whole).context("dist/ cannot be written: check its rights")
}

fn assemble(page: &str, styles: &str, program: &str, module: &[u8]) -> Result<String> {
    ensure!(
        !styles.contains("</"),
        "a style sheet would end its element"
    );
    ensure!(
        !program.contains("</script"),
        "the program would end its element"
    );
    let module = letters(module);
    let mut whole = page.to_owned();
    for (old, new) in [
        (SHEET, format!("<style>\n{styles}</style>")),
        (PRELOAD[0], String::new()),
        (PRELOAD[1], String::new()),
        (
            SCRIPT,
            format!(
                "<script type=\"text/plain\" id=\"module\">{module}</script>\n    {SCRIPT}{UNPACK}"
            ),
        ),
        (IMPORT, program.to_owned()),
        (INIT, "await init({ module_or_path: unpacked() });".into()),
    ] {
        ensure!(
            whole.matches(old).count() == 1,
            "index.html does not say once: {old}"
        );
        whole = whole.replace(old, &new);
    }
    Ok(whole)
}

/// The program that loads the module, as a function: what it hands out it returns.
fn program(glue: &str) -> Result<String> {
    let mut lines = Vec::new();
    for line in glue.lines() {
        if line.starts_with("import ") {
            bail!("the program asks for another file: {line}");
        }
        if line.starts_with("export {") {
            ensure!(
                line.contains("__wbg_init as default"),
                "the program hands out {line}"
            );
            continue;
        }
        lines.push(line.strip_prefix("export ").unwrap_or(line));
    }
    let body = lines.join("\n");
    // Where the module lies beside the program; here it never does.
    let body = body.replace("import.meta.url", "location.href");
    Ok(format!(
        "const {{ init, openPage }} = (() => {{\n{body}\nreturn {{ init: __wbg_init, openPage }};\n}})();"
    ))
}

/// The alphabet of a module, and then a letter for each of its bytes. Nothing is packed: whoever serves the file packs
/// it better than base64 of something packed could ever be, by a quarter.
fn letters(module: &[u8]) -> String {
    let alphabet = alphabet(module);
    let text = module.iter().map(|byte| alphabet[usize::from(*byte)]);
    alphabet.iter().copied().chain(text).collect()
}

/// The letter of each byte. One below 128 takes a byte of the file, any other two: the bytes that are most frequent get
/// those, their own where that is among them. What HTML would not leave alone is nobody's letter.
fn alphabet(module: &[u8]) -> Vec<char> {
    let mut counts = [0_usize; 256];
    module
        .iter()
        .for_each(|byte| counts[usize::from(*byte)] += 1);
    let mut bytes: Vec<u8> = (0..=255).collect();
    bytes.sort_by_key(|byte| Reverse(counts[usize::from(*byte)]));
    let short: Vec<u8> = (1..128).filter(|byte| !b"\r<".contains(byte)).collect();
    let (frequent, rare) = bytes.split_at_mut(short.len());
    rare.sort_unstable();
    frequent.sort_unstable();
    let mut alphabet = vec!['\0'; 256];
    let mut free = short.iter().filter(|byte| !frequent.contains(byte));
    for byte in frequent.iter() {
        let own = short.contains(byte).then_some(byte);
        let letter = own.or_else(|| free.next()).expect("there are as many");
        alphabet[usize::from(*byte)] = char::from(*letter);
    }
    for (byte, letter) in rare.iter().zip('\u{80}'..) {
        alphabet[usize::from(*byte)] = letter;
    }
    alphabet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_letters_that_html_leaves_alone() {
        let mut bytes: Vec<u8> = (0..=255).collect();
        bytes.extend([0; 9].iter().chain(&[200; 9]));
        let text: Vec<char> = letters(&bytes).chars().collect();
        assert!(!text.iter().any(|letter| ['\0', '\r', '<'].contains(letter)));
        let (alphabet, text) = text.split_at(256);
        let byte = |letter: &char| alphabet.iter().position(|it| it == letter);
        let back: Vec<u8> = text
            .iter()
            .map(|letter| byte(letter).expect("it is in the alphabet") as u8)
            .collect();
        assert_eq!(back, bytes);
        assert!(alphabet[0].is_ascii() && alphabet[200].is_ascii());
        assert_eq!(alphabet[usize::from(b'a')], 'a');
    }

    #[test]
    fn the_page_as_it_is_has_a_place_for_everything() {
        let page = include_str!("../../index.html");
        let glue = "export function openPage() {\n}\nexport { initSync, __wbg_init as default };";
        let whole = program(glue)
            .and_then(|program| assemble(page, ".a { color: red }\n", &program, b"module"))
            .expect("all places are there");
        assert!(whole.contains("\nfunction openPage() {") && !whole.contains("export "));
        assert!(!whole.contains("pkg/") && !whole.contains("styles/"));
        assert!(program("import { a } from './b.js';").is_err());
        assert!(assemble("", "", "", b"").is_err());
    }
}
