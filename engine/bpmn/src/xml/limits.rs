//! What a file may be at most. Bombs are refused before they cost anything.

/// Bytes of the file as it came.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Depth of nested elements.
pub const DEPTH_MAX: usize = 256;
/// Attributes of one element, namespace declarations included.
pub const ATTRIBUTES_MAX: usize = 200;
/// Elements outside the diagram interchange.
pub const ELEMENTS_MAX: usize = 200_000;
/// Characters of one id.
pub const ID_CHARS_MAX: usize = 255;
