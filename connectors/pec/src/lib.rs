//! pec.
