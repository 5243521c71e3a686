//! The page inside a real browser: what is mounted, what it answers, what `window.synod` promises.
#![cfg(target_arch = "wasm32")]

use js_sys::{Function, Promise, Reflect};
use synod_web::open_page;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

const RUN: &str = "protocol benmo\nnodes 5\nseed 7\n";

fn document() -> Document {
    web_sys::window()
        .expect("a window")
        .document()
        .expect("a document")
}

fn element(css: &str) -> Element {
    let found = document().query_selector(css).expect("a selector");
    found.unwrap_or_else(|| panic!("nothing matches {css}"))
}

fn attribute(css: &str, name: &str) -> String {
    element(css)
        .get_attribute(name)
        .unwrap_or_else(|| panic!("{css} has no {name}"))
}

/// The expression's value in the page.
fn js(code: &str) -> JsValue {
    Function::new_no_args(&format!("return ({code})"))
        .call0(&JsValue::UNDEFINED)
        .unwrap_or_else(|error| panic!("{code} throws {error:?}"))
}

fn throws(code: &str) -> bool {
    Function::new_no_args(code)
        .call0(&JsValue::UNDEFINED)
        .is_err()
}

/// Two frames later everything that was asked is drawn.
async fn drawn() {
    let frame = |fulfil: Function, _| {
        let twice = Function::new_with_args(
            "f",
            "requestAnimationFrame(() => requestAnimationFrame(() => f()))",
        );
        twice
            .call1(&JsValue::UNDEFINED, &fulfil)
            .expect("frames come");
    };
    let mut frame = frame;
    JsFuture::from(Promise::new(&mut frame))
        .await
        .expect("frames come");
}

/// The one page of these tests with a fresh run, paused at step 0.
async fn page() {
    if document().get_element_by_id("page").is_none() {
        let root = document().create_element("main").expect("an element");
        root.set_id("page");
        document()
            .body()
            .expect("a body")
            .append_child(&root)
            .expect("it is appended");
        open_page();
    }
    drawn().await;
    let outcome = js(&format!("synod.load({:?})", RUN));
    assert_eq!(Reflect::get(&outcome, &"ok".into()), Ok(JsValue::TRUE));
    drawn().await;
}

fn button(name: &str) -> HtmlElement {
    let all = document().query_selector_all("button").expect("a selector");
    let named = |element: &HtmlElement| {
        let label = element.get_attribute("aria-label");
        label
            .unwrap_or_else(|| element.text_content().unwrap_or_default())
            .trim()
            == name
    };
    (0..all.length())
        .filter_map(|place| all.item(place)?.dyn_into::<HtmlElement>().ok())
        .find(named)
        .unwrap_or_else(|| panic!("no button is named {name}"))
}

#[wasm_bindgen_test]
async fn the_first_scene_is_said_to_be_ready() {
    page().await;
    assert!(element("html").has_attribute("data-ready"));
    assert_eq!(attribute("html", "data-version"), env!("CARGO_PKG_VERSION"));
    JsFuture::from(Promise::from(js("synod.ready")))
        .await
        .expect("ready is fulfilled");
    for number in 1..=5 {
        assert_eq!(
            attribute(&format!("[data-node=n{number}]"), "data-state"),
            "up"
        );
    }
    assert_eq!(
        attribute("[data-property=agreement]", "data-verdict"),
        "holds"
    );
}

#[wasm_bindgen_test]
async fn every_control_has_its_name() {
    page().await;
    let tools = [
        "Point",
        "Crash",
        "Restart",
        "Pause",
        "Resume",
        "Cut",
        "Partition",
        "Heal",
    ];
    for name in tools
        .into_iter()
        .chain(["Play", "Step forward", "Step back", "Submit"])
    {
        button(name);
    }
}

#[wasm_bindgen_test]
async fn the_status_is_written_before_the_call_returns() {
    page().await;
    js("synod.act('submit n1 transfer n1 n2 10')");
    assert_eq!(js("synod.step(3)"), JsValue::from(3));
    assert_eq!(attribute("[data-status]", "data-step"), "3");
    assert_eq!(
        attribute("[data-status]", "data-fingerprint"),
        js("synod.fingerprint()").as_string().expect("text")
    );
    js("synod.act('crash n3')");
    assert_eq!(
        attribute("[data-node=n3]", "data-state"),
        "down",
        "the nodes say what the status says"
    );
    js("synod.act('restart n3')");
    assert_eq!(js("synod.step(-2)"), JsValue::from(-2));
    assert_eq!(attribute("[data-status]", "data-step"), "1");
}

#[wasm_bindgen_test]
async fn the_past_is_told_and_all_branches_are_one_text() {
    page().await;
    js("synod.load('protocol benmo\\nset pause 1s\\nsubmit n1 transfer n1 n2 10\\n')");
    js("synod.step(6)");
    let sent = "synod.records(0, 6).find((record) => record.what === 'sent').id";
    let told = js(&format!("synod.describe({sent})"));
    assert_eq!(
        told.as_string().as_deref(),
        Some("n1 sends prepare to n1 (m1). It says: ballot 1·n1, depth 0.")
    );
    assert_eq!(js("synod.describe(1e6)"), JsValue::from(""), "none such");
    assert!(throws("synod.describe('one')"));
    js("synod.seek(2)");
    js("synod.act('crash n3')");
    let file = js("synod.file()").as_string().expect("text");
    assert!(
        file.contains("\nbranch \"crash n3 at 3s\" from main @2\n"),
        "{file}"
    );
    assert_eq!(js("synod.branches().length"), JsValue::from(2));
}

#[wasm_bindgen_test]
async fn only_wrong_types_throw() {
    page().await;
    for code in [
        "synod.act(3)",
        "synod.seek({})",
        "synod.step('2')",
        "synod.step(1.5)",
        "synod.seek(1.5)",
        "synod.seek(-1)",
        "synod.runUntil(5)",
        "synod.node(1)",
    ] {
        assert!(throws(code), "{code}");
    }
    for code in [
        "synod.act('')",
        "synod.seek('soon')",
        "synod.load('protocol nope')",
        "synod.node('n99')",
        "synod.switchTo('x')",
    ] {
        assert!(!throws(code), "{code}");
    }
    let refused = js("synod.act('restart n3')");
    assert_eq!(Reflect::get(&refused, &"kind".into()), Ok("refused".into()));
    assert_eq!(
        Reflect::get(&refused, &"message".into()),
        Ok("n3 is up".into())
    );
}

#[wasm_bindgen_test]
async fn a_tool_then_a_node_is_an_action() {
    page().await;
    button("Crash").click();
    drawn().await;
    assert_eq!(
        button("Crash").get_attribute("aria-pressed").as_deref(),
        Some("true")
    );
    let click = "document.querySelector('[data-node=n2]').dispatchEvent(new MouseEvent('click', {bubbles: true}))";
    js(click);
    drawn().await;
    assert_eq!(attribute("[data-node=n2]", "data-state"), "down");
    js(click);
    drawn().await;
    let caption = element(".caption").text_content().unwrap_or_default();
    assert!(
        caption.contains("n2 is down"),
        "the refusal stands in the caption's place, which says {caption}"
    );
    button("Point").click();
}

#[wasm_bindgen_test]
async fn the_form_refuses_where_it_was_typed() {
    page().await;
    let field: HtmlInputElement = element("input[name=amount]").dyn_into().expect("a field");
    let input = "document.querySelector('input[name=amount]').dispatchEvent(new InputEvent('input', {bubbles: true}))";
    field.set_value("ten");
    js(input);
    drawn().await;
    button("Submit").click();
    drawn().await;
    assert_eq!(attribute("input[name=amount]", "aria-invalid"), "true");
    assert!(
        element(".form [role=alert]")
            .text_content()
            .unwrap_or_default()
            .contains("Amount must be a whole number")
    );
    assert_eq!(field.value(), "ten", "what was typed stays");
    field.set_value("10");
    js(input);
    drawn().await;
    button("Submit").click();
    drawn().await;
    assert_eq!(attribute("input[name=amount]", "aria-invalid"), "false");
    assert_eq!(
        attribute("[data-request=\"n1#1\"]", "data-verdict"),
        "pending"
    );
    let focus = document()
        .active_element()
        .and_then(|it| it.get_attribute("name"));
    assert_eq!(focus.as_deref(), Some("amount"), "ready for the next one");
}

#[wasm_bindgen_test]
async fn keys_work_wherever_the_focus_is_but_in_text() {
    page().await;
    js("synod.act('submit n1 transfer n1 n2 10')");
    drawn().await;
    let press = |css: &str| {
        js(&format!(
            "document.querySelector('{css}').dispatchEvent(new KeyboardEvent('keydown', {{key: 'ArrowRight', bubbles: true, cancelable: true}}))"
        ));
    };
    element("button[aria-label=\"Step forward\"]")
        .dyn_into::<HtmlElement>()
        .expect("a button")
        .focus()
        .expect("focus");
    press("button[aria-label=\"Step forward\"]");
    assert_eq!(attribute("[data-status]", "data-step"), "1");
    element("input[name=amount]")
        .dyn_into::<HtmlElement>()
        .expect("a field")
        .focus()
        .expect("focus");
    press("input[name=amount]");
    assert_eq!(
        attribute("[data-status]", "data-step"),
        "1",
        "in a text field an arrow is an arrow"
    );
}

#[wasm_bindgen_test]
async fn a_run_of_its_own_needs_no_page() {
    page().await;
    let before = attribute("[data-status]", "data-fingerprint");
    let own = synod_web::api::Simulation::new(&RUN.into())
        .unwrap_or_else(|_| panic!("the script is read"));
    own.act(&"crash n4".into())
        .unwrap_or_else(|_| panic!("a line is a string"));
    own.run_until(&"5s".into(), &JsValue::UNDEFINED)
        .unwrap_or_else(|_| panic!("a time is a string"));
    assert!(own.script().contains("crash n4"));
    assert_eq!(
        attribute("[data-status]", "data-fingerprint"),
        before,
        "the page's run is another one"
    );
    assert!(synod_web::api::Simulation::new(&"nonsense".into()).is_err());
}

#[wasm_bindgen_test]
async fn lane_and_form_are_filled_whatever_the_number_of_nodes() {
    page().await;
    js("synod.load('protocol benmo\\nnodes 12\\nseed 7\\n')");
    js("synod.act('submit n1 transfer n1 n2 10')");
    let rows = document()
        .query_selector_all(".lane .blk.gen")
        .expect("a selector");
    assert_eq!(rows.length(), 12, "each chain begins with its genesis");
    let ask = element(".ask h3").text_content().unwrap_or_default();
    assert!(ask.contains("n1 can spend"), "{ask}");
    assert_eq!(
        element("label[for=form-from]").text_content().as_deref(),
        Some("From")
    );
    assert_eq!(attribute("#form-from", "name"), "from");
}

#[wasm_bindgen_test]
async fn old_requests_have_no_rows() {
    page().await;
    js("synod.runUntil('1s')");
    let hundred = "[...Array(120)].forEach(() => synod.act('submit n1 transfer n1 n2 1'))";
    js(hundred);
    js("synod.runUntil('60s')");
    let all = js("document.querySelectorAll('[data-request]').length")
        .as_f64()
        .expect("a number");
    assert!((50.0..120.0).contains(&all), "{all} rows");
    assert!(element("[data-request=\"n1#120\"]").has_attribute("data-verdict"));
}
