//! Pictures of pages for previews on social networks: 1200 by 630 pixels. The only file that names `tiny_skia` and
//! `ttf_parser`.
//!
//! Letters are set one after the other from the left, and nothing is shaped. The fonts are cut down to the letters that
//! this draws right (`fonts/cut.py`), so a text that needs more has letters which they lack, and is left out: a card
//! shows no boxes for letters, and no words in a wrong order.

use super::png;
use super::view::PageView;
use crate::disk::Fault;
use crate::text::truncate;
use flate2::read::GzDecoder;
use std::io::Read as _;
use tiny_skia::{FillRule, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};
use ttf_parser::{Face, OutlineBuilder};

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
/// Letters of the title that fit a line, and where its lines stand.
const LETTERS: usize = 34;
const LINES: [f32; 4] = [190.0, 256.0, 322.0, 388.0];
/// Letters of the signature that fit its line.
const SIGNATURE: usize = 62;

type Colour = [u8; 3];
const PAPER: Colour = [0xfb, 0xfa, 0xf7];
const INK: Colour = [0x1c, 0x1b, 0x19];
const GREY: Colour = [0x5c, 0x5a, 0x54];
const GREEN: Colour = [0x0f, 0x6b, 0x45];
const ROSE: Colour = [0xfd, 0xf1, 0xf0];
const ROSE_EDGE: Colour = [0xe3, 0xa9, 0xa3];
const ROSE_INK: Colour = [0x7d, 0x1d, 0x13];

/// Draws cards with fonts of its own, so that they are the same on every machine.
pub struct Cards {
    bold: Vec<u8>,
    mono: Vec<u8>,
    site: String,
}

impl Cards {
    /// Cards of the site of this name.
    pub fn new(site: &str) -> Cards {
        let unpacked = |font: &[u8]| {
            let mut bytes = Vec::new();
            // The bytes are this program's own, and tests draw with them.
            let _ = GzDecoder::new(font).read_to_end(&mut bytes);
            bytes
        };
        Cards {
            bold: unpacked(include_bytes!("fonts/DejaVuSans-Bold.ttf.gz")),
            mono: unpacked(include_bytes!("fonts/DejaVuSansMono.ttf.gz")),
            site: site.to_owned(),
        }
    }

    /// The card of a page, as PNG.
    pub fn draw(&self, page: &PageView) -> Result<Vec<u8>, Fault> {
        let signature = page.signatures.first().and_then(|signature| signature.text.lines().next()).unwrap_or("");
        let signature = signature.replace("{{", "<").replace("}}", ">");
        self.picture(&page.tool.name, &page.title, &signature)
            .and_then(|picture| png::encode(WIDTH, HEIGHT, picture.data()).map_err(|error| error.to_string()))
            .map_err(|why| Fault::new("draw the card of", &page.id, why))
    }

    fn picture(&self, tool: &str, title: &str, signature: &str) -> Result<Pixmap, String> {
        let bold = Face::parse(&self.bold, 0).map_err(|error| error.to_string())?;
        let mono = Face::parse(&self.mono, 0).map_err(|error| error.to_string())?;
        let mut picture = Pixmap::new(WIDTH, HEIGHT).ok_or("no memory for it")?;
        fill(&mut picture, block(0.0, 0.0, WIDTH as f32, HEIGHT as f32, 0.0), PAPER);
        fill(&mut picture, block(0.0, 0.0, 16.0, HEIGHT as f32, 0.0), GREEN);
        fill(&mut picture, letters(&drawable(tool, &bold), &bold, 80.0, 110.0, 30.0), GREY);
        for (line, y) in lines(&drawable(title, &bold)).iter().zip(LINES) {
            fill(&mut picture, letters(line, &bold, 80.0, y, 50.0), INK);
        }
        fill(&mut picture, letters(&drawable(&self.site, &bold), &bold, 80.0, 570.0, 30.0), GREEN);
        let signature = drawable(&truncate(signature, SIGNATURE), &mono);
        if !signature.is_empty() {
            let edge = block(80.0, 440.0, 1060.0, 66.0, 8.0);
            fill(&mut picture, edge.clone(), ROSE);
            if let Some(edge) = edge {
                picture.stroke_path(&edge, &paint(ROSE_EDGE), &Stroke::default(), Transform::identity(), None);
            }
            fill(&mut picture, letters(&signature, &mono, 100.0, 482.0, 27.0), ROSE_INK);
        }
        Ok(picture)
    }
}

/// A text without the signs that a font lacks (emoji, controls); nothing of it where the font lacks letters.
fn drawable(text: &str, face: &Face) -> String {
    let lacks = |c: char| !c.is_whitespace() && face.glyph_index(c).is_none();
    // An accent that stands apart from its letter is part of a word, and needs shaping.
    if text.chars().any(|c| lacks(c) && (c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}'))) {
        return String::new();
    }
    let known: String = text.chars().filter(|c| !lacks(*c)).collect();
    known.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The outline of a line of text that starts at a place.
fn letters(text: &str, face: &Face, x: f32, y: f32, size: f32) -> Option<Path> {
    let mut pen = Pen { path: PathBuilder::new(), x: 0.0 };
    let mut before = None;
    for letter in text.chars().filter_map(|c| face.glyph_index(c)) {
        let mut tables = face.tables().kern.into_iter().flat_map(|kern| kern.subtables);
        let kerning = before.and_then(|before| tables.find_map(|table| table.glyphs_kerning(before, letter)));
        pen.x += f32::from(kerning.unwrap_or(0));
        face.outline_glyph(letter, &mut pen);
        pen.x += f32::from(face.glyph_hor_advance(letter).unwrap_or(0));
        before = Some(letter);
    }
    let scale = size / f32::from(face.units_per_em());
    // A font's y axis goes up.
    pen.path.finish()?.transform(Transform::from_row(scale, 0.0, 0.0, -scale, x, y))
}

/// Draws letters from `x` on, in units of the font.
struct Pen {
    path: PathBuilder,
    x: f32,
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + x1, y1, self.x + x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + x1, y1, self.x + x2, y2, self.x + x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// A rectangle with round corners.
fn block(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let (right, bottom) = (x + width, y + height);
    // How far from a corner the handles of a cubic curve are that comes nearest to a quarter of a circle.
    let handle = radius * 0.447_715;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.cubic_to(right - handle, y, right, y + handle, right, y + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - handle, right - handle, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.cubic_to(x + handle, bottom, x, bottom - handle, x, bottom - radius);
    path.line_to(x, y + radius);
    path.cubic_to(x, y + handle, x + handle, y, x + radius, y);
    path.close();
    path.finish()
}

fn fill(picture: &mut Pixmap, path: Option<Path>, colour: Colour) {
    if let Some(path) = path {
        picture.fill_path(&path, &paint(colour), FillRule::Winding, Transform::identity(), None);
    }
}

fn paint([red, green, blue]: Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
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
    if lines.len() > LINES.len() {
        lines.truncate(LINES.len());
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::Range;

    const TITLE: Range<u32> = 130..430;
    const SIGNATURE_BOX: Range<u32> = 441..506;

    fn picture(title: &str, signature: &str) -> Pixmap {
        Cards::new("Our site").picture("git", title, signature).unwrap()
    }

    fn has(picture: &Pixmap, colour: Colour, mut rows: Range<u32>) -> bool {
        let is = |pixel: tiny_skia::PremultipliedColorU8| [pixel.red(), pixel.green(), pixel.blue()] == colour;
        rows.any(|y| (20..WIDTH).any(|x| picture.pixel(x, y).is_some_and(is)))
    }

    #[test]
    fn every_text_stands_in_its_place() {
        let card = picture("fatal: Ошибка à Łódź", "fatal: <ref>");
        let places = [(GREY, 80..120), (INK, 150..192), (ROSE, SIGNATURE_BOX), (ROSE_INK, 460..485), (GREEN, 540..575)];
        for (colour, rows) in places {
            assert!(has(&card, colour, rows.clone()), "{colour:?}");
            assert!(!has(&card, colour, 0..rows.start), "{colour:?}");
            assert!(!has(&card, colour, rows.end..HEIGHT), "{colour:?}");
        }
        let bare = picture("", "");
        assert!(!has(&bare, INK, 0..HEIGHT) && !has(&bare, ROSE, 0..HEIGHT));
    }

    #[test]
    fn texts_that_need_shaping_or_other_fonts_are_left_out() {
        for text in ["שגיאה git", "خطأ", "ߒߞߏ", "त्रुटि", "ข้อผิดพลาด", "ຜິດ", "エラー", "错误", "cafe\u{301}"]
        {
            let card = picture(text, text);
            assert!(!has(&card, INK, TITLE) && !has(&card, ROSE, SIGNATURE_BOX), "{text}");
            assert!(has(&card, GREEN, 540..575), "{text}");
        }
    }

    #[test]
    fn signs_that_the_font_lacks_leave_their_text() {
        assert_eq!(picture("🚀 git\u{202e} 🚀 push\u{1b}", "1\u{fe0f}\u{20e3}"), picture("git push", "1"));
    }

    #[test]
    fn titles_break_at_words_and_end() {
        assert_eq!(lines("git: a b"), ["git: a b"]);
        let long = "word ".repeat(60);
        let broken = lines(&long);
        assert_eq!(broken.len(), LINES.len());
        assert!(broken.iter().all(|line| line.chars().count() <= LETTERS + 1));
        assert!(broken[LINES.len() - 1].ends_with('…'));
    }
}
