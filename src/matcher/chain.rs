//! Which of several errors in one log is the cause of the others.
//!
//! Two things are known of logs. Some messages only say that something failed which told its own error before: a make
//! or npm that passes on an exit code. And traces chain errors: what follows Java's `Caused by:` is nearer to the cause,
//! what follows Python's `During handling of the above exception` is further from it.

use super::clean::Paste;
use super::letters::{is_blank, units};
use super::prefix::message_start;
use super::signature::normalize;

/// Texts of messages that pass on an error that was told elsewhere.
const WRAPPERS: [&str; 24] = [
    "exit code",
    "exit status",
    "exited with",
    "returned non-zero",
    "returned a non-zero",
    "non-zero exit",
    "failed with error code",
    "elifecycle",
    "lifecycle script",
    "command failed",
    "make: ***",
    "]: ***",
    "recipe for target",
    "previous error",
    "could not compile",
    "build failed",
    "failed to execute goal",
    "error creating bean",
    "failed to load applicationcontext",
    "subprocess-exited-with-error",
    "calledprocesserror",
    "ninja: build stopped",
    "aborting due to",
    "failed building wheel",
];

/// Whether a line only passes on an error.
pub fn is_wrapper(line: &[u16]) -> bool {
    let line = normalize(&line[..line.len().min(LONGEST)]);
    WRAPPERS.iter().any(|wrapper| holds(&line, &normalize(&units(wrapper))))
}

/// The longest part of a line that is looked at.
const LONGEST: usize = 500;

fn holds(text: &[u16], part: &[u16]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// Where a line stands in a chain of errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// The chain, by number.
    pub chain: u32,
    /// How near to the cause: the higher, the nearer.
    pub depth: i32,
}

/// The links of all lines of a paste.
pub fn links(paste: &Paste) -> Vec<Link> {
    let mut links = Vec::with_capacity(paste.lines.len());
    let mut link = Link { chain: 0, depth: 0 };
    // The trace is Python's, whose error comes last; and whether it came.
    let (mut python, mut told) = (false, false);
    for line in &paste.lines {
        let end = line.end as usize;
        let body = &paste.text[message_start(&paste.text, line.start as usize, end)..end];
        let indented = body.first().is_none_or(|unit| is_blank(*unit));
        if starts(body, "caused by") || starts(body, "root cause") {
            link.depth += 1;
        } else if starts(body, "during handling of the above exception")
            || starts(body, "the above exception was the direct cause")
        {
            link.depth -= 1;
            told = false;
        } else if starts(body, "traceback (most recent call last)") {
            if told || !python {
                link = Link { chain: link.chain + 1, depth: 0 };
            }
            (python, told) = (true, false);
        } else if !indented && python && !told {
            told = true;
        } else if !indented && !starts(body, "at ") && !starts(body, "...") {
            link = Link { chain: link.chain + 1, depth: 0 };
            (python, told) = (false, false);
        }
        links.push(link);
    }
    links
}

/// Whether a line starts with a text in small letters.
fn starts(line: &[u16], text: &str) -> bool {
    line.len() >= text.len() && text.bytes().zip(line).all(|(a, b)| u16::from(a) == super::letters::lower(*b))
}

#[cfg(test)]
mod tests {
    use super::super::clean::clean;
    use super::*;

    fn linked(paste: &str) -> Vec<(u32, i32)> {
        links(&clean(&units(paste))).iter().map(|link| (link.chain, link.depth)).collect()
    }

    #[test]
    fn javas_causes_come_later() {
        let paste = "x\njava.lang.A: b\n\tat c\nCaused by: java.lang.D: e\n\tat f\n\t... 3 more\nother";
        assert_eq!(linked(paste), [(1, 0), (2, 0), (2, 0), (2, 1), (2, 1), (2, 1), (3, 0)]);
    }

    #[test]
    fn pythons_causes_come_earlier() {
        let trace = "Traceback (most recent call last):\n  File x\nKeyError: a\n";
        let paste = format!(
            "{trace}\nDuring handling of the above exception, another exception occurred:\n\n{trace}other\n{trace}"
        );
        let depths: Vec<(u32, i32)> = linked(&paste);
        assert_eq!(depths[2], (1, 0));
        assert_eq!(depths[8], (1, -1));
        assert_eq!(depths[9], (2, 0));
        assert_eq!(depths[12], (3, 0));
    }

    #[test]
    fn messages_that_pass_on_an_error_are_known() {
        for (line, expected) in [
            ("make: *** [Makefile:5: app] Error 1", true),
            ("make[1]: *** [x.o] Error 2", true),
            ("npm ERR! code ELIFECYCLE", true),
            ("Error: Process completed with exit code 1.", true),
            ("error: aborting due to 2 previous errors", true),
            ("ld returned 1 exit status", true),
            ("Error: Cannot find module 'x'", false),
        ] {
            assert_eq!(is_wrapper(&units(line)), expected, "{line}");
        }
    }
}
