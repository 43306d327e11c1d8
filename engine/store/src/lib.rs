//! Everything that lasts. See `row` for the rows, `write` for the one write path, `load` for what
//! verbs need, `view` for what people read (each takes a `&Viewer` first), `blob` for bytes.

pub mod row;
