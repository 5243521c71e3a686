//! From tools and targets to lines of script. Tool then target, and target then tool, both end here.

use synod_core::units::{Address, MessageId, NodeId, Span};
use synod_core::view::{FlightState, State};

use crate::actions::set_apart;
use crate::model::{Choice, Selection, Snapshot, Tool};
use crate::stage::sides::Parting;

/// What becomes of a touch or of a tool taken.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// A line of script is performed.
    Line(String),
    /// It is selected.
    Select(Selection),
    /// The tool is in hand, with these chosen so far.
    Gather(Tool, Vec<Address>),
    /// The tool does not apply to this, and why.
    Useless(String),
}

/// What the tools must know of the run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Facts {
    /// The sides of the partition, if there is one; else one with all nodes.
    pub sides: Vec<Vec<NodeId>>,
    /// The nodes that are paused.
    pub paused: Vec<NodeId>,
    /// The messages that are held.
    pub held: Vec<MessageId>,
    /// How much Delay delays.
    pub delay: Span,
}

impl Facts {
    /// Reads them from the snapshot.
    pub fn of(snapshot: &Snapshot) -> Self {
        let paused = snapshot
            .nodes
            .iter()
            .filter(|node| node.state == State::Paused);
        let held = snapshot
            .flights
            .iter()
            .filter(|flight| matches!(flight.state, FlightState::Held(_)));
        Self {
            sides: sides(snapshot),
            paused: paused.map(|node| node.id).collect(),
            held: held.map(|flight| flight.id).collect(),
            // Long enough that whatever was sent after it overtakes it.
            delay: Span((2 * snapshot.more.flight_longest).max(1000)),
        }
    }
}

/// The sides as they are: what a new side is taken from.
fn sides(snapshot: &Snapshot) -> Vec<Vec<NodeId>> {
    let nodes = snapshot.nodes.len();
    match Parting::of(nodes, &snapshot.links) {
        Some(parting) => parting.sides,
        None => vec![(0..nodes).map(NodeId::at).collect()],
    }
}

/// The word on a tool.
pub fn name(tool: Tool) -> &'static str {
    match tool {
        Tool::Point => "Point",
        Tool::Crash => "Crash",
        Tool::Restart => "Restart",
        Tool::Pause => "Pause",
        Tool::Resume => "Resume",
        Tool::Cut => "Cut",
        Tool::Partition => "Partition",
        Tool::Heal => "Heal",
        Tool::Hold => "Hold",
        Tool::Drop => "Drop",
        Tool::Copy => "Copy",
        Tool::Delay => "Delay",
    }
}

/// What to do with it, while it is in hand.
pub fn hint(tool: Tool) -> &'static str {
    match tool {
        Tool::Point => "Click a node, a link or a message to look inside.",
        Tool::Crash => "Click a node to crash it.",
        Tool::Restart => "Click a node to restart it.",
        Tool::Pause => "Click a node to pause it.",
        Tool::Resume => "Click a node to let it go on.",
        Tool::Cut => "Click a link, or one node and then another.",
        Tool::Partition => "Click the nodes of one side, then Partition.",
        Tool::Heal => "Click a link, or one node and then another.",
        Tool::Hold => "Click a message to hold it, again to release it.",
        Tool::Drop => "Click a message to drop it.",
        Tool::Copy => "Click a message to send it twice.",
        Tool::Delay => "Click a message to delay it.",
    }
}

/// A click or Enter on something of the stage.
pub fn touch(choice: &Choice, facts: &Facts, target: Selection, alt: bool) -> Outcome {
    let one_way = choice.one_way || alt;
    apply(choice.tool, &choice.gathered, one_way, facts, target)
        .unwrap_or_else(|| useless(choice.tool, target))
}

/// A press of a tool's button or key: on what is selected it acts at once, if it applies to such things.
pub fn take(choice: &Choice, facts: &Facts, tool: Tool) -> Outcome {
    let in_hand = Outcome::Gather(tool, Vec::new());
    if tool == Tool::Point || choice.tool == tool {
        return in_hand;
    }
    let applied = apply(tool, &[], choice.one_way, facts, choice.selection);
    applied.unwrap_or(in_hand)
}

/// The line that was gathered, once it is one.
pub fn gathered(choice: &Choice, facts: &Facts) -> Option<String> {
    if choice.tool != Tool::Partition {
        return None;
    }
    let members: Vec<NodeId> = choice.gathered.iter().filter_map(|id| id.node()).collect();
    set_apart(&facts.sides, &members)
}

/// The line as far as it is known: what the chip at the tray says.
pub fn preview(choice: &Choice, facts: &Facts) -> Option<String> {
    match (choice.tool, choice.gathered.as_slice()) {
        (Tool::Cut, [first]) => Some(format!(
            "sever {first}{} ...",
            if choice.one_way { " ->" } else { "" }
        )),
        (Tool::Heal, [first]) => Some(format!("heal {first} ...")),
        _ => gathered(choice, facts),
    }
}

fn apply(
    tool: Tool,
    chosen: &[Address],
    one_way: bool,
    facts: &Facts,
    target: Selection,
) -> Option<Outcome> {
    match (tool, target) {
        (Tool::Point, target) => return Some(Outcome::Select(target)),
        (Tool::Partition, Selection::Node(id)) => {
            return Some(Outcome::Gather(tool, toggled(chosen, id.into())));
        }
        _ => {}
    }
    if let Some(line) = line(tool, one_way, facts, target) {
        return Some(Outcome::Line(line));
    }
    let end = end_of(target).filter(|_| matches!(tool, Tool::Cut | Tool::Heal))?;
    Some(match chosen {
        [first] if *first != end => Outcome::Line(on_link(tool, one_way, *first, end)),
        [_] => Outcome::Gather(tool, Vec::new()),
        _ => Outcome::Gather(tool, vec![end]),
    })
}

/// The line that a tool writes about one thing; none if it does nothing to it, or needs more than one.
pub fn line(tool: Tool, one_way: bool, facts: &Facts, target: Selection) -> Option<String> {
    Some(match (tool, target) {
        (Tool::Crash, Selection::Node(id)) => format!("crash {id}"),
        (Tool::Crash, Selection::Client(number)) => format!("crash c{number}"),
        (Tool::Restart, Selection::Node(id)) => format!("restart {id}"),
        (Tool::Restart, Selection::Client(number)) => format!("restart c{number}"),
        (Tool::Pause, Selection::Node(id)) => format!("pause {id}"),
        (Tool::Resume, Selection::Node(id)) => format!("resume {id}"),
        (Tool::Cut | Tool::Heal, Selection::Link(from, to)) => on_link(tool, one_way, from, to),
        (Tool::Hold, Selection::Message(id)) if facts.held.contains(&id) => format!("release {id}"),
        (Tool::Hold, Selection::Message(id)) => format!("hold {id}"),
        (Tool::Drop, Selection::Message(id)) => format!("drop {id}"),
        (Tool::Copy, Selection::Message(id)) => format!("duplicate {id}"),
        (Tool::Delay, Selection::Message(id)) => format!("delay {id} {}", facts.delay),
        _ => return None,
    })
}

fn on_link(tool: Tool, one_way: bool, from: Address, to: Address) -> String {
    let verb = if tool == Tool::Cut { "sever" } else { "heal" };
    let arrow = if one_way { " ->" } else { "" };
    format!("{verb} {from}{arrow} {to}")
}

fn end_of(target: Selection) -> Option<Address> {
    match target {
        Selection::Node(id) => Some(Address::Node(id)),
        Selection::Client(number) => Some(client(number)),
        _ => None,
    }
}

/// The client of this number as an address.
pub fn client(number: u16) -> Address {
    Address::Client(synod_core::units::ClientId::new(number))
}

/// In the order of ids, so that the same side is always the same line.
fn toggled(chosen: &[Address], id: Address) -> Vec<Address> {
    let mut chosen = chosen.to_vec();
    match chosen.binary_search(&id) {
        Ok(place) => drop(chosen.remove(place)),
        Err(place) => chosen.insert(place, id),
    }
    chosen
}

fn useless(tool: Tool, target: Selection) -> Outcome {
    let what = match target {
        Selection::Run => "the run",
        Selection::Node(_) => "a node",
        Selection::Client(_) => "a client",
        Selection::Link(..) => "a link",
        Selection::Message(_) => "a message",
        Selection::Block(..) => "a block",
    };
    Outcome::Useless(format!(
        "{} does nothing to {what}. {}",
        name(tool),
        hint(tool)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::UiState;

    fn node(number: u16) -> Selection {
        Selection::Node(NodeId::new(number))
    }

    fn facts() -> Facts {
        let delay = Span::millis(60);
        Facts {
            sides: vec![(0..5).map(NodeId::at).collect()],
            held: vec![MessageId(4)],
            delay,
            ..Facts::default()
        }
    }

    fn holding(tool: Tool) -> Choice {
        Choice {
            tool,
            ..UiState::default().choice
        }
    }

    #[test]
    fn tool_then_target_is_one_line() {
        let message = Selection::Message(MessageId(7));
        let held = Selection::Message(MessageId(4));
        let link = Selection::Link(NodeId::new(1).into(), NodeId::new(2).into());
        for (tool, target, line) in [
            (Tool::Crash, node(2), "crash n2"),
            (Tool::Crash, Selection::Client(1), "crash c1"),
            (Tool::Restart, node(2), "restart n2"),
            (Tool::Pause, node(2), "pause n2"),
            (Tool::Resume, node(2), "resume n2"),
            (Tool::Cut, link, "sever n1 n2"),
            (Tool::Heal, link, "heal n1 n2"),
            (Tool::Hold, message, "hold m7"),
            (Tool::Hold, held, "release m4"),
            (Tool::Drop, message, "drop m7"),
            (Tool::Copy, message, "duplicate m7"),
            (Tool::Delay, message, "delay m7 60ms"),
        ] {
            let outcome = touch(&holding(tool), &facts(), target, false);
            assert_eq!(outcome, Outcome::Line(line.into()));
        }
    }

    #[test]
    fn target_then_tool_is_the_same_line() {
        let mut choice = holding(Tool::Point);
        choice.selection = node(2);
        assert_eq!(
            take(&choice, &facts(), Tool::Crash),
            Outcome::Line("crash n2".into())
        );
        assert_eq!(
            take(&choice, &facts(), Tool::Cut),
            Outcome::Gather(Tool::Cut, vec![NodeId::new(2).into()])
        );
        assert_eq!(
            take(&choice, &facts(), Tool::Drop),
            Outcome::Gather(Tool::Drop, vec![]),
            "a tool for messages is taken in hand while a node is selected"
        );
    }

    #[test]
    fn a_cut_goes_from_the_first_node_to_the_second() {
        let mut choice = holding(Tool::Cut);
        let first = touch(&choice, &facts(), node(3), false);
        assert_eq!(
            first,
            Outcome::Gather(Tool::Cut, vec![NodeId::new(3).into()])
        );
        choice.gathered.push(NodeId::new(3).into());
        assert_eq!(preview(&choice, &facts()).as_deref(), Some("sever n3 ..."));
        assert_eq!(
            touch(&choice, &facts(), node(1), false),
            Outcome::Line("sever n3 n1".into())
        );
        assert_eq!(
            touch(&choice, &facts(), node(1), true),
            Outcome::Line("sever n3 -> n1".into()),
            "with Alt one way"
        );
        choice.one_way = true;
        assert_eq!(
            touch(&choice, &facts(), node(1), false),
            Outcome::Line("sever n3 -> n1".into()),
            "with the switch one way"
        );
        assert_eq!(
            touch(&choice, &facts(), node(3), false),
            Outcome::Gather(Tool::Cut, vec![]),
            "the same node again lets go of it"
        );
    }

    #[test]
    fn a_partition_is_gathered_side_by_side() {
        let mut choice = holding(Tool::Partition);
        for number in [2, 3, 1, 3] {
            match touch(&choice, &facts(), node(number), false) {
                Outcome::Gather(Tool::Partition, chosen) => choice.gathered = chosen,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(
            gathered(&choice, &facts()).as_deref(),
            Some("partition n1 n2 | n3 n4 n5")
        );
        for number in [3, 4, 5] {
            choice.gathered.push(NodeId::new(number).into());
        }
        assert_eq!(gathered(&choice, &facts()), None, "all on one side is none");
        let mut parted = facts();
        parted.sides = vec![
            vec![NodeId::new(1), NodeId::new(2)],
            (2..5).map(NodeId::at).collect(),
        ];
        choice.gathered = vec![NodeId::new(5).into()];
        assert_eq!(
            gathered(&choice, &parted).as_deref(),
            Some("partition n1 n2 | n3 n4 | n5"),
            "a third side"
        );
    }

    #[test]
    fn a_tool_says_why_it_does_nothing() {
        let outcome = touch(&holding(Tool::Hold), &facts(), node(1), false);
        let Outcome::Useless(said) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            said,
            "Hold does nothing to a node. Click a message to hold it, again to release it."
        );
    }
}
