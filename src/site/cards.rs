//! Pictures of pages for previews on social networks: 1200 by 630 pixels, drawn as SVG. The only file that names
//! `resvg`.

use super::view::PageView;
use crate::disk::Fault;
use crate::text::{escape_html, truncate};
use flate2::read::GzDecoder;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Tree};
use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::Arc;

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
/// Letters of the title that fit a line, and lines of it.
const LETTERS: usize = 34;
const LINES: usize = 4;
/// Letters of the signature that fit its line.
const SIGNATURE: usize = 62;

/// Draws cards with fonts of its own, so that they are the same on every machine.
pub struct Cards {
    options: usvg::Options<'static>,
    site: String,
}

impl Cards {
    pub fn new(site: &str) -> Cards {
        let mut fonts = usvg::fontdb::Database::new();
        for font in [&include_bytes!("fonts/DejaVuSans-Bold.ttf.gz")[..], include_bytes!("fonts/DejaVuSansMono.ttf.gz")]
        {
            let mut bytes = Vec::new();
            // The bytes are this program's own, and a test reads them.
            if GzDecoder::new(font).read_to_end(&mut bytes).is_ok() {
                fonts.load_font_data(bytes);
            }
        }
        let options = usvg::Options { fontdb: Arc::new(fonts), ..usvg::Options::default() };
        Cards { options, site: site.to_owned() }
    }

    /// The card of a page, as PNG.
    pub fn draw(&self, page: &PageView) -> Result<Vec<u8>, Fault> {
        let fault = |why: String| Fault::new("draw the card of", &page.id, why);
        let tree = Tree::from_str(&self.svg(page), &self.options).map_err(|error| fault(error.to_string()))?;
        let mut picture = Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| fault("no memory for it".to_owned()))?;
        resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
        picture.encode_png().map_err(|error| fault(error.to_string()))
    }

    fn svg(&self, page: &PageView) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fbfaf7\"/><rect width=\"16\" height=\"{HEIGHT}\" fill=\"#0f6b45\"/>\
<g font-family=\"DejaVu Sans\" font-weight=\"bold\"><text x=\"80\" y=\"110\" font-size=\"30\" fill=\"#5c5a54\">{}</text>",
            escape_html(&page.tool.name)
        );
        for (n, line) in lines(&page.title).iter().enumerate() {
            let y = 190 + 66 * n;
            let line = escape_html(line);
            let _ = write!(svg, "<text x=\"80\" y=\"{y}\" font-size=\"50\" fill=\"#1c1b19\">{line}</text>");
        }
        let _ = write!(
            svg,
            "<text x=\"80\" y=\"570\" font-size=\"30\" fill=\"#0f6b45\">{}</text></g>",
            escape_html(&self.site)
        );
        if let Some(signature) = page.signatures.first() {
            let line = signature.text.lines().next().unwrap_or("").replace("{{", "<").replace("}}", ">");
            let _ = write!(
                svg,
                "<rect x=\"80\" y=\"440\" width=\"1060\" height=\"66\" rx=\"8\" fill=\"#fdf1f0\" stroke=\"#e3a9a3\"/>\
<text x=\"100\" y=\"482\" font-family=\"DejaVu Sans Mono\" font-size=\"27\" fill=\"#7d1d13\">{}</text>",
                escape_html(&truncate(&line, SIGNATURE))
            );
        }
        svg.push_str("</svg>");
        svg
    }
}

/// A title in lines of a card.
fn lines(title: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in title.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + 1 + word.chars().count() > LETTERS {
            lines.push(truncate(word, LETTERS));
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(&truncate(word, LETTERS));
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fonts_are_read() {
        let families: Vec<String> = Cards::new("x")
            .options
            .fontdb
            .faces()
            .flat_map(|face| &face.families)
            .map(|(name, _)| name.clone())
            .collect();
        assert_eq!(families, ["DejaVu Sans", "DejaVu Sans Mono"]);
    }

    #[test]
    fn titles_break_at_words_and_end() {
        assert_eq!(lines("git: a b"), ["git: a b"]);
        let long = "word ".repeat(60);
        let broken = lines(&long);
        assert_eq!(broken.len(), LINES);
        assert!(broken.iter().all(|line| line.chars().count() <= LETTERS + 1));
        assert!(broken[LINES - 1].ends_with('…'));
    }
}
