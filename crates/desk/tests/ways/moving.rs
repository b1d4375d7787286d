//! Sources whose host sends every visitor on for good.

use desk::feeds::{Added, Rest, SourceChange, State, add_page, change, source_at, sources};

use crate::polling::Desk;

const FEED: &str = "<rss version='2.0'><channel><title>Port Lisle</title>\
    <item><guid>1</guid><link>/1</link></item></channel></rss>";

/// A desk with a feed and the page that it names.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.serve("/robots.txt", 200, "", "User-agent: *\nDisallow: /forbidden");
    desk.serve("/old", 200, "", FEED);
    desk.serve("/new", 200, "", FEED);
    desk.serve("/1", 200, "", "<html>one");
    desk.add("/old");
    desk
}

fn redirect(desk: &Desk, from: &str, status: u16, to: &str) {
    desk.serve(from, status, &format!("Location: {to}\r\n"), "");
}

/// So many visits, each when it is due; the paths that the last asked for.
fn visits(desk: &mut Desk, times: u32) -> Vec<String> {
    let mut asked = Vec::new();
    for _ in 0..times {
        desk.now = desk.health().due.unwrap();
        let before = desk.site.asked().len();
        desk.poll();
        asked = desk.site.asked().split_off(before);
    }
    asked
}

fn addresses(desk: &Desk) -> Vec<(String, Vec<String>)> {
    let base = desk.site.url("");
    let short = |url: &str| url.replace(&base, "");
    let all = sources(&desk.store).unwrap().into_iter();
    all.map(|s| (short(&s.url), s.former.iter().map(|url| short(url)).collect())).collect()
}

#[test]
fn a_feed_moves_after_three_visits() {
    let mut desk = desk();
    visits(&mut desk, 1);
    redirect(&desk, "/old", 301, "/between");
    redirect(&desk, "/between", 308, "/new");
    visits(&mut desk, 2);
    assert_eq!(addresses(&desk), [("/old".to_owned(), vec![])]);
    visits(&mut desk, 1);
    assert_eq!(addresses(&desk), [("/new".to_owned(), vec!["/old".to_owned()])]);
    let asked = visits(&mut desk, 1);
    assert_eq!(asked.first().map(String::as_str), Some("/new"), "{asked:?}");
    assert_eq!(desk.health().state, State::Ok);
    assert_eq!(desk.kept.len(), 1, "what it listed before is known");
    assert!(matches!(desk.add("/old"), Added::Known(_)), "its old address is still known");
    let found = source_at(&desk.store, &desk.site.url("/old")).unwrap();
    assert_eq!(found.url, desk.site.url("/new"));
    // And back: no address is lost.
    desk.serve("/old", 200, "", FEED);
    redirect(&desk, "/new", 301, "/old");
    visits(&mut desk, 3);
    assert_eq!(addresses(&desk), [("/old".to_owned(), vec!["/new".to_owned()])]);
}

#[test]
fn what_is_no_move() {
    for (between, status, to, answer) in [
        (None, 302, "/new", 200),
        (None, 307, "/new", 200),
        // Not for good as a whole.
        (Some(302), 301, "/new", 200),
        // The new address does not answer well.
        (None, 301, "/new", 500),
        (None, 301, "/new", 404),
        // Where nobody may go.
        (None, 301, "/forbidden", 200),
        (None, 301, "ftp://news.example/new", 200),
    ] {
        let mut desk = desk();
        desk.serve("/new", answer, "", FEED);
        desk.serve("/forbidden", answer, "", FEED);
        match between {
            Some(other) => {
                redirect(&desk, "/old", status, "/between");
                redirect(&desk, "/between", other, to);
            }
            None => redirect(&desk, "/old", status, to),
        }
        visits(&mut desk, 6);
        assert_eq!(addresses(&desk), [("/old".to_owned(), vec![])], "{status} {to} {answer}");
    }
}

#[test]
fn three_visits_in_a_row() {
    let mut desk = desk();
    desk.serve("/other", 200, "", FEED);
    for to in ["/new", "/new", "", "/new", "/new", "/other", "/other", "500", "/new", "/new"] {
        match to {
            "" => desk.serve("/old", 200, "", FEED),
            "500" => desk.serve("/old", 500, "", ""),
            to => redirect(&desk, "/old", 301, to),
        }
        visits(&mut desk, 1);
    }
    assert_eq!(addresses(&desk), [("/old".to_owned(), vec![])]);
    visits(&mut desk, 1);
    assert_eq!(addresses(&desk), [("/new".to_owned(), vec!["/old".to_owned()])]);
}

#[test]
fn a_feed_that_moves_to_another_ends_there() {
    let mut desk = desk();
    desk.add("/new");
    // Found by the old one, and not to be had yet.
    desk.serve("/1", 503, "", "");
    desk.poll();
    redirect(&desk, "/old", 301, "/new");
    visits(&mut desk, 3);
    let (to, since) = (desk.site.url("/new"), desk.now);
    assert_eq!(desk.health().state, State::Moved { since, to: to.clone() });
    assert_eq!((desk.health().due, desk.health().waiting), (None, 0));
    desk.serve("/1", 200, "", "<html>one");
    let (_, asked) = desk.later(24 * 60);
    assert!(!asked.contains(&"/old".to_owned()), "{asked:?}");
    assert_eq!(desk.kept.iter().filter(|a| a.source == Some(2)).count(), 1, "the other fetches it");
    let Added::Known(known) = desk.add("/old") else { panic!("it leads to the other") };
    assert_eq!(known.url, to);
    let ended = source_at(&desk.store, &desk.site.url("/old")).unwrap();
    assert_eq!(ended.rest, Some(Rest::Moved { since, to }));
    let error = change(&desk.store, ended.id, SourceChange::Resume, desk.now).unwrap_err();
    assert!(error.to_string().contains("it has moved to"), "{error}");
    change(&desk.store, ended.id, SourceChange::Remove, desk.now).unwrap();
    assert_eq!(addresses(&desk), [("/new".to_owned(), vec![])]);
}

#[test]
fn a_feed_does_not_move_to_one_that_was_removed() {
    let mut desk = desk();
    let Added::New(other) = desk.add("/new") else { panic!("it is new") };
    change(&desk.store, other.id, SourceChange::Remove, desk.now).unwrap();
    redirect(&desk, "/old", 301, "/new");
    visits(&mut desk, 5);
    assert_eq!(addresses(&desk), [("/old".to_owned(), vec![])]);
    assert_eq!(desk.health().state, State::Ok);
}

#[test]
fn a_page_moves_and_its_versions_stay_together() {
    let mut desk = Desk::new();
    let old = desk.site.url("/old");
    desk.serve("/new", 200, "", "<html>one");
    redirect(&desk, "/old", 301, "/new");
    add_page(&desk.store, &old, desk.now).unwrap();
    desk.poll();
    visits(&mut desk, 2);
    assert_eq!(addresses(&desk), [("/new".to_owned(), vec!["/old".to_owned()])]);
    desk.serve("/new", 200, "", "<html>two");
    let asked = visits(&mut desk, 1);
    assert_eq!(asked, ["/new"]);
    let told: Vec<_> = desk.kept.iter().map(|a| (a.url.clone(), a.answered_by.clone())).collect();
    let each = (Some(old), Some(desk.site.url("/new")));
    assert_eq!(told, [each.clone(), each], "one address, both versions");
    assert_eq!(desk.health().state, State::Ok);
}
