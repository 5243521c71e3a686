//! Files: the run saved whole, a file chosen or dropped onto the page. What cannot be read says so and changes nothing.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use synod_core::script::BYTES_MAX;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, DragEvent, File, HtmlElement, HtmlInputElement, Url};
use yew::prelude::*;

use super::{document, html_element};
use crate::ask::Ask;
use crate::driver::Shared;

/// The field through which a person chooses a file.
const FIELD: &str = "open-file";
/// Marks the page while a file hovers over it.
const DROPPING: &str = "data-dropping";
/// A download has read its text by then, in milliseconds.
const READ_BY: u32 = 30_000;

/// Saves the whole run, all branches and the lines to come.
pub fn save_run(driver: &Shared) {
    let Ok(driver) = driver.try_borrow() else {
        return;
    };
    let run = driver.session().view();
    let name = format!("{}-{}.synod", run.about().id, run.setup().seed);
    let text = driver.session().saved();
    // A browser that saves nothing says so itself.
    let _: Option<()> = download(&name, &text);
}

fn download(name: &str, text: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain;charset=utf-8");
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = document().create_element("a").ok()?;
    link.set_attribute("href", &address).ok()?;
    link.set_attribute("download", name).ok()?;
    link.dyn_into::<HtmlElement>().ok()?.click();
    Timeout::new(READ_BY, move || drop(Url::revoke_object_url(&address))).forget();
    Some(())
}

/// The field, which nobody sees: buttons and keys open it.
pub fn input(ask: &Callback<Ask>) -> Html {
    let ask = ask.clone();
    let onchange = Callback::from(move |event: Event| {
        let field = event.target_unchecked_into::<HtmlInputElement>();
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            read(file, ask.clone());
        }
        // The same file may be chosen again.
        field.set_value("");
    });
    html! {
        <input type="file" id={FIELD} accept=".synod,.txt,text/plain" aria-label="A file of Synod" hidden=true {onchange} />
    }
}

/// Lets the person choose.
pub fn pick() {
    let field = document().get_element_by_id(FIELD);
    if let Some(field) = field.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        field.click();
    }
}

/// Something hovers over the page: a file may be dropped anywhere.
pub(super) fn hover(event: &DragEvent) {
    if brings_file(event) {
        event.prevent_default();
        mark(true);
    }
}

/// It hovers no more.
pub(super) fn leave(event: &DragEvent) {
    // Between two parts of the page it only changes what it hovers over.
    if event.related_target().is_none() {
        mark(false);
    }
}

/// A file was dropped.
pub(super) fn dropped(event: &DragEvent, ask: &Callback<Ask>) {
    mark(false);
    let files = event.data_transfer().and_then(|it| it.files());
    if let Some(file) = files.and_then(|files| files.get(0)) {
        event.prevent_default();
        read(file, ask.clone());
    }
}

fn brings_file(event: &DragEvent) -> bool {
    let kinds = event.data_transfer().map(|it| it.types());
    kinds.is_some_and(|kinds| kinds.includes(&"Files".into(), 0))
}

fn mark(on: bool) {
    let done = match on {
        true => html_element().set_attribute(DROPPING, ""),
        false => html_element().remove_attribute(DROPPING),
    };
    done.expect("an attribute of ours can be set");
}

fn read(file: File, ask: Callback<Ask>) {
    let name = file.name();
    if file.size() > BYTES_MAX as f64 {
        let why = "it has more than 1 MiB, which no script has".into();
        return ask.emit(Ask::File(name, Err(why)));
    }
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await;
        let text = text.ok().and_then(|text| text.as_string());
        let text = text.ok_or_else(|| "the browser does not hand it over".into());
        ask.emit(Ask::File(name, text));
    });
}
