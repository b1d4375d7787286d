//! A small web site on 127.0.0.1.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What was asked: the path and the header.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) header: String,
}

type Answer = dyn Fn(&Request, &mut dyn Write) -> std::io::Result<()> + Send + Sync;

/// A site that goes on answering until the test ends.
pub(crate) struct Site {
    pub(crate) port: u16,
    at: &'static str,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Site {
    /// A site that answers with what `answer` writes, a whole response.
    pub(crate) fn raw(
        answer: impl Fn(&Request, &mut dyn Write) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Site {
        Site::open("http://127.0.0.1", None, answer)
    }

    /// The same over TLS, as `localhost`.
    pub(crate) fn tls(
        config: Arc<ServerConfig>,
        answer: impl Fn(&Request) -> (u16, String, Vec<u8>) + Send + Sync + 'static,
    ) -> Site {
        Site::open("https://localhost", Some(config), whole(answer))
    }

    fn open(
        at: &'static str,
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&Request, &mut dyn Write) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answer: Arc<Answer> = Arc::new(answer);
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, log, tls) = (Arc::clone(&answer), Arc::clone(&log), tls.clone());
                // A reader that hangs up is no failure of the site.
                std::thread::spawn(move || serve(stream.unwrap(), tls, &*answer, &log).ok());
            }
        });
        Site { port, at, asked }
    }

    /// A site that answers with status, header lines and body.
    pub(crate) fn new(
        answer: impl Fn(&Request) -> (u16, String, Vec<u8>) + Send + Sync + 'static,
    ) -> Site {
        Site::raw(whole(answer))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}:{}{path}", self.at, self.port)
    }

    /// The paths asked for so far, but for robots.txt.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|r| r.path.clone()).filter(|p| p != "/robots.txt").collect()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

fn whole(
    answer: impl Fn(&Request) -> (u16, String, Vec<u8>),
) -> impl Fn(&Request, &mut dyn Write) -> std::io::Result<()> {
    move |request, out| {
        let (status, header, body) = answer(request);
        let length = body.len();
        write!(out, "HTTP/1.1 {status} X\r\nConnection: close\r\n{header}")?;
        write!(out, "Content-Length: {length}\r\n\r\n")?;
        out.write_all(if status == 304 { b"" } else { &body })
    }
}

fn serve(
    mut stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    answer: &Answer,
    log: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    match tls {
        None => exchange(&mut stream, answer, log)?,
        Some(config) => {
            let connection = ServerConnection::new(config).unwrap();
            let mut over = StreamOwned::new(connection, &stream);
            exchange(&mut over, answer, log)?;
            over.conn.send_close_notify();
            over.flush()?;
        }
    }
    // Hanging up with bytes unread would reset the connection.
    stream.shutdown(Shutdown::Write)?;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest)?;
    Ok(())
}

fn exchange(
    mut stream: impl Read + Write,
    answer: &Answer,
    log: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(&mut stream);
    let mut first = String::new();
    lines.read_line(&mut first)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut header = String::new();
    while !header.ends_with("\r\n\r\n") && lines.read_line(&mut header)? > 2 {}
    let request = Request { path, header: header.to_lowercase() };
    log.lock().unwrap().push(request.clone());
    answer(&request, &mut stream)
}
