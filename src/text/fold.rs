//! Folding for look-up: lower case, every apostrophe straight, soft hyphens gone.

use std::borrow::Cow;

/// The text as look-ups see it. Borrowed where nothing changes.
///
/// ```
/// # use reportedly::text::fold;
/// assert_eq!(fold("ÉLYSÉE"), "élysée");
/// assert_eq!(fold("O’Brien"), "o'brien");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    Cow::Owned(folded)
}

/// As [`fold`], into a buffer, which is emptied first: no allocation once it is large enough.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    if text.is_ascii() {
        folded.push_str(text);
        folded.make_ascii_lowercase();
        return;
    }
    for character in text.chars() {
        match character {
            '\u{2019}' | '\u{2bc}' => folded.push('\''),
            '\u{ad}' => {}
            _ if character.is_ascii() => folded.push(character.to_ascii_lowercase()),
            _ => folded.extend(character.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        for (text, folded) in [
            ("xyz", "xyz"),
            ("Xyz", "xyz"),
            ("O’Brien", "o'brien"),
            ("Élysée", "élysée"),
            ("ΑΘΗΝΑ", "αθηνα"),
            ("co\u{ad}operate", "cooperate"),
            ("G7", "g7"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
        assert!(matches!(fold("plain 7"), Cow::Borrowed(_)));
    }
}
