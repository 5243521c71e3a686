//! Journeys through the page, by pointer and key: what a person does, and what they then see.

use synod_tests::Browser;

#[test]
fn the_page_opens_with_a_scene() {
    let browser = Browser::start(1440, 900);
    browser.open("");
    browser.wait_for("[data-ready]");
    let errors: Vec<String> = browser
        .console()
        .into_iter()
        .filter(|line| line.contains("SEVERE"))
        .collect();
    assert!(
        errors.is_empty(),
        "the console is clean, but says {errors:?}"
    );
}
