//! Journeys through a lottery, by pointer, by keys and on a phone: who is drawn, who would have been, who has which chance,
//! whom all wait for, and what somebody has signed twice.

use synod_tests::Browser;
use synod_tests::audit::{audit, prepare};
use synod_tests::finger::{phone, tap};
use synod_tests::keyboard::{tab_to, tab_to_button};
use synod_tests::person::{assert_same_natively, node, page, press, step_until, write};

/// Two get money and stake it, and some payments follow.
const RUN: &str = "synod 1\nprotocol proof-of-stake\nsubmit n1 faucet n2 100\nsubmit n1 faucet n3 100\n\
    at 1s submit n2 stake n2 30\nat 1s submit n3 stake n3 20\n";

fn encoded(script: &str) -> String {
    let script: String = script.bytes().map(|byte| format!("%{byte:02x}")).collect();
    format!("#paused&script={script}")
}

/// The run with so many pairs of payments, at its end, with the lottery open.
fn drawn(pairs: u32) -> Browser {
    let browser = page(&encoded(&script(pairs)));
    browser.run("synod.runUntil('60s')");
    browser.click("#tab-lottery");
    browser.wait_for("#pane-lottery .lottery");
    browser
}

fn script(pairs: u32) -> String {
    let pair =
        |k: u32| format!("at {k}s submit n1 faucet n2 1\nat {k}s submit n1 transfer n2 n3 1\n");
    let pairs: String = (2..2 + pairs).map(pair).collect();
    format!("{RUN}{pairs}")
}

/// In JavaScript: a fact of the drawn lottery.
fn shown(name: &str) -> String {
    format!("document.querySelector('.lottery').dataset.{name}")
}

/// In JavaScript: what n1 knows of the lottery.
const KNOWN: &str = "synod.node('n1').lottery";

#[test]
fn any_block_is_drawn_again_and_was_forged_by_who_was_drawn() {
    let browser = drawn(8);
    let height = browser
        .eval(&format!("{KNOWN}.next.height"))
        .as_u64()
        .expect("a height");
    assert!(height > 8, "{height}");
    assert_eq!(browser.eval(&shown("draw")), height.to_string());
    assert_eq!(
        browser.eval(&format!("{} === {KNOWN}.next.winner", shown("winner"))),
        true
    );
    assert_eq!(
        browser.eval(&format!(
            "document.querySelectorAll('.ring .ticket').length === {KNOWN}.next.total"
        )),
        true
    );
    for back in 1..height {
        press(&browser, "Draw of the block before");
        let at = height - back;
        browser.wait_until(&format!("{} === '{at}'", shown("draw")));
        assert_eq!(
            browser.count(".made[data-drawn=true]"),
            1,
            "block {at} was forged by who was drawn"
        );
        let forger = browser.eval(&format!("synod.node('n1').chain[{}].creator", at - 1));
        let told = browser.text(".draw .won");
        assert!(
            told.contains(forger.as_str().expect("an id")),
            "{told}: {forger}"
        );
    }
    // The first one was drawn before anybody but genesis had a stake.
    assert_eq!(browser.eval(&shown("winner")), "genesis");
    assert_eq!(browser.count(".ring .ticket"), 1);
    browser.click(".choices input");
    browser.key("Control+a");
    write(&browser, "3");
    browser.wait_until(&format!("{} === '3'", shown("draw")));
    // What goes along with the run is the next block.
    for _ in 3..height {
        press(&browser, "Draw of the block after");
    }
    browser.wait_until(&format!("{} === '{height}'", shown("draw")));
    prepare(&browser);
    audit(&browser, "a lottery");
}

#[test]
fn who_has_which_chance_stands_beside_what_was_forged() {
    let browser = drawn(8);
    let rows = "[...document.querySelectorAll('[data-staker]')].map(e => [...e.cells].map(c => c.textContent))";
    let told = browser.eval(rows);
    let staker = |place: usize| {
        told[place]
            .as_array()
            .expect("cells")
            .iter()
            .map(|it| it.as_str().expect("text").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(staker(0)[..4], ["genesis", "n1", "1", "2.0%"]);
    assert_eq!(staker(1)[..4], ["n2", "n2", "30", "58.8%"]);
    assert_eq!(staker(2)[..4], ["n3", "n3", "20", "39.2%"]);
    let all = format!(
        "{KNOWN}.stakers.reduce((sum, it) => sum + it.forged, 0) === synod.node('n1').height"
    );
    assert_eq!(
        browser.eval(&all),
        true,
        "every block has a forger with a stake"
    );
    assert!(browser.text(".chances .fit").starts_with("Chi-square "));
    // Whose row is pointed at, their tickets light up.
    browser.hover("[data-staker=n2]");
    browser.wait_until("document.querySelectorAll('.ring .ticket.lit').length === 30");
    // Wallets have public keys and no others.
    browser.click("#tab-ledger");
    browser.wait_for("#pane-ledger [data-key]");
    let keys = "[...document.querySelectorAll('#pane-ledger [data-key]')].every(e => /^[0-9a-f]{64}$/.test(e.dataset.key))";
    assert_eq!(browser.eval(keys), true);
    assert!(browser.text("#pane-ledger").contains("30 staked"));
    assert_eq!(
        browser.eval("!/secret|private/i.test(JSON.stringify(synod.node('n1')))"),
        true
    );
}

#[test]
fn everybody_waits_for_a_forger_who_is_down() {
    let browser = page(&encoded(RUN));
    browser.run("synod.runUntil('3s')");
    browser.click("#tab-lottery");
    browser.wait_for("#pane-lottery .lottery");
    let drawn = || {
        let forger = browser.eval(&format!("{KNOWN}.next.forger"));
        let forger = forger.as_str().expect("somebody is drawn").to_owned();
        let other = if forger == "n2" { "n3" } else { "n2" };
        (forger, other)
    };
    let enter = |other: &str| {
        browser.run(&format!(
            "synod.act('submit {other} faucet {other} 5'); synod.act('submit {other} faucet {other} 6')"
        ));
        step_until(&browser, &format!("{} === 'waiting'", node(other, "role")));
    };
    // While the block is only under way nobody waits in vain.
    let (_, other) = drawn();
    enter(other);
    assert_eq!(
        browser.attribute(".lamp.health", "data-health").as_deref(),
        Some("healthy")
    );
    step_until(&browser, &format!("{} !== 'waiting'", node(other, "role")));
    let (forger, other) = drawn();
    browser.click(&format!("[data-node={forger}]"));
    press(&browser, "Crash");
    browser.wait_until(&format!("{} === 'down'", node(&forger, "state")));
    let away = "document.querySelector('.waits.away')?.textContent ?? ''";
    browser.wait_until(&format!("({away}).includes('{forger} is down')"));
    enter(other);
    browser.wait_until("document.querySelector('.lamp.health').dataset.health === 'unhealthy'");
    browser.click(&format!("[data-node={forger}]"));
    press(&browser, "Restart");
    let before = browser.eval(&node(other, "height"));
    step_until(&browser, &format!("{} > {before}", node(other, "height")));
    browser.wait_until("document.querySelector('.lamp.health').dataset.health === 'healthy'");
    assert_same_natively(&browser);
}

#[test]
fn who_signs_twice_leaves_evidence_that_any_node_shows() {
    let script = "synod 1\nprotocol proof-of-stake\nnodes 5\nset double-sign on on n1\nsubmit n2 faucet n2 10\nsubmit n2 faucet n3 10\n";
    let browser = page(&encoded(script));
    browser.run("synod.runUntil('20s')");
    // That two blocks of one height stood is a violation; what is left of it is evidence.
    press(&browser, "Close the card");
    for id in ["n2", "n5"] {
        browser.click(&format!("[data-node={id}]"));
        browser.wait_until(&format!(
            "document.querySelector('.inspected h2').textContent === '{id}'"
        ));
        browser.wait_for(".inspected [data-evidence=genesis]");
        let told = browser.text(".inspected .evidence");
        assert!(
            told.contains("Block 1, twice by genesis") && told.contains("costs it nothing"),
            "{told}"
        );
    }
    browser.click("#tab-lottery");
    // Above the draw: it is seen without scrolling.
    browser.wait_for("#pane-lottery .lottery > .evidence:first-child [data-evidence=genesis]");
}

/// n1 has the money of all and is cut off, and three transactions wait for its block. One of them nobody covers.
const CUT_OFF: &str = "synod 1\nprotocol proof-of-stake\nsubmit n1 faucet alice 50\nsubmit n1 faucet n2 50\n\
    at 1s partition n1 | n2 n3\nat 1s submit n2 transfer alice n2 60\nat 2s submit n2 faucet n2 1\nat 2s submit n2 faucet n3 1\n";

#[test]
fn whoever_is_down_knows_no_draw_and_whoever_is_cut_off_is_told_so() {
    let browser = page(&encoded(CUT_OFF));
    browser.run("synod.runUntil('3s')");
    browser.click("#tab-lottery");
    browser.wait_for("#pane-lottery .lottery");
    let chosen = "document.querySelector('.choices select').value";
    let choose = |id: &str| {
        tab_to(&browser, "e.matches('.choices select')");
        write(&browser, &format!("as {id}"));
        browser.wait_until(&format!("{chosen} === '{id}'"));
    };
    // At n1 nobody waits.
    assert_eq!(browser.count(".waits:not(.away) .icon"), 0);
    choose("n2");
    browser.wait_for(".waits:not(.away) .icon");
    assert!(browser.text(".waits.away").contains("cut off"));
    browser.run("synod.act('crash n2')");
    browser.wait_until("document.querySelector('.lottery .empty') !== null");
    assert_eq!(browser.text(".lottery .empty"), "The node does not answer.");
    choose("n3");
    browser.wait_for(".lottery .ring");
    // Whoever has chosen nobody sees what the first one knows that is up.
    browser.run("synod.act('crash n1')");
    browser.click("#tab-ledger");
    browser.click("#tab-lottery");
    browser.wait_until(&format!("{chosen} === 'n3'"));
    assert_same_natively(&browser);
}

#[test]
fn accounts_that_no_node_has_are_chosen_and_counted() {
    let browser = page(&encoded(CUT_OFF));
    browser.run("synod.runUntil('3s')");
    let names = "[...document.querySelector('#form-from').options].map(it => it.value).join(' ')";
    browser.wait_until(&format!("{names} === 'n1 n2 n3 alice exchange genesis'"));
    // The sides part first.
    browser.wait_until(
        "(() => { const at = document.querySelector('[data-node=n3]').getBoundingClientRect().x;
           const still = window.at_ === at; window.at_ = at; return still; })()",
    );
    browser.click("[data-node=n3]");
    browser.wait_for(".inspected .money");
    // The stake of genesis was never paid for.
    assert!(browser.text(".inspected").contains("sum 1 with stakes"));
    let spends = "[...document.querySelectorAll('.money tr')].find(it => it.cells[0].textContent === 'exchange').cells[3].textContent";
    assert_eq!(browser.eval(spends), "");
    // Where much waits the refused ones are listed all the same, and are not counted with it.
    for _ in 0..45 {
        browser.run("synod.act('submit n3 faucet n3 1')");
    }
    browser.run("synod.act('submit n3 transfer n2 n3 0')");
    browser.run("synod.act('run 1s')");
    browser.click("#tab-pool");
    browser.wait_for(".poolrow[data-about=n3] .refused");
    let row = ".poolrow[data-about=n3]";
    let waits = browser.eval("synod.node('n3').facts.find(it => it.name === 'pool').value");
    assert_eq!(
        browser.attribute(row, "data-pool").as_deref(),
        waits.as_str()
    );
    assert!(browser.text(row).contains("more that wait"));
}

#[test]
fn a_draw_is_chosen_by_keys() {
    let browser = drawn(4);
    let height = browser
        .eval(&format!("{KNOWN}.next.height"))
        .as_u64()
        .expect("a height");
    tab_to_button(&browser, "Draw of the block before");
    browser.key("Enter");
    browser.wait_until(&format!("{} === '{}'", shown("draw"), height - 1));
    browser.key("Enter");
    browser.wait_until(&format!("{} === '{}'", shown("draw"), height - 2));
    tab_to(&browser, "e.matches('.choices select')");
    write(&browser, "as n2");
    browser.wait_until("document.querySelector('.choices select').value === 'n2'");
    assert_eq!(browser.count(".made[data-drawn=true]"), 1);
}

#[test]
fn a_lottery_is_read_on_a_phone() {
    let browser = phone(&encoded(&script(3)), (390, 844));
    browser.run("synod.runUntil('30s')");
    browser.run(
        "const it = [...document.querySelectorAll('.sheettab')].find(e => e.textContent === 'Lottery');
         it.scrollIntoView({ inline: 'center' });
         it.setAttribute('data-aim', '');",
    );
    tap(&browser, "[data-aim]");
    browser.wait_for("#pane-lottery .ring");
    tap(
        &browser,
        ".choices .iconbtn[aria-label='Draw of the block before']",
    );
    browser.wait_for(".made[data-drawn=true]");
    let fits = "document.documentElement.scrollWidth <= innerWidth && document.querySelector('.ring').getBoundingClientRect().right <= innerWidth";
    assert_eq!(browser.eval(fits), true);
}
