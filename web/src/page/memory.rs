//! What is remembered from the last visit: colours, how high and wide things were pulled, the open tabs of each system.
//! Where storage is blocked nothing is remembered, and nothing else is different.

use web_sys::Storage;

use super::window;
use crate::ask::Ask;
use crate::ui::{Tab, Theme, UiState};

const THEME: &str = "synod-theme";
const HEIGHT: &str = "synod-lane";
const WIDTH: &str = "synod-inspector";

/// Under which name the tabs of a system are remembered.
fn tabs_of(system: &str) -> String {
    format!("synod-tabs-{system}")
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Whether anything can be remembered.
pub fn works() -> bool {
    storage().is_some_and(|it| it.set_item("synod-probe", "").is_ok())
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// A full or blocked storage remembers nothing, and nothing depends on it.
fn write(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        drop(match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        });
    }
}

/// The colours.
pub fn theme() -> Theme {
    match read(THEME).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Remembers the colours; those of the system need no word.
pub fn keep_theme(theme: Theme) {
    if let Some(name) = theme.name() {
        write(THEME, Some(name));
    }
}

/// Whether a wish changes something that is remembered.
pub fn concerns(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::Tab(_) | Ask::Beside(_) | Ask::Sheet(_) | Ask::Height(_) | Ask::Width(_)
    )
}

/// Remembers how things stand now.
pub fn keep(ui: &UiState, system: &str) {
    let pixels = |size: Option<u16>| size.map(|size| size.to_string());
    write(HEIGHT, pixels(ui.height).as_deref());
    write(WIDTH, pixels(ui.width).as_deref());
    write(&tabs_of(system), Some(&written(ui.tab, ui.beside)));
}

/// What to ask so that sizes stand as they were left.
pub fn sizes() -> Vec<Ask> {
    let number = |key| read(key)?.parse::<u16>().ok();
    let height = number(HEIGHT).map(Ask::Height);
    let width = number(WIDTH).map(|width| Ask::Width(Some(width)));
    height.into_iter().chain(width).collect()
}

/// What to ask so that the tabs of a system stand as they were left.
pub fn tabs(system: &str) -> Option<Ask> {
    let (tab, beside) = tabs_in(&read(&tabs_of(system))?)?;
    Some(Ask::Left(tab, beside))
}

fn written(tab: Tab, beside: Option<Tab>) -> String {
    match beside {
        Some(beside) => format!("{} {}", tab.id(), beside.id()),
        None => tab.id().to_owned(),
    }
}

fn tabs_in(text: &str) -> Option<(Tab, Option<Tab>)> {
    let mut words = text.split(' ');
    let tab = Tab::of_id(words.next()?)?;
    Some((tab, words.next().and_then(Tab::of_id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_are_read_as_they_were_written() {
        for beside in [None, Some(Tab::Events)] {
            let text = written(Tab::Ledger, beside);
            assert_eq!(tabs_in(&text), Some((Tab::Ledger, beside)), "{text}");
        }
        assert_eq!(tabs_in("graphs"), None, "a tab of another version");
        assert_eq!(tabs_in("events graphs"), Some((Tab::Events, None)));
    }
}
