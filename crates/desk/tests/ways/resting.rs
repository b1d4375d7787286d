//! Sources that are paused, resumed and removed.

use desk::feeds::{Added, SourceChange, State, add_page, change, next_due, source_at, sources};
use desk::{Kind, feeds};

use crate::polling::Desk;

fn feed(paths: &[&str]) -> String {
    let item = |path: &&str| format!("<item><guid>{path}</guid><link>{path}</link></item>");
    let items: String = paths.iter().map(item).collect();
    format!("<rss version='2.0'><channel><title>Port Lisle</title>{items}</channel></rss>")
}

/// A desk with a feed that has two pages, one of which cannot be had yet; its number.
fn desk() -> (Desk, i64) {
    let mut desk = Desk::new();
    desk.serve("/feed", 200, "", feed(&["/1", "/2"]));
    desk.serve("/1", 200, "", "<html>one");
    desk.serve("/2", 503, "", "");
    let Added::New(source) = desk.add("/feed") else { panic!("it is new") };
    desk.poll();
    assert_eq!((desk.kept.len(), desk.health().waiting), (1, 1));
    (desk, source.id)
}

fn to(desk: &Desk, id: i64, what: SourceChange) -> usize {
    change(&desk.store, id, what, desk.now).unwrap().dropped
}

#[test]
fn a_paused_source_is_left_alone() {
    let (mut desk, id) = desk();
    let since = desk.now;
    assert_eq!(to(&desk, id, SourceChange::Pause), 0);
    desk.now += jiff::SignedDuration::from_hours(1);
    assert_eq!(to(&desk, id, SourceChange::Pause), 0, "twice is as good as once");
    let health = desk.health();
    assert_eq!((health.state, health.due, health.waiting), (State::Paused { since }, None, 1));
    assert_eq!(next_due(&desk.store).unwrap(), None, "nothing is waited for");
    desk.serve("/2", 200, "", "<html>two");
    // Long enough for any source to be quiet.
    assert_eq!(desk.later(40 * 24 * 60).1, Vec::<String>::new());
    assert_eq!(desk.health().state, State::Paused { since });
    to(&desk, id, SourceChange::Resume);
    let (polled, asked) = desk.later(1);
    assert_eq!((polled.visited, polled.kept), (1, 1), "{asked:?}");
    assert_eq!(desk.health().state, State::Ok);
}

#[test]
fn a_removed_source_leaves_what_came_of_it() {
    let (mut desk, id) = desk();
    assert_eq!(to(&desk, id, SourceChange::Remove), 1);
    assert_eq!(sources(&desk.store).unwrap(), []);
    assert_eq!(feeds::health(&desk.store, desk.now).unwrap(), []);
    assert_eq!(next_due(&desk.store).unwrap(), None);
    assert_eq!(desk.lost(), ["1 pages of /feed: not fetched: the source was removed"]);
    assert_eq!(desk.later(24 * 60).1, Vec::<String>::new());
    let again = change(&desk.store, id, SourceChange::Remove, desk.now).unwrap_err();
    assert_eq!(again.kind(), Kind::Missing, "{again}");
    let none = source_at(&desk.store, &desk.site.url("/feed")).unwrap_err();
    assert_eq!(none.kind(), Kind::Missing, "{none}");
    desk.store.check().unwrap();
    // Added again it begins anew: what was dropped comes, what was fetched does not.
    desk.serve("/2", 200, "", "<html>two");
    let Added::New(source) = desk.add("/feed") else { panic!("it is new again") };
    assert_eq!(source.id, id, "what came before has the same source");
    let (polled, asked) = desk.later(1);
    assert_eq!((polled.kept, asked), (1, vec!["/feed".to_owned(), "/2".to_owned()]));
}

#[test]
fn a_page_of_one_that_rests_is_fetched_for_another_that_lists_it() {
    for what in [SourceChange::Pause, SourceChange::Remove] {
        let (mut desk, id) = desk();
        to(&desk, id, what);
        desk.serve("/2", 200, "", "<html>two");
        desk.serve("/other", 200, "", feed(&["/2"]));
        let Added::New(other) = desk.add("/other") else { panic!("it is new") };
        assert_eq!(desk.poll().kept, 1, "{what:?}");
        assert_eq!(desk.kept.last().unwrap().source, Some(other.id), "{what:?}");
    }
}

#[test]
fn a_page_alone_stays_when_its_feed_goes() {
    for what in [SourceChange::Pause, SourceChange::Remove] {
        let (mut desk, id) = desk();
        add_page(&desk.store, &desk.site.url("/2"), desk.now).unwrap();
        assert_eq!(to(&desk, id, what), 0, "{what:?}");
        desk.serve("/2", 200, "", "<html>two");
        let (polled, asked) = desk.later(1);
        assert_eq!((polled.kept, asked), (1, vec!["/2".to_owned()]), "{what:?}");
        let last = feeds::health(&desk.store, desk.now).unwrap().pop().unwrap();
        assert_eq!(last.state, State::Ok, "{what:?}");
        to(&desk, last.source.id, SourceChange::Remove);
        assert_eq!(desk.later(24 * 60).1, Vec::<String>::new(), "{what:?}");
    }
}
