//! The run itself: what this system is, what it promises, and what it leaves out.

use yew::prelude::*;

use crate::panels::desk::PanelProps;
use crate::panels::inspector::form::Form;
use crate::panels::inspector::header;
use crate::parts::icon::{Glyph, Icon};
use crate::scene::Lesson;

/// The panel.
#[component]
pub fn RunPanel(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let about = desk.snapshot.about;
    let lesson = &desk.snapshot.more.lesson;
    let mut prose = about.prose.iter();
    let first = prose.next().copied().unwrap_or_default();
    html! {
        <>
            { header(desk, about.name.to_owned(), html! { <span class="state plain">{ about.tagline }</span> }) }
            if !desk.snapshot.more.prose.0.is_empty() || **lesson != Lesson::default() {
                <section class="scene">
                    <h3>{ &desk.snapshot.more.prose.0 }</h3>
                    <p class="prose">{ &desk.snapshot.more.prose.1 }</p>
                    if let Some(said) = &lesson.said {
                        <p class="said">{ said }</p>
                    }
                    { for lesson.goals.iter().map(|(goal, met)| html! {
                        <p class="goalmark" data-met={met.to_string()}>
                            <Icon glyph={if *met { Glyph::Check } else { Glyph::Hourglass }} size={14} />
                            { if *met { "Reached: " } else { "To reach: " } }<code>{ goal }</code>
                        </p>
                    }) }
                </section>
            }
            <section>
                <p class="prose">{ first }</p>
                <p class="muted">{ "Click a node, a link or a message to look inside." }</p>
            </section>
            <Form desk={desk.clone()} key={desk.snapshot.more.run} />
            <section>
                <details>
                    <summary>{ "How it works" }</summary>
                    { for prose.map(|text| html! { <p class="prose">{ *text }</p> }) }
                    <p class="paper">{ about.citation }</p>
                </details>
                <details>
                    <summary>{ format!("The {} rules", about.rules.len()) }</summary>
                    { for about.rules.iter().map(|rule| html! {
                        <p class="paper" key={rule.id} title={rule.citation}><b>{ rule.id }</b>{ rule.sentence }</p>
                    }) }
                </details>
                <details open=true>
                    <summary>{ "What this leaves out" }</summary>
                    <ul class="plain">{ for about.leaves_out.iter().map(|text| html! { <li>{ *text }</li> }) }</ul>
                </details>
            </section>
            { settings(props) }
        </>
    }
}

/// The kinds of message: the legend of the stage.
fn settings(props: &PanelProps) -> Html {
    let about = props.desk.snapshot.about;
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
            <details>
                <summary>{ "The settings" }</summary>
                <dl class="facts left">
                    { for about.options.iter().map(|option| html! {
                        <><dt><code>{ option.name }</code></dt><dd>{ format!("{} ({})", option.sentence, option.default) }</dd></>
                    }) }
                </dl>
            </details>
        </section>
    }
}
