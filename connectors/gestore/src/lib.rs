//! gestore.
