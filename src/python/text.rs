//! Python's texts as Rust's, code point for code point.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::borrow::Cow;

/// A text. Lone surrogates, which UTF-8 cannot hold, are read as U+FFFD, so that every offset stays what it is in Python.
pub(crate) fn utf8<'a>(text: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, str>> {
    if let Ok(text) = text.to_str() {
        return Ok(Cow::Borrowed(text));
    }
    let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?.cast_into::<PyBytes>()?;
    Ok(Cow::Owned(replaced(bytes.as_bytes())))
}

/// Encoded surrogates (ED A0..BF xx) replaced by U+FFFD, which has three bytes as well.
fn replaced(bytes: &[u8]) -> String {
    let mut out = bytes.to_vec();
    for at in 0..out.len().saturating_sub(2) {
        if out[at] == 0xed && out[at + 1] >= 0xa0 {
            out[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
