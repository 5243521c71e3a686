//! A sentence of the laboratory with its ids and tokens as chips: hovering lights them up, clicking selects.

use std::fmt::Write;

use synod_core::glossary::Term;
use synod_core::phrase::{Allegiance, Arg, Phrase, Piece};
use synod_core::units::{Address, Span};
use yew::prelude::*;

use crate::model::{Controls, Kept, Selection};
use crate::parts::gloss;
use crate::parts::token::token;
use crate::pointing::{of_kept, of_selection};

/// A rendered sentence. With controls, ids and tokens are buttons; without, text. These words are explained to whoever
/// asks.
pub fn sentence(phrase: &Phrase, controls: Option<&Controls>, terms: &'static [Term]) -> Html {
    let piece = |piece| match piece {
        Piece::Words(words) => gloss::words(words, terms),
        Piece::Arg(arg) => argument(arg, controls, terms),
    };
    phrase.pieces().into_iter().map(piece).collect()
}

fn argument(arg: &Arg, controls: Option<&Controls>, terms: &'static [Term]) -> Html {
    let selection = match arg {
        Arg::Token(allegiance) => return token(*allegiance, controls),
        Arg::Phrase(inner) => return sentence(inner, controls, terms),
        Arg::Address(Address::Node(id)) => Selection::Node(*id),
        Arg::Address(Address::Client(id)) => Selection::Client(id.number()),
        Arg::Message(id) => Selection::Message(*id),
        Arg::Block(hash) => {
            let about = of_kept(Kept::Block(None, *hash));
            return html! { <code data-about={about}>{ hash.short() }</code> };
        }
        Arg::Request(id) => {
            let about = of_kept(Kept::Request(*id));
            return html! { <span data-about={about}>{ id.to_string() }</span> };
        }
        Arg::Span(span) => return Html::from(duration(*span)),
        Arg::Time(time) => return Html::from(duration(Span(time.micros()))),
        Arg::Number(_) | Arg::Text(_) => return Html::from(arg.to_string()),
    };
    match controls {
        Some(controls) => link(controls, selection, classes!("ref"), arg.to_string(), None),
        None => Html::from(arg.to_string()),
    }
}

/// A button in running text that selects what it names. It lights up what it says it is about, or what it selects.
pub fn link(
    controls: &Controls,
    selection: Selection,
    class: Classes,
    text: String,
    about: Option<String>,
) -> Html {
    let onclick = controls.select.reform(move |_| selection);
    let about = about.or_else(|| of_selection(selection));
    html! { <button type="button" {class} {onclick} data-about={about}>{ text }</button> }
}

/// A sentence as plain text, for accessible names and titles; spans as people read them.
pub fn plain(phrase: &Phrase) -> String {
    let mut text = String::new();
    for piece in phrase.pieces() {
        let written = match piece {
            Piece::Words(words) => write!(text, "{words}"),
            Piece::Arg(Arg::Span(span)) => write!(text, "{}", duration(*span)),
            Piece::Arg(Arg::Time(time)) => write!(text, "{}", duration(Span(time.micros()))),
            Piece::Arg(Arg::Phrase(inner)) => write!(text, "{}", plain(inner)),
            Piece::Arg(arg) => write!(text, "{arg}"),
        };
        written.expect("a string takes whatever is written to it");
    }
    text
}

/// A ballot or head in words, for screen readers: `ballot 3 of n2`.
pub fn spoken(allegiance: Allegiance) -> String {
    match allegiance {
        Allegiance::Ballot { number, owner } => format!("ballot {number} of {owner}"),
        Allegiance::Head { .. } => format!("head {allegiance}"),
    }
}

/// A length of time as people read it: three significant figures, a space before the unit.
pub fn duration(span: Span) -> String {
    let micros = span.micros();
    match micros {
        0 => "0 s".to_owned(),
        1..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!("{} ms", (micros + 500) / 1_000),
        _ => {
            let tenths = (micros + 50_000) / 100_000;
            format!("{}.{} s", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::phrase;

    #[test]
    fn lengths_of_time_read_like_speech() {
        let cases = [
            (0, "0 s"),
            (999, "999 µs"),
            (300_000, "300 ms"),
            (999_700, "1000 ms"),
            (3_940_000, "3.9 s"),
        ];
        for (micros, text) in cases {
            assert_eq!(duration(Span(micros)), text, "{micros} us");
        }
    }

    #[test]
    fn a_plain_sentence_has_no_places_left() {
        let inner = phrase!("{0} waits", 2_u32);
        assert_eq!(
            plain(&phrase!("{0} for {1}", inner, Span::millis(300))),
            "2 waits for 300 ms"
        );
    }
}
