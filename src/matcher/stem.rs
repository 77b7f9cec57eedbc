//! The stem of an English word, so that `imports`, `imported` and `importing` find `import`.
//!
//! Only endings that change what a word does in a sentence, not what it names. Other scripts stand as they are.

/// Shorter words have no stem of their own.
const SHORTEST: usize = 5;

/// The stem of a word of small ASCII letters; any other word is its own.
pub fn stem(word: &mut Vec<u16>) {
    if word.len() < SHORTEST || !word.iter().all(|unit| (0x61..=0x7A).contains(unit)) {
        return;
    }
    if ends(word, "ies") {
        word.truncate(word.len() - 3);
        word.push(b'y' as u16);
    } else if ends(word, "sses") {
        word.truncate(word.len() - 2);
    } else if ends(word, "s") && !ends(word, "ss") && !ends(word, "us") && !ends(word, "is") {
        word.truncate(word.len() - 1);
    }
    if ends(word, "ing") && word.len() >= 7 {
        word.truncate(word.len() - 3);
        undouble(word);
    } else if ends(word, "ed") && !ends(word, "eed") && word.len() >= 6 {
        word.truncate(word.len() - 2);
        undouble(word);
    }
    if ends(word, "e") && word.len() >= SHORTEST {
        word.truncate(word.len() - 1);
    }
}

fn ends(word: &[u16], end: &str) -> bool {
    word.len() >= end.len() && end.bytes().rev().zip(word.iter().rev()).all(|(a, b)| u16::from(a) == *b)
}

/// `stopp` -> `stop`, but `install` and `pass` stay.
fn undouble(word: &mut Vec<u16>) {
    let length = word.len();
    let last = word[length - 1];
    if length > 3 && last == word[length - 2] && !matches!(last, 0x6C | 0x73 | 0x7A) {
        word.truncate(length - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::letters::{text, units};
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
                let mut units = units(word);
                stem(&mut units);
                assert_eq!(text(&units), expected, "{word}");
            }
        }
    }
}
