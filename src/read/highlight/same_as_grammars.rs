//! Holds the lexers to the grammars: the same HTML to the byte, or declined. On all code blocks of a knowledge base, and on
//! such blocks changed by chance.

use super::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Of a hundred blocks in a language so many are not declined, at least.
const TAKEN: &[(&str, usize)] = &[("bash", 95), ("json", 95), ("python", 95), ("rust", 90), ("toml", 90), ("yaml", 90)];

/// What the mutations insert: what means something in the language.
const TOKENS: &[(&str, &str)] = &[
    ("json", "{ } [ ] : , \" \\ \\n \\u00e9 \\x // /* */ true null 0 -1 1.5 1e9 .5 1. -"),
    (
        "python",
        "def class import from as if elif else for in while with try except finally return raise yield lambda not and or is \
         None True self cls print len str int Exception ValueError __init__ __name__ _ MAX pass async await global del \
         = == != < > <= >= := += -> : ; , . ... ( ) [ ] { } {} {x} {x!r} {x:>5} {{ }} %s %d % %(x)s @ @x # \\ \\n \\x41 \" ' \
         \"\"\" ''' f\" f' r\" b\" rb\" u' r' (?P<x> (?: [a-z] \\d \\. ^ $ * ** *args **kw + - / // & | ~ 0 1 1.5 1e5 0x1f 1_000 \
         .5 1j x= x.y x.y( x[ x( SELECT f(x) [x] {x: {'a':",
    ),
    (
        "rust",
        "fn pub struct enum trait impl mod use let mut const static for in if else match while loop return where as dyn \
         unsafe move ref self Self super crate type break true false Vec Vec< Option Some Ok( String u8 usize str HashMap \
         -> => = == != < > <= >= << >> + - * / % & && | || ! ? . .. ..= , ; : :: # #[ #![ ( ) [ ] { } {} {:?} {x:?} {{ }} \
         |x| || |&x| |(a, b)| ' 'a 'a: 'x' '\\n' \" \\ \\n \\u{e9} // /// /* */ $ $x @ _ 0 1. 1.5 0x1f 0x1f_u8 1_000 1e5 2f32 \
         println!( format!(\" vec![ write!( assert!( r\" r#\" b\" b' <T> <'a> <T: Clone> ::<u8> MAX foo_t foo( foo! macro_rules!",
    ),
    (
        "bash",
        "$ $( ) ( (( )) ` \" ' \\ \\n \\; ; ;; & && &> | || > >> < << <<< 2>&1 1 <( { } ${ $x $1 $? $$ ${x} ${x:-y} ${x[@]} \
         [ ] [[ ]] [a-z] = == != ! =~ -e -eq - -- -x --long --long=x # ~ % %Y * ? @ + ^ , : . / if then else elif fi for in \
         do done while until case esac function export local declare readonly alias let echo cd set exit return : read \
         command printf test unset x= x+=y x() EOF <<EOF <<'EOF' 0 12",
    ),
    (
        "toml",
        "[a] [[a]] [a.b] [ ] a = 1 a.b = = . , { } {a = 1} [1, 2] # \" ' \"\"\" ''' \\ \\n \\u00e9 \\x true false 0 01 1_000 +1 -1 1.5 \
         1e5 0x1f inf nan 2024-01-02 2024-01-02T10:00:00Z 10:00:00 key -x",
    ),
    (
        "yaml",
        "- : ? | > |- >+ |2 # --- ... [ ] { } , & &a * *a ! !!str % @ ` \" ' '' \\ \\n \\x41 key: k: : a :: -a - -1 1 1.5 1.2.3 .5 . \
         0 08 0x1f 0b1 1e5 1.5e+3 true null ~ yes = << 2024-01-02 2024-01-02T10:00:00Z 12:30 1:30.5 .inf .nan +1 [a, {b: 'c'}, \
         {a: b",
    ),
];

fn code_blocks_below(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut blocks = BTreeMap::<String, Vec<String>>::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                for (language, code) in code_blocks(&std::fs::read_to_string(&path).unwrap()) {
                    blocks.entry(language).or_default().push(code);
                }
            }
        }
    }
    blocks.values_mut().for_each(|blocks| {
        blocks.sort();
        blocks.dedup();
    });
    blocks
}

/// The fenced blocks of a page, by the names of their grammars. Commands of terminal sessions are shell.
fn code_blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let fence = line.trim_start();
        let indent = line.len() - fence.len();
        // A field's text, in quotes on one line.
        if let Some((_, quoted)) = line.split_once('"').filter(|(_, quoted)| quoted.contains("```"))
            && let Ok(text) = serde_json::from_str::<String>(&format!("\"{quoted}"))
        {
            blocks.extend(code_blocks(&text));
            continue;
        }
        if let Some(command) = fence.strip_prefix("- \"$ ").or(fence.strip_prefix("$ ")) {
            blocks.push(("bash".to_owned(), format!("{command}\n")));
        }
        let Some(language) = fence.strip_prefix("```").filter(|language| !language.is_empty()) else { continue };
        let code = lines.by_ref().take_while(|line| !line.trim_start().starts_with("```"));
        let code = code.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect();
        let name = name_of(language);
        if let Some((names, _)) = LEXERS.iter().find(|(names, _)| names.contains(&name.as_str())) {
            blocks.push((names[0].to_owned(), code));
        }
    }
    blocks
}

/// The folder that `UNSTUCK_BASE` names, or our own pages.
fn base() -> PathBuf {
    std::env::var("UNSTUCK_BASE").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), PathBuf::from)
}

/// Whether the block is taken; an error where it is taken and coloured in another way than by the grammar.
fn is_taken(name: &str, code: &str) -> Result<bool, String> {
    let (mut html, mut expected) = (String::new(), String::new());
    if by_lexer(name, code, &mut html).is_none() {
        return Ok(false);
    }
    grammars::html_into(name, code, &mut expected);
    if html == expected {
        return Ok(true);
    }
    let differ = |(ours, theirs): &(&str, &str)| ours != theirs;
    let (ours, theirs) = html.lines().zip(expected.lines()).find(differ).unwrap_or_default();
    Err(format!("{name}:\nours:   {ours}\ntheirs: {theirs}\nin:\n{code}"))
}

/// How many are taken; panics with the first few that are coloured in another way, and where less than `least` hundredths
/// of our own pages' blocks are taken.
fn assert_same(name: &str, least: usize, blocks: impl Iterator<Item = String>) {
    let (mut all, mut taken, mut different) = (0, 0, Vec::new());
    for code in blocks {
        match is_taken(name, &code) {
            Ok(true) => taken += 1,
            Ok(false) if std::env::var("UNSTUCK_DECLINED").is_ok() => println!("--- {name}\n{code}"),
            Ok(false) => {}
            Err(difference) => different.push(difference),
        }
        all += 1;
        if different.len() == 5 {
            break;
        }
    }
    println!("{name}: {taken} of {all} blocks are taken");
    assert!(different.is_empty(), "{}", different.join("\n"));
    if std::env::var("UNSTUCK_BASE").is_err() {
        assert!(taken * 100 >= least * all, "{name}: {taken} of {all} blocks are taken");
    }
}

#[test]
fn lexers_colour_real_code_as_the_grammars_do_and_decline_little() {
    for (name, blocks) in code_blocks_below(&base()) {
        let least = TAKEN.iter().find(|(language, _)| *language == name).map_or(0, |(_, least)| *least);
        assert_same(&name, least, blocks.into_iter());
    }
}

/// What changed blocks taught, shortened.
#[test]
fn lexers_colour_what_was_coloured_in_another_way_once_as_the_grammars_do() {
    for (name, code) in [
        ("bash", "a < b 2>c  # d\nssh e"),
        ("bash", "trap '\n\t' 0"),
        ("bash", "a < r2>/dev/null"),
        ("bash", "a \\ \nb"),
        ("bash", "let- # a"),
        ("json", "{\"a\": \"\\n \"}"),
        ("python", "a = {\"b:\" c.d(), \"e\": 1}"),
        ("python", "r\"[ [ \\w]+)$\""),
        ("python", "f(a)await.b()"),
        ("python", "@a.abs"),
        ("python", "f\"{==a!r}\""),
        ("python", "{a: b for c in D, \"e\": f}"),
        ("python", "f(lambda a: .b-c)"),
        ("python", "f(a=A, ****b)"),
        ("python", "a 013. B"),
        ("rust", "{ /* a ///*/ }"),
        ("python", "f(a[:1],.b[1:]"),
        ("python", "f(a\n  .b.c(d)\n  .e[0])"),
        ("rust", "fn a() -> B<c:as:d> {}"),
        ("rust", "let a = b::_;"),
        ("rust", "struct A\n: B {}\nstruct =>  B<'a> {"),
        ("rust", "struct A(B///c);"),
        ("rust", "impl A for B where C: D, {\n ||   type E = F;\n}"),
        ("rust", "impl a::7B for C {}"),
        ("yaml", "a: b\n...\n"),
    ] {
        is_taken(name, &format!("{code}\n")).unwrap();
    }
}

/// Numbers as if by chance, the same in each run (xorshift, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most.max(1)
    }

    fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// Up to four changes: something taken out, put in, put elsewhere, cut off, or followed by part of another block.
    fn change(&mut self, code: &str, other: &str, tokens: &[&str]) -> String {
        let mut chars: Vec<char> = code.chars().collect();
        if chars.len() > 200 && self.below(4) == 0 {
            let start = self.below(chars.len() - 150);
            chars = chars[start..start + 150].to_vec();
        }
        for _ in 0..=self.below(4) {
            let at = self.below(chars.len() + 1);
            match self.below(8) {
                0 => drop(chars.drain(at..(at + 1 + self.below(3)).min(chars.len()))),
                1 => chars.truncate(at),
                2 => {
                    let from = self.below(other.chars().count());
                    let part: Vec<char> = other.chars().skip(from).take(1 + self.below(40)).collect();
                    chars.splice(at..at, part);
                }
                3 if at + 1 < chars.len() => chars.swap(at, at + 1),
                4 => chars.insert(at, ['\n', ' ', '\t', 'é', '日', '…', '\u{a0}', '\r', 'z', '7'][self.below(10)]),
                5 => {
                    let part: Vec<char> = format!(" {} ", self.one(tokens)).chars().collect();
                    chars.splice(at..at, part);
                }
                _ => {
                    let part: Vec<char> = self.one(tokens).chars().collect();
                    chars.splice(at..at, part);
                }
            }
        }
        let mut code: String = chars.into_iter().collect();
        if !code.ends_with('\n') {
            code.push('\n');
        }
        code
    }
}

/// `UNSTUCK_CHANGES` says how many changed blocks a language is tried with, `UNSTUCK_SEED` which, and `UNSTUCK_LANGUAGE`
/// names the one language that is tried.
#[test]
fn lexers_colour_changed_code_as_the_grammars_do() {
    let number = |name| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let (count, seed) = (number("UNSTUCK_CHANGES").unwrap_or(1000), number("UNSTUCK_SEED").unwrap_or(1));
    let only = std::env::var("UNSTUCK_LANGUAGE").ok();
    for (name, blocks) in code_blocks_below(&base()) {
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let tokens = TOKENS.iter().find(|(language, _)| *language == name).map_or("", |(_, tokens)| *tokens);
        let tokens: Vec<&str> = tokens.split_whitespace().collect();
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let changed = (0..count).map(|_| {
            let (code, other) = (&blocks[chance.below(blocks.len())], &blocks[chance.below(blocks.len())]);
            chance.change(code, other, &tokens)
        });
        assert_same(&name, 10, changed);
    }
}

#[test]
fn lexers_read_what_strangers_repeat_without_end() {
    for (name, tokens) in TOKENS {
        for token in tokens.split_whitespace() {
            for between in ["", " ", "\n"] {
                let line = format!("{token}{between}").repeat(LONGEST_LINE / (token.len() + between.len()));
                by_lexer(name, &format!("{line}\n").repeat(LONGEST_BLOCK / LONGEST_LINE), &mut String::new());
            }
        }
    }
}
