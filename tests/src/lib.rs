//! What the suite needs to run the real program: servers, mail servers, clocks. No rule of the product is here.
