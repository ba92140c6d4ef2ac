//! Documents as they come in: batches with columns `id`, `text` and, if they are there, `date`, `url`, `title`.

use super::scan::ScanError;
use arrow_array::cast::AsArray;
use arrow_array::{Array, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use arrow_schema::{DataType, Schema};

/// One document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Document<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) text: Option<&'a str>,
    pub(super) date: Option<&'a str>,
    pub(super) url: Option<&'a str>,
    pub(super) title: Option<&'a str>,
}

/// A column of text in any of Arrow's layouts.
#[derive(Clone)]
enum Texts {
    Missing,
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
}

impl Texts {
    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Texts::Missing => None,
            Texts::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// Which columns of a source hold what.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    id: usize,
    text: usize,
    date: Option<usize>,
    url: Option<usize>,
    title: Option<usize>,
}

impl Layout {
    /// Finds the columns and checks their types.
    pub(super) fn new(schema: &Schema) -> Result<Layout, ScanError> {
        let find = |name: &str| -> Result<Option<usize>, ScanError> {
            let Some((index, field)) = schema.column_with_name(name) else { return Ok(None) };
            match field.data_type() {
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => Ok(Some(index)),
                other => Err(ScanError::NotText { column: name.to_owned(), found: other.to_string() }),
            }
        };
        let needed = |name: &'static str| {
            find(name)?.ok_or_else(|| {
                let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
                ScanError::NoColumn { column: name, known: known.join(", ") }
            })
        };
        Ok(Layout {
            id: needed("id")?,
            text: needed("text")?,
            date: find("date")?,
            url: find("url")?,
            title: find("title")?,
        })
    }

    /// The documents of a batch.
    pub(super) fn documents(&self, batch: &RecordBatch) -> Documents {
        let texts = |index: usize| {
            let column = batch.column(index);
            match column.data_type() {
                DataType::Utf8 => Texts::Small(column.as_string::<i32>().clone()),
                DataType::LargeUtf8 => Texts::Large(column.as_string::<i64>().clone()),
                DataType::Utf8View => Texts::View(column.as_string_view().clone()),
                _ => Texts::Missing,
            }
        };
        let maybe = |index: Option<usize>| index.map_or(Texts::Missing, texts);
        Documents {
            id: texts(self.id),
            text: texts(self.text),
            date: maybe(self.date),
            url: maybe(self.url),
            title: maybe(self.title),
            len: batch.num_rows(),
        }
    }
}

/// The documents of one batch; a cheap handle.
#[derive(Clone)]
pub(super) struct Documents {
    id: Texts,
    text: Texts,
    date: Texts,
    url: Texts,
    title: Texts,
    len: usize,
}

impl Documents {
    pub(super) fn len(&self) -> usize {
        self.len
    }
    pub(super) fn get(&self, row: usize) -> Document<'_> {
        Document {
            id: self.id.get(row),
            text: self.text.get(row),
            date: self.date.get(row),
            url: self.url.get(row),
            title: self.title.get(row),
        }
    }
    pub(super) fn text_len(&self, row: usize) -> usize {
        self.text.get(row).map_or(0, str::len)
    }
}
