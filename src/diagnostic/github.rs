//! Diagnostics as workflow commands, which GitHub Actions shows at the changed lines.
//! Source: GitHub's documentation of workflow commands, "Setting an error message".

use super::Diagnostic;

pub fn render(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(line).collect()
}

fn line(d: &Diagnostic) -> String {
    let mut message = d.message.to_string();
    for more in [Some(&d.label).filter(|l| !l.is_empty()), d.help.as_ref()].into_iter().flatten() {
        message.push('\n');
        message.push_str(more);
    }
    for related in &d.related {
        message.push_str(&format!("\n{}:{}: {}", related.file, related.place.line, related.message));
    }
    format!(
        "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
        d.code.severity.word(),
        property(&d.file),
        d.place.line,
        d.place.column,
        d.place.end_line,
        d.place.end_column,
        property(&format!("{} {}", d.code.code, d.code.name)),
        data(&message)
    )
}

pub fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

pub fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
