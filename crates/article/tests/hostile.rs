//! Input that is broken, huge or meant to harm is listed with its reason and stops nothing else.

mod common;

use std::io::{Read, Write};

use common::{PAGE, REPORT, folder, gzip, ids, read, skipped};

/// Reads one file beside a good one: the good one is always read.
fn beside_a_good_one(name: &str, bytes: &[u8]) -> article::Intake {
    let folder = folder(&[(name, bytes), ("zz-good.txt", REPORT.as_bytes())]);
    let intake = read(folder.path());
    assert!(intake.articles.iter().any(|a| a.text == REPORT), "{name}: the good one was not read");
    intake
}

fn check_skipped(name: &str, bytes: &[u8], reason: &str) {
    let intake = beside_a_good_one(name, bytes);
    let told = skipped(&intake);
    assert!(
        told.len() == 1 && told[0].0.starts_with(name) && told[0].1.contains(reason),
        "{name}: {told:?}, not {reason}"
    );
}

#[test]
fn what_holds_no_article_is_told() {
    let packed = gzip(REPORT.repeat(200).as_bytes());
    let french = "Le bac a coulé lundi au large de la côte et douze personnes ont été secourues, selon le port.";
    for (name, bytes, reason) in [
        ("zeros.txt", vec![0; 100_000], "a binary file"),
        ("cut.txt.gz", packed[..packed.len() / 2].to_vec(), "cut off"),
        ("cut.jsonl.gz", packed[..packed.len() / 2].to_vec(), "cut off"),
        ("noise.gz", b"\x1F\x8Bnothing of the kind".to_vec(), "damaged"),
        ("empty.txt", Vec::new(), "empty"),
        ("blank.txt", b" \n\t\n ".to_vec(), "no text"),
        ("french.txt", french.as_bytes().to_vec(), "in French"),
        ("image.txt", b"\x89PNG\r\n".to_vec(), "an image"),
        ("table.csv", b"a,b\n1,2\n".to_vec(), "unknown kind"),
        ("config.json", b"{\"a\": 1}".to_vec(), "no article in this JSON"),
        ("broken.json", b"{\"text\": \"a".to_vec(), "broken JSON"),
        ("deep.json", "[".repeat(200_000).into_bytes(), "nested too deep"),
        (
            "deep.html",
            format!("<!DOCTYPE html>{}", "<div>".repeat(100_000)).into_bytes(),
            "nested deeper",
        ),
        ("deep.warc", b"WARC/1.0\r\nContent-Length: nonsense\r\n\r\n".to_vec(), ""),
        ("feed.xml", b"<rss version=\"2.0\"><channel><item>".to_vec(), "feed"),
    ] {
        if name == "deep.warc" {
            beside_a_good_one(name, &bytes);
        } else {
            check_skipped(name, &bytes, reason);
        }
    }
}

#[test]
fn a_long_text_is_cut_off_and_says_so() {
    let long = format!("{REPORT}\n").repeat(50_000_000 / REPORT.len());
    let intake = beside_a_good_one("a-long.txt", long.as_bytes());
    assert_eq!(intake.articles.len(), 2);
    let cut = &intake.articles[0];
    assert_eq!(cut.text.len(), text::limits::TEXT_BYTES);
    assert!(cut.notes.iter().any(|n| n.starts_with("text cut off")), "{:?}", cut.notes);
}

/// Ten gigabytes of one byte as gzip: members of 100 MB, each compressed once.
fn bomb(byte: u8) -> Vec<u8> {
    let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let piece = vec![byte; 1 << 20];
    for _ in 0..100 {
        member.write_all(&piece).expect("written to memory");
    }
    member.finish().expect("written to memory").repeat(100)
}

#[test]
fn a_bomb_is_put_out_at_the_limit() {
    let bomb = bomb(b'a');
    check_skipped("bomb.txt.gz", &bomb, "holds more than 64 MB");
    check_skipped("bomb.html.gz", &bomb, "holds more than 64 MB");
    check_skipped("bomb.jsonl.gz", &bomb, "longer than 64 MB");
    let nested = gzip(&bomb);
    check_skipped("bomb.txt.gz.gz", &nested, "holds more than 64 MB");
}

#[test]
fn deep_pages_within_the_limit_are_read_on_a_small_stack() {
    let wrap = text::limits::PAGE_DEPTH - 20;
    let page = PAGE
        .replace("<article>", &format!("{}<article>", "<div>".repeat(wrap)))
        .replace("</article>", &format!("</article>{}", "</div>".repeat(wrap)));
    let read = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let intake = beside_a_good_one("deep.html", page.as_bytes());
        assert_eq!(intake.articles.len(), 2, "{:?}", intake.skipped);
    });
    read.expect("a thread").join().expect("no overflow");
}

#[test]
fn damaged_text_is_repaired_with_a_note() {
    let mut bytes = format!("{} café ", REPORT.repeat(40)).into_bytes();
    bytes.extend(b"\xFF quay.");
    let intake = beside_a_good_one("a.txt", &bytes);
    assert!(intake.articles[0].text.ends_with("café \u{FFFD} quay."));
    assert_eq!(intake.articles[0].notes, ["invalid UTF-8 replaced"]);
    let json = format!("{{\"id\": \"a\", \"text\": \"{REPORT} \\ud83d\\ude00 \\udc00!\"}}");
    let intake = beside_a_good_one("a.json", json.as_bytes());
    assert!(intake.articles[0].text.ends_with("😀 \u{FFFD}!"), "{}", intake.articles[0].text);
    assert_eq!(intake.articles[0].notes, ["lone surrogates replaced"]);
}

#[test]
fn every_cut_of_every_format_is_survived() {
    let mail = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{PAGE}\r\n--b--"
    );
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}\r\n\r\n",
        PAGE.len() + 44
    );
    let feed = format!(
        "<rss version=\"2.0\"><channel><item><description>{REPORT}</description></item></channel></rss>"
    );
    for whole in [PAGE, &mail, &warc, &feed] {
        for part in 0..12 {
            let cut = &whole.as_bytes()[..whole.len() * part / 12];
            let input = article::Input::Stdin(cut.to_vec());
            article::gather(&[input], world::World::bundled(), &mut |_| ());
        }
    }
}

#[cfg(unix)]
#[test]
fn links_pipes_and_closed_files_do_not_stop_reading() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[
        ("good.txt", REPORT.as_bytes()),
        ("closed.txt", b"Closed."),
        ("d/x.txt", b"Another one."),
    ]);
    let at = |name: &str| folder.path().join(name);
    symlink(folder.path(), at("d/loop")).expect("a link");
    symlink(at("nowhere"), at("dangling.txt")).expect("a link");
    let made = std::process::Command::new("mkfifo").arg(at("pipe.txt")).status();
    std::fs::set_permissions(at("closed.txt"), PermissionsExt::from_mode(0o000)).expect("set");
    let readable =
        std::fs::File::open(at("closed.txt")).is_ok_and(|mut f| f.read(&mut [0]).is_ok());
    let intake = read(folder.path());
    let told = skipped(&intake);
    assert!(intake.articles.iter().any(|a| a.text == REPORT));
    assert!(told.contains(&("loop", "a link to a folder that holds it")), "{told:?}");
    assert!(told.iter().any(|(name, _)| *name == "dangling.txt"), "{told:?}");
    if made.is_ok_and(|status| status.success()) {
        assert!(told.contains(&("pipe.txt", "not a regular file")), "{told:?}");
    }
    // Whoever may read everything, as root may, reads the closed file too.
    if !readable {
        assert!(told.contains(&("closed.txt", "no permission to read it")), "{told:?}");
    }
    assert!(ids(&intake).len() >= 2);
}
