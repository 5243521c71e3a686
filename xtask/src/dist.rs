//! From sources to `dist/`: the page as any static host can serve it, from any sub-folder, and the same as one file.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{answer, command, run};
use crate::onefile;
use crate::places::Places;
use crate::stamp::Stamp;
use crate::tools;

/// Named one by one: all of them together let wasm-opt write imports that browsers refuse.
/// Nothing lies in the lowest kilobyte of memory: there the stack would end, which grows towards it. Asked twice,
/// it finds a little more.
const WASM_OPT: [&str; 10] = [
    "-Oz",
    "--low-memory-unused",
    "-Oz",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Makes `dist/` anew, unless nothing changed since the last time.
pub fn build(places: &Places) -> Result<()> {
    let unreadable = "a source cannot be read: check its rights";
    let page = Stamp::of_page(places).context(unreadable)?;
    if page.is_kept() && places.dist.join("index.html").exists() {
        eprintln!("dist/ is up to date");
        return Ok(());
    }
    let package = places.target.join("pkg");
    let module = Stamp::of_module(places).context(unreadable)?;
    if !module.is_kept() || !package.exists() {
        module.renew(|| make_module(places, "web", &package))?;
    }
    page.renew(|| {
        assemble(places, &package, &places.dist, |page| page)
            .context("dist/ cannot be made: is index.html there, and room on the disk?")?;
        let shortens = tools::esbuild(places)?;
        if let Some(program) = &shortens {
            shorten(places, program, &places.dist.join("styles/index.css"))?;
            shorten(places, program, &places.dist.join("pkg/synod_web.js"))?;
        }
        onefile::write(places, &package, shortens.as_deref())
    })?;
    report(places)
}

/// From Rust to a package that a browser loads, with every tool that this takes.
fn make_module(places: &Places, folder: &str, package: &Path) -> Result<()> {
    tools::wasm_target(places)?;
    tools::wasm_pack(places)?;
    tools::wasm_bindgen(places)?;
    let wasm_opt = tools::wasm_opt(places)?;
    compile(places, folder, package)?;
    match wasm_opt {
        Some(program) => optimise(places, &program, package),
        None => Ok(()),
    }
}

fn compile(places: &Places, folder: &str, package: &Path) -> Result<()> {
    // Nothing of the build before may be served; absent is as good as removed.
    let _ = fs::remove_dir_all(package);
    run(
        command(places, "wasm-pack")
            .args(["build", folder, "--target", "web", "--release"])
            .args(["--no-typescript", "--mode", "no-install", "--out-dir"])
            .arg(package)
            .env("WASM_PACK_CACHE", places.tools.join("cache"))
            .env("CARGO_ENCODED_RUSTFLAGS", shorter_paths(places)),
        "correct what the compiler says above",
    )
}

/// What the module says of where its sources lay begins at their package: the same module on every machine, and no
/// home of anybody inside it.
fn shorter_paths(places: &Places) -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let registries = home.map(|home| home.join("registry/src"));
    let sources = registries.into_iter().flat_map(|folder| {
        let folders = fs::read_dir(folder).into_iter().flatten();
        folders.filter_map(|folder| Some(folder.ok()?.path()))
    });
    let library = answer(command(places, "rustc").args(["--print", "sysroot"]))
        .map(|folder| PathBuf::from(folder).join("lib/rustlib/src/rust/library"));
    let flags = sources
        .chain(library)
        .chain([places.root.clone()])
        .map(|folder| format!("--remap-path-prefix={}/=", folder.display()));
    flags.collect::<Vec<_>>().join("\u{1f}")
}

/// The modules of a folder, in place: what the compiler left is not needed without.
pub fn optimise(places: &Places, program: &Path, package: &Path) -> Result<()> {
    for module in files_with_suffix(package, "wasm")? {
        run(
            command(places, "node")
                .arg(program)
                .args(WASM_OPT)
                .arg(&module)
                .arg("-o")
                .arg(&module),
            "delete target/tools/npm and try again",
        )?;
    }
    Ok(())
}

/// Takes out of a program or a sheet of styles, in place, what only people read.
pub fn shorten(places: &Places, program: &Path, file: &Path) -> Result<()> {
    run(
        command(places, "node")
            .arg(program)
            .arg(file)
            .args(["--minify", "--charset=utf8", "--log-level=warning"])
            .args(["--legal-comments=none", "--allow-overwrite"])
            .arg(format!("--outfile={}", file.display())),
        "delete target/tools/npm and try again",
    )
}

/// Copies what a host must serve, and nothing else; every reference between these files is
/// relative.
fn assemble(
    places: &Places,
    package: &Path,
    folder: &Path,
    page: impl FnOnce(String) -> String,
) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let served = folder.join("pkg");
    fs::create_dir_all(&served)?;
    let styles = folder.join("styles");
    fs::create_dir_all(&styles)?;
    fs::write(
        styles.join("index.css"),
        one_sheet(&places.root.join("styles"))?,
    )?;
    for suffix in ["js", "wasm"] {
        for file in files_with_suffix(package, suffix)? {
            copy(
                &file,
                &served.join(file.file_name().expect("a listed file")),
            )?;
        }
    }
    let snippets = package.join("snippets");
    if snippets.exists() {
        copy(&snippets, &served.join("snippets"))?;
    }
    // Last, so that a page that opens is complete.
    let source = fs::read_to_string(places.root.join("index.html"))?;
    fs::write(folder.join("index.html"), page(source))
}

/// Makes the folder of the same page over a crowd, which rows of the budgets and journeys look at.
pub fn build_crowd(places: &Places) -> Result<PathBuf> {
    let folder = places.target.join("crowd");
    let stamp = Stamp::of_crowd(places).context("a source cannot be read: check its rights")?;
    if stamp.is_kept() && folder.join("index.html").exists() {
        return Ok(folder);
    }
    stamp.renew(|| {
        let package = places.target.join("crowd-pkg");
        make_module(places, "bench/crowd", &package)?;
        let page = |page: String| {
            page.replace("pkg/synod_web", "pkg/synod_crowd")
                .replace(
                    "{ default: init, openPage }",
                    "{ default: init, openCrowd }",
                )
                .replace("openPage();", "openCrowd(location.search);")
        };
        assemble(places, &package, &folder, page)
            .context("target/crowd cannot be made: is index.html there, and room on the disk?")
    })?;
    Ok(folder)
}

/// The style sheets as one, in the order in which `index.css` imports them: a page that waits for
/// one file is drawn sooner than one that waits for twenty.
fn one_sheet(styles: &Path) -> io::Result<String> {
    let index = fs::read_to_string(styles.join("index.css"))?;
    let mut sheet = String::new();
    for line in index.lines() {
        let name = line
            .strip_prefix("@import url(\"")
            .and_then(|rest| rest.strip_suffix("\");"));
        match name {
            Some(name) => sheet.push_str(&fs::read_to_string(styles.join(name))?),
            None => sheet.push_str(line),
        }
        sheet.push('\n');
    }
    Ok(sheet)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn files_with_suffix(folder: &Path, suffix: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new(suffix)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn report(places: &Places) -> Result<()> {
    for module in files_with_suffix(&places.dist.join("pkg"), "wasm")? {
        let name = module.file_name().unwrap_or_default().to_string_lossy();
        let size = fs::metadata(&module)?.len().div_ceil(1024);
        eprintln!("dist/ is ready; {name} has {size} KiB");
    }
    let whole = fs::metadata(places.dist.join(onefile::NAME))?.len();
    eprintln!(
        "dist/{} is the whole page in one file of {} KiB",
        onefile::NAME,
        whole.div_ceil(1024)
    );
    Ok(())
}
