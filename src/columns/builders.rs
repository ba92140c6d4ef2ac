//! Builders of columns, and the declaration of a table from them.

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, LargeStringBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::OffsetBufferBuilder;
use arrow_schema::{DataType, Field, Fields};
use std::sync::Arc;

/// The text of a span or field is cut here, in bytes: rows stay small whatever the text is. Offsets are never cut.
pub(super) const TEXT_LIMIT: usize = 2_000;

/// One column, or a few that belong together.
pub(super) trait Column: Default {
    /// The Arrow fields, by the column's name.
    fn fields(name: &str, out: &mut Vec<Field>);
    /// Hands over what was built, in the order of the fields.
    fn finish(&mut self, out: &mut Vec<ArrayRef>);
    /// An empty cell.
    fn skip(&mut self);
    /// Bytes of text held.
    fn bytes(&self) -> usize {
        0
    }
}

/// The beginning of a text, at most [`TEXT_LIMIT`] bytes, whole characters.
fn cut(text: &str) -> &str {
    if text.len() <= TEXT_LIMIT {
        return text;
    }
    let end = (0..=TEXT_LIMIT).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

/// A text.
#[derive(Default)]
pub(super) struct Text(StringBuilder);

impl Text {
    pub(super) fn push(&mut self, text: &str) {
        self.0.append_value(cut(text));
    }
    pub(super) fn maybe(&mut self, text: Option<&str>) {
        self.0.append_option(text.map(cut));
    }
}

impl Column for Text {
    fn fields(name: &str, out: &mut Vec<Field>) {
        out.push(Field::new(name, DataType::Utf8, true));
    }
    fn finish(&mut self, out: &mut Vec<ArrayRef>) {
        out.push(Arc::new(self.0.finish()));
    }
    fn skip(&mut self) {
        self.0.append_null();
    }
    fn bytes(&self) -> usize {
        self.0.values_slice().len()
    }
}

/// A text of any length.
#[derive(Default)]
pub(super) struct LongText(LargeStringBuilder);

impl LongText {
    pub(super) fn push(&mut self, text: &str) {
        self.0.append_value(text);
    }
    pub(super) fn maybe(&mut self, text: Option<&str>) {
        self.0.append_option(text);
    }
}

impl Column for LongText {
    fn fields(name: &str, out: &mut Vec<Field>) {
        out.push(Field::new(name, DataType::LargeUtf8, true));
    }
    fn finish(&mut self, out: &mut Vec<ArrayRef>) {
        out.push(Arc::new(self.0.finish()));
    }
    fn skip(&mut self) {
        self.0.append_null();
    }
    fn bytes(&self) -> usize {
        self.0.values_slice().len()
    }
}

macro_rules! plain_column {
    ($(#[$doc:meta])* $name:ident, $builder:ty, $value:ty, $kind:expr) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(super) struct $name($builder);

        impl $name {
            #[allow(dead_code, reason = "not every type has full cells alone")]
            pub(super) fn push(&mut self, value: $value) {
                self.0.append_value(value);
            }
            #[allow(dead_code, reason = "not every type has empty cells")]
            pub(super) fn maybe(&mut self, value: Option<$value>) {
                self.0.append_option(value);
            }
        }

        impl Column for $name {
            fn fields(name: &str, out: &mut Vec<Field>) {
                out.push(Field::new(name, $kind, true));
            }
            fn finish(&mut self, out: &mut Vec<ArrayRef>) {
                out.push(Arc::new(self.0.finish()));
            }
            fn skip(&mut self) {
                self.0.append_null();
            }
        }
    };
}

plain_column!(
    /// A count, or the index of a record in its document.
    Int, Int32Builder, i32, DataType::Int32
);
plain_column!(
    /// A place in the text, in code points.
    Offset, Int64Builder, i64, DataType::Int64
);
plain_column!(
    /// A number.
    Number, Float64Builder, f64, DataType::Float64
);
plain_column!(
    /// True or false.
    Flag, BooleanBuilder, bool, DataType::Boolean
);

/// A span: its text, start and end as three columns `x`, `x_start`, `x_end`.
#[derive(Default)]
pub(super) struct Place {
    text: Text,
    start: Offset,
    end: Offset,
}

impl Place {
    pub(super) fn push(&mut self, text: &str, start: u32, end: u32) {
        self.text.push(text);
        self.start.push(start.into());
        self.end.push(end.into());
    }
}

impl Column for Place {
    fn fields(name: &str, out: &mut Vec<Field>) {
        Text::fields(name, out);
        Offset::fields(&format!("{name}_start"), out);
        Offset::fields(&format!("{name}_end"), out);
    }
    fn finish(&mut self, out: &mut Vec<ArrayRef>) {
        self.text.finish(out);
        self.start.finish(out);
        self.end.finish(out);
    }
    fn skip(&mut self) {
        self.text.skip();
        self.start.skip();
        self.end.skip();
    }
    fn bytes(&self) -> usize {
        self.text.bytes()
    }
}

/// Columns that are built together.
pub(super) trait Table: Default {
    /// What each declared column holds.
    const DOCUMENTED: &'static [(&'static str, &'static str)];
    /// The Arrow fields.
    fn fields() -> Vec<Field>;
    /// Hands over what was built.
    fn finish(&mut self) -> Vec<ArrayRef>;
    /// Bytes of text held.
    fn bytes(&self) -> usize;
}

/// A list of rows of another table.
pub(super) struct List<T: Table> {
    pub(super) rows: T,
    ends: OffsetBufferBuilder<i32>,
}

impl<T: Table> Default for List<T> {
    fn default() -> Self {
        List { rows: T::default(), ends: OffsetBufferBuilder::new(0) }
    }
}

impl<T: Table> List<T> {
    /// Closes a cell of so many rows, which stand in `rows` already.
    pub(super) fn close(&mut self, rows: usize) {
        self.ends.push_length(rows);
    }
    fn item() -> Field {
        Field::new("item", DataType::Struct(Fields::from(T::fields())), false)
    }
}

impl<T: Table> Column for List<T> {
    fn fields(name: &str, out: &mut Vec<Field>) {
        out.push(Field::new(name, DataType::List(Arc::new(Self::item())), true));
    }
    fn finish(&mut self, out: &mut Vec<ArrayRef>) {
        let ends = std::mem::replace(&mut self.ends, OffsetBufferBuilder::new(0)).finish();
        let rows = StructArray::new(Fields::from(T::fields()), self.rows.finish(), None);
        out.push(Arc::new(ListArray::new(Arc::new(Self::item()), ends, Arc::new(rows), None)));
    }
    fn skip(&mut self) {
        self.close(0);
    }
    fn bytes(&self) -> usize {
        self.rows.bytes()
    }
}

/// Declares a table: one struct of columns, its schema and its documentation.
macro_rules! table {
    ($(#[doc = $about:literal])* $name:ident { $( $(#[doc = $doc:literal])+ $column:ident: $type:ty, )* }) => {
        $(#[doc = $about])*
        #[derive(Default)]
        pub(super) struct $name { $( pub(super) $column: $type, )* }

        impl Table for $name {
            const DOCUMENTED: &'static [(&'static str, &'static str)] =
                &[$( (stringify!($column), concat!($($doc),+)), )*];
            fn fields() -> Vec<Field> {
                let mut out = Vec::new();
                $( <$type as Column>::fields(stringify!($column), &mut out); )*
                out
            }
            fn finish(&mut self) -> Vec<ArrayRef> {
                let mut out = Vec::new();
                $( self.$column.finish(&mut out); )*
                out
            }
            fn bytes(&self) -> usize {
                0 $( + self.$column.bytes() )*
            }
        }

        impl $name {
            /// A row of empty cells but for the document's and the error's.
            #[allow(dead_code, reason = "rows inside lists are never empty")]
            pub(super) fn skip_all(&mut self) {
                $( self.$column.skip(); )*
            }
        }
    };
}
pub(super) use table;
