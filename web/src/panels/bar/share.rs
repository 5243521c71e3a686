//! The run as a link, a QR code and a file: whoever opens it stands exactly here.

use synod_core::link::Linked;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::{address, clip};
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::clock::clock;
use crate::parts::icon::{Glyph, icon};
use crate::parts::qr::Qr;

/// The popover.
#[component]
pub fn Share(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let copied = use_state(|| false);
    // While the run plays on, the link stays at the moment at which it was asked for.
    let still = (!desk.ui.choice.playing).then_some(desk.snapshot.number);
    let taken = {
        let (desk, copied) = (desk.clone(), copied.setter());
        use_memo(still, move |_| {
            copied.set(false);
            let moment = desk.snapshot.moment;
            (link(&desk.read.linked.emit(())), moment)
        })
    };
    let (link, moment) = &*taken;
    html! {
        <div class="popover share" role="dialog" aria-label="Share">
            <h3>{ "This moment as a link" }</h3>
            if let Some(link) = link {
                <figure><Qr text={link.clone()} label="QR code of this moment" /></figure>
                { field(link, &copied) }
                <p class="muted">
                    { format!("{} characters. It opens this run at {}, step {}.", link.len(), clock(moment.time), moment.step) }
                </p>
                if link.starts_with("file:") {
                    <p class="muted">{ "This page is a file: the link works on this computer only." }</p>
                }
            } else {
                <p>{ "This run is too long for a link. Save it as a file." }</p>
            }
            if let Some(link) = link {
                <Embed link={link.clone()} />
            }
            { file(desk) }
        </div>
    }
}

fn field(link: &str, copied: &UseStateHandle<bool>) -> Html {
    let onclick = {
        let (text, copied) = (link.to_owned(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            clip::copy(&text);
            copied.set(true);
        })
    };
    let onfocus = Callback::from(|event: FocusEvent| {
        event.target_unchecked_into::<HtmlInputElement>().select();
    });
    html! {
        <div class="copying">
            <input class="field" readonly=true value={link.to_owned()} aria-label="Link" {onfocus} />
            <button type="button" class="btn primary" {onclick}>
                { icon(Glyph::Link, 16) }{ "Copy link" }
            </button>
            <p class="muted" role="status">{ if **copied { "Link copied." } else { "" } }</p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct EmbedProps {
    link: String,
}

/// The same moment inside another page.
#[component]
fn Embed(props: &EmbedProps) -> Html {
    let copied = use_state(|| false);
    let code = embed_code(&props.link);
    let onclick = {
        let (text, copied) = (code.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            clip::copy(&text);
            copied.set(true);
        })
    };
    html! {
        <section>
            <h3>{ "Inside another page" }</h3>
            <p class="muted">{ "Works in courses and slides, also where storage and cookies are blocked." }</p>
            <div class="copying">
                <input class="field" readonly=true value={code} aria-label="Embed code" />
                <button type="button" class="btn" {onclick}>{ "Copy code" }</button>
                <p class="muted" role="status">{ if *copied { "Code copied." } else { "" } }</p>
            </div>
        </section>
    }
}

/// A frame that shows this moment.
fn embed_code(link: &str) -> String {
    format!(
        "<iframe src=\"{link}&amp;embed\" width=\"960\" height=\"600\" title=\"Synod\" loading=\"lazy\"></iframe>"
    )
}

fn file(desk: &Desk) -> Html {
    html! {
        <section>
            <h3>{ "The whole run" }</h3>
            <p class="muted">{ "All branches, as text that anybody can read and play. A file can also be dropped onto the page." }</p>
            <div class="acts">
                <button type="button" class="btn" onclick={desk.asks(Ask::Save)} aria-keyshortcuts="Control+S">
                    { icon(Glyph::Disk, 16) }{ "Save a file" }
                </button>
                <button type="button" class="btn" onclick={desk.asks(Ask::Pick)} aria-keyshortcuts="Control+O">
                    { "Open a file" }
                </button>
                <button type="button" class="btn" onclick={desk.asks(Ask::Script)} aria-keyshortcuts="S">
                    { icon(Glyph::Prompt, 16) }{ "Show the script" }
                </button>
            </div>
        </section>
    }
}

/// The address of this page that opens a run where it stands; none if it is too long for an address.
pub fn link(linked: &Linked) -> Option<String> {
    linked.write().map(|word| address(&format!("run={word}")))
}
