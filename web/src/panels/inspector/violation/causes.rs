//! Where a failure came from, in a few numbered steps; the last one broke it.

use synod_core::units::Step;
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::Desk;

/// What [`Causes`] is told.
#[derive(Properties, PartialEq)]
pub struct CausesProps {
    /// The desk.
    pub desk: Desk,
    /// The property that fails, by its id.
    pub property: &'static str,
    /// The step in which it failed.
    pub step: Step,
}

/// The steps. A place leads to each.
#[component]
pub fn Causes(props: &CausesProps) -> Html {
    let (desk, asked) = (&props.desk, (props.property, props.step));
    let read = desk.read.causes.clone();
    let rows = use_memo(asked, move |asked| read.emit(*asked));
    let last = rows.len().saturating_sub(1);
    if rows.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h3>{ "How it came to this" }</h3>
            <ol class="chainwhy">
                { for rows.iter().enumerate().map(|(place, row)| html! {
                    <li key={row.place} class={(place == last).then_some("bad")}>
                        <span>{ desk.sentence(&row.phrase) }</span>
                        <button type="button" class="ref" title="Go to that moment" onclick={desk.asks(Ask::Stand(row.moment))}>
                            { format!("step {}", row.moment.step) }
                        </button>
                    </li>
                }) }
            </ol>
        </section>
    }
}
