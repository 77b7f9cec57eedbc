//! The stem of an English word, so that `imports`, `imported` and `importing` find `import`.
//!
//! Only endings that change what a word does in a sentence, not what it names. Other scripts stand as they are.

/// Shorter words have no stem of their own.
const SHORTEST: usize = 5;

/// The stem of a word of small ASCII letters; any other word is its own.
pub fn stem(word: &mut String) {
    if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    if word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.ends_with("sses") {
        word.truncate(word.len() - 2);
    } else if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        word.truncate(word.len() - 1);
    }
    if word.ends_with("ing") && word.len() >= 7 {
        word.truncate(word.len() - 3);
        undouble(word);
    } else if word.ends_with("ed") && !word.ends_with("eed") && word.len() >= 6 {
        word.truncate(word.len() - 2);
        undouble(word);
    }
    if word.ends_with('e') && word.len() >= SHORTEST {
        word.truncate(word.len() - 1);
    }
}

/// `stopp` -> `stop`, but `install` and `pass` stay.
fn undouble(word: &mut String) {
    let length = word.len();
    let [.., before, last] = *word.as_bytes() else { return };
    if length > 3 && last == before && !matches!(last, b'l' | b's' | b'z') {
        word.truncate(length - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (words, expected) in [
            ("import imports imported importing", "import"),
            ("reference references referenced referencing", "referenc"),
            ("module modules", "modul"),
            ("stopped stopping", "stop"),
            ("dependency dependencies", "dependency"),
            ("class", "class"),
            ("classes", "class"),
            ("status", "status"),
            ("string", "string"),
            ("need", "need"),
        ] {
            for word in words.split(' ') {
                let mut stemmed = word.to_owned();
                stem(&mut stemmed);
                assert_eq!(stemmed, expected, "{word}");
            }
        }
    }
}
