//! The engine as Python holds it.

use super::document::Document;
use super::errors::{Diagnostic, diagnostics, engine_error, read_error, rule_error, scan_error};
use super::stream::{Stream, import};
use super::text::utf8;
use crate::columns::{Scan, TableKind};
use crate::engine;
use crate::matcher::MatcherOptions;
use crate::rule_tests;
use crate::rules::model::SourceFile;
use crate::rules::{Report, builtin, folder};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::path::PathBuf;
use std::sync::Arc;

/// Path and text of each file of a layer.
type Layer = Vec<(String, String)>;

/// Rules compiled for one genre.
#[pyclass(frozen, module = "reportedly._core")]
pub(crate) struct Engine {
    engine: Arc<engine::Engine>,
}

fn files(layers: Vec<Layer>) -> Vec<Vec<SourceFile>> {
    let file = |(path, text)| SourceFile { path, text };
    layers.into_iter().map(|layer| layer.into_iter().map(file).collect()).collect()
}

fn given(layer: &[SourceFile]) -> Layer {
    layer.iter().map(|file| (file.path.clone(), file.text.clone())).collect()
}

fn owned(text: Option<&Bound<'_, PyString>>) -> PyResult<Option<String>> {
    text.map(|text| utf8(text).map(|text| text.into_owned())).transpose()
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (layers, genre = None, digest = None))]
    fn new(py: Python<'_>, layers: Vec<Layer>, genre: Option<String>, digest: Option<&str>) -> PyResult<Engine> {
        let layers = files(layers);
        let options = MatcherOptions { genre, ..MatcherOptions::default() };
        let engine = py.detach(|| engine::Engine::new(layers, &options)).map_err(|error| engine_error(py, &error))?;
        match digest {
            Some(digest) if digest != engine.pack().digest => Err(PyValueError::new_err(format!(
                "the rules have the digest {}, not {digest}: the pickle was changed",
                engine.pack().digest
            ))),
            _ => Ok(Engine { engine: Arc::new(engine) }),
        }
    }
    fn __getnewargs__(&self) -> (Vec<Layer>, String, String) {
        (self.layers(), self.genre().to_owned(), self.pack_digest().to_owned())
    }

    /// The rule files it was made from: path and text, layer by layer.
    #[getter]
    fn layers(&self) -> Vec<Layer> {
        self.engine.layers().iter().map(|layer| given(layer)).collect()
    }
    #[getter]
    fn genre(&self) -> &str {
        self.engine.genre()
    }
    #[getter]
    fn genres(&self) -> Vec<&str> {
        let pack = self.engine.pack();
        pack.genres.iter().map(|&genre| pack.names.text(genre)).collect()
    }
    #[getter]
    fn pack(&self) -> &str {
        &self.engine.pack().name
    }
    #[getter]
    fn pack_version(&self) -> &str {
        &self.engine.pack().version
    }
    #[getter]
    fn pack_digest(&self) -> &str {
        &self.engine.pack().digest
    }
    #[getter]
    fn language(&self) -> &str {
        &self.engine.pack().language
    }
    /// Id, stage, path and line of each rule.
    #[getter]
    fn rules(&self) -> Vec<(&str, &str, &str, usize)> {
        let pack = self.engine.pack();
        let place = |location: &crate::rules::model::Location| {
            let Some(file) = pack.sources.get(location.file as usize) else { return ("", 0) };
            let before = &file.text.as_bytes()[..(location.start as usize).min(file.text.len())];
            (file.path.as_str(), before.iter().filter(|&&byte| byte == b'\n').count() + 1)
        };
        let row = |rule: &'_ crate::rules::model::Rule| {
            let (path, line) = place(&rule.location);
            (rule.stage, path, line)
        };
        pack.rules
            .iter()
            .map(|rule| {
                let (stage, path, line) = row(rule);
                (rule.id.as_str(), pack.names.text(pack.stages[stage].name), path, line)
            })
            .collect()
    }
    /// What the authors of the rules should look at, though they load.
    #[getter]
    fn warnings(&self) -> Vec<Diagnostic> {
        let pack = self.engine.pack();
        diagnostics(&Report { diagnostics: pack.warnings.clone(), sources: pack.sources.clone() })
    }

    /// Whether a text counts as the pack's language.
    fn speaks(&self, py: Python<'_>, text: &Bound<'_, PyString>) -> PyResult<bool> {
        let text = utf8(text)?;
        Ok(py.detach(|| self.engine.speaks(&text)))
    }

    /// Reads a text.
    #[pyo3(signature = (text, id = None, date = None, url = None, title = None))]
    fn extract(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyString>,
        id: Option<&Bound<'_, PyString>>,
        date: Option<&Bound<'_, PyString>>,
        url: Option<&Bound<'_, PyString>>,
        title: Option<&Bound<'_, PyString>>,
    ) -> PyResult<Document> {
        let text = utf8(text)?.into_owned();
        let engine = &self.engine;
        let records = py.detach(|| {
            let mut scratch = engine.scratch();
            let records = engine.read(&text, &mut scratch);
            engine.keep(scratch);
            records
        });
        Ok(Document {
            engine: self.engine.clone(),
            records: records.map_err(|error| read_error(&error))?,
            text,
            id: owned(id)?.unwrap_or_default(),
            date: owned(date)?,
            url: owned(url)?,
            title: owned(title)?,
        })
    }

    /// Documents as an Arrow stream in, rows of a table as an Arrow stream out.
    #[pyo3(signature = (source, records = "facts", threads = 1))]
    fn scan_batches(&self, source: &Bound<'_, PyAny>, records: &str, threads: usize) -> PyResult<Stream> {
        let kind = TableKind::find(records).ok_or_else(|| {
            let known: Vec<&str> = TableKind::ALL.iter().map(|&(name, _)| name).collect();
            PyValueError::new_err(format!("there are no records {records:?}; ask for one of {}", known.join(", ")))
        })?;
        let source = import(source)?;
        let scan = Scan::new(self.engine.clone(), source, kind, threads).map_err(|error| scan_error(&error))?;
        Ok(Stream::new(Box::new(scan)))
    }
}

/// Path and text of each file of the built-in pack.
#[pyfunction]
pub(crate) fn builtin_sources() -> Layer {
    given(&builtin::sources())
}

/// Path and text of each rule file of a folder, or of one file.
#[pyfunction]
pub(crate) fn read_sources(py: Python<'_>, path: PathBuf) -> PyResult<Layer> {
    let read = py.detach(|| folder::read(&path));
    read.map(|files| given(&files)).map_err(|diagnostics| rule_error(py, &Report { diagnostics, sources: Vec::new() }))
}

/// Rule, file, line, text, what was expected, what was found.
type Failure = (String, String, u32, String, String, Vec<String>);

/// Runs the examples and rejects of the rules whose ids begin so: how many there are of each, and those that failed.
#[pyfunction]
#[pyo3(signature = (layers, prefix = ""))]
pub(crate) fn test_rules(py: Python<'_>, layers: Vec<Layer>, prefix: &str) -> PyResult<(usize, usize, Vec<Failure>)> {
    let outcome = py.detach(|| rule_tests::run(&files(layers), prefix)).map_err(|error| engine_error(py, &error))?;
    let failures = outcome.failures.into_iter();
    let failures = failures.map(|it| (it.rule, it.path, it.line, it.text, it.wanted, it.found)).collect();
    Ok((outcome.examples, outcome.rejects, failures))
}
