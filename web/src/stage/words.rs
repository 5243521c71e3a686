//! What the stage says in words: accessible names, plates and the labels beside things.

use synod_core::about::RoleTone;
use synod_core::phrase::{Allegiance, Arg, Phrase};
use synod_core::units::{Address, Ratio, Span, Time};
use synod_core::view::{
    ClientView, Fact, Flight, FlightState, LinkState, NodeDetail, NodeGlance, State, TimerView,
};

use crate::parts::phrase::{duration, plain, spoken};

/// A line of a plate, in the order of importance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    /// Whom the node follows, in its hue.
    Token(String),
    /// The count that matters.
    Strong(String),
    /// One more fact.
    Plain(String),
    /// What fires next; its seconds are painted at frame rate.
    Timer,
}

/// The plate of a node: token, the count or state that matters, what fires when, what waits.
pub fn plate(node: &NodeGlance, detail: Option<&NodeDetail>) -> Vec<Line> {
    let mut lines = Vec::new();
    lines.extend(
        node.glance
            .allegiance
            .map(|one| Line::Token(one.to_string())),
    );
    if node.state == State::Down {
        return lines;
    }
    let view = detail.map(|detail| &detail.view);
    if let Some(tally) = view.and_then(|view| view.tally.as_ref()) {
        lines.push(Line::Strong(format!(
            "{} of {} {}",
            tally.count(),
            tally.votes.len(),
            tally.name
        )));
    } else if let Some(fact) =
        view.and_then(|view| concerning(&view.facts, node.glance.allegiance?))
    {
        lines.push(Line::Plain(fact.name.replace('-', " ")));
    }
    if node.timer.is_some() {
        lines.push(Line::Timer);
    }
    if node.glance.pending > 0 {
        lines.push(Line::Plain(format!("{} pending", node.glance.pending)));
    }
    lines.extend(brief(detail).map(Line::Plain));
    if node.rate != Ratio::percent(100) {
        lines.push(Line::Plain(format!("clock at {}", node.rate)));
    }
    lines
}

/// What its system says of a node in a few words.
pub fn brief(detail: Option<&NodeDetail>) -> impl Iterator<Item = String> {
    let brief = detail.map_or(&[][..], |detail| &detail.view.brief);
    brief.iter().map(plain)
}

/// The fact that says what the node did with the token it follows: the last one that mentions it among other words.
fn concerning(facts: &[Fact], token: Allegiance) -> Option<&Fact> {
    let mentions =
        |phrase: &Phrase| phrase.args.len() > 1 && phrase.args.contains(&Arg::Token(token));
    facts.iter().rfind(|fact| mentions(&fact.words))
}

/// What stands in the foot of a node: what its disk keeps.
pub fn foot(committed: u64, roomy: bool) -> String {
    match (committed, roomy) {
        (1, true) => "1 block".to_owned(),
        (count, true) => format!("{count} blocks"),
        (count, false) => count.to_string(),
    }
}

/// The word under a node's name.
pub fn role(node: &NodeGlance) -> &'static str {
    match node.state {
        State::Up => node.glance.role.name,
        State::Paused => "paused",
        State::Down => "down",
    }
}

/// The glyph over a node's name, if its role has one.
pub fn tone(node: &NodeGlance) -> Option<RoleTone> {
    (node.state == State::Up && node.glance.role.tone != RoleTone::Follow)
        .then_some(node.glance.role.tone)
}

/// "n2, leading, up, ballot 3 of n2, 2 of 5 promises, timer 3.9 seconds".
pub fn node_name(node: &NodeGlance, detail: Option<&NodeDetail>, now: Time) -> String {
    let mut name = node.id.to_string();
    let mut say = |words: &str| {
        name.push_str(", ");
        name.push_str(words);
    };
    if node.leading() {
        say("leading");
    } else if node.state != State::Down {
        say(node.glance.role.name);
    }
    say(node.state.name());
    if let Some(allegiance) = node.glance.allegiance {
        say(&spoken(allegiance));
    }
    if let Some(tally) = detail.and_then(|detail| detail.view.tally.as_ref()) {
        say(&format!(
            "{} of {} {}",
            tally.count(),
            tally.votes.len(),
            tally.name
        ));
    }
    if node.glance.pending > 0 {
        say(&format!("{} pending", node.glance.pending));
    }
    if node.state != State::Down {
        brief(detail).for_each(|words| say(&words));
    }
    if let Some(timer) = node.timer.filter(|_| node.state != State::Down) {
        say(&format!("timer {}", seconds(timer.due.since(now))));
    }
    name
}

/// "link n1-n2, open".
pub fn link_name(from: Address, to: Address, state: LinkState) -> String {
    match state {
        LinkState::Open => format!("link {from}-{to}, open"),
        LinkState::Cut => format!("link {from}-{to}, cut"),
        LinkState::CutForward => format!("link {from}-{to}, cut from {from} to {to}"),
        LinkState::CutBack => format!("link {from}-{to}, cut from {to} to {from}"),
    }
}

/// "m17, prepare from n2 to n4, due at 3.2 s".
pub fn message_name(flight: &Flight) -> String {
    let Flight {
        id,
        kind,
        from,
        to,
        due,
        ..
    } = flight;
    let copy = if flight.copy { "copy of " } else { "" };
    match flight.state {
        FlightState::Flying => format!("{id}, {copy}{kind} from {from} to {to}, due at {due}"),
        FlightState::Held(_) => format!("{id}, {copy}{kind} from {from} to {to}, held by you"),
    }
}

/// What stands beside a message.
pub fn message_word(flight: &Flight) -> String {
    match flight.state {
        FlightState::Flying => flight.kind.to_owned(),
        FlightState::Held(_) => format!("{}, held by you", flight.kind),
    }
}

/// "c1, up, 2 waiting, takes n2 for its leader".
pub fn client_name(
    number: usize,
    state: State,
    pending: u32,
    asker: Option<&ClientView>,
) -> String {
    let mut name = format!("c{number}, {}", state.name());
    if pending > 0 {
        name.push_str(&format!(", {pending} waiting"));
    }
    if let Some(asker) = asker.filter(|it| it.state != State::Down) {
        name.push_str(&format!(", takes {} for its leader", asker.server));
    }
    name
}

/// What fires when, beside its arc: "leads in 12.4 s".
pub fn timer(timer: &TimerView, left: Span) -> String {
    format!("{} {}", timer.words, duration(left))
}

/// A span as it is spoken.
fn seconds(span: Span) -> String {
    let tenths = (span.micros() + 50_000) / 100_000;
    format!("{}.{} seconds", tenths / 10, tenths % 10)
}

/// How wide a text of the stage is, roughly: enough to keep two of them apart.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.56
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::about::{RoleSpec, Tone};
    use synod_core::ledger::BlockHash;
    use synod_core::phrase;
    use synod_core::units::{MessageId, NodeId};
    use synod_core::view::Glance;
    use synod_core::view::Storage;

    const LEADS: RoleSpec = RoleSpec {
        name: "leader",
        tone: RoleTone::Lead,
        leads: true,
    };

    fn node(state: State) -> NodeGlance {
        let owner = NodeId::new(2);
        let glance = Glance {
            role: &LEADS,
            allegiance: Some(Allegiance::Ballot { number: 3, owner }),
            leader: Some(owner),
            tip: BlockHash::GENESIS,
            height: 2,
            committed: 1,
            pending: 2,
        };
        let timer = Some(TimerView {
            name: "retry",
            words: "gives up in",
            set: Time(0),
            due: Time(5_000_000),
        });
        NodeGlance {
            id: owner,
            state,
            glance,
            timer,
            rate: Ratio::percent(150),
        }
    }

    #[test]
    fn a_node_says_who_it_is_and_what_it_waits_for() {
        assert_eq!(
            node_name(&node(State::Up), None, Time(1_100_000)),
            "n2, leading, up, ballot 3 of n2, 2 pending, timer 3.9 seconds"
        );
        assert_eq!(
            node_name(&node(State::Down), None, Time(0)),
            "n2, down, ballot 3 of n2, 2 pending"
        );
    }

    #[test]
    fn a_plate_begins_with_the_token_and_a_node_that_is_down_has_no_more() {
        let lines = plate(&node(State::Up), None);
        assert_eq!(lines[0], Line::Token("3·n2".to_owned()));
        assert_eq!(
            lines[1..],
            [
                Line::Timer,
                Line::Plain("2 pending".to_owned()),
                Line::Plain("clock at 150%".to_owned()),
            ]
        );
        assert_eq!(plate(&node(State::Down), None).len(), 1);
    }

    #[test]
    fn a_plate_says_what_the_node_did_with_its_token() {
        let token = Allegiance::Ballot {
            number: 3,
            owner: NodeId::new(2),
        };
        let fact = |name, words| Fact {
            name,
            value: synod_core::ledger::Literal::None,
            words,
            storage: Storage::Disk,
        };
        let facts = [
            fact("promised", phrase!("{0} for block {1}", token, 2_u32)),
            fact("accepted", phrase!("nothing for block {0}", 2_u32)),
            fact("ballot", phrase!("{0}", token)),
        ];
        assert_eq!(
            concerning(&facts, token).map(|fact| fact.name),
            Some("promised")
        );
    }

    #[test]
    fn messages_and_links_are_named_as_the_contract_says() {
        let (a, b) = (NodeId::new(2).into(), NodeId::new(4).into());
        let mut flight = Flight {
            id: MessageId(17),
            kind: "prepare",
            tone: Tone::Ask,
            from: a,
            to: b,
            sent: Time(0),
            due: Time(3_200_000),
            state: FlightState::Flying,
            allegiance: None,
            copy: false,
        };
        assert_eq!(
            message_name(&flight),
            "m17, prepare from n2 to n4, due at 3.2s"
        );
        flight.state = FlightState::Held(Time(1));
        assert_eq!(message_word(&flight), "prepare, held by you");
        assert_eq!(link_name(a, b, LinkState::Open), "link n2-n4, open");
        assert_eq!(
            link_name(a, b, LinkState::CutBack),
            "link n2-n4, cut from n4 to n2"
        );
    }
}
