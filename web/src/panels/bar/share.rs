//! The run as a link and as a script: whoever opens it stands exactly here.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::fragment::encode;
use crate::page::window;
use crate::panels::desk::PanelProps;
use crate::parts::icon::{Glyph, Icon};

/// The popover.
#[component]
pub fn Share(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let copied = use_state(|| "");
    let field = use_node_ref();
    let script = desk.read.script.emit(());
    let link = link(&script, desk.snapshot.moment.step);
    let copy = |what: &'static str, text: String| {
        let copied = copied.clone();
        Callback::from(move |_: MouseEvent| {
            // A blocked clipboard is no trouble: the text stands in the field.
            drop(window().navigator().clipboard().write_text(&text));
            copied.set(what);
        })
    };
    let open = {
        let (ask, field) = (desk.ask.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(area) = field.cast::<HtmlTextAreaElement>() {
                ask.emit(Ask::Load(area.value()));
            }
        })
    };
    let download = format!("data:text/plain;charset=utf-8,{}", percent(&script));
    let name = format!("{}-{}.synod", desk.snapshot.about.id, desk.snapshot.seed);
    html! {
        <div class="popover share" role="dialog" aria-label="Share">
            <h3>{ "This run as a script" }</h3>
            <textarea class="field" rows="9" spellcheck="false" ref={field} aria-label="Script" value={script.clone()} />
            <p class="muted">{ format!("The link has {} characters.", link.len()) }
                <span role="status">{ if copied.is_empty() { String::new() } else { format!(" {} copied.", *copied) } }</span>
            </p>
            <div class="acts">
                <button type="button" class="btn primary" onclick={copy("Link", link)}><Icon glyph={Glyph::Link} />{ "Copy link" }</button>
                <button type="button" class="btn" onclick={copy("Script", script)}><Icon glyph={Glyph::Copy} />{ "Copy script" }</button>
                <a class="btn" href={download} download={name}>{ "Save" }</a>
                <button type="button" class="btn" onclick={open}>{ "Run this text" }</button>
            </div>
        </div>
    }
}

/// The address of this page with a script, standing at a step.
pub fn link(script: &str, step: u32) -> String {
    let address = window().location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    format!("{page}#script={}&moment=@{step}", encode(script))
}

/// A data address knows no `+`.
fn percent(text: &str) -> String {
    encode(text).replace('+', "%20")
}
