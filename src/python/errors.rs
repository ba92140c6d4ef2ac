//! The exceptions, and the diagnostics of rule files that one of them carries.

use crate::columns::ScanError;
use crate::engine::{EngineError, ReadError as Failure};
use crate::rules::{Diagnostic as Found, Report, Severity};
use pyo3::create_exception;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyList;

create_exception!(
    reportedly._core,
    RuleError,
    PyValueError,
    "Rule files have errors; the text is the report, `diagnostics` the list."
);
create_exception!(reportedly._core, ReadError, PyRuntimeError, "The engine failed on a text: a defect of the engine.");

type Fields = (String, String, String, Option<String>, Option<u32>, Option<u32>, Option<String>, String);

/// One mistake in the rule files.
#[pyclass(frozen, eq, module = "reportedly._core")]
#[derive(Clone, PartialEq)]
pub(crate) struct Diagnostic {
    /// The kind of mistake, "E101".
    #[pyo3(get)]
    code: String,
    /// "error" or "warning".
    #[pyo3(get)]
    severity: String,
    /// What is wrong, in one line.
    #[pyo3(get)]
    message: String,
    /// Path of the file inside its pack, if the place is known.
    #[pyo3(get)]
    path: Option<String>,
    /// Line, from 1.
    #[pyo3(get)]
    line: Option<u32>,
    /// Column in code points, from 1.
    #[pyo3(get)]
    column: Option<u32>,
    /// What to write instead.
    #[pyo3(get)]
    help: Option<String>,
    /// The whole diagnostic with the source line and a caret.
    #[pyo3(get)]
    rendered: String,
}

impl Diagnostic {
    fn new(report: &Report, found: &Found) -> Diagnostic {
        let position = report.position(found);
        let alone = Report { diagnostics: vec![found.clone()], sources: report.sources.clone() };
        Diagnostic {
            code: found.code.to_owned(),
            severity: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            }
            .to_owned(),
            message: found.message.clone(),
            path: position.map(|(path, _)| path.to_owned()),
            line: position.map(|(_, place)| place.line),
            column: position.map(|(_, place)| place.column),
            help: found.help.clone(),
            rendered: alone.plain().trim_end().to_owned(),
        }
    }

    fn fields(&self) -> Fields {
        let Diagnostic { code, severity, message, path, line, column, help, rendered } = self.clone();
        (code, severity, message, path, line, column, help, rendered)
    }
}

#[pymethods]
impl Diagnostic {
    #[new]
    #[allow(clippy::too_many_arguments, reason = "the fields, for pickles")]
    fn from_fields(
        code: String,
        severity: String,
        message: String,
        path: Option<String>,
        line: Option<u32>,
        column: Option<u32>,
        help: Option<String>,
        rendered: String,
    ) -> Diagnostic {
        Diagnostic { code, severity, message, path, line, column, help, rendered }
    }
    fn __getnewargs__(&self) -> Fields {
        self.fields()
    }
    fn __str__(&self) -> &str {
        &self.rendered
    }
    fn __repr__(&self) -> String {
        let place = match (&self.path, self.line, self.column) {
            (Some(path), Some(line), Some(column)) => format!("{path}:{line}:{column}: "),
            _ => String::new(),
        };
        format!("<Diagnostic {place}{} {}>", self.code, self.message)
    }
}

/// The list that Python sees.
pub(crate) fn diagnostics(report: &Report) -> Vec<Diagnostic> {
    report.diagnostics.iter().map(|found| Diagnostic::new(report, found)).collect()
}

/// A report's errors as `RuleError`. Warnings, of the built-in pack for one, are left to `Engine.warnings`.
pub(crate) fn rule_error(py: Python<'_>, report: &Report) -> PyErr {
    let errors = report.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let report = &Report { diagnostics: errors.cloned().collect(), sources: report.sources.clone() };
    let error = RuleError::new_err(report.plain().trim_end().to_owned());
    let list = diagnostics(report).into_iter().map(|found| Bound::new(py, found)).collect::<PyResult<Vec<_>>>();
    let set = list.and_then(|list| error.value(py).setattr("diagnostics", PyList::new(py, list)?));
    set.err().unwrap_or(error)
}

/// Why an engine cannot be made, as an exception.
pub(crate) fn engine_error(py: Python<'_>, error: &EngineError) -> PyErr {
    match error {
        EngineError::Rules(report) => rule_error(py, report),
        EngineError::Compile(_) => PyValueError::new_err(error.to_string()),
    }
}

/// The engine's failure on a text, as an exception.
pub(crate) fn read_error(error: &Failure) -> PyErr {
    ReadError::new_err(error.to_string())
}

/// Why a scan cannot begin, as an exception.
pub(crate) fn scan_error(error: &ScanError) -> PyErr {
    match error {
        ScanError::NoColumn { .. } | ScanError::NotText { .. } => PyValueError::new_err(error.to_string()),
        ScanError::Threads(_) => PyRuntimeError::new_err(error.to_string()),
    }
}
