//! Every diagnostic's permanent code: one table, which `unstuck explain` and `docs/diagnostics.md` are made from.
//!
//! A code is never reused or renumbered: people search for them, and scripts filter by them.

/// How bad it is: errors keep a page out of the site, warnings do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    /// The word that output formats use.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A kind of problem.
#[derive(Debug)]
pub struct Code {
    /// `U` and four digits.
    pub code: &'static str,
    /// A short name with hyphens, for people who filter.
    pub name: &'static str,
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it matters, and what to do.
    pub why: &'static str,
    /// How it looks.
    pub wrong: &'static str,
    /// How it looks when mended.
    pub right: &'static str,
}

macro_rules! codes {
    ($($constant:ident $code:literal $name:literal $severity:ident $title:literal $why:literal $wrong:literal $right:literal)*) => {
        $(pub static $constant: Code = Code {
            code: $code, name: $name, severity: Severity::$severity, title: $title, why: $why, wrong: $wrong, right: $right,
        };)*
        /// All codes, in order.
        pub static ALL: &[&Code] = &[$(&$constant),*];
    };
}

/// The code of that number or name, in any case.
pub fn find(text: &str) -> Option<&'static Code> {
    ALL.iter().find(|code| code.code.eq_ignore_ascii_case(text) || code.name.eq_ignore_ascii_case(text)).copied()
}

codes! {
    // Files and their front matter
    NOT_TEXT "U0101" "not-text" Error "the file is not UTF-8 text"
        "Pages are UTF-8. A file in another encoding, or a binary file that ended up among the pages, cannot be read. The place of the first byte that does not fit is named."
        "caf\\xe9.md saved as ISO-8859-1"
        "the same file saved as UTF-8: iconv -f ISO-8859-1 -t UTF-8 café.md"
    TOO_LARGE "U0102" "too-large" Error "the file is too large for a page"
        "A page is something that a person reads; the limit of 1 MiB is far above any. Logs belong into an example as the few lines that matter."
        "a 100 MB log saved as content/git/git/log.md"
        "the twenty lines around the error, under `examples`"
    NO_FRONT_MATTER "U0103" "no-front-matter" Error "the page has no front matter"
        "A page starts with a line of three hyphens, its fields in YAML, and a second line of three hyphens. Without them there is no title and no signature to find it by."
        "# Git says: not a repository"
        "---\ntitle: \"Git: not a git repository\"\n...\n---\n\n## What this error means"
    UNCLOSED_FRONT_MATTER "U0104" "unclosed-front-matter" Error "the front matter does not end"
        "The line of three hyphens after the fields is missing, so the whole file reads as YAML."
        "---\ntitle: A page\n\n## What this error means"
        "---\ntitle: A page\n---\n\n## What this error means"
    YAML_SYNTAX "U0105" "yaml-syntax" Error "the front matter is not valid YAML"
        "Most often a text that needs quotes (it holds `: `, starts with `{`, `[`, `@`, `*`, `&`, a backtick or a quote), a tab used for indentation, or an item that is indented less than the list it belongs to."
        "title: Error: no such file"
        "title: \"Error: no such file\""
    YAML_FEATURE "U0106" "yaml-feature" Error "this YAML feature is not used in pages"
        "Anchors, aliases, tags, merge keys and several documents are refused: they make a page hard to read for people, and a short text can grow without bound. Write the value out."
        "quick_fix: &fix Run `npm ci`.\nsteps: [*fix]"
        "quick_fix: Run `npm ci`.\nsteps: [Run `npm ci`.]"
    DUPLICATE_KEY "U0107" "duplicate-key" Error "a field is given twice"
        "Only one of the two could count, and YAML readers differ on which. Put both values into one."
        "tags: [tls]\ntags: [proxy]"
        "tags: [tls, proxy]"
    TOO_DEEP "U0108" "too-deep" Error "the front matter is nested too deeply"
        "No field of a page needs more than a few levels; a deeper one is a mistake or an attack."
        "extra: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
        "extra: {note: text}"
    BAD_PAGE_PATH "U0109" "bad-page-path" Error "the file's place or name cannot be an address"
        "A page stands at `content/<category>/<tool>/<slug>.md`, each part in lower case letters, digits and single hyphens: the path is the page's address and its id."
        "content/Git/not a repository.md"
        "content/git/git/not-a-repository.md"
    OUTSIDE_ROOT "U0110" "outside-root" Error "a link leads out of the knowledge base"
        "A symbolic link below `content/`, `templates/` or `static/` that points outside the root, or in a circle, is not followed: a pull request must not be able to publish files of the machine that builds it."
        "content/git/git/secrets.md -> /etc/passwd"
        "a copy of the file that was meant"
    LOST_COMMENT "U0111" "lost-comment" Warning "the rest of the line is a YAML comment"
        "In YAML a `#` after a blank starts a comment, so the text ends before it. Quote the text if the `#` belongs to it, or put the comment on a line of its own."
        "title: npm fails, see #123"
        "title: \"npm fails, see #123\""
    FOLDED_ITEM "U0112" "folded-item" Error "a list item was read as part of the text before it"
        "A line that starts with `- ` but is indented more than its list continues the item above instead of starting a new one: the field then holds a text that nobody wrote. A text that is meant so stands in quotes or after `|`."
        "tags:\n  - tls\n    - proxy"
        "tags:\n  - tls\n  - proxy"

    // Fields
    UNKNOWN_FIELD "U0201" "unknown-field" Error "there is no such field"
        "Fields are listed in docs/format.md. What a knowledge base needs beyond them goes under `extra`."
        "titel: A page"
        "title: A page"
    MISSING_FIELD "U0202" "missing-field" Error "a field that every page needs is missing"
        "Without it the page cannot be shown or found as readers expect."
        "title: A page\ntool: git"
        "title: A page\ntool: git\nsummary: What to do when git cannot find the repository that you are in."
    WRONG_TYPE "U0203" "wrong-type" Error "the value is of another type than the field's"
        "A list where a text belongs, a text where a list belongs, or a map where neither does."
        "tags: tls"
        "tags: [tls]"
    BAD_LENGTH "U0204" "bad-length" Error "the text is too long or too short"
        "Titles and summaries stand in search results, tabs and cards of a certain width."
        "summary: Git fails."
        "summary: Git runs outside of any repository, or the repository's .git folder is gone."
    BAD_CHOICE "U0205" "bad-choice" Error "the value is not one of those allowed"
        "These words are shown translated, filtered by and styled, so only the known ones work."
        "evidence:\n  level: sure"
        "evidence:\n  level: reproduced"
    BAD_DATE "U0206" "bad-date" Error "not a date"
        "Dates are written `YYYY-MM-DD` and must exist."
        "updated: 31.2.2026"
        "updated: 2026-02-28"
    BAD_SLUG "U0207" "bad-slug" Error "not a slug"
        "Slugs are parts of addresses: lower case letters, digits and single hyphens."
        "tool: Claude Code"
        "tool: claude-code"
    BAD_URL "U0208" "bad-url" Error "not a web address"
        "Only `https:` and `http:` addresses with a host may stand here."
        "url: docs.example.com/tls"
        "url: https://docs.example.com/tls"
    EMPTY "U0209" "empty-value" Error "the value is empty"
        "An empty text or list says nothing; leave an optional field out instead."
        "quick_fix: \"\""
        "quick_fix: Run `git init` in the project's folder."
    BAD_PATH "U0210" "bad-path" Error "not a path within the site"
        "An alias is an old address of the page: a path without `..`, `//`, a backslash, a host or a query."
        "aliases: [../../etc/passwd]"
        "aliases: [/errors/not-a-repository/]"
    BAD_PAGE_ID "U0211" "bad-page-id" Error "not a page's id"
        "Pages are named by their path below `content/`, without `.md`."
        "related: [/git/git/index-lock.md]"
        "related: [git/git/index-lock]"
    REPEATED_ITEM "U0212" "repeated-item" Warning "the list has this item twice"
        "The second one adds nothing."
        "tags: [tls, proxy, tls]"
        "tags: [tls, proxy]"

    // Signatures
    BAD_SIGNATURE "U0301" "bad-signature" Error "the signature cannot be read"
        "A hole is `{{name}}` or `{{name*}}`: lower case letters, digits and `_`, closed by two braces."
        "signatures: [\"cannot open {{File Name}}\"]"
        "signatures: [\"cannot open {{file_name}}\"]"
    BAD_REGEX "U0302" "bad-regex" Error "the regular expression cannot be used"
        "It must be one that Rust and JavaScript read alike and that runs in linear time: no look-around, no back-references."
        "signatures: [{regex: '(?<=ORA-)942'}]"
        "signatures: [{regex: 'ORA-0*942\\b'}]"
    DUPLICATE_SIGNATURE "U0303" "duplicate-signature" Error "the signature is another page's too"
        "A paste can have only one first page. Join the two pages, or make one signature say more."
        "two pages with: fatal: not a git repository"
        "one page; the other's signature names what is special: fatal: not a git repository: {{path}}/.git/worktrees/{{name}}"
    GENERIC_SIGNATURE "U0304" "generic-signature" Warning "the signature is too general to find anything"
        "Fewer than three words, or words that every log has: it is matched only where it stands literally, and steals other pages' pastes."
        "signatures: [\"Error: failed\"]"
        "signatures: [\"Error: failed to load config from {{path}}\"]"
    HOLE_UNUSED "U0305" "hole-unused" Warning "nothing on the page uses this hole"
        "A hole's value is put into the page's own commands; one that no text uses is most often a command that was forgotten. A value that nobody needs has a name that starts with `_`."
        "signatures: [\"port {{port}} of {{host}} is in use\"]\nquick_fix: Stop what holds {{port}}."
        "signatures: [\"port {{port}} of {{_host}} is in use\"]\nquick_fix: Stop what holds {{port}}."
    HOLE_NEAR_MISS "U0306" "hole-near-miss" Warning "this looks like a hole, but no signature has it"
        "Only holes of the page's own signatures are filled, written exactly as there; other double braces are text."
        "signatures: [\"port {{port}} is in use\"]\nquick_fix: Stop what holds {{ Port }}."
        "signatures: [\"port {{port}} is in use\"]\nquick_fix: Stop what holds {{port}}."
    SHADOWED_SIGNATURE "U0307" "shadowed-signature" Warning "another page is found first by this signature's own text"
        "The signature's text was searched as if a reader had pasted it, and another page came first: its signature matches too, and says more. `unstuck report` lists all that overlap."
        "two pages: `cannot open {{file}}` and `cannot open {{file}}: no such device`, and the first one lists the second's wording too"
        "each wording on one of the two pages"

    // Markdown
    RAW_HTML "U0401" "raw-html" Warning "HTML is shown as text"
        "Pages come from many people, so only a few harmless elements pass (`kbd`, `sub`, `sup`, `br`, `details`, `summary`), without attributes. Markdown has a form for the rest."
        "<script>alert(1)</script>"
        "`<script>alert(1)</script>`"
    DANGEROUS_LINK "U0402" "dangerous-link" Warning "the link's address is not a safe one and was taken out"
        "Links lead to `https:`, `http:` or `mailto:` addresses, to other pages, or to a heading. Anything else (`javascript:`, `data:`, `file:`) is shown as text."
        "[fix](javascript:alert(1))"
        "[fix](https://docs.example.com/fix)"
    BROKEN_LINK "U0403" "broken-link" Error "the link leads to nothing"
        "Links between pages are written as paths to the other file, relative to this one or from the root of `content/` with a leading `/`; images and other files by their path below `static/`. All are checked."
        "[not a repository](./not-a-repo.md)"
        "[not a repository](./not-a-repository.md)"
    HEADING_SKIP "U0404" "heading-skip" Warning "the heading skips a level"
        "Readers of screen readers move by headings: after `##` comes `###`, not `####`."
        "## Why it happens\n#### On macOS"
        "## Why it happens\n### On macOS"
    TOP_HEADING "U0405" "top-heading" Warning "a page has its title as only heading of the first level"
        "The title comes from the front matter; headings of the body start at `##`. In a field that holds commands without backticks or a fence, a shell comment (`# as root`) is a heading too: put the commands between two lines of three backticks."
        "# What this error means"
        "## What this error means"
    NO_ALT "U0406" "no-alt" Warning "the image has no alternative text"
        "People who do not see it get nothing. Say in the brackets what it shows."
        "![](./dialog.png)"
        "![The dialog \"Trust this folder?\" with Yes selected](./dialog.png)"
    REMOTE_IMAGE "U0407" "remote-image" Warning "an image of another site is not loaded and became a link"
        "A page loads nothing from elsewhere: readers' addresses stay with them. Put the file into `static/` and name it as `/name.png`."
        "![logo](https://example.com/logo.png)"
        "![logo](/logo.png)"
    UNKNOWN_ALERT "U0408" "unknown-alert" Warning "there is no such alert"
        "Alerts are `> [!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` and `[!CAUTION]`; others stay plain quotes."
        "> [!DANGER]\n> This deletes the branch."
        "> [!CAUTION]\n> This deletes the branch."
    PLAIN_CODE "U0409" "plain-code" Warning "the code block is shown without colours"
        "Its language is not known, or it is longer than highlighting is worth. Name a language that is known, or `text`."
        "```foolang\nx\n```"
        "```text\nx\n```"
    HIDDEN_CHARACTER "U0410" "hidden-character" Error "a character that nobody sees"
        "Signs that turn the text's direction make a command look like another one; blanks without width are copied with it and break it. They come with text that was copied from web pages and chat programs."
        "a blank of no width (U+200B) inside `git fetch`"
        "`git fetch`, typed by hand"
    NESTED "U0411" "nested" Error "lists and quotes stand in each other too deeply"
        "More than a few levels cannot be read on a phone, and thousands of them make browsers slow: it is a mistake or an attack."
        "> > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > deep"
        "> not deep"

    // Between pages
    UNKNOWN_TOOL "U0501" "unknown-tool" Error "the tool is not registered"
        "Tools are listed in the site file with their name and category, so that a typing error does not make a new one."
        "tool: gti"
        "tool: git"
    UNKNOWN_CATEGORY "U0502" "unknown-category" Error "the category is not registered"
        "Categories are listed in the site file. A page's category is its first folder unless it says otherwise."
        "category: gitt"
        "category: git"
    UNKNOWN_PAGE "U0503" "unknown-page" Error "there is no such page"
        "A related page must exist, under exactly this id."
        "related: [git/git/index-lok]"
        "related: [git/git/index-lock]"
    UNKNOWN_CAUSE "U0504" "unknown-cause" Error "no cause of this page has that title"
        "A fix names the cause it removes by its title, so that readers can go from one to the other."
        "causes: [{title: The lock is stale, …}]\nfixes: [{cause: A stale lock, …}]"
        "causes: [{title: The lock is stale, …}]\nfixes: [{cause: The lock is stale, …}]"
    ALIAS_CLASH "U0505" "alias-clash" Error "the alias is taken"
        "An address can lead to one page only: it is another page's, another alias, or one that the site itself uses."
        "aliases: [/tools/]"
        "aliases: [/errors/not-a-repository/]"
    RELATED_TO_ITSELF "U0506" "related-to-itself" Warning "the page is related to itself, or to the same page twice"
        "It adds nothing for the reader."
        "related: [git/git/this-page]"
        "related: [git/git/another-page]"
    OTHER_FOLDER "U0507" "other-folder" Warning "the page stands in another tool's folder"
        "The second folder of a page's path is its tool: readers and contributors look there."
        "content/git/github/x.md with tool: git"
        "content/git/git/x.md with tool: git"
    SAME_TITLE "U0508" "same-title" Warning "two pages have the same title"
        "In lists and search results they look alike. Say in each title what is special to it."
        "two pages with title: \"npm: install fails\""
        "title: \"npm: install fails with ERESOLVE\" and title: \"npm: install fails with EACCES\""

    // Page tests
    EXAMPLE_LOST "U0601" "example-lost" Error "an example does not find its own page first"
        "Examples are tests: each is searched as a reader would paste it, and this page must come first. Either a signature does not fit what the tool prints, or another page's fits better."
        "signatures: [\"port {{port}} is in use\"]\nexamples: [\"address already in use: 3000\"]"
        "signatures: [\"address already in use: {{port}}\"]\nexamples: [\"address already in use: 3000\"]"
    NOT_EXAMPLE_FOUND "U0602" "not-example-found" Error "a paste that must not find this page does"
        "The signature is wider than the error it is for: give it a word that the other error does not have."
        "signatures: [\"Permission denied\"]\nnot_examples: [\"bash: ./run.sh: Permission denied\"]"
        "signatures: [\"Permission denied (publickey)\"]\nnot_examples: [\"bash: ./run.sh: Permission denied\"]"
    EXAMPLE_UNSURE "U0603" "example-unsure" Warning "an example finds its page only as a guess"
        "The page comes first, but no signature fits the example closely: beside other pages, or in a longer log, it would be lost. The search shows such a page as `maybe`."
        "signatures: [\"error: the port {{port}} is already in use by another process\"]\nexamples: [\"port 80 in use\"]"
        "signatures:\n  - \"error: the port {{port}} is already in use by another process\"\n  - \"port {{port}} in use\"\nexamples: [\"port 80 in use\"]"
    EXAMPLE_SHIFTED "U0604" "example-shifted" Warning "an example gives a hole another value than the page's signatures do"
        "The page comes first, but by another line than its signatures find by themselves, and a hole that its commands use gets no value, or another one. Readers see that in the commands. A signature of several lines takes the values of all of them."
        "signatures: [\"cannot open {{file}}\", \"build of the target failed\"]\nexamples: [\"cannot open a.c\\nbuild of the target failed\"]"
        "signatures: [\"cannot open {{file}}\\nbuild of the target failed\"]\nexamples: [\"cannot open a.c\\nbuild of the target failed\"]"

    // Quality
    NO_CONFIRM "U0701" "no-confirm" Warning "the cause does not say how to confirm it"
        "A reader with several causes before them needs a command that tells which one is theirs."
        "causes: [{title: The port is taken, detail: Another server runs.}]"
        "causes: [{title: The port is taken, detail: Another server runs., confirm: \"`ss -ltnp` lists the port.\"}]"
    NO_VERIFY "U0702" "no-verify" Warning "the fix does not say how to know that it worked"
        "Name the command to run again and what it then prints."
        "fixes: [{title: Stop the server, steps: [\"`kill 4711`\"]}]"
        "fixes: [{title: Stop the server, steps: [\"`kill 4711`\"], verify: \"`ss -ltn` no longer lists the port.\"}]"
    NO_SOURCE_TITLE "U0703" "no-source-title" Warning "the source has no title"
        "A title tells what is there before the reader leaves, and still tells it when the address is gone."
        "sources: [{url: https://git-scm.com/docs/git-init}]"
        "sources: [{url: https://git-scm.com/docs/git-init, title: git-init manual}]"
    STALE "U0704" "stale" Warning "the page is due for review"
        "Its `review_by` is in the past. Read it against the current version, then move the date on."
        "review_by: 2024-01-01"
        "review_by: 2027-06-01"
    NO_WARNING "U0705" "no-warning" Error "a destructive fix does not warn"
        "A fix whose `risk` is `destructive` says so in its steps, in an alert (`> [!WARNING]`), before the command that destroys."
        "risk: destructive\nsteps: [\"`git reset --hard`\"]"
        "risk: destructive\nsteps:\n  - |\n    > [!WARNING]\n    > Uncommitted work is lost.\n\n    `git reset --hard`"
    FILLER "U0706" "filler" Warning "this sentence would fit any page"
        "Readers in a hurry skip pages that say nothing. Name the setting, the command, the value."
        "quick_fix: Verify your configuration and try again."
        "quick_fix: Set `core.sshCommand` back with `git config --unset core.sshCommand`."
    SECRET "U0707" "secret" Warning "this looks like a real secret"
        "Pages are public and stay in the history. Replace it by a made-up value such as `ghp_EXAMPLE`, and revoke the real one."
        "examples: [\"token ghp_ followed by 36 letters and digits\"]"
        "examples: [\"token ghp_EXAMPLE\"]"
    DATE_ORDER "U0708" "date-order" Warning "the dates contradict each other"
        "A page cannot be updated before it was published, and neither lies in the future."
        "published: 2026-05-01\nupdated: 2026-04-01"
        "published: 2026-04-01\nupdated: 2026-05-01"
    PLACEHOLDER "U0709" "placeholder" Error "this is still to be written"
        "`unstuck new` puts a text that starts with `…` where only a person can say it. Each must be written, or its field taken out, before the page can be published."
        "quick_fix: \"… what most readers need, with the command\""
        "quick_fix: Run `git init` in the project's folder."
    NO_BODY "U0710" "no-body" Warning "the page does not say what the error means"
        "Below the front matter stand the two sections that are prose: what the error means, and why it happens. A reader who does not know the tool starts there."
        "---\ntitle: A page\n---"
        "---\ntitle: A page\n---\n\n## What this error means\n\nGit looked for a repository and found none."
    NO_GROUNDS "U0711" "no-grounds" Warning "nothing says how the page was reproduced"
        "`level: reproduced` means that somebody met the error and saw the fix work. Say with which versions, or what was tried."
        "evidence: {level: reproduced}"
        "evidence: {level: reproduced, versions: [\"git 2.47.3\"], note: Removed `.git/HEAD` and wrote it anew.}"

    // The site file
    DUPLICATE_TERM "U0801" "duplicate-term" Error "the site file registers this twice"
        "Each category and each tool has one entry; no two share a slug."
        "tools: [{slug: git, name: Git}, {slug: git, name: git}]"
        "tools: [{slug: git, name: Git}]"
    RESERVED_SLUG "U0802" "reserved-slug" Error "the site itself uses this address"
        "A category with this slug would stand at an address that the generator's own pages have (`tools`, `tags`, `search` …)."
        "categories: [{slug: tools, name: Tools}]"
        "categories: [{slug: tooling, name: Tools}]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_unique() {
        for pair in ALL.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} stands before {}", pair[0].code, pair[1].code);
        }
        let mut names: Vec<&str> = ALL.iter().map(|code| code.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn codes_are_found_by_number_and_name() {
        assert_eq!(find("u0105").map(|c| c.name), Some("yaml-syntax"));
        assert_eq!(find("yaml-syntax").map(|c| c.code), Some("U0105"));
        assert!(find("U9999").is_none());
    }
}
