//! The accessibility audit: nothing that axe-core calls serious or critical.

use crate::Browser;

/// Reads axe-core into the page; a page that is loaded anew needs it anew.
pub fn prepare(browser: &Browser) {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../target/tools/npm/node_modules/axe-core/axe.min.js"
    );
    let axe = std::fs::read_to_string(path).expect("`cargo xtask build` installs axe-core");
    browser.run(&axe);
}

/// Audits the page in a state, which is named where something is found.
pub fn audit(browser: &Browser, state: &str) {
    // What fades in has the contrast of what stands once it stands.
    browser.wait_until(
        "document.getAnimations().every(a => a.effect.getComputedTiming().activeDuration > 2000)",
    );
    let found = browser.run(
        "return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })
           .then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
             .map(v => v.id + ': ' + v.help + ' at ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' (' + n.failureSummary + ')').join(', ')));",
    );
    assert_eq!(found, serde_json::json!([]), "{state}");
}
