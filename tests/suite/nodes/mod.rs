//! Two processes of the real program on one real PostgreSQL: races between them, and one that stands still.

mod faults;
mod pair;
mod races;
