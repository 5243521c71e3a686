//! If the laboratory breaks: the run is not lost. What leads there is kept as text, so that nothing of the broken
//! module is needed to show it.

use std::cell::RefCell;
use std::panic::PanicHookInfo;

use synod_core::units::{Moment, Time};

/// What is known of the run, kept cheaply: the script when an action was done, a moment when a picture was drawn, and
/// the line that is about to be played.
#[derive(Default)]
struct Kept {
    script: String,
    moment: Moment,
    fingerprint: String,
    /// Played last; the panic comes from it or from drawing what it led to.
    intent: String,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// Keeps the script of the run up to now.
pub fn keep(script: &str) {
    KEPT.with_borrow_mut(|kept| {
        kept.script = script.to_owned();
        kept.intent.clear();
    });
}

/// Remembers where the run stands.
pub fn stands_at(moment: Moment, fingerprint: &str) {
    KEPT.with_borrow_mut(|kept| {
        kept.moment = moment;
        kept.fingerprint.clear();
        kept.fingerprint.push_str(fingerprint);
    });
}

/// Remembers what is about to be played.
pub fn about_to(line: impl FnOnce() -> String) {
    KEPT.with_borrow_mut(|kept| kept.intent = line());
}

/// The script that leads to where everything broke.
pub fn script() -> String {
    KEPT.with_borrow(|kept| {
        let mut script = kept.script.trim_end().to_owned();
        let stood = format!("@{}", kept.moment.step);
        if kept.moment.time > Time::ZERO && !kept.intent.starts_with("until") {
            script.push_str(&format!("\n{stood}"));
        }
        // What broke while it was drawn had happened already.
        if !kept.intent.is_empty() && kept.intent != stood {
            script.push_str(&format!("\n{}", kept.intent));
        }
        script.push('\n');
        script
    })
}

/// Shows the card of the static page, which works without this module. Later panics come from the first.
#[cfg(target_arch = "wasm32")]
pub fn show(info: &PanicHookInfo<'_>) {
    web_sys::console::error_1(&info.to_string().into());
    let document = web_sys::window().and_then(|window| window.document());
    let Some(document) = document else { return };
    let Some(card) = document.get_element_by_id("broken") else {
        return;
    };
    if !card.has_attribute("hidden") {
        return;
    }
    if !document
        .document_element()
        .is_some_and(|html| html.has_attribute("data-ready"))
    {
        return show_early(&document, &card, info);
    }
    let (step, fingerprint) = KEPT.with_borrow(|kept| (kept.moment.step, kept.fingerprint.clone()));
    let version = env!("CARGO_PKG_VERSION");
    let facts = format!("step {step}, fingerprint {fingerprint}, version {version}");
    for (id, text) in [
        ("broken-script", script()),
        ("broken-facts", facts),
        ("broken-why", info.to_string()),
    ] {
        if let Some(element) = document.get_element_by_id(id) {
            element.set_text_content(Some(&text));
        }
    }
    let before = KEPT.with_borrow(|kept| kept.script.clone());
    drop(card.set_attribute("data-script", &before));
    drop(card.set_attribute("data-step", &step.to_string()));
    drop(card.remove_attribute("hidden"));
    if let Ok(Some(page)) = document.query_selector(".page") {
        drop(page.set_attribute("data-panic", ""));
        // Nothing of it answers any more.
        drop(page.set_attribute("inert", ""));
    }
}

/// Nothing stood yet: there is no run to be kept, and nothing to go back to.
#[cfg(target_arch = "wasm32")]
fn show_early(document: &web_sys::Document, card: &web_sys::Element, info: &PanicHookInfo<'_>) {
    let element = |id| document.get_element_by_id(id);
    for (id, text) in [
        (
            "broken-title",
            "The laboratory broke while it opened this address.".to_owned(),
        ),
        (
            "broken-lead",
            "No run stood yet. Start again opens the page without what the address asks for."
                .to_owned(),
        ),
        (
            "broken-facts",
            format!("version {}", env!("CARGO_PKG_VERSION")),
        ),
        ("broken-why", info.to_string()),
    ] {
        if let Some(element) = element(id) {
            element.set_text_content(Some(&text));
        }
    }
    for id in ["broken-script", "broken-back", "broken-copy"] {
        if let Some(element) = element(id) {
            drop(element.set_attribute("hidden", ""));
        }
    }
    drop(card.remove_attribute("hidden"));
}

/// Natively there is no page; the standard hook has said it already.
#[cfg(not(target_arch = "wasm32"))]
pub fn show(_info: &PanicHookInfo<'_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_leads_to_where_it_broke() {
        keep("protocol benmo\nat 1s crash n2\n");
        let moment = Moment {
            step: 12,
            time: Time(1_000_000),
        };
        stands_at(moment, "00ff");
        about_to(|| "restart n2".into());
        assert_eq!(
            script(),
            "protocol benmo\nat 1s crash n2\n@12\nrestart n2\n"
        );
        about_to(|| "until 4.3s".into());
        assert_eq!(script(), "protocol benmo\nat 1s crash n2\nuntil 4.3s\n");
    }
}
