//! The pages in a real browser: headless Chromium, driven by WebDriver (W3C). Without Chromium and
//! its driver the tests say so and end.
//!
//! `TWOSOURCE_SCREENSHOTS=FOLDER` keeps pictures of what was seen.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// axe-core 4.14.1, MPL 2.0: checks pages against WCAG.
const AXE: &str = include_str!("../browser/axe.min.js");
/// The name of an element in answers (WebDriver, 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Longest wait for something to appear.
const WAIT: Duration = Duration::from_secs(120);

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}

/// A browser, its window in the shape of a desktop or a phone.
struct Browser {
    _driver: Process,
    session: String,
}

impl Browser {
    /// A window of so many pixels, that of a phone where it is narrow. `None`: there is no Chromium
    /// here.
    fn start(width: u32, height: u32) -> Option<Browser> {
        let found = |name: &str| {
            std::env::var_os("PATH").is_some_and(|path| {
                std::env::split_paths(&path).any(|dir| dir.join(name).is_file())
            })
        };
        if !found("chromedriver") || !(found("chromium") || found("google-chrome")) {
            let line = "skipped: no Chromium with its driver is installed\n";
            std::io::stderr().write_all(line.as_bytes()).expect("it can be said");
            return None;
        }
        let port = free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let driver = Process(driver);
        let base = format!("http://127.0.0.1:{port}");
        let since = Instant::now();
        while ureq::get(format!("{base}/status")).call().is_err() {
            assert!(since.elapsed() < WAIT, "the driver does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--window-size={width},{height}"),
        ];
        let mut options = json!({"args": arguments});
        if width < 500 {
            // A window of the desktop is never that narrow.
            let metrics = json!({"width": width, "height": height, "pixelRatio": 2.0});
            options["mobileEmulation"] = json!({"deviceMetrics": metrics});
        }
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options}}});
        let answer = call(&format!("{base}/session"), Some(&wanted));
        let id = answer["sessionId"].as_str().expect("a session").to_owned();
        Some(Browser { _driver: driver, session: format!("{base}/session/{id}") })
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        call(&format!("{}/{command}", self.session), Some(body))
    }

    fn goto(&self, address: &str) {
        self.post("url", &json!({"url": address}));
    }

    fn address(&self) -> String {
        let url = call(&format!("{}/url", self.session), None);
        url.as_str().expect("an address").to_owned()
    }

    /// What a script gives back.
    fn run(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// Waits until an element is there that a selector finds and whose text holds `words`.
    fn wait(&self, selector: &str, words: &str) -> String {
        let script = format!(
            "const e = [...document.querySelectorAll({})].find(e => e.checkVisibility() && \
             e.textContent.includes({})); return e || null;",
            json!(selector),
            json!(words)
        );
        let since = Instant::now();
        loop {
            let found = self.run(&script);
            if let Some(id) = found[ELEMENT].as_str() {
                return id.to_owned();
            }
            assert!(
                since.elapsed() < WAIT,
                "no {selector} with {words:?} at {}: {}",
                self.address(),
                self.run("return document.body.innerText.slice(0, 3000)")
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn click(&self, selector: &str, words: &str) {
        let id = self.wait(selector, words);
        self.run(&format!(
            "[...document.querySelectorAll({})].find(e => e.checkVisibility() && \
             e.textContent.includes({})).scrollIntoView({{block: 'center'}})",
            json!(selector),
            json!(words)
        ));
        self.post(&format!("element/{id}/click"), &json!({}));
    }

    /// Clicks what leads to another page and waits until that page is there: a click's answer comes
    /// before the page it asks for, and the one that is left may look the same.
    fn follow(&self, selector: &str, words: &str) {
        self.run("window.left = true");
        self.click(selector, words);
        let since = Instant::now();
        while self.run("return window.left || document.readyState !== 'complete'") == json!(true) {
            assert!(since.elapsed() < WAIT, "{selector} leads nowhere from {}", self.address());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn fill(&self, selector: &str, text: &str) {
        let id = self.wait(selector, "");
        self.post(&format!("element/{id}/clear"), &json!({}));
        self.post(&format!("element/{id}/value"), &json!({"text": text}));
    }

    /// Presses keys one after another, wherever the focus is.
    fn press(&self, keys: &[&str]) {
        let actions: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
            })
            .collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.post("actions", &json!({"actions": [keyboard]}));
    }

    /// Keeps a picture where pictures are wanted.
    fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("TWOSOURCE_SCREENSHOTS") else { return };
        let picture = call(&format!("{}/screenshot", self.session), None);
        let bytes = base64(picture.as_str().expect("a picture"));
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes).expect("it is kept");
    }

    /// Fails with what axe finds wrong by WCAG 2.1 A and AA.
    fn check(&self, what: &str) {
        self.run(&format!("{AXE}; return 0"));
        let script = "const done = arguments[arguments.length - 1]; axe.run(document, {runOnly: \
                      ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'region', 'landmark-one-main']}) \
                      .then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' ' + \
                      v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | '))), \
                      e => done(['axe failed: ' + e]))";
        let script = script.replace(
            "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'region', 'landmark-one-main']}",
            "{runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}, \
             rules: {region: {enabled: true}, 'landmark-one-main': {enabled: true}}}",
        );
        let found = self.post("execute/async", &json!({"script": script, "args": []}));
        assert_eq!(found, json!([]), "{what}: {found:#}");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = ureq::delete(&self.session).call();
    }
}

/// One command to the driver; its answer's value.
fn call(address: &str, body: Option<&Value>) -> Value {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let answer = match body {
        Some(body) => agent
            .post(address)
            .header("Content-Type", "application/json")
            .send(body.to_string().as_bytes()),
        None => agent.get(address).call(),
    };
    let mut answer = answer.unwrap_or_else(|e| panic!("{address}: {e}"));
    let status = answer.status();
    let text = answer.body_mut().with_config().limit(64 << 20).read_to_string();
    let value: Value =
        serde_json::from_str(&text.expect("the driver answers in UTF-8")).expect("and in JSON");
    assert!(status.is_success(), "{address}: {value:#}");
    value["value"].clone()
}

/// Bytes of their base 64 (RFC 4648).
fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let bits: Vec<u8> = text.bytes().filter_map(value).collect();
    let group = |four: &[u8]| {
        let all = four.iter().fold(0u32, |sum, v| (sum << 6) | u32::from(*v));
        let all = all << (6 * (4 - four.len()));
        all.to_be_bytes()[1..four.len()].to_vec()
    };
    bits.chunks(4).flat_map(group).collect()
}

/// A desk that is served.
struct Served {
    _process: Process,
    folder: tempfile::TempDir,
    address: String,
}

impl Served {
    fn start(inputs: &[PathBuf]) -> Served {
        let folder = tempfile::tempdir().expect("a folder");
        let mut process = Command::new(env!("CARGO_BIN_EXE_twosource"))
            .args(["serve", "--no-feeds", "--listen", "127.0.0.1:0", "--desk"])
            .arg(folder.path().join("desk.db"))
            .args(inputs)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let out = BufReader::new(process.stdout.take().expect("its output"));
        let process = Process(process);
        let address = out
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.find("http://").map(|at| line[at..].trim().to_owned()));
        Served { _process: process, folder, address: address.expect("it prints its address") }
    }

    /// Without key and path.
    fn base(&self) -> &str {
        self.address.split("/?").next().expect("an address")
    }

    /// Adds a report while the pages are open.
    fn add(&self, name: &str, text: &str) {
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).expect("the report is written");
        let done = Command::new(env!("CARGO_BIN_EXE_twosource"))
            .args(["desk", "add"])
            .args([self.folder.path().join("desk.db"), file])
            .output()
            .expect("the program runs");
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{told}");
        assert!(told.contains("another program keeps this desk"), "{told}");
    }
}

fn ferry() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/ferry")
}

const RULES: &str = r#"
[[rule]]
name = "toll"
title = "Twenty or more killed"
figure = { counts = "people", told = "killed", is = ">= 20" }
"#;

const LATER: &str = r#"{"outlet": "Harbour Post", "published": "2025-03-10",
    "title": "Ferry toll rises to 21", "text": "PORT LISLE — Twenty-one people were killed when the
    ferry Calder Rose capsized off Gull Point, the coastguard said on Monday, after divers found
    three more bodies in the wreck. The Calder Rose was carrying 84 people from Port Lisle to the
    island of Tarn when it rolled over."}"#;

#[test]
fn a_reader_opens_checks_corrects_and_watches() {
    let Some(browser) = Browser::start(1400, 1000) else { return };
    let desk = Served::start(&[ferry()]);
    browser.goto(&desk.address);
    browser.wait("h1", "Desk");
    browser.wait("#situations a", "ferry capsizes");
    browser.check("the overview");
    browser.picture("overview");

    // A figure opens the report beside it at the words it rests on.
    browser.follow("#situations a", "ferry capsizes");
    browser.wait("h1", "At least nine dead");
    let number = browser.run(
        "const a = document.querySelector('td.figure .refs a'); a.click(); \
         return a.getAttribute('href')",
    );
    let number = number.as_str().expect("a passage").to_owned();
    let seen = browser.run(&format!(
        "const m = document.querySelector('{number}'); const r = m.getBoundingClientRect(); \
         return [m.matches(':target'), m.innerText, r.top >= 0 && r.bottom <= innerHeight, \
         getComputedStyle(m).backgroundColor]"
    ));
    assert_eq!(seen[0], true, "{seen}");
    assert!(seen[1].as_str().is_some_and(|words| words.contains("nine people")), "{seen}");
    assert_eq!(seen[2], true, "it is in sight: {seen}");
    assert_ne!(seen[3], "rgba(0, 0, 0, 0)", "it is marked: {seen}");
    browser.check("the situation");
    browser.picture("situation");

    // A speaker is corrected in place, and is another everywhere.
    browser.run(
        "const li = [...document.querySelectorAll('.speaker li')].find(li => \
         li.textContent.includes('too early to speak')); li.querySelector('a.correct').click()",
    );
    browser.wait("dialog legend", "Somebody else says it");
    browser.check("the form of a correction");
    browser.picture("form");
    browser.fill("dialog input[name=speaker]", "Tomas Arvid");
    browser.fill("dialog form:has(input[name=speaker]) input[name=why]", "she was quoted wrongly");
    browser.follow("dialog form:has(input[name=speaker]) button", "Keep");
    browser.wait("h1", "At least nine dead");
    let who = "return [...document.querySelectorAll('.speaker')].find(s => \
               s.textContent.includes('too early to speak')).querySelector('h3').textContent";
    assert!(browser.run(who).as_str().is_some_and(|w| w.contains("Tomas Arvid")));
    browser.goto(&format!("{}/search?q=too+early&kind=statement", desk.base()));
    browser.wait(".hits .more", "Tomas Arvid");
    browser.check("what a search finds");
    browser.goto(&format!("{}/log", desk.base()));
    browser.wait("li", "she was quoted wrongly");
    browser.check("the log of corrections");

    // Two names are made one from the heading of a speaker, and are one everywhere.
    browser.goto(&format!("{}/", desk.base()));
    browser.follow("#situations a", "ferry capsizes");
    browser.run(
        "[...document.querySelectorAll('.speaker h3')].find(h => \
         h.textContent.includes('Blue Strait Lines')).querySelector('a.correct').click()",
    );
    browser.wait("dialog legend", "This is the same as");
    browser.check("the form of somebody's correction");
    browser.picture("entity-form");
    browser.run(
        "const list = document.querySelector('dialog select[name=other]'); \
         list.value = [...list.options].find(o => o.label.startsWith('Helena Marsh')).value",
    );
    browser.fill("dialog form:has(select[name=other]) input[name=why]", "she speaks for it");
    browser.follow("dialog form:has(select[name=other]) button", "Keep");
    browser.wait("h1", "At least nine dead");
    let heads = browser.run(
        "return [...document.querySelectorAll('.speaker h3 a:first-child')].map(a => a.textContent)",
    );
    let heads: Vec<&str> =
        heads.as_array().expect("names").iter().filter_map(Value::as_str).collect();
    let pair = ["Helena Marsh", "Blue Strait Lines"];
    assert_eq!(heads.iter().filter(|name| pair.contains(name)).count(), 1, "{heads:?}");
    let one = heads.iter().find(|name| pair.contains(name)).expect("one of both");
    browser.follow(".speaker h3 a", one);
    browser.wait("h1", one);
    let other = if *one == pair[0] { pair[1] } else { pair[0] };
    browser.wait(".known .more", &format!("also {other}"));
    browser.check("the page of somebody");
    browser.picture("entity");
    // A mention leads to its report, where the name can be put right too.
    browser.follow(".mentions a", other);
    browser.wait("mark.here", other);
    browser.click("mark.here a.named", other);
    browser.wait("dialog legend", "This passage is somebody or something else");
    browser.fill("dialog form:has(select[name=passage]) input[name=why]", "it is a company");
    browser.follow("dialog form:has(select[name=passage]) button", "Keep");
    browser.wait(".speaker h3 a", other);
    browser.wait(".speaker h3 a", one);

    // A rule fires on the next report, on the open page.
    browser.goto(&format!("{}/watch", desk.base()));
    let rules = format!("document.getElementById('rules').value = {}", json!(RULES));
    browser.run(&rules);
    browser.follow("form button", "Keep");
    browser.wait("h1", "Watch");
    browser.goto(&format!("{}/", desk.base()));
    browser.wait("#situations a", "ferry");
    desk.add("later.json", &LATER.replace("\n    ", " "));
    browser.wait(".live, #alerts-h", "");
    browser.goto(&format!("{}/watch", desk.base()));
    let since = Instant::now();
    while !browser.run("return document.body.innerText.includes('21') || document.body.innerText.includes('Twenty-one')").as_bool().unwrap_or_default() {
        assert!(since.elapsed() < WAIT, "{}", browser.run("return document.body.innerText"));
        std::thread::sleep(Duration::from_millis(300));
        browser.goto(&format!("{}/watch", desk.base()));
    }
    browser.wait(".passage a", "Twenty-one");
    browser.check("the watch");
    browser.picture("watch");
    browser.follow(".passage a", "Twenty-one");
    browser.wait("mark.here", "Twenty-one");
    browser.check("a report");
    browser.picture("report");
    browser.goto(&format!("{}/sources", desk.base()));
    browser.wait("h1", "Sources");
    browser.check("the sources");
}

#[test]
fn the_pages_fit_a_phone_and_a_keyboard() {
    let Some(browser) = Browser::start(390, 844) else { return };
    let desk = Served::start(&[ferry()]);
    browser.goto(&desk.address);
    browser.wait("#situations a", "ferry");
    for page in ["/", "/search?q=ferry", "/sources", "/watch", "/log", "/who?name=Helena+Marsh"] {
        browser.goto(&format!("{}{page}", desk.base()));
        let wide = browser.run(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert!(wide.as_i64().is_some_and(|over| over <= 0), "{page} is too wide by {wide}");
    }
    // To the situation and to a passage by keys alone.
    browser.goto(&format!("{}/", desk.base()));
    browser.press(&["j", "\u{E007}"]);
    browser.wait("h1", "At least nine dead");
    let wide = browser
        .run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert!(wide.as_i64().is_some_and(|over| over <= 0), "the situation is too wide by {wide}");
    browser.picture("phone");
    let situation = browser.address();
    browser.press(&["j", "\u{E007}"]);
    let at = browser.address();
    assert!(at.contains("#p"), "{at}");
    browser.press(&["/"]);
    browser.press(&["h", "a", "r", "b", "o", "u", "r", "\u{E007}"]);
    browser.wait(".hits a", "arbour");
    // A report, and the form of a correction without the dialog.
    browser.goto(&situation);
    browser.follow(".texts .meta a", "This report");
    let wide = browser
        .run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert!(wide.as_i64().is_some_and(|over| over <= 0), "a report is too wide by {wide}");
    browser.picture("phone-report");
    let form = browser.run("return document.querySelector('a.named').href");
    browser.goto(form.as_str().expect("an address"));
    browser.wait("legend", "This is the same as");
    let wide = browser.run(
        "return [...document.querySelectorAll('main *')].filter(e => \
         e.getBoundingClientRect().right > document.documentElement.clientWidth).map(e => e.outerHTML.slice(0, 80))",
    );
    assert_eq!(wide, json!([]), "too wide");
    browser.picture("phone-form");
    browser.goto(&format!("{}/who?name=Helena+Marsh", desk.base()));
    browser.wait("h1", "Helena Marsh");
    browser.picture("phone-entity");
    // A page that is left lets its connection go: a browser has six of them for all.
    let closed = browser.run(
        "let closed = 0; EventSource.prototype.close = () => { closed += 1; }; \
         dispatchEvent(new Event('pagehide')); return closed",
    );
    assert_eq!(closed, 1);
}
