//! The page as a whole: mounts the components, hears keys and addresses, and joins them to the driver.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use synod_core::session::Session;
use synod_core::view::Caption;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, Window};
use yew::prelude::*;

use crate::ask::Ask;
use crate::carriers::Carriers;
use crate::driver::{Driver, EventPage, EventQuery, Shared};
use crate::fragment::{Fragment, without};
use crate::frames;
use crate::keys;
use crate::model::{Controls, Snapshot};
use crate::panels::desk::{Desk, Reader, laboratory};
use crate::panels::lane::clients;
use crate::panels::transport::{status, timeline};
use crate::ui::{Theme, UiState};
use crate::{api, rescue, stage};

pub mod clip;
pub mod files;
mod listening;
pub mod memory;
mod miners;

pub(crate) use listening::prefers;

/// All that is drawn.
#[derive(Clone, PartialEq)]
pub struct Published {
    /// The run.
    pub snapshot: Rc<Snapshot>,
    /// What the person has chosen.
    pub ui: Rc<UiState>,
    /// The caption that stands.
    pub caption: Option<Caption>,
    /// What a screen reader is told.
    pub spoken: Rc<str>,
}

thread_local! {
    /// What was last rendered: between two renders, what moves is painted from this and nothing newer.
    static RENDERED: RefCell<Option<Rc<Snapshot>>> = const { RefCell::new(None) };
}

/// Opens the page: called once by the static page, never by loading the module.
#[wasm_bindgen(js_name = openPage)]
pub fn open_page() {
    yew::set_custom_panic_hook(Box::new(rescue::show));
    open(Driver::new(&Fragment::parse(&hash())));
}

/// Opens the page over a run that no address names: of a system that is in no catalogue.
pub fn open_over(session: Session) {
    yew::set_custom_panic_hook(Box::new(rescue::show));
    open(Driver::over(session, &Fragment::parse(&hash())));
}

fn open(driver: Driver) {
    let driver: Shared = Rc::new(RefCell::new(driver));
    {
        let mut driver = driver.borrow_mut();
        driver.set_wall(wall);
        driver.set_theme(memory::theme());
        memory::sizes().into_iter().for_each(|it| driver.ask(it));
        if listening::wants_calm() {
            driver.calm_down();
        }
    }
    api::install(&driver);
    let root = document()
        .get_element_by_id("page")
        .expect("the static page has an element for this one");
    root.set_text_content(None);
    let props = PageProps {
        driver: Handle(driver),
    };
    yew::Renderer::<Page>::with_root_and_props(root, props).render();
}

/// The window of the page.
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// Real time in milliseconds: for what is drawn, never for what happens.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// The document of the page.
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// The element of the whole document.
pub fn html_element() -> Element {
    document()
        .document_element()
        .expect("a document has an element")
}

/// The address of this page with another fragment.
pub fn address(fragment: &str) -> String {
    let whole = window().location().href().unwrap_or_default();
    let page = whole.split('#').next().unwrap_or_default();
    format!("{page}#{fragment}")
}

/// The number that a text begins with. Rust's own reader of such numbers costs the page ten kilobytes of tables.
pub fn number(text: &str) -> Option<f64> {
    Some(js_sys::parse_float(text)).filter(|number| number.is_finite())
}

thread_local! {
    /// The reader's own size of letters. Read once: asking for a style while the page is drawn has the browser lay it out.
    static REM: f64 = {
        let style = window().get_computed_style(&html_element()).ok().flatten();
        let size = style.and_then(|it| it.get_property_value("font-size").ok());
        size.and_then(|it| number(&it)).unwrap_or(16.0)
    };
}

/// How many CSS pixels a rem is here.
pub fn rem() -> f64 {
    REM.with(|rem| *rem)
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Goes to an address of this page; the run opens anew even if the address is the present one.
pub fn navigate(address: &str, ask: &Callback<Ask>) {
    let address = format!("#{address}");
    let same = hash() == address;
    // Where addresses cannot be changed (a sandboxed frame), the run opens all the same.
    if same || window().location().set_hash(&address).is_err() {
        ask.emit(Ask::Open(address));
    }
}

/// The colours that do not stand now.
pub fn other_theme() -> Theme {
    let dark = match html_element().get_attribute("data-theme").as_deref() {
        Some(name) => name == "dark",
        None => prefers("(prefers-color-scheme: dark)"),
    };
    if dark { Theme::Light } else { Theme::Dark }
}

/// Milliseconds of the clock on the wall.
fn wall() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// The driver, compared by address.
#[derive(Clone)]
pub struct Handle(pub Shared);

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What a [`Page`] is told.
#[derive(Properties, PartialEq)]
pub struct PageProps {
    /// The driver.
    pub driver: Handle,
}

/// The page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let published = use_state(|| {
        let driver = props.driver.0.borrow();
        Published {
            snapshot: driver.snapshot().clone(),
            ui: Rc::new(driver.ui().clone()),
            caption: driver.snapshot().caption.clone(),
            spoken: "".into(),
        }
    });
    let ask = use_memo((), |()| asking(&props.driver.0));
    let reader = use_memo((), |()| reading(&props.driver.0));
    let controls = use_memo((), |()| Controls::new(&ask));
    {
        let (driver, setter, ask) = (props.driver.0.clone(), published.setter(), ask.clone());
        use_effect_with((), move |()| join(&driver, setter, &ask));
    }
    {
        let ask = ask.clone();
        use_effect_with(published.snapshot.about.id, move |system| {
            memory::tabs(system).into_iter().for_each(|it| ask.emit(it));
        });
    }
    use_effect_with(published.snapshot.clone(), drawn);
    use_effect_with(
        (published.ui.theme, published.ui.present, published.ui.embed),
        |chosen| {
            dress(*chosen);
        },
    );
    let desk = Desk {
        snapshot: published.snapshot.clone(),
        ui: published.ui.clone(),
        caption: published.caption.clone(),
        spoken: published.spoken.clone(),
        ask: (*ask).clone(),
        controls: (*controls).clone(),
        read: (*reader).clone(),
    };
    laboratory(&desk)
}

/// Draws what was asked for now rather than at the end of the running script: whoever calls `synod.act()` and then reads
/// the document finds what became of it.
pub(crate) fn draw_now() {
    let drawn = std::pin::pin!(yew::scheduler::flush());
    // The first poll draws all there is; nobody waits for more.
    let mut nobody = Context::from_waker(Waker::noop());
    let _: Poll<()> = drawn.poll(&mut nobody);
}

fn asking(driver: &Shared) -> Callback<Ask> {
    let driver = driver.clone();
    Callback::from(move |ask| {
        // Borrowed for good only after a panic: the card of the static page is up by then.
        match ask {
            Ask::Save => files::save_run(&driver),
            Ask::Pick => files::pick(),
            ask => {
                if let Ok(mut driver) = driver.try_borrow_mut() {
                    let remembered = memory::concerns(&ask);
                    driver.ask(ask);
                    if remembered {
                        memory::keep(driver.ui(), driver.snapshot().about.id);
                    }
                }
            }
        }
    })
}

fn reading(driver: &Shared) -> Reader {
    let (events, carriers) = (driver.clone(), Carriers::default());
    Reader {
        events: Callback::from(move |query: EventQuery| match events.try_borrow_mut() {
            Ok(mut driver) => driver.events(&query),
            Err(_) => EventPage::default(),
        }),
        rules: read(driver, |driver, most| driver.rules(most)),
        causes: read(driver, |driver, (property, step)| {
            driver.causes(property, step)
        }),
        raw: read(driver, |driver, id| api::node_text(driver.session(), id)),
        settings: read(driver, |driver, ()| driver.settings()),
        linked: read(driver, |driver, ()| driver.linked()),
        node: read(driver, |driver, id| driver.node(id)),
        draw: read(driver, |driver, (id, height)| {
            driver.session().view().draw(id, height).map(Rc::new)
        }),
        client: read(driver, |driver, who| {
            driver.session().view().client(who).map(Rc::new)
        }),
        message: read(driver, |driver, id| {
            driver.session().view().message(id).map(Rc::new)
        }),
        carriers: read(driver, move |driver, (run, block)| {
            carriers.of((run, driver.session().view()), block)
        }),
        sketch: read(driver, |driver, place| {
            driver.session().view().sketch(place).map(Rc::new)
        }),
        glimpse: read(driver, |driver, time| {
            Some(Rc::new(driver.session().view().glimpse(time)))
        }),
        charts: read(driver, |driver, ()| driver.session().view().charts()),
        difference: read(driver, |driver, (one, other)| {
            driver.session().view().first_difference(one, other)
        }),
        would_keep: read(driver, |driver, name: String| {
            let why = driver.session().view().would_keep(&name);
            why.map(|why| why.to_string())
        }),
    }
}

/// A question to the driver; while it is busy it says nothing.
fn read<Q: 'static, A: Default + 'static>(
    driver: &Shared,
    answer: impl Fn(&Driver, Q) -> A + 'static,
) -> Callback<Q, A> {
    let driver = driver.clone();
    Callback::from(move |query| match driver.try_borrow() {
        Ok(driver) => answer(&driver, query),
        Err(_) => A::default(),
    })
}

/// Joins driver, frames, keys and addresses; said to be ready when the first scene stands.
fn join(driver: &Shared, setter: UseStateSetter<Published>, ask: &Callback<Ask>) {
    let sink = move |published: &Published| {
        status::paint(published);
        setter.set(published.clone());
    };
    driver.borrow_mut().attach(Box::new(sink));
    listening::listen(driver, ask);
    let playing = driver.clone();
    let miners = miners::Shared::default();
    frames::run(move |now| frame(&playing, &miners, now));
    let html = html_element();
    for (name, value) in [
        ("data-version", env!("CARGO_PKG_VERSION")),
        ("data-ready", ""),
    ] {
        html.set_attribute(name, value)
            .expect("an attribute of ours can be set");
    }
    api::ready();
}

/// Paints what moves; false when nothing may move any more.
fn frame(driver: &Shared, miners: &miners::Shared, now: f64) -> bool {
    let Ok(mut driver) = driver.try_borrow_mut() else {
        return false;
    };
    let frame = driver.tick(now);
    if frame.moving {
        let view = driver.session().view();
        stage::crowd::paint_frame(view, frame.now);
        let patience = miners::look_ahead(miners, view);
        driver.set_patience(patience);
    }
    drop(driver);
    if frame.moving {
        paint(frame.now);
        status::clock(frame.now, frame.rushing);
        status::mining(frame.mining, miners::rate(miners));
    }
    true
}

fn paint(now: f64) {
    RENDERED.with_borrow(|rendered| {
        if let Some(snapshot) = rendered {
            stage::paint_frame(snapshot, now);
        }
    });
    timeline::paint(now);
    clients::paint(now);
}

fn drawn(snapshot: &Rc<Snapshot>) {
    RENDERED.set(Some(snapshot.clone()));
    paint(snapshot.moment.time.micros() as f64);
}

/// Colours and density belong to the document, so that the ground outside the page has them too.
fn dress((theme, present, embed): (Theme, bool, bool)) {
    let html = html_element();
    let marks = [
        ("data-theme", theme.name()),
        ("data-density", present.then_some("present")),
        ("data-embed", embed.then_some("")),
    ];
    for (name, value) in marks {
        let done = match value {
            Some(value) => html.set_attribute(name, value),
            None => html.remove_attribute(name),
        };
        done.expect("an attribute of ours can be set");
    }
    if !present {
        leave_hall();
    }
    stage::crowd::recolour();
    memory::keep_theme(theme);
}

/// An address that is opened anew, or passed on, leads where its reader is: no longer to the hall.
fn leave_hall() {
    let (old, new) = (hash(), format!("#{}", without(&hash(), "present")));
    if old != new && old.len() > 1 {
        // Where addresses cannot be changed (a sandboxed frame), it stays.
        let history = window().history();
        drop(history.map(|it| it.replace_state_with_url(&JsValue::NULL, "", Some(&new))));
    }
}

/// What the keyboard is busy with, if with anything.
pub(crate) fn focused() -> Option<HtmlElement> {
    document()
        .active_element()
        .and_then(|element| element.dyn_into().ok())
}
