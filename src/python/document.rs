//! One document that was read: its records stay in Rust until Python asks for them.

use crate::engine::Engine;
use crate::facts::Records;
use crate::facts::json;
use crate::text::CodePoints;
use pyo3::prelude::*;
use std::sync::Arc;

/// The records of one text.
#[pyclass(frozen, module = "reportedly._core")]
pub(crate) struct Document {
    pub(crate) engine: Arc<Engine>,
    pub(crate) text: String,
    pub(crate) records: Records,
    pub(crate) id: String,
    pub(crate) date: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
}

#[pymethods]
impl Document {
    /// The document JSON.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| {
            let header = json::Header {
                id: &self.id,
                date: self.date.as_deref(),
                url: self.url.as_deref(),
                title: self.title.as_deref(),
                genre: self.engine.genre(),
            };
            let mut out = String::new();
            let points = CodePoints::new(&self.text);
            json::document(&header, self.engine.pack(), &self.text, &points, &self.records, &mut out);
            out
        })
    }
    /// How many figures, other numbers, attributions, hedges and facts there are.
    #[getter]
    fn counts(&self) -> (usize, usize, usize, usize, usize) {
        let Records { figures, not_figures, attributions, hedges, facts, .. } = &self.records;
        (figures.len(), not_figures.len(), attributions.len(), hedges.len(), facts.len())
    }
    /// How often a stated cap cut something.
    #[getter]
    fn cut(&self) -> u32 {
        self.records.cut
    }
}
