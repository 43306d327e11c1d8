//! Small programs that use the parts of Staffetta by themselves: see README.md. The library is empty.
