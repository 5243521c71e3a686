//! Two branches side by side: the first thing that happened on the one and not on the other, and the ways there.

use synod_core::units::Moment;
use synod_core::view::Happened;
use yew::prelude::*;

use crate::ask::Ask;
use crate::branches::short;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::button;

/// The comparison, if one is asked for.
#[component]
pub fn Comparison(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let branches = &desk.snapshot.branches;
    let place = |name: &String| branches.iter().position(|branch| branch.name == *name);
    let pair = desk.ui.compared.clone();
    let pair = pair.filter(|(one, other)| place(one).is_some() && place(other).is_some());
    let ends = pair.as_ref().map(|(one, other)| {
        [one, other].map(|name| place(name).map(|place| (place, branches[place].end)))
    });
    let found = use_memo((desk.snapshot.more.run, pair.clone(), ends), |asked| {
        let [Some((one, _)), Some((other, _))] = asked.2? else {
            return None;
        };
        desk.read.difference.emit((one, other))
    });
    let Some((one, other)) = pair else {
        return Html::default();
    };
    let names = format!("{} and {}", short(&one), short(&other));
    let sides = (*found).clone().map(|found| found.sides);
    html! {
        <section class="comparison" aria-live="polite" aria-label={format!("First difference of {names}")}>
            <header>
                <h4>{ "First difference" }</h4>
                <span class="fill"></span>
                { button::cross("Close the comparison", None, desk.asks(Ask::Compare(None))) }
            </header>
            if let Some([left, right]) = sides {
                <div class="sides">{ side(desk, &one, left) }{ side(desk, &other, right) }</div>
            } else {
                <p>{ format!("So far the same happened on {names}.") }</p>
            }
        </section>
    }
}

fn side(desk: &Desk, name: &str, happened: Option<Happened>) -> Html {
    let moment = happened.as_ref().map(|it| Moment {
        step: it.step,
        time: it.time,
    });
    let (when, label) = match moment {
        Some(at) => (
            format!("step {}, {:.3} s", at.step, at.time.micros() as f64 / 1e6),
            format!("Go to step {} of {name}", at.step),
        ),
        None => ("at its end".to_owned(), format!("Go to the end of {name}")),
    };
    html! {
        <div class="side-of">
            <p class="which"><b title={name.to_owned()}>{ short(name) }</b><small>{ when }</small></p>
            <p>
                if let Some(it) = &happened { { desk.sentence(&it.phrase) } } else { { "Nothing more happened." } }
            </p>
            <button type="button" class="btn small" aria-label={label} onclick={desk.asks(Ask::Visit(name.to_owned(), moment))}>
                { "Go there" }
            </button>
        </div>
    }
}
