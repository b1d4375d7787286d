//! What happens as it happens, and how it ends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use axum::http::StatusCode;
use futures_util::StreamExt;
use tokio::net::TcpListener;

use super::{Bench, FIRE, get, page, post};
use crate::web::answer;

#[tokio::test]
async fn open_pages_are_told_what_comes() {
    let bench = Bench::new(vec![], &[]);
    let editor = bench.editor().await;
    let answer = bench.stream(get("/live").by(&editor)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut events = answer.into_body().into_data_stream();
    bench.add(&page("https://news.example/fire", FIRE));
    let bench = tokio::task::spawn_blocking(move || {
        bench.round();
        bench
    });
    let bench = bench.await.expect("a round");
    let event = events.next().await.expect("an event").expect("bytes");
    let event = String::from_utf8(event.to_vec()).expect("text");
    let data = event.strip_prefix("data: ").expect("data");
    let told: serde_json::Value = serde_json::from_str(data.trim_end()).expect("JSON");
    assert_eq!((&told["what"], &told["title"]), (&"moved".into(), &"Grain store burns".into()));
    let key = told["key"].as_str().expect("a key");
    assert_eq!(bench.ask(get(&format!("/s/{key}")).by(&editor)).await.status, StatusCode::OK);
    // What ends the program ends the stream.
    bench.app.stopping.send_replace(true);
    assert!(events.next().await.is_none());
}

#[test]
fn an_open_page_does_not_keep_the_program_from_stopping() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("one");
    let bench = Bench::new(vec![], &[]);
    let editor = runtime.block_on(bench.editor());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let at = listener.local_addr().expect("an address");
    let app = Arc::clone(&bench.app);
    let served = runtime.spawn(answer(app, listener, async {
        stopped.await.expect("told to stop");
    }));
    let mut open = TcpStream::connect(at).expect("a connection");
    let ask =
        format!("GET /live HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", super::HOST, editor.cookie);
    open.write_all(ask.as_bytes()).expect("it is sent");
    let mut head = [0; 12];
    open.read_exact(&mut head).expect("an answer");
    assert_eq!(&head, b"HTTP/1.1 200");
    stop.send(()).expect("somebody listens");
    let mut rest = String::new();
    open.read_to_string(&mut rest).expect("it ends");
    assert!(rest.ends_with("0\r\n\r\n"), "the stream is ended, not cut: {rest}");
    runtime.block_on(served).expect("no panic").expect("no error");
}

#[tokio::test]
async fn an_open_page_is_told_nothing_once_its_session_is_over() {
    let open = async |bench: &Bench, guest: &super::Guest| {
        let answer = bench.stream(get("/live").by(guest)).await;
        (answer.status() == StatusCode::OK).then(|| answer.into_body().into_data_stream())
    };
    let bench = Bench::new(vec![], &[]);
    let editor = bench.editor().await;
    let mut events = open(&bench, &editor).await.expect("she is in");
    let out = bench.ask(post("/logout", "").by(&editor)).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert!(events.next().await.is_none(), "she has gone out");
    assert!(open(&bench, &editor).await.is_none());

    // Its seven days end by themselves; how soon is tried until the stream is opened before that.
    let mut seconds = 1;
    loop {
        let bench = Bench::new(vec![], &[]);
        let began = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(7 * 24);
        let began = began + jiff::SignedDuration::from_secs(seconds);
        let token = bench.app.access.by_key(&bench.key(), began).expect("no error").expect("in");
        let guest = super::Guest { cookie: format!("twosource={token}"), ..Default::default() };
        if let Some(mut events) = open(&bench, &guest).await {
            assert!(events.next().await.is_none(), "the session has ended");
            break;
        }
        seconds *= 4;
    }
}
