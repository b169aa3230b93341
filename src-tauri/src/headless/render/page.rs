//! A page of text for people. Everything put on it is cleaned, so remote text cannot steer the terminal.

use std::fmt::Write as _;

use herald_domain::Timestamp;

use super::{text, when};

/// How a page is to look.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The columns of the terminal; `None` when the output is no terminal, and nothing is cut then.
    pub columns: Option<usize>,
    /// Whether colour is welcome.
    pub colour: bool,
    /// The present, for relative times.
    pub now: Timestamp,
}

/// What a piece of text is, which gives it its colour; colour is never the only sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Running text.
    Plain,
    /// What the eye should find.
    Strong,
    /// What may be passed over.
    Quiet,
    /// All is well.
    Good,
    /// Worth a look.
    Warn,
    /// Wrong.
    Bad,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Quiet => "2",
            Self::Good => "32",
            Self::Warn => "33",
            Self::Bad => "31",
        }
    }
}

/// A cell of a table: one line in one tone.
#[derive(Clone, Debug)]
pub struct Cell {
    tone: Tone,
    line: String,
}

impl Cell {
    /// Makes a cell of a text in a tone; line breaks become spaces.
    pub fn new(tone: Tone, content: &str) -> Self {
        Self {
            tone,
            line: text::one_line(content),
        }
    }

    /// Makes a cell of running text.
    pub fn plain(content: &str) -> Self {
        Self::new(Tone::Plain, content)
    }

    /// Makes a cell that may be passed over.
    pub fn quiet(content: &str) -> Self {
        Self::new(Tone::Quiet, content)
    }
}

/// Text for people, line by line.
#[derive(Debug)]
pub struct Page {
    form: Form,
    written: String,
}

impl Page {
    /// Starts an empty page.
    pub fn new(form: Form) -> Self {
        Self {
            form,
            written: String::new(),
        }
    }

    /// Returns what was written.
    pub fn into_text(self) -> String {
        self.written
    }

    /// Says how far an instant is from the present.
    pub fn ago(&self, at: i64) -> String {
        when::relative(self.form.now, at)
    }

    /// Formats the present as a time of day.
    pub fn time_of_day(&self) -> String {
        when::time_of_day(self.form.now.millis())
    }

    /// Leaves a line empty.
    pub fn gap(&mut self) {
        self.written.push('\n');
    }

    /// Writes one line of pieces, each in its tone, wrapped nowhere.
    pub fn line(&mut self, pieces: &[(Tone, &str)]) {
        for (tone, piece) in pieces {
            // Spaces at the edges separate pieces; inside, a piece is one line.
            let cleaned = text::clean(piece).replace('\n', " ");
            self.paint(*tone, &cleaned);
        }
        self.written.push('\n');
    }

    /// Writes a quiet head and a text on one line, cut to the terminal's width.
    pub fn cut_line(&mut self, head: &str, tone: Tone, content: &str) {
        let room = self
            .form
            .columns
            .map(|c| c.saturating_sub(text::width(head)).max(12));
        let line = text::one_line(content);
        self.paint(Tone::Quiet, &text::clean(head));
        self.paint(
            tone,
            &room.map_or_else(|| line.clone(), |r| text::fit(&line, r)),
        );
        self.written.push('\n');
    }

    /// Writes a paragraph behind a mark that starts each of its lines.
    pub fn paragraph(&mut self, mark: &str, tone: Tone, content: &str) {
        let columns = self
            .form
            .columns
            .map(|c| c.saturating_sub(text::width(mark)).max(20));
        for line in text::wrap(&text::clean(content), columns) {
            self.written.push_str(mark);
            self.paint(tone, &line);
            self.written.push('\n');
        }
    }

    /// Writes a name and its value, the values of one group aligned by `name_columns`.
    pub fn field(&mut self, name: &str, name_columns: usize, tone: Tone, value: &str) {
        let indent = name_columns + 2;
        let columns = self.form.columns.map(|c| c.saturating_sub(indent).max(20));
        for (index, line) in text::wrap(&text::clean(value), columns).iter().enumerate() {
            let head = if index == 0 { name } else { "" };
            self.paint(Tone::Quiet, &text::pad(head, indent));
            self.paint(tone, line);
            self.written.push('\n');
        }
    }

    /// Writes rows of cells in aligned columns under quiet headings.
    ///
    /// On a terminal the last column is cut to the width; elsewhere everything is written whole.
    pub fn table(&mut self, headings: &[&str], rows: &[Vec<Cell>]) {
        let headings: Vec<Cell> = headings.iter().map(|h| Cell::quiet(h)).collect();
        let mut widths: Vec<usize> = headings.iter().map(|c| text::width(&c.line)).collect();
        for row in rows {
            for (known, cell) in widths.iter_mut().zip(row) {
                *known = (*known).max(text::width(&cell.line));
            }
        }
        let before_last: usize = widths.iter().rev().skip(1).map(|w| w + 2).sum();
        let room = self
            .form
            .columns
            .map(|c| c.saturating_sub(before_last).max(12));
        for row in std::iter::once(&headings).chain(rows) {
            self.table_row(row, &widths, room);
        }
    }

    fn table_row(&mut self, row: &[Cell], widths: &[usize], room: Option<usize>) {
        let last = widths.len().saturating_sub(1);
        for (index, (cell, columns)) in row.iter().zip(widths).enumerate() {
            if index == last {
                let line = room.map_or_else(|| cell.line.clone(), |r| text::fit(&cell.line, r));
                self.paint(cell.tone, &line);
            } else {
                self.paint(cell.tone, &text::pad(&cell.line, *columns));
                self.written.push_str("  ");
            }
        }
        self.written
            .truncate(self.written.trim_end_matches(' ').len());
        self.written.push('\n');
    }

    fn paint(&mut self, tone: Tone, piece: &str) {
        let code = tone.code();
        if !self.form.colour || code.is_empty() || piece.trim().is_empty() {
            self.written.push_str(piece);
        } else {
            // Writing to a `String` cannot fail.
            let written = write!(self.written, "\u{1b}[{code}m{piece}\u{1b}[0m");
            debug_assert!(written.is_ok());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(columns: Option<usize>, colour: bool) -> Page {
        Page::new(Form {
            columns,
            colour,
            now: Timestamp(0),
        })
    }

    #[test]
    fn every_way_onto_the_page_cleans() {
        let hostile = "x\u{1b}[31m\u{9b}2J\u{7}\ny";
        let mut page = page(Some(60), false);
        page.line(&[(Tone::Plain, hostile)]);
        page.paragraph("  ", Tone::Plain, hostile);
        page.field("Name", 6, Tone::Plain, hostile);
        page.table(
            &["a", "b"],
            &[vec![Cell::plain(hostile), Cell::plain(hostile)]],
        );
        let text = page.into_text();
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{text:?}"
        );
    }

    #[test]
    fn colour_appears_only_where_it_is_welcome() {
        let written = |colour| {
            let mut page = page(None, colour);
            page.line(&[(Tone::Bad, "broken")]);
            page.into_text()
        };
        assert_eq!(written(false), "broken\n");
        assert_eq!(written(true), "\u{1b}[31mbroken\u{1b}[0m\n");
    }

    #[test]
    fn columns_line_up_whatever_the_script() {
        let rows = [
            vec![Cell::plain("日本"), Cell::plain("one")],
            vec![Cell::plain("ab"), Cell::plain("two")],
        ];
        let mut page = page(None, false);
        page.table(&["who", "what"], &rows);
        assert_eq!(page.into_text(), "who   what\n日本  one\nab    two\n");
    }

    #[test]
    fn the_last_column_gives_way_on_a_terminal_only() {
        let rows = [vec![
            Cell::plain("id"),
            Cell::plain("a long line of text that goes on"),
        ]];
        let written = |columns| {
            let mut page = page(columns, false);
            page.table(&["", ""], &rows);
            page.into_text()
        };
        assert!(
            written(Some(24)).ends_with("id  a long line of text…\n"),
            "{}",
            written(Some(24))
        );
        assert!(written(None).contains("that goes on"));
    }

    #[test]
    fn values_of_a_field_hang_under_each_other() {
        let mut page = page(Some(30), false);
        page.field(
            "Why",
            4,
            Tone::Plain,
            "Jonas asked a question about the exhibition.",
        );
        assert_eq!(
            page.into_text(),
            "Why   Jonas asked a question\n      about the exhibition.\n"
        );
    }
}
