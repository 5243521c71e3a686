//! What the page hears: keys, a changed address, and what was remembered from the last visit.

use super::*;

/// Under which name the colours are remembered.
const THEME_KEY: &str = "synod-theme";

/// Hears keys and addresses for as long as the page lives.
pub(super) fn listen(driver: &Shared, ask: &Callback<Ask>) {
    let (keyed, asked) = (driver.clone(), ask.clone());
    hear("keydown", move |event: KeyboardEvent| {
        if event.default_prevented() || is_text_field(&event) {
            return;
        }
        let wish = match keyed.try_borrow() {
            Ok(driver) => keys::ask(&press(&event), driver.ui(), driver.snapshot()),
            Err(_) => None,
        };
        if let Some(wish) = wish {
            event.prevent_default();
            asked.emit(wish);
        }
    });
    let addressed = driver.clone();
    hear("hashchange", move |_: Event| {
        if let Ok(mut driver) = addressed.try_borrow_mut() {
            driver.open(&Fragment::parse(&hash()));
        }
    });
    // A button that a mouse pressed keeps no focus: Space belongs to the run again.
    hear("click", |event: MouseEvent| {
        let by_mouse = event.detail() > 0;
        if let Some(button) = focused().filter(|it| by_mouse && it.tag_name() == "BUTTON") {
            drop(button.blur());
        }
    });
    let asked = ask.clone();
    hear("pointerdown", move |event: PointerEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let outside = target.is_some_and(|it| matches!(it.closest(".pop"), Ok(None)));
        let open = document().query_selector(".pop > :is(.menu, .popover)");
        if outside && matches!(open, Ok(Some(_))) {
            asked.emit(Ask::Popover(None));
        }
    });
}

fn hear<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    name: &str,
    handler: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(E)>::new(handler);
    window()
        .add_event_listener_with_callback(name, closure.as_ref().unchecked_ref())
        .expect("a window takes listeners");
    // For as long as the page lives.
    closure.forget();
}

fn press(event: &KeyboardEvent) -> keys::Press {
    let focus = focused();
    let role = |it: &HtmlElement| it.get_attribute("role").unwrap_or_default();
    let on_button = focus.as_ref().is_some_and(|it| {
        matches!(it.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY") || role(it) == "button"
    });
    let on_slider = focus.as_ref().is_some_and(|it| it.tag_name() == "INPUT");
    keys::Press {
        key: event.key(),
        shift: event.shift_key(),
        command: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
        on_button: on_button || focused_graphic(),
        on_slider,
    }
}

/// Nodes and messages of the stage are buttons too, but not HTML elements.
fn focused_graphic() -> bool {
    document()
        .active_element()
        .is_some_and(|it| it.get_attribute("role").as_deref() == Some("button"))
}

/// Where letters are text. Escape leaves such a field.
fn is_text_field(event: &KeyboardEvent) -> bool {
    let Some(focus) = focused() else { return false };
    let kind = focus.get_attribute("type").unwrap_or_default();
    let writes = match focus.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(kind.as_str(), "range" | "checkbox" | "radio" | "button"),
        _ => focus.is_content_editable(),
    };
    if writes && event.key() == "Escape" {
        drop(focus.blur());
        return false;
    }
    writes
}

/// Reduced motion also means that nothing begins to move by itself.
pub(super) fn wants_calm() -> bool {
    window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// Storage may be blocked; then nothing is remembered.
pub(super) fn remembered_theme() -> Theme {
    let storage = window().local_storage().ok().flatten();
    match storage.and_then(|it| it.get_item(THEME_KEY).ok().flatten()) {
        Some(name) if name == "light" => Theme::Light,
        Some(name) if name == "dark" => Theme::Dark,
        _ => Theme::System,
    }
}

pub(super) fn remember_theme(theme: Theme) {
    let Some(storage) = window().local_storage().ok().flatten() else {
        return;
    };
    // A full or blocked storage remembers nothing, and nothing depends on it.
    if let Some(name) = theme.name() {
        drop(storage.set_item(THEME_KEY, name));
    }
}
