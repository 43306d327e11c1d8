//! What the suite and the benches need around the product: servers, mail servers, figures. No rule of the product is here.

pub mod bucket;
pub mod dovecot;
pub mod figure;
pub mod folder;
pub mod oauth;
pub mod postgres;
