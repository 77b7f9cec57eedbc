//! The schema of pages and of the site file: one table that validation, `unstuck schema`, `unstuck new` and the
//! format's documentation are made from.

/// A map with known fields.
#[derive(Debug)]
pub struct Record {
    /// What it is called in messages: "a page", "a cause".
    pub name: &'static str,
    pub fields: &'static [Field],
}

#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// One sentence for people; the description in the JSON Schema.
    pub doc: &'static str,
    /// A value as it is written in YAML.
    pub example: &'static str,
}

/// What a value may be.
#[derive(Debug)]
pub enum Kind {
    /// One line of text, its length in characters.
    Text {
        min: usize,
        max: usize,
    },
    /// Inline or block Markdown.
    Markdown,
    /// Text that is kept to the letter.
    Literal,
    Slug,
    /// `YYYY-MM-DD`.
    Date,
    Bool,
    /// An `http:` or `https:` address.
    Url,
    /// A path within the site.
    SitePath,
    /// A page's path below `content/`, without `.md`.
    PageId,
    /// A relation's, evidence's or other word out of a few.
    Choice(&'static [&'static str]),
    List {
        of: &'static Kind,
        min: usize,
    },
    Record(&'static Record),
    /// A text that is short for a record with only this field, or that record. It needs this field, or one of those
    /// that stand in its place.
    Short {
        field: &'static str,
        or: &'static [&'static str],
        of: &'static Kind,
        record: &'static Record,
    },
    /// Text by name.
    TextMap,
    /// Anything, for templates.
    Any,
}

const fn required(name: &'static str, kind: Kind, doc: &'static str, example: &'static str) -> Field {
    Field { name, kind, required: true, doc, example }
}

const fn optional(name: &'static str, kind: Kind, doc: &'static str, example: &'static str) -> Field {
    Field { name, kind, required: false, doc, example }
}

pub(super) const LINE: Kind = Kind::Text { min: 1, max: 200 };
const MARKDOWN_LIST: Kind = Kind::List { of: &Kind::Markdown, min: 1 };
pub const PLATFORMS: &[&str] = &["linux", "macos", "windows", "browser", "ci"];
pub const LIKELIHOODS: &[&str] = &["common", "occasional", "rare"];
pub const RISKS: &[&str] = &["safe", "caution", "destructive"];
pub const SOURCE_KINDS: &[&str] = &["docs", "issue", "source-code", "release-notes", "forum", "article"];
pub const EVIDENCE_LEVELS: &[&str] = &["reproduced", "documented", "reported"];
pub const RELATIONS: &[&str] = &["see-also", "confused-with", "leads-to", "caused-by"];

static SIGNATURE: Record = Record {
    name: "a signature",
    fields: &[
        optional(
            "text",
            Kind::Literal,
            "What the program prints, with `{{holes}}` for values; several lines must come in this order.",
            "\"npm error code {{code}}\"",
        ),
        optional(
            "regex",
            Kind::Literal,
            "A linear-time regular expression, where a template cannot say it.",
            "'ORA-0*942\\b'",
        ),
        optional(
            "note",
            LINE,
            "Shown beside the signature, such as the versions that print it so.",
            "npm 10 and later",
        ),
    ],
};

pub static CAUSE: Record = Record {
    name: "a cause",
    fields: &[
        required("title", LINE, "What is the case, in a few words.", "Another server holds the port"),
        required(
            "detail",
            Kind::Markdown,
            "How it comes about.",
            "A development server that was not stopped goes on listening.",
        ),
        optional("likelihood", Kind::Choice(LIKELIHOODS), "How often it is this one.", "common"),
        optional(
            "confirm",
            Kind::Markdown,
            "How the reader proves that it is this one.",
            "`ss -ltnp` lists a process on the port.",
        ),
    ],
};

pub static FIX: Record = Record {
    name: "a fix",
    fields: &[
        required("title", LINE, "What is done, in a few words.", "Stop the other server"),
        required("steps", MARKDOWN_LIST, "What to do, in order, with exact commands.", "[\"`kill {{pid}}`\"]"),
        optional("cause", LINE, "Title of the cause that it removes.", "Another server holds the port"),
        optional("risk", Kind::Choice(RISKS), "What it can cost; `destructive` needs a warning in its steps.", "safe"),
        optional(
            "verify",
            Kind::Markdown,
            "How the reader knows that it worked.",
            "The server starts and prints its address.",
        ),
    ],
};

static DEAD_END: Record = Record {
    name: "a dead end",
    fields: &[
        required("action", Kind::Markdown, "What people try.", "Reinstalling Node.js"),
        required("why", Kind::Markdown, "Why it does not help, or harms.", "The port stays taken."),
    ],
};

pub(super) static SOURCE: Record = Record {
    name: "a source",
    fields: &[
        required("url", Kind::Url, "Where it is.", "https://nodejs.org/api/errors.html"),
        optional("title", LINE, "What it is called.", "Errors, Node.js documentation"),
        optional("kind", Kind::Choice(SOURCE_KINDS), "What kind of source it is.", "docs"),
        optional("checked", Kind::Date, "When somebody last saw that it says so.", "2026-11-22"),
    ],
};

static EVIDENCE: Record = Record {
    name: "the evidence",
    fields: &[
        required("level", Kind::Choice(EVIDENCE_LEVELS), "How well the page is known.", "reproduced"),
        optional("note", Kind::Markdown, "By what.", "Started two servers on one port."),
        optional("versions", Kind::List { of: &LINE, min: 1 }, "Versions it was seen with.", "[\"node 20.20.2\"]"),
    ],
};

static RELATED: Record = Record {
    name: "a related page",
    fields: &[
        required("page", Kind::PageId, "The other page's id.", "git/git/index-lock"),
        optional("relation", Kind::Choice(RELATIONS), "How the two belong together.", "confused-with"),
        optional("why", Kind::Markdown, "The reason, shown beside the link.", "Prints the same first line."),
    ],
};

static FAQ: Record = Record {
    name: "a question",
    fields: &[
        required("q", LINE, "The question, as people ask it.", "Can I delete the lock file?"),
        required("a", Kind::Markdown, "The answer.", "Yes, when no git process runs."),
    ],
};

/// A page's front matter.
pub static PAGE: Record = Record {
    name: "a page",
    fields: &[
        required(
            "title",
            Kind::Text { min: 1, max: 120 },
            "Names the tool and the failure, as a person would say it.",
            "\"Node.js: port already in use (EADDRINUSE)\"",
        ),
        required(
            "summary",
            Kind::Text { min: 40, max: 200 },
            "One sentence: the meta description and the search snippet.",
            "Another process listens on the port that the server wants, so listen fails.",
        ),
        required("tool", Kind::Slug, "The program that fails; registered in the site file.", "node"),
        optional(
            "category",
            Kind::Slug,
            "Taken from the first folder when left out; registered in the site file.",
            "javascript",
        ),
        required(
            "signatures",
            Kind::List {
                of: &Kind::Short { field: "text", or: &["regex"], of: &Kind::Literal, record: &SIGNATURE },
                min: 1,
            },
            "What the failing program prints, with `{{holes}}` for values.",
            "[\"listen EADDRINUSE: address already in use {{address}}\"]",
        ),
        required(
            "quick_fix",
            Kind::Markdown,
            "What most readers need, in one to three sentences, with the command.",
            "\"Stop the process that holds the port: `fuser -k {{port}}/tcp`.\"",
        ),
        optional("applies_to", Kind::List { of: &LINE, min: 1 }, "Versions and platforms.", "[\"Node.js >= 18\"]"),
        optional("platforms", Kind::List { of: &Kind::Choice(PLATFORMS), min: 1 }, "For filters.", "[linux, macos]"),
        required(
            "causes",
            Kind::List { of: &Kind::Record(&CAUSE), min: 1 },
            "Why it happens, most likely first.",
            "[{title: The port is taken, detail: Another server runs.}]",
        ),
        required(
            "fixes",
            Kind::List { of: &Kind::Record(&FIX), min: 1 },
            "What to do, best first.",
            "[{title: Stop the other server, steps: [\"`kill {{pid}}`\"]}]",
        ),
        optional(
            "dead_ends",
            Kind::List { of: &Kind::Record(&DEAD_END), min: 1 },
            "What people try that does not help, or harms.",
            "[{action: Rebooting, why: The service starts again.}]",
        ),
        optional(
            "checks",
            MARKDOWN_LIST,
            "Platform- or tool-specific checks.",
            "[\"On macOS, AirPlay Receiver listens on 5000.\"]",
        ),
        optional(
            "steps",
            MARKDOWN_LIST,
            "Step-by-step troubleshooting when the cause is not known.",
            "[\"Run `ss -ltnp`.\"]",
        ),
        optional("prevention", MARKDOWN_LIST, "How to keep it from coming back.", "[\"Read the port from `PORT`.\"]"),
        required(
            "sources",
            Kind::List { of: &Kind::Record(&SOURCE), min: 1 },
            "What the page rests on.",
            "[{url: \"https://nodejs.org/api/errors.html\", title: Errors}]",
        ),
        required("evidence", Kind::Record(&EVIDENCE), "How well it is known, and by what.", "{level: reproduced}"),
        optional(
            "examples",
            Kind::List { of: &Kind::Literal, min: 1 },
            "Real pastes that must find this page first: tests that travel with the page.",
            "[\"Error: listen EADDRINUSE: address already in use :::3000\"]",
        ),
        optional(
            "not_examples",
            Kind::List { of: &Kind::Literal, min: 1 },
            "Near misses that must not find it.",
            "[\"Error: listen EACCES: permission denied 0.0.0.0:80\"]",
        ),
        optional(
            "related",
            Kind::List { of: &Kind::Short { field: "page", or: &[], of: &Kind::PageId, record: &RELATED }, min: 1 },
            "Pages chosen by hand; computed ones and the way back are added.",
            "[javascript/node/eacces-port]",
        ),
        optional(
            "faq",
            Kind::List { of: &Kind::Record(&FAQ), min: 1 },
            "Real questions; also the FAQPage structured data.",
            "[{q: Is it safe to kill it?, a: Yes.}]",
        ),
        optional("tags", Kind::List { of: &Kind::Slug, min: 1 }, "Free words.", "[ports, express]"),
        optional(
            "aliases",
            Kind::List { of: &Kind::SitePath, min: 1 },
            "Old addresses, kept as redirects.",
            "[/errors/eaddrinuse/]",
        ),
        optional("published", Kind::Date, "When the page first appeared.", "2026-11-22"),
        required("updated", Kind::Date, "When its content last changed.", "2026-11-22"),
        optional("review_by", Kind::Date, "When it is due for another look.", "2027-11-22"),
        optional("fixed_in", LINE, "The version that ended the error; the page stays and says so.", "npm 11.2"),
        optional(
            "holes",
            Kind::TextMap,
            "How a hole reads while its value is not known; its name unless given here.",
            "{port: the port}",
        ),
        optional(
            "extra",
            Kind::Any,
            "Whatever a knowledge base needs beyond this, for its own templates.",
            "{owner: platform team}",
        ),
        optional("draft", Kind::Bool, "Left out of a build unless drafts are asked for.", "true"),
    ],
};

/// The front matter of an `_index.md`.
pub static INTRODUCTION: Record = Record {
    name: "an introduction",
    fields: &[
        optional(
            "title",
            Kind::Text { min: 1, max: 120 },
            "Heading of the category or tool; its name in the site file unless given here.",
            "Git",
        ),
        optional(
            "summary",
            Kind::Text { min: 1, max: 300 },
            "One sentence below the heading.",
            "Commits, branches and remotes.",
        ),
    ],
};

static CATEGORY: Record = Record {
    name: "a category",
    fields: &[
        required("slug", Kind::Slug, "Its folder and address.", "git"),
        required("name", LINE, "As people read it.", "Git"),
        optional("summary", LINE, "One line about it.", "Commits, branches and remotes."),
    ],
};

pub(super) static TOOL: Record = Record {
    name: "a tool",
    fields: &[
        required("slug", Kind::Slug, "Its folder and address.", "git"),
        required("name", LINE, "As people read it.", "Git"),
        optional("summary", LINE, "One line about it.", "Distributed version control."),
        optional("homepage", Kind::Url, "Its own site.", "https://git-scm.com"),
        optional("category", Kind::Slug, "The category that it usually stands in.", "git"),
    ],
};

static OUTPUT: Record = Record {
    name: "the output",
    fields: &[
        optional("json", Kind::Bool, "A JSON file beside each page.", "true"),
        optional("markdown", Kind::Bool, "Each page's source beside it.", "true"),
        optional("feed", Kind::Bool, "An Atom feed of the pages updated last.", "true"),
        optional("llms", Kind::Bool, "`llms.txt`, the list of pages for language models.", "true"),
        optional(
            "cards",
            Kind::Bool,
            "A picture for social networks for each page. It leaves out a text in letters that it cannot draw \
             (Arabic, Chinese, Hebrew, Hindi, Japanese and others), and signs such as emoji.",
            "false",
        ),
        optional("offline", Kind::Bool, "A service worker that keeps the site for reading without a network.", "false"),
        optional(
            "precompress",
            Kind::List { of: &Kind::Choice(&["gz", "br"]), min: 1 },
            "Compressed copies beside each file, for servers that send them.",
            "[gz, br]",
        ),
    ],
};

static LINK_CHECK: Record = Record {
    name: "the link check",
    fields: &[optional(
        "ignore",
        Kind::List { of: &LINE, min: 1 },
        "Addresses that the external link check passes over, by their beginning.",
        "[\"https://intranet.example.com/\"]",
    )],
};

/// The site file, `unstuck.yaml`.
pub static SITE: Record = Record {
    name: "the site file",
    fields: &[
        required("title", Kind::Text { min: 1, max: 80 }, "The knowledge base's name.", "Unstuck"),
        optional("tagline", LINE, "A few words on the front page.", "Paste the error. Get the fix."),
        optional(
            "description",
            Kind::Text { min: 1, max: 300 },
            "What it is about, for search engines and feeds.",
            "Fixes for the errors of our build tools.",
        ),
        optional(
            "base_url",
            Kind::Url,
            "Where the site is published; its path is where the pages stand.",
            "https://example.com/kb/",
        ),
        optional(
            "repository",
            Kind::Url,
            "The source repository, for edit, history and report links.",
            "https://github.com/example/kb",
        ),
        optional("branch", LINE, "The repository's branch that is published.", "main"),
        optional("language", LINE, "Language tag of the interface and the content.", "en"),
        optional("author", LINE, "Who stands behind the pages.", "The platform team"),
        optional(
            "categories",
            Kind::List { of: &Kind::Record(&CATEGORY), min: 1 },
            "The registered categories, in the order of the front page.",
            "[{slug: git, name: Git}]",
        ),
        optional(
            "tools",
            Kind::List { of: &Kind::Record(&TOOL), min: 1 },
            "The registered tools.",
            "[{slug: git, name: Git, category: git}]",
        ),
        optional("output", Kind::Record(&OUTPUT), "What is published beside the pages.", "{offline: true}"),
        optional(
            "link_check",
            Kind::Record(&LINK_CHECK),
            "Rules of the external link check.",
            "{ignore: [\"https://intranet.example.com/\"]}",
        ),
        optional(
            "synonyms",
            Kind::List { of: &Kind::List { of: &LINE, min: 2 }, min: 1 },
            "Words that searches treat as one.",
            "[[k8s, kubernetes]]",
        ),
    ],
};

impl Record {
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// An `http:` or `https:` address with a host and nothing that could break out of an attribute.
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or("");
        !host.is_empty()
            && !host.contains('@')
            && host.starts_with(|c: char| c.is_alphanumeric() || c == '[')
            && !text
                .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '`'))
    })
}

/// A path that stays within the site.
pub fn is_site_path(text: &str) -> bool {
    let path = text.strip_prefix('/').unwrap_or(text);
    !path.is_empty()
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'))
        && path.trim_end_matches('/').split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_that_could_do_harm_are_refused() {
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https://a b",
            "https://u:p@h/",
            "data:text/html,x",
            "https://x\"onload=",
            "//evil.example",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
        assert!(is_web_address("https://docs.example.com/a?b=c#d") && is_web_address("http://[::1]:80/"));
        for bad in ["../x", "/a/../b", "//evil", "/a//b", "\\x", "/", "/a?b", "/%2e%2e/x", "./a"] {
            assert!(!is_site_path(bad), "{bad}");
        }
        assert!(is_site_path("/errors/old.html") && is_site_path("old/place/"));
    }
}
