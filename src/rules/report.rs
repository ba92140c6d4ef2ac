//! Diagnostics rendered: file, line, column, caret, help.

use super::diagnostic::{Diagnostic, Severity};
use super::model::SourceFile;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::fmt;

/// What was found in the rule files, with the files it was found in. As text, it is the report for their author.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The mistakes, errors and warnings, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// The files; [`super::model::Location::file`] counts in them.
    pub sources: Vec<SourceFile>,
}

/// Line and column of a place, both from 1; columns count code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl Report {
    /// Whether a diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
    /// Path, line and column of a diagnostic, if its place is known.
    pub fn position(&self, diagnostic: &Diagnostic) -> Option<(&str, Position)> {
        let location = diagnostic.location()?;
        let source = self.sources.get(location.file as usize)?;
        let before = source.text.get(..location.start as usize)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let position = Position {
            line: before.bytes().filter(|&byte| byte == b'\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
        };
        Some((&source.path, position))
    }
    /// The report without colours.
    pub fn plain(&self) -> String {
        self.render(&Renderer::plain())
    }
    /// The report with colours for a terminal.
    pub fn coloured(&self) -> String {
        self.render(&Renderer::styled())
    }

    fn render(&self, renderer: &Renderer) -> String {
        let mut out = String::new();
        for diagnostic in &self.diagnostics {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&self.render_one(diagnostic, renderer));
            out.push('\n');
        }
        out
    }

    fn render_one(&self, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group: Group<'_> = Group::with_title(level.primary_title(&*diagnostic.message).id(diagnostic.code));
        let mut files: Vec<u32> = diagnostic.labels.iter().map(|label| label.location.file).collect();
        let first = diagnostic.location().map_or(0, |location| location.file);
        files.sort_unstable_by_key(|&file| (file != first, file));
        files.dedup();
        for file in files {
            let Some(source) = self.sources.get(file as usize) else { continue };
            let labels = diagnostic.labels.iter().filter(|label| label.location.file == file);
            let mut snippet = Snippet::source(&*source.text).path(&*source.path);
            let mut shown = false;
            for label in labels {
                let (start, end) = (label.location.start as usize, label.location.end as usize);
                if source.text.get(start..end).is_none() || source.text.is_empty() {
                    continue;
                }
                shown = true;
                let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                snippet = snippet.annotation(kind.span(start..end).label(&*label.text));
            }
            group = if shown { group.element(snippet) } else { group.element(Origin::path(&*source.path)) };
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(&**help));
        }
        renderer.render(&[group])
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.plain())
    }
}

impl std::error::Error for Report {}
