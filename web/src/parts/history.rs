//! What was typed before comes back with Up and Down, as in a shell.

/// The text that Up or Down brings into a field of this name in which `now` stands: the one before or after it, or
/// the newest where something new is being typed.
pub fn recalled<'a>(
    typed: &'a [(&'static str, String)],
    name: &str,
    now: &str,
    key: &str,
) -> Option<&'a str> {
    let mut own = typed.iter().filter(|(known, _)| *known == name);
    let texts: Vec<&str> = own.by_ref().map(|(_, text)| text.as_str()).collect();
    let stands = texts.iter().position(|text| *text == now.trim());
    let place = match (key, stands) {
        ("ArrowUp", None) => texts.len().checked_sub(1)?,
        ("ArrowUp", Some(place)) => place.checked_sub(1)?,
        ("ArrowDown", Some(place)) => place + 1,
        _ => return None,
    };
    texts.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_and_down_walk_what_was_typed_into_this_field() {
        let typed = [
            ("Amount", "10"),
            ("Key", "color"),
            ("Amount", "30"),
            ("Amount", "7"),
        ];
        let typed = typed.map(|(name, text)| (name, text.to_owned()));
        let walk = |now, key| recalled(&typed, "Amount", now, key);
        assert_eq!(walk("99", "ArrowUp"), Some("7"), "the newest first");
        assert_eq!(walk("7", "ArrowUp"), Some("30"));
        assert_eq!(walk(" 30 ", "ArrowUp"), Some("10"));
        assert_eq!(walk("10", "ArrowUp"), None, "there the list ends");
        assert_eq!(walk("10", "ArrowDown"), Some("30"));
        assert_eq!(walk("7", "ArrowDown"), None);
        assert_eq!(
            walk("99", "ArrowDown"),
            None,
            "what is being typed is the newest"
        );
        assert_eq!(walk("7", "Enter"), None);
        assert_eq!(recalled(&typed, "Text", "", "ArrowUp"), None);
    }
}
