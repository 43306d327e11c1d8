//! Scenarios an office judges the software by, with their outcome word for word.

mod forgeries;
mod post_office;
mod sc_01;
mod sc_03;
mod sc_04;
mod sc_05;
mod sc_06;
mod sc_07;
mod sc_08;
mod sc_12;
mod sc_14;
mod strangers;
