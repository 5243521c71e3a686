//! The run as text: what has happened, what is still to come, and where it stands between them. Changed by hand it
//! plays as a new run; the run before is kept.

use synod_core::about::About;
use synod_core::link::Linked;
use synod_core::protocols::CATALOG;
use synod_core::script::{self, ParseError};
use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::{clip, prefers};
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::button;
use crate::parts::icon::{Glyph, icon};

mod rows;

use rows::{rows, wrong};

/// The panel.
#[component]
pub fn ScriptPanel(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let (panel, field) = (use_node_ref(), use_node_ref());
    let more = &desk.snapshot.more;
    // While the run plays, its text is read only when a line has happened.
    let still = (!desk.ui.choice.playing).then_some(desk.snapshot.number);
    let linked = {
        let read = desk.read.linked.clone();
        use_memo((still, more.run, more.lines), move |_| read.emit(()))
    };
    let draft = desk.ui.draft.as_ref();
    let text = draft.unwrap_or(&linked.text).clone();
    let error = use_memo(text.clone(), |text| unreadable(text));
    let happened = draft
        .is_none()
        .then(|| linked.text.lines().count() - linked.to_come);
    {
        let (panel, field) = (panel.clone(), field.clone());
        use_effect_with((), move |()| show(&panel, &field));
    }
    {
        let panel = panel.clone();
        use_effect_with(happened, move |_| follow(&panel));
    }
    html! {
        <aside class="side writing sheet" aria-label="Script" ref={panel}>
            { head(desk) }
            <div class="editor">
                <pre aria-hidden="true">{ rows(&text, happened, error.as_ref().as_ref()) }</pre>
                <textarea aria-label="Script of the run" spellcheck="false" autocapitalize="off" autocomplete="off"
                    ref={field.clone()} value={text.clone()} oninput={typing(desk)} onkeydown={running(desk)}
                    aria-invalid={error.is_some().to_string()} aria-describedby="script-error" />
            </div>
            <footer>
                <p class="error" id="script-error" role="status">
                    if let Some(error) = &*error {
                        { icon(Glyph::Alert, 14) }<span>{ said(error) }</span>
                    }
                </p>
                { acts(desk, &text, &field, error.as_ref().clone()) }
            </footer>
        </aside>
    }
}

/// On a phone it opens below what is in sight. Whoever opens it writes in it; a finger touches it first, as a field in
/// focus brings the keys of a phone up.
fn show(panel: &NodeRef, field: &NodeRef) {
    if let Some(panel) = panel.cast::<Element>() {
        panel.scroll_into_view_with_bool(true);
    }
    if let Some(field) = field.cast::<HtmlTextAreaElement>()
        && !prefers("(pointer: coarse)")
    {
        drop(field.focus());
    }
}

/// The line at which the run stands stays in sight.
fn follow(panel: &NodeRef) {
    let Some(panel) = panel.cast::<Element>() else {
        return;
    };
    let find = |css| panel.query_selector(css).ok().flatten();
    let (Some(editor), Some(row)) = (find(".editor"), find(".row.now")) else {
        return;
    };
    let (frame, line) = (
        editor.get_bounding_client_rect(),
        row.get_bounding_client_rect(),
    );
    if line.top() < frame.top() || line.bottom() > frame.bottom() {
        let middle = line.top() - frame.top() - frame.height() / 2.0;
        editor.set_scroll_top(editor.scroll_top() + middle as i32);
    }
}

fn head(desk: &Desk) -> Html {
    let (word, says) = match &desk.ui.draft {
        Some(_) => (
            "changed",
            "What plays is not changed until you play this text.",
        ),
        None => (
            "as it happened",
            "Every action is a line. Change one and play it: this run is kept.",
        ),
    };
    html! {
        <header>
            <h2>{ "Script" }</h2>
            <span class="state plain">{ word }</span>
            <span class="fill"></span>
            { button::cross("Close the script", Some("Close (S)"), desk.asks(Ask::Script)) }
            <p class="muted">{ says }</p>
        </header>
    }
}

fn typing(desk: &Desk) -> Callback<InputEvent> {
    desk.ask.reform(|event: InputEvent| {
        let field = event.target_unchecked_into::<HtmlTextAreaElement>();
        Ask::Draft(Some(field.value()))
    })
}

/// Ctrl Enter plays what was typed.
fn running(desk: &Desk) -> Callback<KeyboardEvent> {
    let ask = desk.ask.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            let field = event.target_unchecked_into::<HtmlTextAreaElement>();
            try_it(&ask, &field, &field.value(), false);
        }
    })
}

/// Plays a text from its start or from the line of the cursor; one that cannot be read shows where.
fn try_it(ask: &Callback<Ask>, field: &HtmlTextAreaElement, text: &str, from_cursor: bool) {
    if let Some(error) = unreadable(text) {
        let (from, to) = wrong(text, &error);
        drop(field.focus());
        drop(field.set_selection_range(from, to));
        return;
    }
    let text = format!("{}\n", text.trim_end());
    let to_come = if from_cursor {
        let cursor = field.selection_start().ok().flatten().unwrap_or(0) as usize;
        let before = text.encode_utf16().take(cursor);
        let line = before.filter(|unit| *unit == u16::from(b'\n')).count();
        text.lines().count().saturating_sub(line)
    } else {
        usize::MAX
    };
    ask.emit(Ask::Try(Linked { text, to_come }));
}

fn acts(desk: &Desk, text: &str, field: &NodeRef, error: Option<ParseError>) -> Html {
    let play = |from_cursor: bool| {
        let (ask, field) = (desk.ask.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                try_it(&ask, &field, &field.value(), from_cursor);
            }
        })
    };
    let copy = {
        let text = text.to_owned();
        Callback::from(move |_: MouseEvent| clip::copy(&text))
    };
    let described = error.is_some().then_some("script-error");
    html! {
        <div class="acts">
            <button type="button" class="btn primary" aria-keyshortcuts="Control+Enter" title="Ctrl Enter" aria-describedby={described}
                onclick={play(false)}>{ icon(Glyph::Play, 16) }{ "Play from the start" }</button>
            <button type="button" class="btn" title="A new run that stands before the line of the cursor, and plays on"
                aria-describedby={described} onclick={play(true)}>{ "Play from the cursor" }</button>
            if desk.ui.draft.is_some() {
                <button type="button" class="btn" onclick={desk.asks(Ask::Draft(None))}>{ icon(Glyph::Undo, 16) }{ "Put back" }</button>
            }
            if desk.snapshot.more.has_before {
                { button::worded("btn", "The run before", desk.asks(Ask::Before)) }
            }
            <button type="button" class="btn" aria-label="Copy the script" onclick={copy}>{ icon(Glyph::Copy, 16) }{ "Copy" }</button>
            <button type="button" class="btn" aria-label="Save the run" onclick={desk.asks(Ask::Save)}>{ "Save" }</button>
            <button type="button" class="btn" aria-label="Open a file" onclick={desk.asks(Ask::Pick)}>{ "Open" }</button>
        </div>
    }
}

/// Why a text is no script.
fn unreadable(text: &str) -> Option<ParseError> {
    let systems: Vec<&'static About> = CATALOG.iter().map(|entry| entry.about).collect();
    match script::parse(text, &systems) {
        Ok(script) => rows::backwards(&script.lines),
        Err(error) => Some(error),
    }
}

fn said(error: &ParseError) -> String {
    format!("{}:{} {error}.", error.place.line, error.place.column)
}
