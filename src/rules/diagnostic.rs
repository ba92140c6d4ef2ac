//! What is wrong with a rule file, as values: a code, a message, labelled places, and what to write instead.
//!
//! Rendering is separate and late, see [`super::report`].

use super::model::Location;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The pack loads, but probably does not do what its author meant.
    Warning,
    /// The pack does not load.
    Error,
}

/// A place in the rule files and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What is there.
    pub text: String,
    /// Whether the mistake is here; other labels show what it has to do with.
    pub primary: bool,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Names the kind of mistake, "E101"; one of [`super::codes::ALL`].
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where; the first primary one gives file, line and column.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, severity: Severity::Error, message: message.into(), labels: Vec::new(), help: None }
    }
    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }
    /// Where the mistake is.
    pub fn at(mut self, location: Location, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { location, text: text.into(), primary: true });
        self
    }
    /// What it has to do with.
    pub fn beside(mut self, location: Location, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { location, text: text.into(), primary: false });
        self
    }
    /// What to write instead.
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }
    /// What to write instead, if something is known.
    pub fn maybe_help(mut self, text: Option<String>) -> Diagnostic {
        self.help = text.or(self.help);
        self
    }
    /// Whether the pack does not load because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
    /// Where the mistake is, if the place is known.
    pub fn location(&self) -> Option<Location> {
        self.labels.iter().find(|label| label.primary).map(|label| label.location)
    }
}
