//! The clients over time as elements: ticks and marks, lines through all rows, and a row with its bars.

use synod_core::client::Outcome;
use synod_core::units::{Address, RequestId, Time};
use synod_core::view::{Answer, Mark, MarkKind, NominationView, RequestView, State};
use yew::prelude::*;

use super::Hands;
use super::axis::Axis;
use super::bars::{Asker, Bar, end};
use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::desk::Desk;
use crate::panels::inspector::asking::nomination;
use crate::panels::transport::marks::{self, Bunch};
use crate::panels::transport::scale::written;
use crate::parts::clock::clock;
use crate::parts::icon::{Glyph, icon};
use crate::parts::phrase::plain;
use crate::pointing;
use crate::stage::alarm;

/// How wide a letter is, about, and the sign with its air, in CSS pixels.
const LETTER: f64 = 6.4;
const SIGN: f64 = 26.0;
/// Where there is no room behind it, its first words stand inside from this width on.
const SHORT: f64 = 44.0;
/// With less room behind it a bar has no words there.
const WORDS_LEAST: f64 = 64.0;

/// Numbers along the axis.
pub fn ticks(axis: Axis) -> Html {
    let tick = |micros: u64| {
        let x = format!("{:.1}", axis.x(micros as f64));
        html! {
            <g key={micros.to_string()}>
                <path class="tick" d={format!("M{x} 27v5")} />
                <text class="ticktext" {x} y="24" text-anchor={if micros == 0 { "start" } else { "middle" }}>{ written(micros) }</text>
            </g>
        }
    };
    axis.ticks().map(tick).collect()
}

/// The marks of the time line that clients feel, in sight; those that would touch as one.
fn bunches(desk: &Desk, axis: Axis) -> Vec<Bunch> {
    let felt = |mark: &&Mark| {
        let kinds = [
            MarkKind::Leader,
            MarkKind::Crash,
            MarkKind::Cut,
            MarkKind::Heal,
            MarkKind::Message,
            MarkKind::Violation,
        ];
        kinds.contains(&mark.kind) && axis.shows(mark.moment.time)
    };
    let marks: Vec<Mark> = desk.snapshot.marks.iter().filter(felt).copied().collect();
    let place = |mark: &Mark| axis.x(mark.moment.time.micros() as f64);
    marks::bunches(&marks, place, axis.width)
}

/// What the lines through all rows stand for, above them.
pub fn marks(desk: &Desk, axis: Axis) -> Html {
    let mark = |bunch: &Bunch| {
        let title = match bunch.count {
            1 => format!("{}, {}", marks::name(bunch.kind), clock(bunch.moment.time)),
            count => format!(
                "{count} marks, {} at {}",
                marks::name(bunch.kind),
                clock(bunch.moment.time)
            ),
        };
        html! {
            <g key={bunch.record} transform={format!("translate({:.1} 8)", bunch.x)} onclick={desk.asks(Ask::Stand(bunch.moment))}>
                <title>{ title }</title>
                <rect x="-12" y="-8" width="24" height="24" fill="transparent" />
                { marks::shape(bunch.kind) }
                if bunch.count > 1 { <text x="8" y="3">{ bunch.count }</text> }
            </g>
        }
    };
    html! { <g class="marks">{ for bunches(desk, axis).iter().map(mark) }</g> }
}

/// Thin lines through all rows: faults, changes of leader, and the present moment.
pub fn lines(desk: &Desk, axis: Axis) -> Html {
    let line = |bunch: &Bunch| {
        let class = classes!("through", marks::name(bunch.kind));
        html! { <i key={bunch.record} {class} style={format!("left: {:.1}px", bunch.x)}></i> }
    };
    html! {
        <div class="lines" aria-hidden="true">
            { for bunches(desk, axis).iter().map(line) }
            <i id="clients-now" class="present" key="now"></i>
        </div>
    }
}

/// What a row is drawn from.
pub struct Row<'a> {
    /// What is done by hand.
    pub hands: &'a Hands,
    /// Who asked.
    pub asker: &'a Asker<'a>,
    /// What is drawn; nothing of a row that is out of sight.
    pub bars: &'a [Bar],
    /// How high the row is, in CSS pixels.
    pub height: f64,
    /// Where Tab stops.
    pub stop: Option<RequestId>,
}

/// A row.
pub fn row(row: &Row) -> Html {
    let desk = &row.hands.desk;
    let who = row.asker.who;
    let selection = match who {
        Address::Node(id) => Selection::Node(id),
        Address::Client(id) => Selection::Client(id.number()),
    };
    let me = desk.ui.choice.selection == selection;
    let glow = desk.ui.choice.lit.is_none() && desk.ui.choice.hover == selection;
    let class = classes!("asker", me.then_some("me"), glow.then_some("glow"));
    let conflict = alarm::requests(&desk.snapshot);
    let asker = desk.client(who);
    let last = asker.as_ref().and_then(|it| it.nomination.as_ref());
    html! {
        <div key={who.to_string()} {class} data-about={who.to_string()} style={format!("height: {}px", row.height)}>
            <button type="button" class="who" aria-label={who.to_string()} title={last.map(|it| plain(&nomination(it)))} onclick={desk.asks(Ask::Select(selection))}>
                <b>{ who.to_string() }</b><small>{ says(desk, who) }</small>
                if let Some(result) = last.and_then(result) { <small class="result">{ result }</small> }
            </button>
            <div class="ops" role="group" aria-label={format!("Operations of {who}")}>
                { last.and_then(|last| nominated(last, row.hands.axis, desk.snapshot.moment.time)) }
                { for row.bars.iter().map(|bar| op(row, bar, &conflict)) }
            </div>
        </div>
    }
}

/// What came of the last nomination, in a few letters.
fn result(last: &NominationView) -> Option<String> {
    let (_, outcome) = last.ended.as_ref()?;
    let word = match outcome {
        Outcome::Granted => "leads",
        Outcome::Refused { .. } => "refused",
        Outcome::Silent => "was silent",
    };
    Some(format!("{} {word}", last.server))
}

/// The last nomination as a thin line under the bars, from when it was asked for until it came to an end.
fn nominated(last: &NominationView, axis: Axis, now: Time) -> Option<Html> {
    let end = last.ended.as_ref().map_or(now, |(time, _)| *time);
    let [from, to] =
        [last.asked, end].map(|time| axis.x(time.micros() as f64).clamp(0.0, axis.width));
    let seen = axis.shows(last.asked) || axis.shows(end);
    let outcome = match last.ended.as_ref().map(|(_, outcome)| outcome) {
        None => "pending",
        Some(Outcome::Granted) => "granted",
        Some(Outcome::Refused { .. } | Outcome::Silent) => "refused",
    };
    let style = format!("left: {from:.1}px; width: {:.1}px", (to - from).max(3.0));
    let title = plain(&nomination(last));
    seen.then(|| html! { <i class="nominated" data-nomination={outcome} {style} {title}></i> })
}

/// What an asker does, beside its name.
fn says(desk: &Desk, who: Address) -> String {
    let snapshot = &desk.snapshot;
    let (state, pending) = match who {
        Address::Node(id) => {
            let node = snapshot.nodes.get(id.index());
            node.map_or((State::Up, 0), |it| (it.state, it.glance.pending))
        }
        Address::Client(id) => {
            let client = snapshot.clients.get(id.index());
            client.copied().unwrap_or((State::Up, 0))
        }
    };
    match (state, pending) {
        (State::Up, 0) => String::new(),
        (State::Up, pending) => format!("{pending} waiting"),
        (state, _) => state.name().to_owned(),
    }
}

/// An operation, or several in one place.
fn op(row: &Row, bar: &Bar, conflict: &[RequestId]) -> Html {
    let Row {
        hands, asker, stop, ..
    } = row;
    let (desk, first) = (&hands.desk, asker.asked[bar.members[0]]);
    let members = || bar.members.iter().map(|it| asker.asked[*it]);
    let lit = match desk.ui.choice.lit {
        Some(Kept::Request(id)) => members().any(|it| it.id == id),
        _ => false,
    };
    let alarmed = members().any(|it| conflict.contains(&it.id));
    let (x, inset) = (bar.x.max(0.0), (-bar.x).max(0.0));
    let width = (bar.width() - inset).min(hands.axis.width - x).max(2.0);
    let room = (bar.room - inset)
        .max(width)
        .max(24.0)
        .min(hands.axis.width - x);
    let class = classes!(
        "op",
        lit.then_some("glow"),
        alarmed.then_some("alarm"),
        (inset > 0.0).then_some("begun")
    );
    let style = format!(
        "left: {x:.1}px; top: {}px; width: {room:.1}px",
        2.0 + bar.track as f64 * hands.height
    );
    let name = name(desk, asker, bar, alarmed);
    let one = bar.members.len() == 1;
    let said = words(&members().collect::<Vec<_>>());
    let tabindex = if *stop == Some(first.id) { "0" } else { "-1" };
    let onclick = match one {
        true => desk.asks(Ask::Stand(first.entered)),
        // Several in one place come apart by going nearer.
        false => nearer(hands, bar),
    };
    let wants = said.chars().count() as f64 * LETTER + SIGN;
    let beside = room - width >= WORDS_LEAST && width < wants && room - width > width - SIGN;
    let inside = !beside && width >= SHORT;
    html! {
        <button type="button" key={first.id.to_string()} {class} {style} {tabindex} {onclick} title={name.clone()} aria-label={name}
            data-about={pointing::of_kept(Kept::Request(first.id))} data-operation={first.id.to_string()}
            data-count={bar.members.len().to_string()} data-verdict={verdict(members()).map(Answer::name)}>
            <span class="length" style={format!("width: {width:.1}px")}>
                if one && width >= 18.0 { { sign(first.verdict) } }
                if inside { <span class="what">{ said.clone() }</span> }
            </span>
            if beside { <span class="what">{ said }</span> }
        </button>
    }
}

/// Goes near enough that what is gathered has half of the width.
fn nearer(hands: &Hands, bar: &Bar) -> Callback<MouseEvent> {
    let (view, axis) = (hands.view.clone(), hands.axis);
    let (x, width) = (bar.x, bar.width());
    Callback::from(move |_| {
        let factor = (axis.width / 2.0 / width).clamp(2.0, 64.0);
        // It stays where it is put: what follows the present moment would leave it again.
        let still = view.moved(axis, 0.0);
        view.set(still.zoomed(axis, factor, x.clamp(0.0, axis.width)));
    })
}

/// What all of them were answered, if it is one verdict.
fn verdict<'a>(mut members: impl Iterator<Item = &'a RequestView>) -> Option<Answer> {
    let first = members.next()?.verdict;
    members.all(|it| it.verdict == first).then_some(first)
}

/// The sign of a verdict: colour is never alone.
fn sign(verdict: Answer) -> Html {
    let glyph = match verdict {
        Answer::Committed => Glyph::Check,
        Answer::Rejected | Answer::RolledBack => Glyph::Close,
        Answer::Pending => Glyph::Hourglass,
        Answer::Unknown => Glyph::Help,
    };
    icon(glyph, 12)
}

/// What was asked, and what was answered.
fn words(members: &[&RequestView]) -> String {
    match members {
        [one] => format!("{}: {}", one.text, answer(one)),
        more => format!("{} operations", more.len()),
    }
}

/// Where the answer is a value, it is told; else its verdict.
fn answer(request: &RequestView) -> &str {
    match request.verdict {
        Answer::Pending => "waits",
        Answer::Committed | Answer::Rejected if !request.answer.is_empty() => &request.answer,
        verdict => verdict.name(),
    }
}

/// All of it, for who cannot see it or rests on it.
fn name(desk: &Desk, asker: &Asker, bar: &Bar, alarmed: bool) -> String {
    let now = desk.snapshot.moment.time;
    let first = asker.asked[bar.members[0]];
    let last = bar
        .members
        .iter()
        .map(|it| end(asker.asked[*it], now))
        .max();
    let time = format!(
        "{} to {}",
        clock(first.entered.time),
        last.map_or_else(String::new, clock)
    );
    let conflict = if alarmed { ", in conflict" } else { "" };
    match bar.members.len() {
        1 => {
            let answer = match first.answer.as_str() {
                "" => String::new(),
                text => format!(" ({text})"),
            };
            let since = match first.verdict {
                Answer::Pending => format!("since {}", clock(first.entered.time)),
                _ => time,
            };
            format!(
                "{}, {}, {}{answer}, {since}{conflict}",
                first.id,
                first.text,
                first.verdict.name()
            )
        }
        count => format!(
            "{count} operations of {}, {time}{conflict}: shows them apart",
            asker.who
        ),
    }
}
