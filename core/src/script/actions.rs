//! Words into actions and settings: what may be done at a moment, as [`Action`] has it.

use super::values::{Parsed, Reader};
use crate::about::Scope;
use crate::action::{Action, Damage, Ends, Handling, On, Setting};
use crate::settings::scope_takes;
use crate::units::{Address, Ratio, WHOLE_MAX};

const ACTIONS: &str = "an action, set, expect, until, run, await or a line for people";

const NODE_ACTIONS: [&str; 14] = [
    "submit",
    "crash",
    "restart",
    "pause",
    "resume",
    "sever",
    "heal",
    "partition",
    "fire",
    "skew",
    "corrupt",
    "nominate",
    "forge",
    "later",
];

/// An action. Behind a moment or `later`, `moves` is false: then the complaint names no statement that moves the clock.
pub fn action(reader: &mut Reader, moves: bool) -> Parsed<Action> {
    let expected = if moves {
        ACTIONS
    } else {
        "an action, set, expect or a line for people"
    };
    let Some(word) = reader.peek() else {
        return reader.error(expected);
    };
    if word == "set" {
        return setting(reader).map(Action::Set);
    }
    if let Some(action) = of_message(word, reader) {
        return action;
    }
    if !NODE_ACTIONS.contains(&word) {
        return reader.error(expected);
    }
    reader.takes(word);
    match word {
        "submit" => Ok(Action::Submit {
            who: reader.address()?,
            transaction: reader.transaction()?,
        }),
        "crash" => reader.address().map(Action::Crash),
        "restart" => Ok(Action::Restart {
            who: reader.address()?,
            amnesia: reader.takes("amnesia"),
        }),
        "pause" => reader.node().map(Action::Pause),
        "resume" => reader.node().map(Action::Resume),
        "sever" => Ok(Action::Sever {
            ends: reader.ends_of_link()?,
            dropping: reader.takes("dropping"),
        }),
        "heal" if !reader.is_address() => Ok(Action::Heal(None)),
        "heal" => reader.ends_of_link().map(|ends| Action::Heal(Some(ends))),
        "partition" => partition(reader),
        "fire" => fire(reader),
        "skew" => skew(reader),
        "corrupt" => corrupt(reader),
        "nominate" => Ok(Action::Nominate {
            client: reader.client()?,
            node: reader.node()?,
        }),
        "forge" => forge(reader),
        _ => later(reader),
    }
}

fn of_message(word: &str, reader: &mut Reader) -> Option<Parsed<Action>> {
    let handling = match word {
        "drop" => Handling::Drop,
        "duplicate" => Handling::Duplicate,
        "hold" => Handling::Hold,
        "release" => Handling::Release,
        "deliver" => Handling::Deliver,
        "delay" => {
            reader.takes(word);
            return Some(delay(reader));
        }
        _ => return None,
    };
    reader.takes(word);
    Some(
        reader
            .target()
            .map(|target| Action::Handle { handling, target }),
    )
}

fn delay(reader: &mut Reader) -> Parsed<Action> {
    let target = reader.target()?;
    Ok(Action::Handle {
        handling: Handling::Delay(reader.span()?),
        target,
    })
}

fn partition(reader: &mut Reader) -> Parsed<Action> {
    let mut groups: Vec<Vec<Address>> = vec![Vec::new()];
    loop {
        let who = reader.address()?;
        if groups.iter().flatten().any(|known| *known == who) {
            return reader.error_before("each node once");
        }
        groups.last_mut().expect("there is a first group").push(who);
        if reader.takes("|") {
            groups.push(Vec::new());
        } else if !reader.is_address() {
            break;
        }
    }
    Ok(Action::Partition {
        groups,
        dropping: reader.takes("dropping"),
    })
}

fn fire(reader: &mut Reader) -> Parsed<Action> {
    let who = reader.address()?;
    let timers = reader
        .about
        .timers
        .iter()
        .map(|timer| (timer.name, timer.name));
    Ok(Action::Fire {
        who,
        timer: reader.one_of("a timer", timers)?,
    })
}

fn skew(reader: &mut Reader) -> Parsed<Action> {
    let node = reader.node()?;
    Ok(Action::Skew {
        node,
        rate: reader.ratio(Ratio::percent(10), Ratio::percent(1000))?,
    })
}

fn corrupt(reader: &mut Reader) -> Parsed<Action> {
    let node = reader.node()?;
    let of_block = reader.one_of("what is damaged", [("block", true), ("tail", false)])?;
    // A height without a block is refused when it is played, 0 as any other.
    let least = i64::from(!of_block);
    let number = reader.whole_within(least, WHOLE_MAX)?.unsigned_abs();
    let damage = if of_block {
        Damage::Block(number)
    } else {
        Damage::Tail(number)
    };
    Ok(Action::Corrupt { node, damage })
}

fn forge(reader: &mut Reader) -> Parsed<Action> {
    let kind = reader.kind()?;
    let from = reader.address()?;
    reader.needs("->")?;
    let to = reader.address()?;
    Ok(Action::Forge {
        kind,
        from,
        to,
        body: reader.literal()?,
    })
}

fn later(reader: &mut Reader) -> Parsed<Action> {
    // One delay is enough for anybody, and keeps the depth of a line bounded.
    if reader.peek() == Some("later") {
        return reader.error("an action that is not delayed twice");
    }
    let action = Box::new(action(reader, false)?);
    reader.needs("after")?;
    Ok(Action::Later {
        action,
        after: reader.span()?,
    })
}

/// What `set` sets.
pub fn setting(reader: &mut Reader) -> Parsed<Setting> {
    reader.takes("set");
    if reader.takes("quirk") {
        let quirks = reader.about.quirks.iter();
        let names =
            quirks.flat_map(|quirk| [(quirk.phrase, quirk.phrase), (quirk.id, quirk.phrase)]);
        let phrase = reader.one_of(&format!("a quirk of {}", reader.about.name), names)?;
        let on = reader.one_of("on or off", [("on", true), ("off", false)])?;
        return Ok(Setting::Quirk { phrase, on });
    }
    let options = reader
        .about
        .options
        .iter()
        .map(|option| (option.name, option));
    let option = reader.one_of("an option", options)?;
    let value = reader.value(option)?;
    let mut kind = None;
    if option.scope == Scope::Network && reader.takes("of") {
        kind = Some(reader.kind()?);
    }
    let on = if reader.peek() == Some("on") {
        on(reader, option.scope)?
    } else {
        On::All
    };
    debug_assert!(scope_takes(option.scope, &on));
    Ok(Setting::Option {
        name: option.name,
        value,
        kind,
        on,
    })
}

fn on(reader: &mut Reader, scope: Scope) -> Parsed<On> {
    if scope == Scope::Run {
        return reader.error("end of line");
    }
    reader.takes("on");
    match scope {
        Scope::Network => reader.ends_of_link().map(|ends: Ends| On::Link(ends)),
        Scope::Clients => {
            let mut ids = vec![reader.client()?];
            while reader.is_address() {
                ids.push(reader.client()?);
            }
            Ok(On::Clients(ids))
        }
        Scope::Nodes | Scope::Run => {
            let mut ids = vec![reader.node()?];
            while reader.is_address() {
                ids.push(reader.node()?);
            }
            Ok(On::Nodes(ids))
        }
    }
}
