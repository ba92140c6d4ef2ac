//! The Python module `reportedly._core`: conversion only.
//!
//! Every call that reads a text releases the interpreter lock. What users see is built on top of it in `python/reportedly`.

mod document;
mod engine;
mod errors;
mod stream;
mod text;

use pyo3::prelude::*;

/// The compiled part of reportedly.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::document::Document;
    #[pymodule_export]
    use super::engine::{Engine, builtin_sources, read_sources, test_rules};
    #[pymodule_export]
    use super::errors::{Diagnostic, ReadError, RuleError};
    #[pymodule_export]
    use super::stream::Stream;

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "the name that Python knows it by")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
