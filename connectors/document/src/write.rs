//! A letter as the bytes of a PDF/A-2b.

use crate::page::{HEIGHT, Line, MARGIN, Measure, WIDTH, lay_out};
use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::configure::{ConfigurationBuilder, validate::Archival};
use krilla::geom::Point;
use krilla::metadata::{DateTime as Stamp, Metadata};
use krilla::page::PageSettings;
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};
use std::sync::{Arc, LazyLock};
use ttf_parser::Face;

/// A letter longer than this is none.
const TEXT_BYTES_MAX: usize = 512 * 1024;

/// What is to be written.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Large, on top, and the title of the file.
    pub title: String,
    /// Paragraphs; line ends are kept.
    pub text: String,
    /// BCP 47, e.g. `it-IT`.
    pub language: String,
    pub created_at: DateTime<Utc>,
}

/// Why it cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    #[error("the character «{0}» (U+{1:04X}) is not in the font: write it otherwise")]
    Character(char, u32),
    #[error("the text has more than {TEXT_BYTES_MAX} bytes")]
    TooLong,
    /// The writer's own words.
    #[error("{0}")]
    Writer(String),
}

static FONTS: LazyLock<Option<(Font, Font)>> = LazyLock::new(|| {
    let font = |bytes: &'static [u8]| Font::new(Arc::new(bytes.to_vec()).into(), 0);
    Some((font(dejavu::sans::regular())?, font(dejavu::sans::bold())?))
});

/// Writes what is told of others' words: what the font lacks becomes `\u{FFFD}`, and what is too long ends with a sentence that
/// says so, given as `cut`.
pub fn report(mut letter: Letter, cut: &str) -> Result<Vec<u8>, WriteError> {
    let room = TEXT_BYTES_MAX - letter.title.len() - cut.len() - 2;
    if letter.text.len() > room {
        letter.text.truncate(letter.text.floor_char_boundary(room));
        letter.text = format!("{}\n\n{cut}", letter.text);
    }
    loop {
        match pdf(&letter) {
            Err(WriteError::Character(c, _)) if c != char::REPLACEMENT_CHARACTER => {
                letter.text = letter.text.replace(c, "\u{FFFD}");
                letter.title = letter.title.replace(c, "\u{FFFD}");
            }
            done => return done,
        }
    }
}

/// Writes a letter. Same letter, same bytes.
pub fn pdf(letter: &Letter) -> Result<Vec<u8>, WriteError> {
    let writer = |said: String| WriteError::Writer(said);
    if letter.text.len() + letter.title.len() > TEXT_BYTES_MAX {
        return Err(WriteError::TooLong);
    }
    let (regular, bold) = FONTS
        .as_ref()
        .ok_or_else(|| writer("the font cannot be read".into()))?;
    let face = |bytes| Face::parse(bytes, 0).map_err(|e| writer(e.to_string()));
    let measure = Measure {
        regular: face(dejavu::sans::regular())?,
        bold: face(dejavu::sans::bold())?,
    };
    let text = letter.text.replace('\t', "    ");
    let missing = measure
        .missing(&text, false)
        .or_else(|| measure.missing(&letter.title, true));
    if let Some(c) = missing {
        return Err(WriteError::Character(c, c.into()));
    }
    let lines = lay_out(&measure, &letter.title, &text);
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .map_err(|e| writer(format!("{e:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..Default::default()
    });
    document.set_metadata(
        Metadata::new()
            .title(letter.title.clone())
            .language(letter.language.clone())
            .creator("Staffetta".into())
            .creation_date(stamp(letter.created_at)),
    );
    let pages = lines.last().map_or(1, |line| line.page + 1);
    let size = PageSettings::from_wh(WIDTH, HEIGHT)
        .ok_or_else(|| writer("the page has no size".into()))?;
    for number in 0..pages {
        let mut page = document.start_page_with(size.clone());
        let mut surface = page.surface();
        let mut draw = |x: f32, line: &Line| {
            let font = if line.bold { bold } else { regular };
            let (at, font) = (Point::from_xy(x, line.y), font.clone());
            surface.draw_text(at, font, line.size, &line.text, false, TextDirection::Auto);
        };
        for line in lines
            .iter()
            .filter(|l| l.page == number && !l.text.is_empty())
        {
            draw(MARGIN + line.indent, line);
        }
        if pages > 1 {
            let foot = Line {
                page: number,
                indent: 0.0,
                y: HEIGHT - MARGIN / 2.0,
                size: 8.0,
                bold: false,
                text: format!("{} / {pages}", number + 1),
            };
            let width = measure.width(&foot.text, foot.size, false);
            draw(WIDTH - MARGIN - width, &foot);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|e| writer(format!("{e:?}")))
}

fn stamp(at: DateTime<Utc>) -> Stamp {
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    Stamp::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
}
