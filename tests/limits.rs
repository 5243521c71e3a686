//! Every limit of a run is reached by a system that asks for too much: the run ends with the limit's sentence, and
//! time never leaves what JSON keeps exactly.

use synod_core::about::{About, KindSpec, Tone};
use synod_core::action::Action;
use synod_core::ledger::{Chain, Transaction, TransactionKind};
use synod_core::node::{Context, Kind, NoTimer, Node, Request};
use synod_core::script::default_setup;
use synod_core::session::Session;
use synod_core::simulation::{
    Advance, FLIGHTS_LIMIT, FLIGHTS_MAX, INSTANT_LIMIT, MESSAGES_LIMIT, STEPS_LIMIT, STEPS_MAX,
    Simulation,
};
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::{NodeId, Time, WHOLE_MAX};

static ABOUT: About = About {
    kinds: &[KindSpec {
        name: "more",
        tone: Tone::Gossip,
        sentence: "Somebody asks for more.",
    }],
    accepts: &[TransactionKind::Note],
    ..About::plain("greedy", "Greedy")
};

/// How many messages one message makes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct More(usize);

impl Kind for More {
    fn index(&self) -> usize {
        0
    }
}

/// Sends itself more for all it gets.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Greedy(Chain);

impl Node for Greedy {
    type Message = More;
    type Timer = NoTimer;
    type Disk = Chain;
    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Chain, _: &mut Context<Self>) -> Self {
        Self(disk)
    }
    fn on_message(&mut self, _: NodeId, more: More, cx: &mut Context<Self>) {
        // Others may lose it; a message to oneself is never lost.
        let other = NodeId::at(cx.id.index() % 2 + 1);
        (1..more.0).for_each(|_| cx.send(other, More(1)));
        cx.send(cx.id, more);
    }
    fn on_timer(&mut self, timer: NoTimer, _: &mut Context<Self>) {
        match timer {}
    }
    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        if let Transaction::Note { text } = request.transaction {
            let more = text.parse().expect("the tests ask for numbers");
            cx.send(cx.id, More(more));
        }
    }
    fn disk(&self) -> &Chain {
        &self.0
    }
    fn disk_mut(&mut self) -> &mut Chain {
        &mut self.0
    }
    fn committed(&self) -> &Chain {
        &self.0
    }
}

/// A run in which `n1` begins to ask for so much, with these options.
fn greedy(more: usize, settings: &[&str]) -> Timeline<Greedy> {
    let parts = Parts {
        checkers: vec![],
        suggest: |_, _| None,
    };
    let mut run = Timeline::new(default_setup(&ABOUT), parts);
    for line in settings {
        let line = synod_core::script::parse_line(line, &ABOUT).expect("the tests write script");
        let Some(synod_core::script::Statement::Act(action)) = line.statement else {
            panic!("the tests set options");
        };
        run.act(&action).expect("an option can be set");
    }
    let transaction = Transaction::Note {
        text: more.to_string().into(),
    };
    let who = NodeId::new(1).into();
    run.act(&Action::Submit { who, transaction })
        .expect("n1 is up");
    run
}

/// Plays until something else than a step happens.
fn end(run: &mut Timeline<Greedy>) -> Advance {
    loop {
        match run.advance(Time(u64::MAX)) {
            Advance::Stepped => {}
            other => return other,
        }
    }
}

#[test]
fn a_run_has_at_most_so_many_steps() {
    let mut run = greedy(1, &[]);
    assert_eq!(end(&mut run), Advance::Limit(STEPS_LIMIT));
    assert_eq!(run.moment().step, STEPS_MAX);
}

#[test]
fn time_must_advance() {
    let mut run = greedy(1, &["set latency 0us"]);
    assert_eq!(end(&mut run), Advance::Limit(INSTANT_LIMIT));
    assert_eq!(run.moment().time, Time::ZERO);
}

#[test]
fn a_run_has_at_most_so_many_messages() {
    let mut run = greedy(50, &["set loss 100%"]);
    assert_eq!(end(&mut run), Advance::Limit(MESSAGES_LIMIT));
}

/// Also where nothing but actions puts messages on the bus.
#[test]
fn so_many_messages_are_in_flight_at_most() {
    let mut run = greedy(100, &["set latency 1000h on n1 -> n2"]);
    assert_eq!(end(&mut run), Advance::Limit(FLIGHTS_LIMIT));
    let mut flights = Vec::new();
    run.flights(&mut flights);
    assert!(flights.len() >= FLIGHTS_MAX);
    let copy = synod_core::script::parse_line("duplicate more n1 -> n2", &ABOUT);
    let Some(synod_core::script::Statement::Act(copy)) = copy.expect("it is script").statement
    else {
        panic!("it is an action");
    };
    let refused = run.act(&copy).map_err(|refusal| refusal.to_string());
    assert_eq!(refused, Err(FLIGHTS_LIMIT.to_string()));
    let foreseen = run.would_refuse(&copy).map(|refusal| refusal.to_string());
    assert_eq!(foreseen, Some(FLIGHTS_LIMIT.to_string()));
}

#[test]
fn time_never_passes_what_json_keeps() {
    let text = format!("protocol benmo\n{}", "run 1000h\n".repeat(2_600));
    let mut session = Session::load(&text).expect("it is script");
    session.run_to_end();
    assert_eq!(session.view().moment().time.micros(), WHOLE_MAX as u64);
}
