//! Records as Arrow columns.
