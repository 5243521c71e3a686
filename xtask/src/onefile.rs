//! The page as one file: styles, program and module inside it, so that a double click opens it from any disk.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

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

/// How the text of the module becomes bytes again.
const UNPACK: &str = r#"
      const unpacked = () => {
        const text = document.getElementById("module").textContent;
        const bytes = new Uint8Array(text.length);
        for (let place = 0; place < text.length; place++) bytes[place] = text.charCodeAt(place) & 255;
        return bytes;
      };
"#;

/// Makes the file from what lies in `dist/`.
pub fn write(places: &Places) -> Result<()> {
    let read = |name: &str| {
        let path = places.dist.join(name);
        std::fs::read(&path).with_context(|| format!("dist/{name} cannot be read"))
    };
    let text = |name: &str| anyhow::Ok(String::from_utf8(read(name)?)?);
    let whole = assemble(
        &text("index.html")?,
        &text("styles/index.css")?,
        &text("pkg/synod_web.js")?,
        &read("pkg/synod_web_bg.wasm")?,
    )?;
    ensure!(
        !places.dist.join("pkg/snippets").exists(),
        "a package brings snippets of its own: dist/{NAME} has no place for them yet"
    );
    let file: &Path = &places.dist.join(NAME);
    std::fs::write(file, whole).context("dist/ cannot be written: check its rights")
}

fn assemble(page: &str, styles: &str, glue: &str, module: &[u8]) -> Result<String> {
    ensure!(
        !styles.contains("</"),
        "a style sheet would end its element"
    );
    ensure!(
        !glue.contains("</script"),
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
        (IMPORT, program(glue)?),
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
    Ok(format!(
        "const {{ init, openPage }} = (() => {{\n{body}\nreturn {{ init: __wbg_init, openPage }};\n}})();"
    ))
}

/// A letter for each byte, the one of that number. What HTML would not leave alone stands 256 letters further. Nothing
/// is packed: whoever serves the file packs it better than base64 of something packed could ever be, by a quarter.
fn letters(module: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0 | b'\r' | b'<' => char::from_u32(u32::from(*byte) + 256).expect("it is a letter"),
        byte => char::from(*byte),
    };
    module.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_letters_that_html_leaves_alone() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = letters(&bytes);
        assert!(!text.contains(['\0', '\r', '<']));
        let back: Vec<u8> = text
            .chars()
            .map(|letter| (letter as u32 & 255) as u8)
            .collect();
        assert_eq!(back, bytes);
    }

    #[test]
    fn the_page_as_it_is_has_a_place_for_everything() {
        let page = include_str!("../../index.html");
        let glue = "export function openPage() {\n}\nexport { initSync, __wbg_init as default };";
        let whole =
            assemble(page, ".a { color: red }\n", glue, b"module").expect("all places are there");
        assert!(whole.contains("\nfunction openPage() {") && !whole.contains("export "));
        assert!(!whole.contains("pkg/") && !whole.contains("styles/"));
        assert!(assemble(page, "", "import { a } from './b.js';", b"").is_err());
        assert!(assemble("", "", "", b"").is_err());
    }
}
