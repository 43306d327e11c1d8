//! Two processes of the real program on one real PostgreSQL: races between them, one that stands
//! still, and very many jobs counted from outside while both are troubled.

mod counted;
mod faults;
mod pair;
mod races;
mod receiver;
mod rivals;
