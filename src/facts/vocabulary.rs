//! The words of the record model as names of a pack, looked up once for each engine.

use crate::rules::names::Names;

macro_rules! vocabulary {
    ($($word:ident)*) => {
        /// Names of fields and values of the record model (see [`crate::rules::schema`]) in one pack.
        #[derive(Clone, Copy, Debug)]
        #[allow(missing_docs)]
        pub struct Vocabulary {
            $(pub $word: crate::rules::names::Name,)*
        }
        impl Vocabulary {
            /// The words' names; those that the pack never uses are added.
            pub fn new(names: &mut Names) -> Vocabulary {
                Vocabulary { $($word: names.intern(stringify!($word)),)* }
            }
        }
    };
}

vocabulary! {
    span kind value low high bound approximate unit per of time counted event number
    source cue content quote source_class named stance told inside refers_to continued class
    category scope holder figure before after
    exact about more_than at_least less_than at_most nearly range
    direct mixed indirect
    none neutral
    negation approximator booster
    stated attributed
    words
}
