//! Journeys through proof of work: who mines while the page plays, what waits and what is asked of whom, two histories of
//! which one is taken back, and a block that somebody changes.

use std::path::Path;

use serde_json::json;
use synod_tests::Browser;
use synod_tests::cells::{cell_at, click, draw, place, selected, state};
use synod_tests::person::{
    assert_same_natively, link, page, play_until, press, press_meant, wait_for_status, write,
};

/// A run of three miners whose attempts are made by workers: a page alone would be busy with nothing else.
const POWERFUL: &str = "protocol proof-of-work\nset difficulty 20\nset hash-power 3000000\nset chain-period 200ms\n\
    set data-period 100ms\nset empty-blocks on\nsubmit n1 note \"a\"\nsubmit n2 note \"b\"\nsubmit n3 note \"c\"\n";

/// Asks a node for a note, by its form.
fn note(browser: &Browser, node: &str, text: &str) {
    browser.click(&format!("[data-node={node}]"));
    browser.click(".ask input[name=text]");
    browser.key("Control+a");
    write(browser, text);
    press(browser, "Submit");
    browser.wait_until(&format!("synod.script().includes('\"{text}\"')"));
    browser.key("Escape");
}

/// In JavaScript: the requests with this verdict.
fn verdicts(verdict: &str) -> String {
    format!(
        "[...document.querySelectorAll('[data-request][data-verdict={verdict}]')].map(e => e.dataset.request)"
    )
}

fn load(browser: &Browser, text: &str) {
    let outcome = browser.run(&format!("return synod.load({});", json!(text)));
    assert_eq!(outcome["ok"], true, "{outcome}");
}

#[test]
fn workers_mine_while_the_page_plays_and_the_run_is_the_same() {
    let browser = page("#protocol=proof-of-work&paused");
    load(&browser, POWERFUL);
    press(&browser, "Play");
    browser.wait_until("/tries\\/s/.test(document.getElementById('mining').textContent)");
    browser.wait_until("synod.view().nodes.every(n => n.height >= 2)");
    // The tab is never blocked: frames come while the workers are busy.
    let frames = browser.run(
        "return new Promise(done => { let frames = 0; const start = performance.now(); let last = start, worst = 0; \
         const frame = now => { worst = Math.max(worst, now - last); last = now; frames += 1; \
         if (now - start > 1500) done([frames, worst]); else requestAnimationFrame(frame); }; requestAnimationFrame(frame); })",
    );
    let worst = frames[1].as_f64().expect("a number");
    assert!(worst < 400.0, "the longest frame took {worst} ms: {frames}");
    press(&browser, "Pause run");
    wait_for_status(&browser, "playing", "false");
    assert_same_natively(&browser);
}

#[test]
fn the_page_as_one_file_has_workers_too() {
    let browser = Browser::start(1440, 900);
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/synod.html"));
    browser.open_file(file, "#protocol=proof-of-work&paused");
    browser.wait_for("[data-ready]");
    load(&browser, POWERFUL);
    press(&browser, "Play");
    browser.wait_until("/tries\\/s/.test(document.getElementById('mining').textContent)");
    browser.wait_until("synod.view().nodes.every(n => n.height >= 1)");
    let asked = browser.eval("performance.getEntriesByType('resource').filter(it => !it.name.startsWith('blob:')).map(it => it.name)");
    assert_eq!(asked, json!([]), "no request");
    press(&browser, "Pause run");
    wait_for_status(&browser, "playing", "false");
    assert_same_natively(&browser);
}

#[test]
fn both_sides_of_a_partition_mine_and_one_history_is_taken_back() {
    let browser = page("#protocol=proof-of-work&paused");
    load(
        &browser,
        "protocol proof-of-work\nnodes 5\nseed 3\nset latency 2s..3s\nset difficulty 10\nset hash-power 100\n\
         set confirmations 1\nset chain-period 8s\nset data-period 6s\nset gossip-period 60s\n",
    );
    press(&browser, "Partition");
    browser.click("[data-node=n1]");
    browser.click("[data-node=n2]");
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'cut'", link("n2-n3")));
    browser.key("Escape");
    note(&browser, "n1", "left");
    for text in ["one", "two", "three"] {
        note(&browser, "n4", text);
    }
    browser.click("#tab-pool");
    browser.wait_for("#pane-pool [data-waits]");
    play_until(
        &browser,
        "synod.view().nodes.find(n => n.id === 'n1').height >= 1 && synod.view().nodes.find(n => n.id === 'n4').height >= 3",
    );
    // Both sides call their own final.
    browser.wait_until(&format!("{}.includes('n1#1')", verdicts("committed")));
    let tips = "new Set(synod.view().nodes.map(n => n.tip)).size";
    assert!(browser.eval(tips).as_i64() >= Some(2), "two histories");
    press(&browser, "Heal");
    press(&browser, "Open all links");
    browser.wait_until(&format!("{} === 'open'", link("n2-n3")));
    browser.key("Escape");
    // The shorter side is taken back: what it had told, and what comes back to its pool.
    play_until(
        &browser,
        &format!("{}.includes('n1#1')", verdicts("rolled-back")),
    );
    browser.wait_until("document.querySelector('.poolrow[data-about=n1] [data-waits=\"n1#1\"], .poolrow[data-about=n2] [data-waits=\"n1#1\"]') !== null");
    browser.click("[data-node=n1]");
    browser.wait_until(
        "document.querySelector('.side').textContent.includes('back in the pool: n1#1')",
    );
    // And it is mined again.
    play_until(
        &browser,
        &format!("{}.includes('n1#1')", verdicts("committed")),
    );
    assert_same_natively(&browser);
}

#[test]
fn neighbours_are_the_links_that_are_drawn_and_a_dead_one_is_marked() {
    let browser = page("#protocol=proof-of-work&paused");
    load(
        &browser,
        "protocol proof-of-work\nset latency 1s\nset chain-period 4s\nset data-period 4s\nset gossip-period 100s\n",
    );
    let bonds = "[...document.querySelectorAll('[data-bond]')].map(e => e.dataset.bond).join()";
    browser.wait_until(&format!("{bonds} === 'n1-n2,n2-n3,n3-n1'"));
    assert_eq!(browser.count("[data-link]"), 3, "each pair can be touched");
    press(&browser, "Crash");
    browser.click("[data-node=n2]");
    browser.key("Escape");
    play_until(
        &browser,
        "document.querySelector('[data-bond=n1-n2]')?.dataset.answers === 'false'",
    );
    browser.click("[data-node=n1]");
    browser.wait_until(
        "document.querySelector('[data-neighbour=n2]').textContent.includes('does not answer')",
    );
}

#[test]
fn a_block_that_somebody_changes_is_wrong_for_whoever_looks() {
    let browser = page("#protocol=proof-of-work&paused");
    load(
        &browser,
        "protocol proof-of-work\nset latency 1s\nset difficulty 8\nset hash-power 200\nset chain-period 3s\nset data-period 3s\nset backup-period 4s\n\
         submit n1 note \"one\"\nsubmit n1 note \"two\"\nsubmit n1 note \"three\"\n",
    );
    play_until(&browser, "synod.view().nodes.every(n => n.height >= 3)");
    // What is damaged is a file: a miner writes its own blocks only now and then.
    play_until(
        &browser,
        "Number(synod.node('n1').facts.find(f => f.name === 'file').value) >= 3",
    );
    // The page of the source: newest first, and genesis at the end.
    browser.click("#tab-explorer");
    browser.wait_until("document.querySelectorAll('.blockcard').length === 4");
    let heads = browser.eval(
        "[...document.querySelectorAll('.blockcard h4')].map(e => e.textContent.trim()).join()",
    );
    assert_eq!(heads, "Block 3,Block 2,Block 1,Block 0");
    press_meant(
        &browser,
        "[...document.querySelectorAll('.blockcard .ref')]",
        "e.textContent === 'Block 2'",
    );
    press_meant(
        &browser,
        "[...document.querySelectorAll('.side .btn')]",
        "e.textContent === 'Change a bit at n1'",
    );
    browser.wait_until("synod.script().includes('corrupt n1 block 2')");
    // Nobody tells it. It finds out as soon as somebody asks for its chain.
    play_until(
        &browser,
        "synod.records(0, 1e6).some(r => r.what === 'rule' && r.detail === 'B4')",
    );
    assert_same_natively(&browser);
}

/// Five hundred miners who find a block in some seconds, all of them together.
const CROWD: &str = "protocol proof-of-work\nnodes 500\nseed 4\nset latency 1s\nset neighbours drawn\nset difficulty 21\nset chain-period 3s\n\
    set data-period 100s\nset gossip-period 100s\nset backup-period 100s\nset empty-blocks on\n";

#[test]
fn five_hundred_miners_are_clicked_crashed_cut_and_parted_as_five_are() {
    let browser = page("#protocol=proof-of-work&paused");
    load(&browser, CROWD);
    browser.wait_for(".stage canvas.cells");
    // Blocks spread: cells have the hue of their head.
    play_until(&browser, "synod.view().nodes.some(n => n.height >= 2)");
    let at = place(&browser, 0.5, 0.45);
    click(&browser, at);
    let id = cell_at(&browser, at);
    selected(&browser, &id);
    // The selected one says whom it asks, and the lines are drawn.
    browser.wait_for("[data-neighbour]");
    assert!(browser.count(&format!("[data-bond^='{id}-']")) >= 1);
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", state(&id)));
    browser.key("r");
    browser.wait_until(&format!("{} === 'up'", state(&id)));
    browser.key("Escape");
    press(&browser, "Cut");
    draw(
        &browser,
        &[place(&browser, 0.2, 0.5), place(&browser, 0.8, 0.5)],
    );
    browser.wait_until("synod.script().includes('sever n')");
    browser.key("Escape");
    press(&browser, "Partition");
    let corners = [
        (0.3, 0.3),
        (0.48, 0.3),
        (0.48, 0.6),
        (0.3, 0.6),
        (0.3, 0.32),
    ];
    let corners = corners.map(|(across, down)| place(&browser, across, down));
    draw(&browser, &corners);
    browser.wait_until("document.querySelectorAll('.stage .region').length === 2");
    browser.key("Escape");
    play_until(
        &browser,
        "new Set(synod.view().nodes.map(n => n.tip)).size >= 2",
    );
    assert_same_natively(&browser);
}

#[test]
fn sampled_mining_is_named_on_the_stage() {
    let browser = page("#protocol=proof-of-work&nodes=20&paused");
    browser.wait_for(".stage > .simpler");
    assert!(browser.text(".stage > .simpler").contains("sampled"));
    let few = page("#protocol=proof-of-work&paused");
    assert_eq!(few.count(".stage > .simpler"), 0);
}
