//! What the page hears: keys, a changed address, files.

use gloo_timers::callback::Timeout;
use wasm_bindgen::convert::FromWasmAbi;
use web_sys::SvgElement;

use super::*;
use crate::model::Tool;
use crate::parts::focus::to_opener;

/// How long a pointer rests before a hall sees it no more, in milliseconds.
const POINTER_SPAN: u32 = 2000;

/// Hears keys and addresses for as long as the page lives.
pub(super) fn listen(driver: &Shared, ask: &Callback<Ask>) {
    let (keyed, asked) = (driver.clone(), ask.clone());
    hear("keydown", move |event: KeyboardEvent| {
        if event.default_prevented() {
            return;
        }
        if event.key() == "Escape" {
            to_opener();
        }
        let (press, writes) = (press(&event), is_text_field(&event));
        let wish = match keyed.try_borrow() {
            Ok(driver) => keys::ask(&press, driver.ui(), driver.snapshot()),
            Err(_) => None,
        };
        // Saving and opening mean the same where letters are text.
        let wish = wish.filter(|wish| !writes || matches!(wish, Ask::Save | Ask::Pick));
        if let Some(wish) = wish {
            event.prevent_default();
            asked.emit(wish);
        }
    });
    let (gathering, asked) = (driver.clone(), ask.clone());
    capture("keydown", move |event: KeyboardEvent| {
        let complete = event.key() == "Enter" && stands_on_gathered(&gathering);
        if complete {
            event.prevent_default();
            event.stop_propagation();
            asked.emit(Ask::Confirm);
        }
    });
    let addressed = driver.clone();
    hear("hashchange", move |_: Event| {
        if let Ok(mut driver) = addressed.try_borrow_mut() {
            driver.open(&Fragment::parse(&hash()));
        }
    });
    // A button that a mouse pressed keeps no focus: Space and arrows belong to the run again.
    hear("click", |event: MouseEvent| {
        let target = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::Node>().ok());
        let pressed = document()
            .active_element()
            .is_some_and(|focus| focus.contains(target.as_ref()));
        if event.detail() > 0 && pressed && focused_button() {
            leave();
        }
    });
    hear_files(ask);
    hide_pointer();
    hear_printer(ask);
    hear_scheme();
    hear_presses_beside(ask);
}

/// A press beside what is open closes it.
fn hear_presses_beside(ask: &Callback<Ask>) {
    let asked = ask.clone();
    hear("pointerdown", move |event: PointerEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let beside = |css: &str| {
            let target = target.as_ref();
            target.is_some_and(|it| matches!(it.closest(css), Ok(None)))
        };
        let open = |css: &str| matches!(document().query_selector(css), Ok(Some(_)));
        if beside(".pop") && open(".pop > :is(.menu, .popover)") {
            asked.emit(Ask::Popover(None));
        }
        if beside(".context") && open(".context") {
            asked.emit(Ask::Menu(None));
        }
    });
}

/// Paper has no tabs: it shows the table of the nodes, and the page what it showed before.
fn hear_printer(ask: &Callback<Ask>) {
    let asked = ask.clone();
    hear("beforeprint", move |_: Event| {
        asked.emit(Ask::Paper(true));
        draw_now();
    });
    let asked = ask.clone();
    hear("afterprint", move |_: Event| asked.emit(Ask::Paper(false)));
}

/// Before a hall the pointer goes when it rests.
fn hide_pointer() {
    let resting = RefCell::new(None::<Timeout>);
    hear("pointermove", move |_: PointerEvent| {
        let html = html_element();
        drop(html.remove_attribute("data-resting"));
        let rest = Timeout::new(POINTER_SPAN, move || {
            drop(html_element().set_attribute("data-resting", ""));
        });
        // The one before is cancelled by being dropped.
        resting.replace(Some(rest));
    });
}

/// Hears that the system changes from light to dark, or back.
fn hear_scheme() {
    let Some(list) = window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten()
    else {
        return;
    };
    let changed = Closure::<dyn FnMut()>::new(crate::stage::crowd::recolour);
    drop(list.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref()));
    // For as long as the page lives.
    changed.forget();
}

/// Hears that a file hovers over the page, and falls.
fn hear_files(ask: &Callback<Ask>) {
    hear("dragover", |event: DragEvent| files::hover(&event));
    hear("dragleave", |event: DragEvent| files::leave(&event));
    let asked = ask.clone();
    hear("drop", move |event: DragEvent| {
        files::dropped(&event, &asked)
    });
}

/// A side is complete when Enter comes on a node that is in it already; on another one, Enter takes that one in.
fn stands_on_gathered(driver: &Shared) -> bool {
    let focus = document().active_element();
    let node = focus.and_then(|it| it.get_attribute("data-node"));
    let (Some(node), Ok(driver)) = (node, driver.try_borrow()) else {
        return false;
    };
    let choice = &driver.ui().choice;
    choice.tool == Tool::Partition && choice.gathered.iter().any(|id| id.to_string() == node)
}

fn hear<E: FromWasmAbi + 'static>(name: &str, handler: impl FnMut(E) + 'static) {
    listener(name, handler, false);
}

/// Before the part that has the focus hears it.
fn capture<E: FromWasmAbi + 'static>(name: &str, handler: impl FnMut(E) + 'static) {
    listener(name, handler, true);
}

fn listener<E: FromWasmAbi + 'static>(name: &str, handler: impl FnMut(E) + 'static, capture: bool) {
    let closure = Closure::<dyn FnMut(E)>::new(handler);
    window()
        .add_event_listener_with_callback_and_bool(name, closure.as_ref().unchecked_ref(), capture)
        .expect("a window takes listeners");
    // For as long as the page lives.
    closure.forget();
}

fn press(event: &KeyboardEvent) -> keys::Press {
    keys::Press {
        key: event.key(),
        shift: event.shift_key(),
        command: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
        on_button: focused_button() && !focused_on_stage(),
        on_slider: focused().is_some_and(|it| it.tag_name() == "INPUT"),
    }
}

/// Nodes and messages of the stage are buttons too, but not HTML elements.
fn focused_button() -> bool {
    document().active_element().is_some_and(|it| {
        matches!(it.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY")
            || it.get_attribute("role").as_deref() == Some("button")
    })
}

/// A thing of the stage takes Enter; Space plays and pauses there as everywhere.
fn focused_on_stage() -> bool {
    document()
        .active_element()
        .is_some_and(|it| it.dyn_ref::<SvgElement>().is_some())
}

/// Nothing has the focus any more.
fn leave() {
    let Some(focus) = document().active_element() else {
        return;
    };
    // Not worth a word: an element that cannot lose the focus keeps it.
    match (
        focus.dyn_ref::<HtmlElement>(),
        focus.dyn_ref::<SvgElement>(),
    ) {
        (Some(element), _) => drop(element.blur()),
        (_, Some(element)) => drop(element.blur()),
        _ => {}
    }
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
    prefers("(prefers-reduced-motion: reduce)")
}

/// Whether a preference is set.
pub(crate) fn prefers(query: &str) -> bool {
    let list = window().match_media(query).ok().flatten();
    list.is_some_and(|list| list.matches())
}
