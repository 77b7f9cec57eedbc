//! The stem of an English word, so that `imports`, `imported` and `importing` find `import`.
//!
//! Only endings that change what a word does in a sentence, not what it names. Other scripts stand as they are.

/// Shorter words have no stem of their own.
const SHORTEST: usize = 5;

/// Takes the ending off a word of small ASCII letters; any other word is its own stem.
pub fn stem(word: &mut Vec<u8>) {
    if word.len() < SHORTEST || !word.iter().all(u8::is_ascii_lowercase) {
        return;
    }
    match word[..] {
        [.., b'i', b'e', b's'] => {
            shorten(word, 3);
            word.push(b'y');
        }
        [.., b's', b's', b'e', b's'] => shorten(word, 2),
        [.., b's' | b'u' | b'i', b's'] => {}
        [.., b's'] => shorten(word, 1),
        _ => {}
    }
    match word[..] {
        [.., b'i', b'n', b'g'] if word.len() >= 7 => {
            shorten(word, 3);
            undouble(word);
        }
        [.., b'e', b'e', b'd'] => {}
        [.., b'e', b'd'] if word.len() >= 6 => {
            shorten(word, 2);
            undouble(word);
        }
        _ => {}
    }
    if word.len() >= SHORTEST && word.ends_with(b"e") {
        shorten(word, 1);
    }
}

fn shorten(word: &mut Vec<u8>, by: usize) {
    word.truncate(word.len() - by);
}

/// `stopp` -> `stop`, but `install` and `pass` stay.
fn undouble(word: &mut Vec<u8>) {
    if let [.., before, last] = word[..]
        && word.len() > 3
        && before == last
        && !matches!(last, b'l' | b's' | b'z')
    {
        shorten(word, 1);
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
                let mut stemmed = word.as_bytes().to_vec();
                stem(&mut stemmed);
                assert_eq!(String::from_utf8(stemmed).unwrap(), expected, "{word}");
            }
        }
    }
}
