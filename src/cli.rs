//! The command line: every command, argument and option.

use crate::diagnostic::Format;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Static troubleshooting knowledge bases that an error can be pasted into.
#[derive(Debug, Parser)]
#[command(name = "unstuck", version, arg_required_else_help = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done or found, 1 the content is wrong or nothing was found, 2 the machine or the call failed."
)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Folder of `unstuck.yaml` [default: found upwards from the current folder]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// Colours in the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub color: Color,
    /// Print results and errors only
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print what is being done
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// Where the output is a terminal and NO_COLOR is not set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a knowledge base
    Init(Init),
    /// Draft a page, from a paste on standard input or a few answers
    New(New),
    /// Name every problem of every page
    Check(Check),
    /// Write the site
    Build(Build),
    /// Show the site in a browser, and again after every change
    Serve(Serve),
    /// Find the pages for an error, a paste or a log
    Match(Match),
    /// Show a page, or what a diagnostic's code means
    Explain(Explain),
    /// Tell what the pages cover, and which need work
    Report(Report),
    /// Answer coding agents, by the Model Context Protocol on standard input and output
    Mcp,
    /// Print the JSON Schema of a page's front matter, or of the site file
    Schema(Schema),
    /// Print a script that completes commands in a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
pub struct Init {
    /// Folder to start it in
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// Its title [default: the folder's name]
    #[arg(long)]
    pub title: Option<String>,
    /// Add what is missing to a folder with files in it; none of them is changed
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct New {
    /// The program that fails [default: the one that the paste names: `git: …`, `npm error …`]
    #[arg(long, value_name = "SLUG")]
    pub tool: Option<String>,
    /// The category's folder [default: the tool's usual one]
    #[arg(long, value_name = "SLUG")]
    pub category: Option<String>,
    #[arg(long)]
    pub title: Option<String>,
    /// The file's name, without `.md`
    #[arg(long)]
    pub slug: Option<String>,
    /// What the program prints, with `{{holes}}`; may be given several times [default: proposed from the paste]
    #[arg(long, value_name = "TEXT")]
    pub signature: Vec<String>,
    /// Take the paste from the text of an issue (`-` for standard input)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from_issue: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Report only on these files or folders
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How problems are written
    #[arg(long, default_value = "human")]
    pub format: Format,
    /// Warnings fail the check too
    #[arg(long)]
    pub deny_warnings: bool,
    /// Check drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Mend in the files what can be mended without a second look, then name what is left
    #[arg(long)]
    pub fix: bool,
    /// Also name which of the codes or addresses in this file, one a line, no page is for
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub promised: Option<PathBuf>,
    #[command(flatten)]
    pub timed: Timed,
}

#[derive(Debug, Args)]
pub struct Build {
    /// Folder to publish to; one that another program filled is refused
    #[arg(long, value_name = "DIR", default_value = "public", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Leave out the pages that have errors
    #[arg(long)]
    pub keep_going: bool,
    /// Publish drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Address of the site, instead of the site file's
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    #[command(flatten)]
    pub timed: Timed,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on; anything but loopback lets others in
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// Port to listen on; the next free one where it is taken
    #[arg(short, long, default_value_t = 4321)]
    pub port: u16,
    /// Open a browser
    #[arg(long)]
    pub open: bool,
    /// Leave drafts out
    #[arg(long)]
    pub no_drafts: bool,
    #[command(flatten)]
    pub timed: Timed,
}

#[derive(Debug, Clone, Args)]
pub struct Timed {
    /// Tell on standard error how long each stage took: a line a stage, or one object
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, default_missing_value = "human")]
    pub timings: Option<TimingsFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TimingsFormat {
    /// For people
    Human,
    /// One object
    Json,
}

#[derive(Debug, Args)]
pub struct Match {
    /// Logs to read, `.gz` and `.zst` too [default: standard input]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// How matches are written
    #[arg(long, default_value = "human", conflicts_with = "batch")]
    pub format: MatchFormat,
    /// Most matches to print
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub limit: usize,
    /// JSON Lines in, {"id","text"}, and out, {"id","matches"}, in the same order
    #[arg(long)]
    pub batch: bool,
    /// Tell why: which words matched, what was lost, why a page comes behind another; for people or as JSON
    #[arg(long, conflicts_with = "batch")]
    pub explain: bool,
    /// Go on reading a log that is still written, and print sure matches as they come, until Ctrl-C; as JSON a line each
    #[arg(short, long, conflicts_with_all = ["batch", "explain"])]
    pub follow: bool,
    /// Search a built site's own index instead of reading the content
    #[arg(long, value_name = "PUBLIC_DIR", value_hint = ValueHint::DirPath)]
    pub index: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MatchFormat {
    /// For people
    Human,
    /// One object with `matches`
    Json,
    /// For a comment or a job summary
    Markdown,
    /// Annotations in a GitHub Actions log
    Github,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// A diagnostic's code (`U0101`), or a page's id or file name
    #[arg(value_name = "CODE|PAGE")]
    pub what: String,
    /// The error that was met: its values are put into the page (`-` for standard input)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub paste: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Report {
    /// How the report is written
    #[arg(long, default_value = "human")]
    pub format: ReportFormat,
    /// Tell also what changed since a commit, and which pastes find another page
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    Human,
    /// One object
    Json,
    /// For a comment on a pull request
    Markdown,
}

#[derive(Debug, Args)]
pub struct Schema {
    /// The site file's schema instead of a page's
    #[arg(long)]
    pub site: bool,
}

#[derive(Debug, Args)]
pub struct Completions {
    pub shell: clap_complete::Shell,
}
