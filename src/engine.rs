//! The whole path over one text: rules loaded and compiled once, then text to records.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use crate::facts::{Records, Vocabulary, assemble};
use crate::matcher::trace::Trace;
use crate::matcher::{CompileError, Matcher, MatcherOptions, Reading, Scratch};
use crate::rules::model::{Pack, SourceFile};
use crate::rules::{self, Report};
use crate::text::Recogniser;

/// Why an engine cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The rule files have errors.
    #[error("{0}")]
    Rules(Report),
    /// The rules cannot be compiled as asked.
    #[error(transparent)]
    Compile(#[from] CompileError),
}

/// The engine could not read a text: a defect of the engine, kept from the texts that follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the engine failed on this text: {message}")]
pub struct ReadError {
    /// What it failed with.
    pub message: String,
}

/// Rules compiled for one genre. Immutable: threads share one, each with a [`Scratch`] of its own.
#[derive(Debug)]
pub struct Engine {
    layers: Vec<Vec<SourceFile>>,
    matcher: Matcher,
    vocabulary: Vocabulary,
    recogniser: Option<Recogniser>,
    /// Buffers that no reader holds.
    idle: Mutex<Vec<Scratch>>,
}

/// Buffers kept for the next readers: more readers than this at one time make new ones.
const IDLE: usize = 64;

impl Engine {
    /// Loads and compiles rule files, a layer on top of the other.
    ///
    /// # Errors
    /// [`EngineError::Rules`] with all diagnostics where the rules have errors, [`EngineError::Compile`] for an unknown
    /// genre.
    ///
    /// ```
    /// use reportedly::engine::Engine;
    /// use reportedly::matcher::{MatcherOptions, Scratch};
    /// let engine = Engine::new(vec![reportedly::rules::builtin::sources()], &MatcherOptions::default()).unwrap();
    /// let records = engine.read("Nothing is counted here.", &mut Scratch::default()).unwrap();
    /// assert!(records.figures.is_empty());
    /// ```
    pub fn new(layers: Vec<Vec<SourceFile>>, options: &MatcherOptions) -> Result<Engine, EngineError> {
        let mut pack = rules::load(layers.clone()).map_err(EngineError::Rules)?;
        let vocabulary = Vocabulary::new(&mut pack.names);
        let recogniser =
            pack.language_settings.as_ref().map(|language| Recogniser::new(&pack.text.function_words, language));
        let matcher = Matcher::new(Arc::new(pack), options)?;
        Ok(Engine { layers, matcher, vocabulary, recogniser, idle: Mutex::default() })
    }

    /// The rule files it was made from.
    pub fn layers(&self) -> &[Vec<SourceFile>] {
        &self.layers
    }

    /// The pack.
    pub fn pack(&self) -> &Pack {
        self.matcher.pack()
    }

    /// The name of the genre it reads.
    pub fn genre(&self) -> &str {
        self.matcher.genre()
    }

    /// Whether a text counts as the pack's language, by the function words in a sample of it. [`Engine::read`] does not
    /// ask: who has texts in many languages does.
    ///
    /// ```
    /// use reportedly::engine::Engine;
    /// use reportedly::matcher::MatcherOptions;
    /// let engine = Engine::new(vec![reportedly::rules::builtin::sources()], &MatcherOptions::default()).unwrap();
    /// assert!(engine.speaks("1,204 1,377 1,190"), "too few words to tell");
    /// ```
    pub fn speaks(&self, text: &str) -> bool {
        self.recogniser.as_ref().is_none_or(|recogniser| recogniser.look(text).speaks)
    }

    /// Buffers to read texts with: those that an earlier reader gave back, with the words they have met, or new ones.
    /// They belong to this engine.
    pub fn scratch(&self) -> Scratch {
        self.idle.lock().map_or_else(|_| Scratch::default(), |mut idle| idle.pop().unwrap_or_default())
    }

    /// Takes buffers back for the next reader.
    pub fn keep(&self, scratch: Scratch) {
        if let Ok(mut idle) = self.idle.lock()
            && idle.len() < IDLE
        {
            idle.push(scratch);
        }
    }

    /// The matcher alone.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// The records of a text, the reading that they were made of, and what the matcher tells a trace: for those who write
    /// rules. A panic goes through.
    pub fn read_traced<'s, T: Trace>(
        &self,
        text: &str,
        scratch: &'s mut Scratch,
        trace: &mut T,
    ) -> (Records, &'s Reading) {
        let reading = self.matcher.read_traced(text, scratch, trace);
        (assemble(self.matcher.pack(), &self.vocabulary, text, reading), reading)
    }

    /// The records of a text; spans are byte offsets.
    ///
    /// # Errors
    /// [`ReadError`] if the engine panics on the text; the scratch is made anew, and the next text is read as ever.
    pub fn read(&self, text: &str, scratch: &mut Scratch) -> Result<Records, ReadError> {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let reading = self.matcher.read(text, scratch);
            assemble(self.matcher.pack(), &self.vocabulary, text, reading)
        }));
        outcome.map_err(|panic| {
            *scratch = Scratch::default();
            let message = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let message = message.or_else(|| panic.downcast_ref::<String>().cloned());
            ReadError { message: message.unwrap_or_else(|| "panic".to_owned()) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The record's rule is looked for at a phrase that a stage makes which yields no record itself.
    const PACK: &str = r#"
[pack]
name = "awaited"
version = "1"
language = "und"
stages = ["first", "second"]
[lexicon.x]
entries = [{ words = ["xa"] }]
[[rule]]
id = "first.x"
stage = "first"
pattern = '@x'
phrase = "x_group"
[[rule]]
id = "second.x"
stage = "second"
pattern = '<x_group>'
yields.figure = { kind = "count", value = 3 }
"#;

    #[test]
    fn phrases_that_records_wait_for_are_made() {
        for prefilter in [true, false] {
            let files = vec![SourceFile { path: "pack.toml".to_owned(), text: PACK.to_owned() }];
            let engine = Engine::new(vec![files], &MatcherOptions { genre: None, prefilter }).unwrap();
            let records = engine.read("Ya xa za.", &mut Scratch::default()).unwrap();
            assert_eq!(records.figures.len(), 1, "prefilter {prefilter}");
        }
    }
}
