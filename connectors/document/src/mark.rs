//! Words drawn as outlines, so that a mark on an archived PDF brings no font with it.

use signature::Mark;
use std::fmt::Write;
use ttf_parser::{Face, OutlineBuilder};

const SIZE: f32 = 8.0;
const LEADING: f32 = 11.0;
const INSET: f32 = 4.0;

/// The lines in a thin frame. None where the font cannot be read; characters it lacks are left out.
pub fn mark(lines: &[String]) -> Option<Mark> {
    let face = Face::parse(dejavu::sans::regular(), 0).ok()?;
    let scale = SIZE / f32::from(face.units_per_em());
    let height = INSET * 2.0 + LEADING * lines.len() as f32;
    let mut pen = Pen {
        out: String::from("0.6 0 0 rg 0.6 0 0 RG 0.5 w\n"),
        scale,
        ..Pen::default()
    };
    let mut width: f32 = 0.0;
    for (n, line) in lines.iter().enumerate() {
        pen.x = INSET;
        pen.y = height - INSET - LEADING * n as f32 - SIZE;
        for glyph in line.chars().filter_map(|c| face.glyph_index(c)) {
            face.outline_glyph(glyph, &mut pen);
            pen.x += f32::from(face.glyph_hor_advance(glyph).unwrap_or_default()) * scale;
        }
        width = width.max(pen.x);
    }
    width += INSET;
    let frame = format!("f\n0.25 0.25 {:.2} {:.2} re S\n", width - 0.5, height - 0.5);
    pen.out.push_str(&frame);
    Some(Mark {
        width: width.into(),
        height: height.into(),
        operators: pen.out.into_bytes(),
    })
}

/// Writes a glyph's outline at its place.
#[derive(Default)]
struct Pen {
    out: String,
    scale: f32,
    x: f32,
    y: f32,
    /// Where the outline is now, in units of the font.
    at: (f32, f32),
}

impl Pen {
    fn put(&mut self, points: &[(f32, f32)], operator: &str) {
        for (x, y) in points {
            let (x, y) = (self.x + x * self.scale, self.y + y * self.scale);
            // Writing to a text cannot fail.
            let _ = write!(self.out, "{x:.2} {y:.2} ");
        }
        self.out.push_str(operator);
        self.out.push('\n');
        if let Some(last) = points.last() {
            self.at = *last;
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put(&[(x, y)], "m");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put(&[(x, y)], "l");
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        // A quadratic curve as the cubic one that PDF knows.
        let towards = |from: (f32, f32)| {
            (
                from.0 + (x1 - from.0) * 2.0 / 3.0,
                from.1 + (y1 - from.1) * 2.0 / 3.0,
            )
        };
        let points = [towards(self.at), towards((x, y)), (x, y)];
        self.put(&points, "c");
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.put(&[(x1, y1), (x2, y2), (x, y)], "c");
    }

    fn close(&mut self) {
        self.put(&[], "h");
    }
}
