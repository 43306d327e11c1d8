//! Breaking text into lines and lines into pages.

use ttf_parser::Face;

/// A4 in points, and the frame of the text.
pub const WIDTH: f32 = 595.0;
pub const HEIGHT: f32 = 842.0;
pub const MARGIN: f32 = 71.0;
const LEADING: f32 = 1.4;

/// One line at its place: distance of the base line from the top of its page, in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub page: usize,
    /// From the left margin.
    pub indent: f32,
    pub y: f32,
    pub size: f32,
    pub bold: bool,
    pub text: String,
}

/// Widths of the two cuts of the font.
pub struct Measure<'a> {
    pub regular: Face<'a>,
    pub bold: Face<'a>,
}

impl Measure<'_> {
    fn face(&self, bold: bool) -> &Face<'_> {
        if bold { &self.bold } else { &self.regular }
    }

    /// The first character the font cannot draw.
    pub fn missing(&self, text: &str, bold: bool) -> Option<char> {
        text.chars()
            .find(|c| !c.is_control() && self.face(bold).glyph_index(*c).is_none())
    }

    /// Width in points, without kerning (which only narrows).
    pub fn width(&self, text: &str, size: f32, bold: bool) -> f32 {
        let face = self.face(bold);
        let units: f32 = text
            .chars()
            .filter_map(|c| face.glyph_hor_advance(face.glyph_index(c)?))
            .map(f32::from)
            .sum();
        units * size / f32::from(face.units_per_em())
    }

    /// A paragraph in lines no wider than `room`. A word that is wider is cut.
    fn wrap(&self, paragraph: &str, size: f32, bold: bool, room: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in paragraph.split_whitespace() {
            let line = lines.last_mut().expect("there is always a line");
            let longer = match line.is_empty() {
                true => word.to_owned(),
                false => format!("{line} {word}"),
            };
            if self.width(&longer, size, bold) <= room {
                *line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(String::new());
            }
            for c in word.chars() {
                let line = lines.last_mut().expect("there is always a line");
                let longer = format!("{line}{c}");
                if self.width(&longer, size, bold) <= room || line.is_empty() {
                    *line = longer;
                } else {
                    lines.push(c.to_string());
                }
            }
        }
        lines
    }
}

/// Room that leading spaces may take.
const INDENT_MAX: f32 = 120.0;

/// Places a title and paragraphs; each line end of the text is kept, and the spaces a paragraph begins with indent all its lines.
pub fn lay_out(measure: &Measure<'_>, title: &str, text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut page, mut y) = (0, MARGIN);
    let mut put = |text: String, indent: f32, size: f32, bold: bool, after: f32| {
        if y + size * LEADING > HEIGHT - MARGIN {
            page += 1;
            y = MARGIN;
        }
        y += size * LEADING;
        lines.push(Line {
            page,
            indent,
            y,
            size,
            bold,
            text,
        });
        y += after;
    };
    let room = WIDTH - 2.0 * MARGIN;
    let title = measure.wrap(title.trim(), 13.0, true, room);
    let last = title.len() - 1;
    for (n, line) in title.into_iter().enumerate() {
        if !line.is_empty() {
            put(line, 0.0, 13.0, true, if n == last { 13.0 } else { 0.0 });
        }
    }
    for paragraph in text.trim_end().lines() {
        let spaces = paragraph.len() - paragraph.trim_start_matches(' ').len();
        let indent = measure.width(&paragraph[..spaces], 10.5, false);
        let indent = indent.min(INDENT_MAX);
        for line in measure.wrap(paragraph, 10.5, false, room - indent) {
            put(line, indent, 10.5, false, 0.0);
        }
    }
    lines
}
