//! From elements of the stage to what they stand for, and what the tool in hand applies to.

use synod_core::units::{Address, ClientId, MessageId, NodeId};
use synod_core::view::{LinkState, State};
use web_sys::Element;

use crate::model::{Selection, Subject, Tool};

/// What one can touch on the stage.
const ANYTHING: &str =
    "[data-message],[data-node],[data-client],[data-link],[data-rift],[data-side]";

/// The thing that an event's element belongs to.
pub fn of(element: &Element) -> Option<Subject> {
    let thing = element.closest(ANYTHING).ok().flatten()?;
    let place = |name: &str| thing.get_attribute(name)?.parse().ok();
    if let Some(left) = place("data-rift") {
        return Some(Subject::Rift(left));
    }
    if let Some(side) = place("data-side") {
        return Some(Subject::Side(side));
    }
    let read = |name: &str| thing.get_attribute(name);
    let selection = if let Some(id) = read("data-message") {
        Selection::Message(MessageId(id.get(1..)?.parse().ok()?))
    } else if let Some(id) = read("data-node") {
        Selection::Node(address(&id)?.node()?)
    } else if let Some(id) = read("data-client") {
        Selection::Client(id.get(1..)?.parse().ok()?)
    } else {
        let id = read("data-link")?;
        let (a, b) = id.split_once('-')?;
        Selection::Link(address(a)?, address(b)?)
    };
    Some(Subject::Thing(selection))
}

/// The node of this name.
pub fn node(id: &str) -> Option<Selection> {
    Some(Selection::Node(address(id)?.node()?))
}

/// The selector of the element of a selection.
pub fn selector(selection: Selection) -> Option<String> {
    match selection {
        Selection::Run | Selection::Block(..) => None,
        Selection::Node(id) => Some(format!("[data-node=\"{id}\"]")),
        Selection::Client(number) => Some(format!("[data-client=\"c{number}\"]")),
        Selection::Link(a, b) => Some(format!("[data-link=\"{a}-{b}\"]")),
        Selection::Message(id) => Some(format!("[data-message=\"{id}\"]")),
    }
}

fn address(text: &str) -> Option<Address> {
    let number = text.get(1..)?.parse().ok().filter(|number| *number > 0)?;
    match text.as_bytes().first()? {
        b'n' => Some(NodeId::new(number).into()),
        b'c' => Some(Address::Client(ClientId::new(number))),
        _ => None,
    }
}

/// Whether the tool does something to a node in this state.
pub fn tool_takes_node(tool: Tool, state: State) -> bool {
    match tool {
        Tool::Crash => state != State::Down,
        Tool::Restart => state == State::Down,
        Tool::Pause => state == State::Up,
        Tool::Resume => state == State::Paused,
        Tool::Cut | Tool::Partition | Tool::Heal => true,
        Tool::Point | Tool::Hold | Tool::Drop | Tool::Copy | Tool::Delay => false,
    }
}

/// Whether the tool does something to a link in this state.
pub fn tool_takes_link(tool: Tool, state: LinkState) -> bool {
    match tool {
        Tool::Cut => state != LinkState::Cut,
        Tool::Heal => state != LinkState::Open,
        _ => false,
    }
}

/// Whether the tool does something to messages.
pub fn tool_takes_message(tool: Tool) -> bool {
    matches!(tool, Tool::Hold | Tool::Drop | Tool::Copy | Tool::Delay)
}

/// Whether a key is that of a tool which does something to such a thing.
pub fn key_acts_on(key: &str, thing: Selection) -> bool {
    let key = key.to_ascii_lowercase();
    match thing {
        Selection::Run | Selection::Block(..) => false,
        Selection::Node(_) => matches!(key.as_str(), "c" | "r" | "p" | "e" | "x" | "h" | "g"),
        Selection::Client(_) => matches!(key.as_str(), "c" | "r" | "x" | "h"),
        Selection::Link(..) => matches!(key.as_str(), "x" | "h"),
        Selection::Message(_) => matches!(key.as_str(), "h" | "d" | "u" | "y"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        assert_eq!(address("n12"), Some(NodeId::new(12).into()));
        assert_eq!(address("c3"), Some(Address::Client(ClientId::new(3))));
        for text in ["", "n", "n0", "x1", "nn"] {
            assert_eq!(address(text), None, "{text}");
        }
        let link = Selection::Link(NodeId::new(1).into(), NodeId::new(2).into());
        assert_eq!(selector(link).as_deref(), Some("[data-link=\"n1-n2\"]"));
    }

    #[test]
    fn a_key_acts_on_what_its_tool_changes() {
        let message = Selection::Message(MessageId(3));
        let link = Selection::Link(NodeId::new(1).into(), NodeId::new(2).into());
        assert!(key_acts_on("D", message) && key_acts_on("h", message));
        assert!(key_acts_on("x", link) && !key_acts_on("c", link));
        assert!(!key_acts_on("Enter", Selection::Node(NodeId::new(1))));
    }

    #[test]
    fn a_tool_takes_what_it_changes() {
        assert!(
            tool_takes_node(Tool::Restart, State::Down)
                && !tool_takes_node(Tool::Restart, State::Up)
        );
        assert!(
            tool_takes_link(Tool::Heal, LinkState::CutBack)
                && !tool_takes_link(Tool::Cut, LinkState::Cut)
        );
        assert!(tool_takes_message(Tool::Hold) && !tool_takes_message(Tool::Crash));
    }
}
