//! Arrow streams to and from Python by the PyCapsule interface. The only file with `unsafe` code.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader, ffi_stream};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::sync::Mutex;

type Reader = Box<dyn RecordBatchReader + Send>;

/// Takes over the stream of any object that offers one.
pub(crate) fn import(source: &Bound<'_, PyAny>) -> PyResult<Reader> {
    let Ok(export) = source.getattr("__arrow_c_stream__") else {
        return Err(PyTypeError::new_err(format!(
            "{} offers no Arrow stream (__arrow_c_stream__); give a pyarrow, polars or duckdb table or reader",
            source.get_type().name()?
        )));
    };
    let capsule = export.call0()?.cast_into::<PyCapsule>().map_err(PyErr::from)?;
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
    // SAFETY: by the Arrow PyCapsule interface a capsule of this name holds a valid ArrowArrayStream, which `from_raw` moves
    // out, leaving a released one; the capsule is alive, and nobody else looks at it while the interpreter lock is held.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) };
    let reader = source.py().detach(|| ffi_stream::RecordBatchStreamReader::try_new(stream));
    reader.map(|reader| Box::new(reader) as Reader).map_err(|error| match error {
        ArrowError::CDataInterface(message) => PyValueError::new_err(format!("the source cannot be read: {message}")),
        other => PyValueError::new_err(other.to_string()),
    })
}

/// Rows of a table, made as they are pulled. It can be read once.
#[pyclass(frozen, module = "reportedly._core")]
pub(crate) struct Stream {
    reader: Mutex<Option<Reader>>,
    schema: SchemaRef,
}

impl Stream {
    pub(crate) fn new(reader: Reader) -> Stream {
        let schema = reader.schema();
        Stream { reader: Mutex::new(Some(Box::new(Unlocked { reader, schema: schema.clone() }))), schema }
    }
}

#[pymethods]
impl Stream {
    /// The stream, once.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer give its own schema whatever is asked for.
        let _ = requested_schema;
        let reader = self.reader.lock().ok().and_then(|mut reader| reader.take());
        let reader = reader.ok_or_else(|| PyValueError::new_err("the stream was read already; scan again"))?;
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
    }
    /// The schema, as often as asked for.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref())
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }
}

/// Releases the interpreter lock while rows are made, in case the consumer holds it.
struct Unlocked {
    reader: Reader,
    schema: SchemaRef,
}

impl Iterator for Unlocked {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let reader = &mut self.reader;
        let mut item = None;
        if Python::try_attach(|py| item = py.detach(|| reader.next())).is_none() {
            // The interpreter is not there (any more): nobody waits for its lock.
            item = reader.next();
        }
        item
    }
}

impl RecordBatchReader for Unlocked {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
