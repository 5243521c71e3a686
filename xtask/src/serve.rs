//! The page on this machine, built first, and rebuilt while somebody works on it.

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::runtime;

use crate::dist;
use crate::places::Places;
use crate::stamp;

/// Editors save in several steps; a rebuild waits until they have been quiet for this long.
const QUIET: Duration = Duration::from_millis(150);

/// Builds, serves on the first free port from `port` on, and does not return.
pub fn serve(places: &Places, port: u16, watch: bool) -> Result<()> {
    // Before the first build, so that nothing saved while it runs is missed.
    let watcher = if watch { Some(start(places)?) } else { None };
    dist::build(places)?;
    let runtime = runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .context("no runtime for the server: check the limits on open files")?;
    let listener = runtime
        .block_on(xtask::listen(port))
        .with_context(|| format!("no free port from {port} on: name another by --port"))?;
    println!("http://{}/", listener.local_addr()?);
    thread::scope(|scope| {
        if let Some((watcher, changes)) = watcher {
            scope.spawn(move || rebuild(places, &watcher, &changes));
        }
        runtime
            .block_on(xtask::serve(listener, &places.dist))
            .context("the server stopped: start it again")
    })
}

fn start(places: &Places) -> Result<(RecommendedWatcher, Receiver<()>)> {
    let (sender, changes) = mpsc::channel();
    let sources = stamp::WATCHED.map(|watched| places.root.join(watched));
    let inside = sources.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let Ok(event) = event else { return };
        // The build itself reads every source.
        let is_change = !matches!(event.kind, EventKind::Access(_));
        let is_source = |path: &PathBuf| inside.iter().any(|source| path.starts_with(source));
        if is_change && event.paths.iter().any(is_source) {
            // The other end is gone only when the program ends.
            let _ = sender.send(());
        }
    })
    .context("files cannot be watched here: serve without --watch")?;
    // A lone file is watched through its folder: editors replace files rather than write them.
    let folders = sources.iter().filter(|source| source.is_dir());
    let root = (&places.root, RecursiveMode::NonRecursive);
    for (folder, mode) in folders
        .map(|folder| (folder, RecursiveMode::Recursive))
        .chain([root])
    {
        watcher.watch(folder, mode).with_context(|| {
            let folder = folder.display();
            format!("{folder} cannot be watched: raise the system's limit on watched files")
        })?;
    }
    Ok((watcher, changes))
}

/// Rebuilds after each burst of changes; a build that fails leaves the page as it was.
fn rebuild(places: &Places, _alive: &RecommendedWatcher, changes: &Receiver<()>) {
    while changes.recv().is_ok() {
        while changes.recv_timeout(QUIET).is_ok() {}
        if let Err(error) = dist::build(places) {
            eprintln!("error: {error:#}");
        }
    }
}
