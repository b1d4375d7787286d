//! Any text can be read, and what is read lies inside it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let article = text::Article::of_text(text);
    let world = world::World::bundled();
    let reading = reading::read(&article, world);
    for token in &reading.tokens {
        assert!(token.span.fits(text));
    }
    for statement in &reading.statements {
        assert!(statement.span.fits(text));
    }
    record::build(vec![(article, reading)], world);
});
