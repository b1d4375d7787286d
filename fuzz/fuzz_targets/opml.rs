//! Any bytes can be given as a list of feeds; what is read can be written, and is read again.
#![no_main]

use desk::feeds::opml::{read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(outlines) = read(bytes) {
        let written = write(&outlines).unwrap();
        assert_eq!(read(written.as_bytes()).unwrap().len(), outlines.len());
    }
});
