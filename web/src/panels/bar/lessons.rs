//! The scenes of the system, each with a sentence: another one begins in the place of this run.

use synod_core::protocols;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::navigate;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::icon::{Glyph, icon};
use crate::parts::menu::Menu;
use crate::ui::Popover;

/// The button and its menu.
pub fn lessons(desk: &Desk) -> Html {
    let open = desk.ui.popover == Some(Popover::Lessons);
    html! {
        <div class="pop end lessons">
            <button type="button" class="ghost word" aria-label="Lessons" aria-haspopup="menu" aria-expanded={open.to_string()}
                onclick={desk.asks(Ask::Popover(Some(Popover::Lessons)))}>
                { icon(Glyph::Book, 16) }<span>{ "Lessons" }</span>
            </button>
            if open {
                <div class="menu scenes"><Menu label="Scenes"><Scenes desk={desk.clone()} /></Menu></div>
            }
        </div>
    }
}

/// The scenes.
#[component]
pub fn Scenes(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let id = desk.snapshot.about.id;
    let scenes = use_memo(id, |id| {
        let scenes = protocols::entry(id).map_or(&[][..], |entry| entry.scenes);
        let told = |scene: &protocols::Scene| (scene.id, scene.prose());
        scenes.iter().map(told).collect::<Vec<_>>()
    });
    let now = &desk.snapshot.more.prose.0;
    let items = scenes.iter().map(|(scene, (title, about))| {
        let (ask, scene) = (desk.ask.clone(), *scene);
        let onclick = Callback::from(move |_: MouseEvent| {
            ask.emit(Ask::Popover(None));
            navigate(&format!("protocol={id}&scene={scene}"), &ask);
        });
        html! {
            <button type="button" key={scene} class="item" role="menuitemradio" {onclick}
                aria-checked={(title == now).to_string()}>
                <span>{ title }<small>{ about }</small></span>
            </button>
        }
    });
    html! { <>{ for items }</> }
}
