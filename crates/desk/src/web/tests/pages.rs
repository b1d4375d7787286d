//! The pages, as a browser takes them.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use dom_query::Document;

use super::{Ask, Bench, FIRE, Guest, Told, came, get, page, post};
use crate::{feeds, look};

/// Most pages looked at.
const PAGES: usize = 3_000;

/// What a text from outside may try; it names `x-attack` as an element and as an attribute.
const ATTACK: &str = "<script>x-attack</script><x-attack>\" x-attack=\"1\" onload=\"x-attack' \
                      x-attack='1' onload='x-attack --></title></style></textarea>]]>\u{202E}{{x-attack}}";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What no page may hold, whatever it is about.
fn unclean(told: &Told) -> Vec<String> {
    let page = Document::from(told.text.as_str());
    let mut found = Vec::new();
    let nonce = told.header("content-security-policy").split_once("'nonce-").map(|(_, n)| &n[..64]);
    for element in page.select("*").nodes() {
        let name = element.node_name().unwrap_or_default().to_string();
        let value = |of: &str| element.attr(of).map(|v| v.to_string());
        let outside = |to: &str| !to.starts_with('/') || to.starts_with("//") || to.contains('\\');
        match name.as_str() {
            "script" if value("src").is_none_or(|src| outside(&src)) => {
                found.push("a script".into())
            }
            "script" if !element.text().trim().is_empty() => found.push("a script's words".into()),
            "style" if value("nonce").as_deref() != nonce => found.push("a style".into()),
            "link" if value("href").is_none_or(|to| outside(&to)) => found.push("a link".into()),
            "form" if value("action").is_some_and(|to| outside(&to)) => found.push("a form".into()),
            "iframe" | "object" | "embed" | "base" | "img" | "x-attack" => found.push(name.clone()),
            "meta" if value("http-equiv").is_some() => found.push("http-equiv".into()),
            _ => {}
        }
        for attribute in element.attrs() {
            let key = attribute.name.local.to_string();
            if key.starts_with("on")
                || ["style", "srcdoc", "formaction", "x-attack"].contains(&key.as_str())
            {
                found.push(format!("{name} {key}={:?}", attribute.value));
            }
            let to = attribute.value.trim().to_lowercase();
            let leads =
                ["href", "src", "action", "xlink:href", "poster", "cite"].contains(&key.as_str());
            let safe =
                ["/", "#", "?", "https://", "http://"].iter().any(|start| to.starts_with(start));
            if leads && !(safe || to.is_empty()) {
                found.push(format!("{name} {key}={to}"));
            }
        }
    }
    found
}

/// Looks at every page that leads from the overview, and at what it leads to.
async fn crawl(bench: &Bench, guest: &Guest) -> BTreeMap<String, Told> {
    let mut seen = BTreeMap::new();
    let mut ahead = vec!["/".to_owned(), "/?all=true".to_owned(), "/search?q=fire".to_owned()];
    while let Some(at) = ahead.pop() {
        if seen.contains_key(&at) {
            continue;
        }
        assert!(seen.len() < PAGES, "{:?}", seen.keys().collect::<Vec<_>>());
        let told = bench.ask(get(&at).by(guest)).await;
        let html = told.header("content-type").starts_with("text/html");
        if html {
            let page = Document::from(told.text.as_str());
            let links = page.select("a[href^='/']");
            let links = links.iter().filter_map(|a| a.attr("href").map(|to| to.to_string()));
            ahead.extend(links.map(|to| to.split('#').next().unwrap_or_default().to_owned()));
        }
        seen.insert(at, told);
    }
    seen
}

fn clean(pages: &BTreeMap<String, Told>) {
    for (at, told) in pages {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(told.header(name), value, "{at}");
        }
        let policy = told.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; ") && policy.contains("script-src 'self';")
        );
        assert!(!policy.contains("unsafe"), "{at}: {policy}");
        if told.header("content-type").starts_with("text/html") {
            let found = unclean(told);
            assert!(found.is_empty(), "{at}: {found:#?}");
        }
    }
}

/// The pages seen, by the first part of their path.
fn sorts(pages: &BTreeMap<String, Told>) -> BTreeSet<&str> {
    let found = pages.iter().filter(|(_, told)| told.status == StatusCode::OK);
    found.map(|(at, _)| at.split(['/', '?']).nth(1).unwrap_or_default()).collect()
}

#[test]
fn what_is_unclean_is_found() {
    for (html, expected) in [
        ("<p>fine <a href=\"/s/1\">a</a> <a href=\"https://news.example\">b</a></p>", 0),
        ("<script>1</script>", 1),
        ("<script src=\"https://cdn.example/a.js\"></script>", 1),
        ("<p onclick=\"a\" style=\"b\">", 2),
        ("<a href=\" JavaScript:alert(1)\">a</a><a href=\"data:text/html,a\">b</a>", 2),
        ("<link rel=\"stylesheet\" href=\"//cdn.example/a.css\">", 1),
        ("<style>p { }</style><x-attack>", 2),
    ] {
        let mut headers = axum::http::HeaderMap::new();
        let policy = format!("style-src 'nonce-{}'", "0".repeat(64));
        headers.insert("content-security-policy", policy.parse().expect("a header"));
        let told = Told { status: StatusCode::OK, headers, text: html.to_owned() };
        assert_eq!(unclean(&told).len(), expected, "{html}: {:?}", unclean(&told));
    }
}

#[tokio::test]
async fn every_page_of_the_bundled_situation_is_clean() {
    let bench = tokio::task::spawn_blocking(|| {
        let bench = Bench::ferry();
        bench.round();
        bench
    });
    let bench = bench.await.expect("a desk");
    let editor = bench.editor().await;
    let pages = crawl(&bench, &editor).await;
    clean(&pages);
    let sorts = sorts(&pages);
    for sort in ["", "s", "r", "who", "search", "sources", "watch", "api", "correct", "log"] {
        assert!(sorts.contains(sort), "{sort:?} of {sorts:?}");
    }
    assert!(pages.len() > 20, "{:?}", pages.keys());
}

/// A desk full of texts that try to be markup.
fn hostile() -> Bench {
    let bench = Bench::new(vec![], &[]);
    let attack = escaped(ATTACK);
    let html = |said: &str| {
        format!(
            "<html><head><title>{attack}</title><meta property=\"og:site_name\" content=\"{attack}\">\
             <meta property=\"article:published_time\" content=\"2025-03-09T08:00:00Z\">\
             <meta name=\"author\" content=\"{attack}\"></head><body><article><h1>{attack}</h1>\
             <p>A fire destroyed the grain store of Varnia on Thursday, {attack} the fire brigade said.\
             </p><p>\"{attack} {said} tonnes of barley burned,\" the Duke of {attack} told reporters.</p>\
             <p>The Duke of Varnia said that about {said} tonnes of barley burned {attack}.</p>\
             <p>{attack} said that nobody was hurt {attack}.</p></article></body></html>"
        )
    };
    let address = "javascript:alert('x-attack')";
    for (url, said) in [(address, "300"), (address, "450"), ("https://news.example/fire", "500")] {
        let arrival = crate::Arrival { path: Some(ATTACK.to_owned()), ..page(url, &html(said)) };
        bench.add(&arrival);
    }
    // Words that are understood, of an outlet and under a headline that try to be markup.
    let date = "<meta property=\"article:published_time\" content=\"2025-03-09T08:00:00Z\">";
    let head = format!("{date}<meta property=\"og:site_name\" content=\"{attack}\"></head>");
    let understood = FIRE.replace("</head>", &head).replace("Grain store burns", &attack);
    bench.add(&page("https://harbourpost.example/fire", &understood));
    let files = tempfile::tempdir().expect("a folder");
    let name = "<script>x-attack<x-attack x-attack=1>\" onload=x-attack'.txt".replace('/', "");
    std::fs::write(files.path().join(name), FIRE.replace("<p>", "\n\n")).expect("a file");
    let intake = article::Input::Path(files.path().into());
    let intake = article::gather(&[intake], world::World::bundled(), &mut |_| {});
    bench.app.desk.add_files(intake, came()).expect("files are added");
    let store = bench.app.desk.store();
    let opml = format!(
        "<opml version=\"2.0\"><body><outline text=\"{attack}\"><outline type=\"rss\" text=\"{attack}\" \
         xmlUrl=\"https://news.example/feed?{attack}\"/><outline type=\"rss\" text=\"a\" \
         xmlUrl=\"javascript:alert(1)\"/></outline></body></opml>",
        attack = attack.replace('\u{202E}', "&#x202E;").replace('\'', "&apos;"),
    );
    let imported = feeds::import_opml(store, opml.as_bytes(), came()).expect("feeds");
    assert_eq!((imported.added, imported.refused.len()), (1, 1), "{imported:?}");
    let text = [ATTACK, super::CAME];
    store
        .write(|db| {
            let lost =
                "INSERT INTO losses (source, what, why, first, last) VALUES (1, ?1, ?1, ?2, ?2)";
            db.execute(lost, text)?;
            let skipped = "INSERT INTO skipped (arrival, place, reason) VALUES (1, ?1, ?1)";
            db.execute(skipped, [ATTACK])?;
            let failing = "UPDATE visits SET failures = 9, failing_since = ?2, error = ?1";
            db.execute(failing, text)?;
            Ok(())
        })
        .expect("trouble");
    let name = |of: &str| serde_json::to_string(&format!("{of} {ATTACK}")).expect("JSON");
    let rules = format!(
        "[[rule]]\nname = {one}\ntitle = {one}\nfigure = {{ counts = \"tonnes\", is = \">= 100\" }}\n\
         [[rule]]\nname = {two}\ndispute = {{ about = [\"hurt\", \"barley\"] }}\n\
         [[ladder]]\nname = {three}\n[[ladder.phase]]\nname = {four}\n\
         enter = {{ any = [{one}, {two}] }}\nmeasures = [{four}]\n",
        one = name("one"),
        two = name("two"),
        three = name("three"),
        four = name("four"),
    );
    bench.app.keep_rules(&rules).expect("rules");
    bench.round();
    bench.app.set_trouble(Some(ATTACK.to_owned()));
    bench
}

#[tokio::test]
async fn nothing_from_outside_is_markup() {
    let bench = tokio::task::spawn_blocking(hostile).await.expect("a desk");
    let editor = bench.editor().await;
    let attack: String = url::form_urlencoded::byte_serialize(ATTACK.as_bytes()).collect();
    let key = look::situations(bench.app.desk.store(), true, 1, 0).expect("all")[0].key.clone();
    for action in ["note", "reliability&grade=B"] {
        let form = format!(
            "kind=situation&situation={key}&action={action}&text={attack}&speaker={attack}&why={attack}"
        );
        let told = bench.ask(post("/correct", &form).by(&editor)).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
    }
    let mut pages = crawl(&bench, &editor).await;
    for at in [
        format!("/search?q={attack}&speaker={attack}&outlet={attack}&kind={attack}"),
        format!("/search?q=barley&from={attack}"),
        format!("/who?name={attack}"),
        format!("/s/{attack}"),
        format!("/r/{attack}"),
        format!("/{attack}"),
        format!("/?page={attack}"),
        format!("/?key={attack}"),
    ] {
        let told = bench.ask(get(&at).by(&editor)).await;
        pages.insert(at, told);
    }
    for (path, field) in [("/watch", "rules"), ("/sources", "url")] {
        let told = bench.ask(post(path, &format!("{field}={attack}")).by(&editor)).await;
        pages.insert(format!("POST {path}"), told);
    }
    clean(&pages);
    let sorts = sorts(&pages);
    for sort in ["", "s", "r", "who", "search", "sources", "watch", "correct", "log"] {
        assert!(sorts.contains(sort), "{sort:?} of {sorts:?}");
    }
    // The texts are there, as text.
    for at in ["/", "/?all=true", "/sources", "/watch", "/log"] {
        assert!(pages[at].text.contains("&#60;x-attack&#62;"), "{at}: {}", pages[at].text);
    }
    let reports = pages.iter().filter(|(at, _)| at.starts_with("/r/") || at.starts_with("/s/"));
    assert!(reports.filter(|(_, told)| told.text.contains("x-attack")).count() > 3);
    let alerts = crate::alerts::list(bench.app.desk.store(), 9, None).expect("alerts");
    let known = look::search(bench.app.desk.store(), &look::Query::default(), 99, 0);
    assert!(alerts.len() >= 2, "a rule fired and the phase was entered: {alerts:?} of {known:#?}");
    let feed = bench.ask(get("/alerts.atom").by(&editor)).await;
    assert!(feed.text.contains("x-attack") && !feed.text.contains("<x-attack"), "{}", feed.text);
}

#[tokio::test]
async fn sources_are_paused_resumed_and_removed() {
    let bench = Bench::new(vec![], &[]);
    let editor = bench.editor().await;
    let csrf = &editor.csrf;
    let page = "https://news.example/inquiry";
    bench.ask(post("/sources", &format!("page=true&url={page}")).by(&editor)).await;
    let change = async |what: &str| {
        bench.ask(post("/sources/1", &format!("change={what}")).by(&editor)).await
    };
    for (what, says, offers) in [
        ("pause", "inquiry is paused.", Some("resume")),
        ("resume", "inquiry is visited again.", Some("pause")),
        ("remove", "are dropped: 1.", None),
    ] {
        let told = change(what).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text);
        assert!(told.text.contains(says), "{what}: {}", told.text);
        let list = bench.ask(get("/sources").by(&editor)).await.text;
        let offered =
            ["pause", "resume"].into_iter().find(|o| list.contains(&format!("value=\"{o}\"")));
        assert_eq!(offered, offers, "{what}: {list}");
    }
    assert_eq!(change("remove").await.status, StatusCode::NOT_FOUND);
    assert_eq!(change("hide").await.status.as_u16(), 422);
    let back = bench.ask(get("/sources/1").by(&editor)).await;
    assert!(back.status == StatusCode::OK && back.text.contains("Nothing yet."), "{}", back.text);
    let foreign = super::Guest { csrf: format!("{csrf}x"), ..editor.clone() };
    let told = bench.ask(post("/sources/1", "change=remove").by(&foreign)).await;
    assert_eq!(told.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_not_there_or_makes_no_sense_gets_a_clear_answer() {
    let bench = tokio::task::spawn_blocking(|| {
        let bench = Bench::new(vec![], &[]);
        bench.add(&page("https://news.example/fire", FIRE));
        bench.round();
        bench
    });
    let bench = bench.await.expect("a desk");
    let editor = bench.editor().await;
    let store = bench.app.desk.store();
    let s = look::situations(store, true, 1, 0).expect("situations")[0].key.clone();
    let r = look::versions(store, "https://news.example/fire").expect("versions")[0].0.clone();
    for (at, status, words) in [
        ("/nothing".to_owned(), 404, "no such page"),
        ("/s/s1111111111111111".to_owned(), 404, "the desk has none of that name"),
        ("/r/a1111111111111111".to_owned(), 404, "the desk has none of that name"),
        ("/s/%FF".to_owned(), 400, "UTF-8"),
        ("/api/v1/nothing".to_owned(), 404, "{\"error\":"),
        ("/?page=18446744073709551615".to_owned(), 200, "Situations"),
        ("/?page=18446744073709551616".to_owned(), 400, "page"),
        ("/?page=one".to_owned(), 400, "page"),
        ("/search?q=fire&page=18446744073709551615".to_owned(), 200, "Nothing was found"),
        ("/search?q=fire&from=tomorrow".to_owned(), 400, "write it as in 2025-03-09"),
        ("/search?q=%22%22%22+AND+NEAR%28".to_owned(), 200, "Nothing was found"),
        ("/who".to_owned(), 400, "name"),
        ("/who?name=".to_owned(), 200, "What they say"),
        (format!("/s/{s}?since=2025-02-30"), 400, "write it as in 2025-03-09"),
        (format!("/s/{s}?since=9999-12-31&as_of=0001-01-01"), 200, "Twosource"),
        (format!("/r/{r}?span=99999999999999999999-1"), 200, "Grain store"),
        (format!("/r/{r}?span=4294967295-4294967295"), 200, "Grain store"),
        (format!("/r/{r}?span=9-2"), 200, "Grain store"),
        (format!("/r/{r}?span=--"), 200, "Grain store"),
    ] {
        let told = bench.ask(get(&at).by(&editor)).await;
        assert_eq!(told.status.as_u16(), status, "{at}: {}", told.text);
        assert!(told.text.contains(words), "{at}: {}", told.text);
        let head = bench.ask(Ask { method: "HEAD", ..get(&at) }.by(&editor)).await;
        assert_eq!(head.status, told.status, "HEAD {at}");
        assert_eq!(head.header("content-type"), told.header("content-type"), "HEAD {at}");
    }
    let told = bench.ask(Ask { method: "PUT", ..get("/sources") }.by(&editor)).await;
    assert_eq!(told.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(told.text.contains("<h1>Method Not Allowed</h1>"), "{}", told.text);
}

#[tokio::test]
async fn a_situation_that_went_into_another_is_found_there() {
    let bench = tokio::task::spawn_blocking(|| {
        let bench = Bench::new(vec![], &[]);
        bench.add(&page("https://news.example/fire", FIRE));
        bench.round();
        bench
    });
    let bench = bench.await.expect("a desk");
    let editor = bench.editor().await;
    let store = bench.app.desk.store();
    let former = "INSERT INTO former SELECT 's0000000000000000', id FROM situations";
    store.write(|db| Ok(db.execute(former, [])?)).expect("a former key");
    let key = look::situations(store, true, 1, 0).expect("situations")[0].key.clone();
    for (asked, leads) in [
        ("/s/s0000000000000000".to_owned(), format!("/s/{key}")),
        ("/s/s0000000000000000?as_of=2025-03-09".to_owned(), format!("/s/{key}?as_of=2025-03-09")),
        (
            "/api/v1/situations/s0000000000000000/record?as_of=2025-03-09".to_owned(),
            format!("/api/v1/situations/{key}/record?as_of=2025-03-09"),
        ),
    ] {
        let told = bench.ask(get(&asked).by(&editor)).await;
        assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, leads.as_str()));
        let there = bench.ask(get(&leads).by(&editor)).await;
        assert_eq!(there.status, StatusCode::OK);
    }
}
