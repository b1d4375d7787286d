//! Any bytes can come from a feed's address: feeds, sitemaps, and pages that name feeds.
#![no_main]

use desk::feeds::look::{Found, look};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let base = "https://news.example/port/".parse().unwrap();
    if let Ok(Found::Feed(feed)) = look(bytes, None, &base) {
        for item in &feed.items {
            assert!(!item.guid.is_empty());
            item.mark();
            item.document(feed.title.as_deref());
        }
    }
});
