//! Any bytes can come as a robots.txt.
#![no_main]

use desk::fetch::robots::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(rules) = read("twosource", bytes) {
        rules.allow("https://news.example/a/b.html?c=d&e");
        rules.pause();
    }
});
