//! Any bytes can come in; every format is reached by its first bytes.
#![no_main]

use article::{Input, gather};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let intake = gather(&[Input::Stdin(bytes.to_vec())], world::World::bundled(), &mut |_| {});
    for article in &intake.articles {
        for block in &article.blocks {
            assert!(block.span.fits(&article.text));
        }
    }
});
