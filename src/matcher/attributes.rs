//! Sets of attributes, each kept once: what phrases and entries carry, by number.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::rules::names::{Name, Value};

/// Number of a set of attributes.
pub(crate) type SetId = u32;

/// The sets that one thread has met.
#[derive(Debug, Default)]
pub(crate) struct AttributeSets {
    list: Vec<Arc<[(Name, Value)]>>,
    index: FxHashMap<Arc<[(Name, Value)]>, SetId>,
}

impl AttributeSets {
    /// The number of a set, given if it is new.
    pub(crate) fn intern(&mut self, attributes: &[(Name, Value)]) -> SetId {
        if let Some(&id) = self.index.get(attributes) {
            return id;
        }
        let id = self.list.len() as SetId;
        let set: Arc<[(Name, Value)]> = attributes.into();
        self.list.push(set.clone());
        self.index.insert(set, id);
        id
    }

    /// The attributes of a set.
    pub(crate) fn get(&self, id: SetId) -> &Arc<[(Name, Value)]> {
        &self.list[id as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.index.clear();
    }
}
