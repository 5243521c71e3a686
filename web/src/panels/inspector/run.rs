//! The run itself: what this system is, what it promises, and what it leaves out.

use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::desk::Desk;
use crate::panels::inspector::form::Form;
use crate::panels::inspector::header;
use crate::parts::icon::{Glyph, icon};
use crate::scene::Lesson;

/// The panel.
pub fn run_panel(desk: &Desk) -> Html {
    let about = desk.snapshot.about;
    let lesson = &desk.snapshot.more.lesson;
    let mut prose = about.prose.iter();
    let first = prose.next().copied().unwrap_or_default();
    // A scene tells what it shows; what the system is stands below then.
    let (title, scene) = (&desk.snapshot.more.prose.0, &desk.snapshot.more.prose.1);
    let told = !scene.is_empty();
    html! {
        <>
            { header(desk, Selection::Run, about.name.to_owned(), html! { <span class="state plain">{ about.tagline }</span> }) }
            <section class="scene">
                if told {
                    <h3>{ title }</h3>
                    <p class="prose">{ scene }</p>
                } else {
                    <p class="prose">{ first }</p>
                }
                { task(lesson) }
                <p class="muted">{ "Click a node, a link or a message to look inside." }</p>
            </section>
            <Form desk={desk.clone()} key={desk.snapshot.more.run} />
            <section>
                <details>
                    <summary>{ "How it works" }</summary>
                    if told { <p class="prose">{ first }</p> }
                    { for prose.map(|text| html! { <p class="prose">{ *text }</p> }) }
                    <p class="paper">{ about.citation }</p>
                </details>
                <details>
                    <summary>{ match about.rules.len() { 1 => "The rule".into(), many => format!("The {many} rules") } }</summary>
                    { for about.rules.iter().map(|rule| html! {
                        <p class="paper" key={rule.id} title={rule.citation}><b>{ rule.id }</b>{ rule.sentence }</p>
                    }) }
                </details>
                <details>
                    <summary>{ "What this leaves out" }</summary>
                    <ul class="plain">{ for about.leaves_out.iter().map(|text| html! { <li>{ *text }</li> }) }</ul>
                </details>
            </section>
            { settings(desk) }
        </>
    }
}

/// What the lesson says, and what it wants reached.
fn task(lesson: &Lesson) -> Html {
    html! {
        <>
            if let Some(said) = &lesson.said {
                <p class="said">{ said }</p>
            }
            { for lesson.goals.iter().map(|(goal, met)| html! {
                <p class="goalmark" data-met={met.to_string()}>
                    { icon(if *met { Glyph::Check } else { Glyph::Hourglass }, 14) }
                    { if *met { "Reached: " } else { "To reach: " } }<code>{ goal }</code>
                </p>
            }) }
        </>
    }
}

/// The kinds of message, which are the legend of the stage, and the way to the settings.
fn settings(desk: &Desk) -> Html {
    let about = desk.snapshot.about;
    html! {
        <section>
            <details>
                <summary>{ "The messages" }</summary>
                <dl class="facts left">
                    { for about.kinds.iter().map(|kind| html! {
                        <><dt><code>{ kind.name }</code></dt><dd>{ kind.sentence }</dd></>
                    }) }
                </dl>
            </details>
            <div class="acts">
                <button type="button" class="btn small" aria-keyshortcuts="O" title="Every option, changed from now on (O)"
                    onclick={desk.asks(Ask::Options)}>{ "Settings" }</button>
            </div>
        </section>
    }
}
