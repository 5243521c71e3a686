//! Words of the field, and sentences cut at them: what a page explains where somebody asks for it.
//!
//! ```
//! use synod_core::glossary::explained;
//! use synod_core::protocols::benmo::ABOUT;
//!
//! let pieces = explained("n2 asks everybody to promise a ballot.", ABOUT.terms);
//! let words: Vec<&str> = pieces.iter().filter(|(_, term)| term.is_some()).map(|(word, _)| *word).collect();
//! assert_eq!(words, ["promise", "ballot"]);
//! ```

/// A word of the field, as a glossary explains it.
#[derive(PartialEq, Eq, Debug)]
pub struct Term {
    /// The word in the forms in which sentences use it, in small letters.
    pub words: &'static [&'static str],
    /// What it means, in one or two sentences.
    pub sentence: &'static str,
}

/// A stretch of a sentence: plain words, or a word with its explanation.
pub type Explained<'a> = (&'a str, Option<&'static Term>);

/// A sentence cut at the words that a glossary explains, each at its first place only.
pub fn explained<'a>(text: &'a str, terms: &'static [Term]) -> Vec<Explained<'a>> {
    let mut pieces: Vec<Explained> = Vec::new();
    let mut plain = 0;
    let mut from = 0;
    for word in text.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let at = from;
        from += word.len();
        // Behind each word stands the letter that ended it; behind the last one nothing does.
        from += text[from..].chars().next().map_or(0, char::len_utf8);
        let lower = word.to_ascii_lowercase();
        let known = terms
            .iter()
            .find(|term| term.words.contains(&lower.as_str()));
        let Some(term) = known.filter(|term| pieces.iter().all(|(_, it)| *it != Some(*term)))
        else {
            continue;
        };
        if plain < at {
            pieces.push((&text[plain..at], None));
        }
        pieces.push((word, Some(term)));
        plain = at + word.len();
    }
    if plain < text.len() {
        pieces.push((&text[plain..], None));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: &[Term] = &[
        Term {
            words: &["block", "blocks"],
            sentence: "Some transfers.",
        },
        Term {
            words: &["tip"],
            sentence: "The last block.",
        },
    ];

    #[test]
    fn a_sentence_is_cut_at_words_and_nothing_of_it_is_lost() {
        for text in [
            "",
            "Blocks: a block, its tip",
            "tip",
            "no such word",
            "tips, été; block",
        ] {
            let pieces = explained(text, TERMS);
            let whole: String = pieces.iter().map(|(piece, _)| *piece).collect();
            assert_eq!(whole, text);
        }
        let pieces = explained("Blocks: a block, its tip", TERMS);
        let words: Vec<&str> = pieces
            .iter()
            .filter(|(_, term)| term.is_some())
            .map(|(word, _)| *word)
            .collect();
        assert_eq!(words, ["Blocks", "tip"], "each once, whole words only");
    }
}
