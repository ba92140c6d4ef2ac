//! Interned names and the values that attributes take.

use rustc_hash::FxHashMap;

/// A name or text of the pack, interned in its [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u32);

/// The interned texts of a pack.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: Vec<Box<str>>,
    index: FxHashMap<Box<str>, Name>,
}

impl Names {
    /// The name of a text, made if new.
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(&name) = self.index.get(text) {
            return name;
        }
        let name = Name(self.texts.len() as u32);
        self.texts.push(text.into());
        self.index.insert(text.into(), name);
        name
    }
    /// The name of a text, if the pack has it.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.index.get(text).copied()
    }
    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        &self.texts[name.0 as usize]
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The value of an attribute.
#[derive(Clone, Copy, Debug, Default)]
pub enum Value {
    /// Not there.
    #[default]
    Null,
    /// True or false.
    Flag(bool),
    /// A number; compared by its bits.
    Number(f64),
    /// A text of the pack.
    Text(Name),
}

impl Value {
    /// Not null, and not false.
    pub fn holds(self) -> bool {
        !matches!(self, Value::Null | Value::Flag(false))
    }
    fn key(self) -> (u8, u64) {
        match self {
            Value::Null => (0, 0),
            Value::Flag(flag) => (1, flag as u64),
            Value::Number(number) => (2, number.to_bits()),
            Value::Text(name) => (3, name.0 as u64),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Value {}
impl std::hash::Hash for Value {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}
