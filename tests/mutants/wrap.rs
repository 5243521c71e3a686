//! What all mutants share: a right node inside, whose effects are handed on, and the storms that are to catch the whole.

use synod_core::about::About;
use synod_core::node::{Context, Effect, Facts, Node};
use synod_core::property::Checker;
use synod_core::script;
use synod_core::session::Session;
use synod_core::storm::{self, Weather};
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::Address;
use synod_core::view::Verdict;

/// Lets the right node see what it is to see, and hands on what it asks for.
pub fn within<Right: Node, Wrong, T>(
    cx: &mut Context<Wrong>,
    run: impl FnOnce(&mut Context<Right>) -> T,
) -> T
where
    Wrong: Node<Message = Right::Message, Timer = Right::Timer>,
{
    let facts = cx.facts();
    seeing(facts, cx, run, |_, message| message)
}

/// The same for a node that sees other facts, or whose messages are changed on their way out.
pub fn seeing<Right: Node, Wrong, T>(
    facts: Facts,
    cx: &mut Context<Wrong>,
    run: impl FnOnce(&mut Context<Right>) -> T,
    change: impl Fn(Address, Right::Message) -> Right::Message,
) -> T
where
    Wrong: Node<Message = Right::Message, Timer = Right::Timer>,
{
    let mut effects = Vec::new();
    // Draws of its own: a mutant need not be comparable with the right one.
    let mut draws = u32::try_from(cx.now.micros() % 1_000_000).unwrap_or(0);
    let result = run(&mut Context::new(facts, &mut draws, &mut effects));
    for effect in effects {
        match effect {
            Effect::Send(to, message) => cx.send(to, change(to, message)),
            Effect::Set(timer, after) => cx.set(timer, after),
            Effect::Add(timer, after) => cx.add(timer, after),
            Effect::Cancel(timer) => cx.cancel(timer),
            Effect::Reply(request, answer, text) => cx.reply(request, answer, text),
            Effect::Decide(block, rejected) => cx.decide(block, rejected),
            Effect::Retract(block) => cx.retract(block),
            Effect::Rule(rule) => cx.rule(rule),
        }
    }
    result
}

/// The first property that a node breaks, in the hostile storms from seed 0 on.
pub fn caught<N: Node>(
    about: &'static About,
    seeds: u64,
    checkers: fn() -> Vec<Box<dyn Checker<N>>>,
) -> Option<&'static str> {
    (0..seeds).find_map(|seed| {
        let text = storm::script(about, seed, Weather::Hostile, None);
        let script = script::parse(&text, &[about]).expect("a storm is a script");
        let parts = Parts {
            checkers: checkers(),
            suggest: |_, _| None,
        };
        let run = Timeline::<N>::new(script.setup, parts);
        let mut session = Session::over(Box::new(run), script.lines);
        while session.has_upcoming() && session.next_line().is_ok() {}
        let lamps = session.view().lamps().into_iter();
        let failed = lamps.filter(|lamp| lamp.view.verdict == Verdict::Fails);
        failed
            .min_by_key(|lamp| lamp.view.since)
            .map(|lamp| lamp.spec.id)
    })
}
