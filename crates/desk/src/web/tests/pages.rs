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
        ("/who?name=".to_owned(), 400, "give a name or a Wikidata id"),
        ("/who?name=+&wikidata=+".to_owned(), 400, "give a name or a Wikidata id"),
        ("/who?name=Nobody+at+All".to_owned(), 200, "No report of this desk names"),
        ("/who?name=%3F!%22%00*".to_owned(), 200, "No report of this desk names"),
        ("/who?wikidata=Q0".to_owned(), 200, "No report of this desk names"),
        ("/correct?kind=entity&situation=s1&article=a&from=9&to=2".to_owned(), 404, "none of that"),
        (format!("/correct?kind=entity&situation={s}&article={r}&from=9&to=2"), 200, "Correct"),
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

/// A desk with the bundled situation, derived.
async fn ferry() -> Bench {
    let bench = tokio::task::spawn_blocking(|| {
        let bench = Bench::ferry();
        bench.round();
        bench
    });
    bench.await.expect("a desk")
}

/// A page in the browser's eyes.
async fn open(bench: &Bench, guest: &Guest, at: &str) -> Document {
    let told = bench.ask(get(at).by(guest)).await;
    assert_eq!(told.status, StatusCode::OK, "{at}: {}", told.text);
    Document::from(told.text)
}

/// The words of what a selector finds.
fn all(page: &Document, selector: &str) -> Vec<String> {
    let words = |s: String| s.split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(selector).iter().map(|e| words(e.text().to_string())).collect()
}

/// The address of the first link that a selector finds.
fn link(page: &Document, selector: &str) -> String {
    page.select(selector).attr("href").unwrap_or_else(|| panic!("no {selector}")).to_string()
}

/// Sends the form of an action as its page gives it, with other values in some of its fields.
async fn send(
    bench: &Bench,
    guest: &Guest,
    form: &Document,
    action: &str,
    fields: &[(&str, &str)],
) {
    let own = format!("form:has(input[name=action][value={action}])");
    let mut pairs: BTreeMap<String, String> = BTreeMap::new();
    for input in form.select(&format!("{own} input, {own} select")).iter() {
        let of = |name: &str| input.attr(name).map(|v| v.to_string());
        let chosen = input.select("option[selected]");
        let chosen = if chosen.exists() { chosen } else { input.select("option").first() };
        let value = of("value").or_else(|| chosen.attr("value").map(|v| v.to_string()));
        pairs.insert(of("name").expect("a name"), value.unwrap_or_default());
    }
    assert!(!pairs.is_empty(), "no form to {action}");
    for (name, value) in fields {
        let old = pairs.insert((*name).to_owned(), (*value).to_owned());
        assert!(old.is_some(), "{action} has no field {name}");
    }
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let told = bench.ask(post("/correct", &body).by(guest)).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
}

/// The value of the first choice of a list whose words begin so.
fn choice(form: &Document, list: &str, words: &str) -> String {
    let options = form.select(&format!("select[name={list}] option"));
    let found = options.iter().find(|o| o.text().starts_with(words));
    let found = found.unwrap_or_else(|| panic!("no {words}: {:?}", all(form, "option")));
    found.attr("value").expect("a value").to_string()
}

#[tokio::test]
async fn entities_are_merged_and_parted_where_their_names_stand() {
    let bench = ferry().await;
    let editor = bench.editor().await;
    let key = look::situations(bench.app.desk.store(), false, 1, 0).expect("all")[0].key.clone();
    let situation = format!("/s/{key}");
    let page = open(&bench, &editor, &situation).await;
    let lines = ".speaker:has(h3 a[href*='Blue']) h3";
    assert!(all(&page, ".speaker h3 a").iter().any(|who| who == "Helena Marsh"));
    // From the heading of a speaker.
    let form = open(&bench, &editor, &link(&page, &format!("{lines} a.correct"))).await;
    assert!(all(&form, ".quiet").iter().any(|now| now.contains("Blue Strait Lines")));
    let others = all(&form, "select[name=other] option");
    assert!(!others.iter().any(|o| o.starts_with("Blue Strait Lines")), "not itself: {others:?}");
    let marsh = choice(&form, "other", "Helena Marsh");
    send(&bench, &editor, &form, "merge", &[("other", &marsh), ("why", "she owns it")]).await;
    // It is seen at once: on the situation's page, in search, in the API and on the page of both.
    let page = open(&bench, &editor, &situation).await;
    let heads = all(&page, ".speaker h3 a:first-child");
    let both = heads.iter().filter(|h| ["Helena Marsh", "Blue Strait Lines"].contains(&h.as_str()));
    let both: Vec<&String> = both.collect();
    let [name] = both[..] else { panic!("one of both speaks: {heads:?}") };
    let gone = if name == "Helena Marsh" { "Blue Strait Lines" } else { "Helena Marsh" };
    let hits = |name: &str| {
        let query = look::Query { speaker: name.to_owned(), ..look::Query::default() };
        look::search(bench.app.desk.store(), &query, 99, 0).expect("hits").hits.len()
    };
    assert_eq!(hits(gone), 0);
    assert!(hits(name) > 1);
    let record = bench.ask(get(&format!("/api/v1/situations/{key}/record")).by(&editor)).await;
    assert!(!record.text.contains(&format!("\"name\":\"{gone}\"")));
    let who = open(&bench, &editor, &format!("/who?name={}", gone.replace(' ', "+"))).await;
    assert!(all(&who, ".known .more").iter().any(|k| k.contains(name)), "{:?}", all(&who, "main"));

    // And apart again, from a mention on the page of a report.
    let record = look::record(bench.app.desk.store(), &key).expect("the store").expect("it is");
    let entity = record.entities.iter().find(|e| e.name == *name).expect("both");
    let text = |p: &record::Passage| &record.reports[p.report.at()].article;
    let there = |p: &&record::Passage| p.span.of(&text(p).text).contains(gone);
    let reports: BTreeSet<&str> =
        entity.mentions.iter().filter(there).map(|p| text(p).id.as_str()).collect();
    for report in &reports {
        let page = open(&bench, &editor, &format!("/r/{report}")).await;
        let names = page.select("mark.name a.named");
        let named = names.iter().find(|a| a.text().contains(gone)).expect("it is named here");
        let form = open(&bench, &editor, &named.attr("href").expect("a form")).await;
        let chosen = form.select("select[name=passage] option[selected]");
        assert!(chosen.text().contains(gone), "{}", chosen.text());
        send(&bench, &editor, &form, "split", &[("why", "it is a company")]).await;
    }
    // Each report's company is one of its own now: they are brought together.
    let page = open(&bench, &editor, &situation).await;
    assert!(all(&page, ".speaker h3 a").iter().any(|who| who == gone));
    assert!(all(&page, ".speaker h3 a").iter().any(|who| who == name));
    let log = open(&bench, &editor, "/log").await;
    assert_eq!(all(&log, ".chip.open").iter().filter(|k| *k == "split").count(), reports.len());
    assert!(!all(&log, "main").concat().contains("nothing"), "{:?}", all(&log, "main"));
}

#[tokio::test]
async fn a_single_mention_is_somebody_else() {
    let bench = ferry().await;
    let editor = bench.editor().await;
    let key = look::situations(bench.app.desk.store(), false, 1, 0).expect("all")[0].key.clone();
    let record = || look::record(bench.app.desk.store(), &key).expect("the store").expect("it is");
    let before = record();
    let twice = |e: &&record::Entity| {
        let [first, second, ..] = e.mentions[..] else { return false };
        first.report == second.report && e.kind == reading::EntityKind::Person
    };
    let entity = before.entities.iter().find(twice).expect("somebody is named twice in a report");
    let name: String = url::form_urlencoded::byte_serialize(entity.name.as_bytes()).collect();
    let page = open(&bench, &editor, &format!("/who?name={name}")).await;
    assert_eq!(all(&page, ".mentions li").len(), entity.mentions.len().min(12));
    let at = page.select(".mentions a.correct").iter().nth(1).expect("a second mention");
    let form = open(&bench, &editor, &at.attr("href").expect("a form")).await;
    let fields = [("what", "mention"), ("why", "her husband")];
    send(&bench, &editor, &form, "split", &fields).await;
    let after = record();
    assert_eq!(after.entities.len(), before.entities.len() + 1);
    let left = after.entities.iter().find(|e| e.id == entity.id).expect("she is still there");
    assert_eq!(left.mentions.len(), entity.mentions.len() - 1);
    assert_eq!(after.corrected[0].lacks, []);
}

#[tokio::test]
async fn whatever_a_report_names_has_a_page() {
    let bench = ferry().await;
    let editor = bench.editor().await;
    let store = bench.app.desk.store();
    let key = look::situations(store, false, 1, 0).expect("all")[0].key.clone();
    let record = look::record(store, &key).expect("the store").expect("it is");
    for entity in record.entities.iter().filter(|e| !e.mentions.is_empty()) {
        let name: String = url::form_urlencoded::byte_serialize(entity.name.as_bytes()).collect();
        let page = open(&bench, &editor, &format!("/who?name={name}")).await;
        let known = page.select(&format!(".known:has(a[href='/s/{key}'])"));
        assert!(known.exists(), "{}: {:?}", entity.name, all(&page, "main"));
        // Each mention leads to the report at the mark.
        let mention = known.select(".mentions a:first-child").first();
        let to = mention.attr("href").expect("a report").to_string();
        let report = open(&bench, &editor, to.split('#').next().expect("a page")).await;
        let here: String = all(&report, "mark.here").join(" ");
        let words = all(&page, ".mentions b");
        assert!(here.split_whitespace().eq(words[0].split_whitespace()), "{here}: {words:?}");
        let reports = record.entities.iter().filter(|e| e.name == entity.name);
        let shown: usize = reports.map(|e| e.mentions.len().min(12)).sum();
        let others = all(&page, ".known").len();
        assert!(words.len() >= shown || others > 1, "{}: {words:?}", entity.name);
    }
    let silent = |e: &&record::Entity| {
        let takes_part = |of: &record::Event| {
            of.participants.iter().any(|(who, _)| record.entities[who.at()].id == e.id)
        };
        record.events.iter().any(takes_part)
            && !record.statements.iter().any(|s| record.speaker_name(&s.speaker) == Some(&e.name))
    };
    let silent = record.entities.iter().find(silent).expect("somebody only acts");
    let name: String = url::form_urlencoded::byte_serialize(silent.name.as_bytes()).collect();
    let page = open(&bench, &editor, &format!("/who?name={name}")).await;
    assert!(!all(&page, ".known .rows li").is_empty(), "its events: {:?}", all(&page, "main"));
    assert_eq!(all(&page, ".hits li"), Vec::<String>::new());
}

#[tokio::test]
async fn the_page_of_somebody_tells_what_readers_hold_of_them() {
    let bench = ferry().await;
    let editor = bench.editor().await;
    let page = open(&bench, &editor, "/who?name=Tomas+Arvid").await;
    let form = open(&bench, &editor, &link(&page, "a.correct")).await;
    let note = [("text", "head of the coastguard"), ("why", "his card")];
    send(&bench, &editor, &form, "note", &note).await;
    send(&bench, &editor, &form, "reliability", &[("grade", "B"), ("why", "he was right")]).await;
    let page = open(&bench, &editor, "/who?name=tomas+arvid").await;
    let notes = all(&page, "section[aria-labelledby=notes-h] li").concat();
    for words in ["head of the coastguard", "his card", "reliability B, usually reliable"] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    assert!(all(&page, ".known .more").concat().contains("reliability B, usually reliable"));
    let other = open(&bench, &editor, "/who?name=Helena+Marsh").await;
    assert_eq!(all(&other, "section[aria-labelledby=notes-h]"), Vec::<String>::new());
}

#[tokio::test]
async fn a_speaker_whom_no_report_names_stands_on_every_page() {
    let bench = ferry().await;
    let editor = bench.editor().await;
    let key = look::situations(bench.app.desk.store(), false, 1, 0).expect("all")[0].key.clone();
    let page = open(&bench, &editor, &format!("/s/{key}")).await;
    let form = open(&bench, &editor, &link(&page, ".speaker li a.correct")).await;
    let duke = [("speaker", "Duke of Varnia"), ("why", "he told us so")];
    send(&bench, &editor, &form, "speaker", &duke).await;
    let page = open(&bench, &editor, &format!("/s/{key}")).await;
    assert!(all(&page, ".speaker h3 a").iter().any(|who| who == "Duke of Varnia"));
    assert!(all(&page, ".chains b").iter().any(|origin| origin == "Duke of Varnia"));
    let found = open(&bench, &editor, "/search?speaker=Duke+of+Varnia&kind=statement").await;
    assert_eq!(all(&found, ".hits li").len(), 1);
    let who = open(&bench, &editor, "/who?name=Duke+of+Varnia").await;
    assert_eq!(all(&who, ".known h3").len(), 1);
    assert!(all(&who, ".known .quiet").concat().contains("No report names it"));
    assert!(!all(&who, ".hits li").is_empty());
}

#[tokio::test]
async fn what_the_world_knows_is_found_by_any_name_of_it_and_by_wikidata_id() {
    let bench = tokio::task::spawn_blocking(|| {
        let bench = Bench::new(vec![], &[]);
        let text = FIRE.replace("the fire brigade said.", "the United Nations said.");
        bench.add(&page("https://news.example/fire", &text));
        let text = FIRE.replace("the fire brigade said.", "the UN said.").replace("Varnia", "Tarn");
        bench.add(&page("https://news.example/other", &text));
        bench.round();
        bench
    });
    let bench = bench.await.expect("a desk");
    let editor = bench.editor().await;
    for at in ["/who?name=United+Nations", "/who?name=un", "/who?wikidata=Q1065"] {
        let page = open(&bench, &editor, at).await;
        let mut words = all(&page, ".mentions b");
        words.sort();
        assert_eq!(words, ["UN", "United Nations"], "{at}: {:?}", all(&page, "main"));
        let said = all(&page, ".hits li").len();
        assert_eq!(said, 2, "{at}: {:?}", all(&page, ".hits li"));
    }
    let page = open(&bench, &editor, "/who?wikidata=Q1065").await;
    assert_eq!(all(&page, "h1"), ["United Nations"]);
}

#[tokio::test]
async fn every_page_tells_of_a_damaged_file() {
    let bench = ferry().await;
    let editor = bench.editor().await;
    bench.app.damage.get_or_init(|| "page 7 is damaged".to_owned());
    for at in ["/", "/sources", "/log"] {
        let told = bench.ask(get(at).by(&editor)).await;
        assert!(told.text.contains("page 7 is damaged"), "{at}");
    }
}
