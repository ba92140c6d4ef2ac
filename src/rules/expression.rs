//! The abstract syntax of `where`, `set`, `yields` and `link`: values computed from what a pattern captured.

use super::model::Selector;
use super::names::{Name, Value};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A value written out.
    Literal(Value),
    /// `$x`. `$0` is the name "0".
    Capture(Name),
    /// `e.attribute`
    Attribute(Box<Expression>, Name),
    /// `not e`
    Not(Box<Expression>),
    /// `a and b`
    And(Box<Expression>, Box<Expression>),
    /// `a or b`
    Or(Box<Expression>, Box<Expression>),
    /// `a == b` …
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// `a in [b, c]`
    In(Box<Expression>, Vec<Expression>),
    /// `a + b` …
    Arithmetic(Operator, Box<Expression>, Box<Expression>),
    /// `either(a, b, …)`, `a ?? b`
    FirstOf(Vec<Expression>),
    /// `value(x)`: what number words and digits say.
    NumberValue(Box<Expression>),
    /// `mantissa(x)`: the same without the last scale word.
    Mantissa(Box<Expression>),
    /// `scale(x)`: the value of the last scale word, or null.
    Scale(Box<Expression>),
    /// `same(a, b)`
    Same(Box<Expression>, Box<Expression>),
    /// `join(a, b)`
    Join(Box<Expression>, Box<Expression>),
    /// `inside(x)`
    Inside(Box<Expression>),
    /// `count(x)`
    Count(Box<Expression>),
    /// `item(x, n)`
    Item(Box<Expression>, u32),
    /// `extent(name)`, `extent(name, x)`: index of the extent in the pack, where it starts.
    Extent(usize, Option<Box<Expression>>),
    /// `nearest(selector, left)`
    Nearest(Selector, Side),
}

/// `==` …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// `+` …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A direction in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Side {
    Left,
    Right,
    Both,
}
