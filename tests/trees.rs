//! Journeys through the tree of blocks: flags that follow decisions, dull runs, keys, hover and selection, forks.

use synod_tests::Browser;
use synod_tests::audit::{audit, prepare};
use synod_tests::finger::{phone, tap};
use synod_tests::keyboard::tab_to;
use synod_tests::person::{page, press, step_until, transfer, write};

/// In JavaScript: what the flags say, those of heads or those of final blocks, from left to right.
fn flags(kind: &str) -> String {
    format!(
        "[...document.querySelectorAll('.flag.{kind}')].map(e => [e.getBoundingClientRect().left, e.textContent.trim()])\
         .sort((a, b) => a[0] - b[0]).map(e => e[1]).join('|')"
    )
}

/// In JavaScript: what has the focus, as the tree names it.
const FOCUSED: &str = "document.activeElement.ariaLabel ?? ''";

fn open_tree(browser: &Browser) {
    browser.click("#tab-tree");
    browser.wait_for("#pane-tree .knot");
}

/// Twelve transfers, each decided before the next is asked for.
fn grown() -> Browser {
    let browser = page("#protocol=benmo&paused");
    browser.run(
        "for (let i = 0; i < 12; i += 1) {
           synod.act(`submit n${i % 5 + 1} transfer n${i % 5 + 1} n${(i + 1) % 5 + 1} 1`);
           const high = () => synod.view().nodes.every(n => n.committed > i);
           for (let step = 0; step < 500 && !high(); step += 1) synod.step();
         }",
    );
    open_tree(&browser);
    browser
}

#[test]
fn flags_follow_a_decision() {
    let browser = page("#protocol=benmo&paused");
    open_tree(&browser);
    let (heads, finals) = (flags("head"), flags("final"));
    assert_eq!(
        browser.eval(&heads),
        "n1 n2 n3 n4 n5",
        "all stand on genesis"
    );
    transfer(&browser, "n1", "n3", "30");
    // The one that leads decides first.
    step_until(&browser, &format!("({heads}).includes('|')"));
    assert_eq!(browser.eval(&heads), "n2 n3 n4 n5|n1");
    assert_eq!(browser.eval(&finals), "n2 n3 n4 n5|n1");
    assert_eq!(browser.count(".flag.moved"), 2, "what moved says so");
    browser.wait_for(".knot[data-state=committed] [data-block]:not([data-block=genesis])");
    step_until(&browser, &format!("{heads} === 'n1 n2 n3 n4 n5'"));
    assert_eq!(browser.eval(&finals), "n1 n2 n3 n4 n5");
    let name = browser.eval("document.querySelector('[data-item=\"1\"]').ariaLabel");
    let name = name.as_str().expect("a block has a name");
    assert!(
        name.contains("by n1, height 1, committed, head of n1 n2 n3 n4 n5"),
        "{name}"
    );
    assert!(name.ends_with("n1→n3 30"), "{name}");
    press(&browser, "Step back");
    browser.wait_until(&format!("{heads} !== 'n1 n2 n3 n4 n5'"));
}

#[test]
fn a_dull_run_is_opened_and_folded_by_click_and_by_key() {
    let browser = grown();
    let knots = "document.querySelectorAll('.knot').length";
    browser.wait_until(&format!("{knots} === 5"));
    assert_eq!(browser.text(".knot.run b"), "9");
    let depths = "[...document.querySelectorAll('.depths span')].map(e => e.textContent).join()";
    assert_eq!(browser.eval(depths), "0 blocks,1 to 9,10,11,12");
    browser.click(".knot.run button");
    browser.wait_until(&format!(
        "{knots} >= 9 && !document.querySelector('.knot.run')"
    ));
    browser.wait_until(&format!("({FOCUSED}).includes('height 1,')"));
    press(&browser, "Fold");
    browser.wait_until(&format!("{knots} === 5"));
    // Tab stops where one was last.
    tab_to(&browser, "e.matches('.knot button')");
    browser.wait_until(&format!("({FOCUSED}).startsWith('9 blocks')"));
    let step = browser.status("step");
    for (key, words) in [
        ("End", "height 12,"),
        ("ArrowLeft", "height 11,"),
        ("ArrowLeft", "height 10,"),
    ] {
        browser.key(key);
        browser.wait_until(&format!("({FOCUSED}).includes({words:?})"));
    }
    browser.key("ArrowLeft");
    browser.wait_until(&format!("({FOCUSED}).startsWith('9 blocks')"));
    browser.key("Enter");
    browser.wait_until(&format!("({FOCUSED}).includes('height 1,')"));
    browser.key("ArrowRight");
    browser.wait_until(&format!("({FOCUSED}).includes('height 2,')"));
    browser.key("End");
    browser.wait_until(&format!("({FOCUSED}).includes('height 12,')"));
    browser.key("Home");
    browser.wait_until(&format!("({FOCUSED}).startsWith('Genesis')"));
    assert_eq!(browser.status("step"), step, "the keys were the tree's own");
    prepare(&browser);
    audit(&browser, "the tree of blocks");
}

#[test]
fn a_block_that_is_pointed_at_or_selected_is_so_everywhere() {
    let browser = grown();
    let last = "[...document.querySelectorAll('.knot [data-block]')].at(-1)";
    browser.run(&format!("{last}.setAttribute('data-aim', '')"));
    browser.hover("[data-aim]");
    let said = "document.querySelector('.treefoot .about').textContent";
    browser.wait_until(&format!(
        "({said}).includes('Committed by n1 n2 n3 n4 n5. Carried by m')"
    ));
    browser.click("[data-aim]");
    browser.wait_for(".knot.me [data-aim]");
    let hash = browser
        .attribute("[data-aim]", "data-block")
        .expect("a block has a hash");
    let title = format!("Block {}", &hash[..4]);
    assert_eq!(browser.text(".inspected h2"), title);
    assert_eq!(browser.count(".inspected .tally .yes"), 5);
    // The messages that carried it lead to themselves.
    let carried = browser.run(
        "const refs = [...document.querySelectorAll('.inspected .ref')].filter(e => /^m\\d+$/.test(e.textContent));
         const kinds = refs.map(e => synod.message(e.textContent).kind);
         refs[0].setAttribute('data-aim-too', '');
         return kinds.includes('accept') && kinds.includes('decision') && !kinds.includes('prepare');",
    );
    assert_eq!(carried, true);
    browser.click("[data-aim-too]");
    browser.wait_until("/^accept m/.test(document.querySelector('.inspected h2').textContent)");
    // The chains beside it light up.
    browser.run("document.querySelector('#tab-chains').dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))");
    browser.wait_for("#pane-chains .blk");
    browser.hover("[data-aim]");
    browser.wait_until("document.querySelectorAll('#pane-chains .blk.glow').length === 5");
    browser.hover("#pane-chains .blk:has(.icon) code");
    browser.wait_for(".knot.glow");
}

#[test]
fn a_tree_is_one_nodes_or_everybodys() {
    let browser = page("#protocol=benmo&paused");
    open_tree(&browser);
    transfer(&browser, "n1", "n3", "30");
    let heads = flags("head");
    step_until(&browser, &format!("({heads}).includes('|')"));
    browser.click("#pane-tree select");
    write(&browser, "n3");
    browser.key("Enter");
    browser.wait_until(&format!("{heads} === 'n3'"));
    assert_eq!(browser.count(".knot"), 1, "n3 has not heard of the block");
    assert_eq!(
        browser
            .attribute(".ground[role=tree]", "aria-label")
            .as_deref(),
        Some("Blocks as n3 knows them")
    );
}

/// The lesson of a partition that is mended, without what it says and asks.
fn three_acts() -> Browser {
    let lesson = include_str!("../core/lessons/pichain/three-acts.synod");
    let speaks = |line: &&str| !line.contains(" say ") && !line.contains(" ask ");
    let lines: Vec<&str> = lesson.lines().filter(speaks).collect();
    let script = lines.join("\n") + "\n";
    let encoded: String = script.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let browser = page(&format!("#paused&script={encoded}"));
    open_tree(&browser);
    browser
}

#[test]
fn a_minority_builds_beside_and_its_flags_come_over_when_it_is_mended() {
    let browser = three_acts();
    let (heads, finals) = (flags("head"), flags("final"));
    browser.run("synod.runUntil('25s')");
    browser.wait_for(".knot[data-state=abandoned] .letter");
    // Two branches as deep as each other: what is final stands above, under the flag of the majority.
    let rows = "[...document.querySelectorAll('.flag.head')].map(e => [e.getBoundingClientRect().top, e.textContent.trim()])\
                .sort((a, b) => a[0] - b[0]).map(e => e[1]).join('|')";
    assert_eq!(browser.eval(rows), "n2 n3 n4|n1 n5");
    assert_eq!(browser.eval(&finals), "n1 n5|n2 n3 n4");
    assert_eq!(browser.count(".way"), 0, "a jump in time leaves no trail");
    let why = browser.text(".fate p");
    assert!(
        why.starts_with("Abandoned: ") && why.ends_with(" is committed instead."),
        "{why}"
    );
    // Seen by the majority, nothing stands beside.
    browser.click("#pane-tree select");
    write(&browser, "n3");
    browser.key("Enter");
    browser.wait_until("!document.querySelector('.knot[data-state=abandoned]')");
    browser.click("#pane-tree select");
    write(&browser, "all");
    browser.key("Enter");
    browser.wait_for(".knot[data-state=abandoned]");
    browser.run("synod.runUntil('27s')");
    step_until(&browser, "!!document.querySelector('.way')");
    let told = "[...document.querySelectorAll('.way text')].map(e => e.textContent).join()";
    browser.wait_until(&format!("/n[15] switched/.test({told})"));
    browser.wait_for(".flag.head.moved");
    browser.run("synod.runUntil('50s')");
    browser.wait_until(&format!("{heads} === 'n1 n2 n3 n4 n5'"));
    // What the minority ordered stands elsewhere now, and says where.
    browser.wait_until("[...document.querySelectorAll('.fate .pending')].some(e => e.textContent.includes('in block'))");
    prepare(&browser);
    audit(&browser, "a tree with a branch that was left");
}

#[test]
fn what_a_left_branch_has_no_room_for_is_a_click_away() {
    let browser = three_acts();
    browser.run("synod.runUntil('29s')");
    browser.wait_for(".fate .more");
    browser.run("document.querySelector('.wood').scrollTop = 9999");
    // What something covers, the driver does not click.
    browser.click(".fate .more");
    browser.wait_for(".knot.me[data-state=abandoned]");
}

/// A tree of ten thousand blocks with forks of two, of a system that is in no catalogue; see `bench/crowd`.
fn forked() -> Browser {
    let browser = Browser::start_crowd(1440, 900);
    browser.open("?nodes=5&messages=1&blocks=10000#paused");
    browser.wait_for("[data-ready]");
    open_tree(&browser);
    browser
}

#[test]
fn of_ten_thousand_blocks_those_in_sight_are_drawn_with_what_became_of_them() {
    let browser = forked();
    let drawn = browser.count(".knot");
    assert!((10..120).contains(&drawn), "{drawn} blocks are drawn");
    let wide = browser.eval("document.querySelector('.ground').offsetWidth");
    assert!(wide.as_f64().is_some_and(|it| it > 100_000.0), "{wide}");
    // It stands at its end, where the heads are: of those on the long chain, and of the others.
    assert_eq!(browser.eval(&flags("head")), "n2 n4|n1 n3 n5");
    browser.wait_for(".letter");
    browser.run("document.querySelector('.wood').scrollLeft -= 4000");
    // Out of sight only the stop of Tab is there.
    browser.wait_until("document.querySelectorAll('.flag').length === 1");
    browser.wait_for(".knot[data-state=abandoned]");
    // Close to the heads nothing is final yet, and so nothing abandoned.
    browser.wait_until("!document.querySelector('.knot[data-state=aside]')");
    let told = browser.eval(
        "[...document.querySelectorAll('.fate')].every(e => /^Abandoned: [0-9a-f]{4} is committed instead\\./.test(e.textContent) && e.querySelector('.pending'))",
    );
    assert_eq!(
        told, true,
        "every branch says why, and what became of what it ordered"
    );
    prepare(&browser);
    audit(&browser, "a tree with forks");
}

#[test]
fn arrows_walk_forks() {
    let browser = forked();
    browser.run("document.querySelector('.wood').scrollLeft -= 4000");
    browser.wait_until("document.querySelectorAll('.flag').length === 1");
    browser.wait_for(".knot[data-state=abandoned]");
    // A block on the top line from which a branch leaves.
    browser.run(
        "const first = document.querySelector('.knot[data-state=abandoned] button[aria-posinset=\"2\"]');
         first.setAttribute('data-aim', '');",
    );
    browser.click("[data-aim]");
    browser.wait_for(".knot.me [data-aim]");
    let place = "document.activeElement.ariaPosInSet + ' of ' + document.activeElement.ariaSetSize";
    browser.run("document.querySelector('[data-aim]').focus()");
    browser.key("ArrowUp");
    browser.wait_until(&format!("{place} === '1 of 2'"));
    browser.key("ArrowDown");
    browser.wait_until(&format!(
        "{place} === '2 of 2' && document.activeElement.matches('[data-aim]')"
    ));
    browser.key("ArrowLeft");
    browser.wait_until("document.activeElement.closest('.knot').dataset.state === 'committed'");
    browser.key("ArrowRight");
    browser.wait_until(&format!("{place} === '1 of 2'"));
    browser.key("End");
    browser.wait_until(&format!("({FOCUSED}).includes('head of n')"));
}

#[test]
fn the_tree_is_read_and_touched_on_a_phone() {
    let browser = phone("#protocol=benmo&paused", (390, 844));
    browser.run(
        "synod.act('submit n1 transfer n1 n2 5');
         while (!synod.view().nodes.every(n => n.committed > 0)) synod.step();",
    );
    browser.run(
        "const it = [...document.querySelectorAll('.sheettab')].find(e => e.textContent === 'Tree');
         it.scrollIntoView({ inline: 'center' });
         it.setAttribute('data-aim', '');",
    );
    tap(&browser, "[data-aim]");
    browser.wait_for("#pane-tree .knot");
    let small = browser.eval(
        "[...document.querySelectorAll('#pane-tree button, #pane-tree select')].filter(e => e.getBoundingClientRect().height < 24).length",
    );
    assert_eq!(small, 0, "no target is too small");
    tap(&browser, "#pane-tree [data-item='1']");
    browser.wait_until("document.querySelector('.inspected h2').textContent.startsWith('Block ')");
}
