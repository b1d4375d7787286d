//! E-mail against a server of the test's own, open and over TLS.

use std::io::{Read, Write};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::authority::Authority;
use super::*;

/// What `desk` says with the password `Calder Rose` (RFC 4616), and each alone (AUTH LOGIN).
const PLAIN: &str = "AUTH PLAIN AGRlc2sAQ2FsZGVyIFJvc2U=";
const LOGIN: [&str; 3] = ["AUTH LOGIN", "ZGVzaw==", "Q2FsZGVyIFJvc2U="];

/// How a mail server is set up.
#[derive(Clone, Default)]
struct Setup {
    /// TLS from the first byte.
    tls: Option<Arc<ServerConfig>>,
    /// TLS after STARTTLS.
    starttls: Option<Arc<ServerConfig>>,
    /// Ways to log in, which it offers.
    auth: &'static str,
    /// What it answers to a login.
    login: &'static str,
}

/// What a mail server got: the commands, those over TLS marked `*`, and the message.
#[derive(Debug, Default)]
struct Got {
    commands: Vec<String>,
    message: String,
}

impl Got {
    fn line(&mut self, stream: &mut dyn Read) -> std::io::Result<String> {
        let (mut line, mut byte) = (Vec::new(), [0]);
        while !line.ends_with(b"\r\n") {
            stream.read_exact(&mut byte)?;
            line.push(byte[0]);
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// Talks until the end, or until TLS is to begin.
    fn talk(
        &mut self,
        stream: &mut (impl Read + Write),
        setup: &Setup,
        safe: bool,
    ) -> std::io::Result<()> {
        let mark = if safe { "* " } else { "" };
        let mut challenges = 0;
        loop {
            let line = self.line(stream)?;
            self.commands.push(format!("{mark}{line}"));
            let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => {
                    let offer =
                        if setup.starttls.is_some() && !safe { "250-STARTTLS\r\n" } else { "" };
                    format!("250-mail.example\r\n{offer}250-AUTH {}\r\n250 8BITMIME", setup.auth)
                }
                "STARTTLS" => "220 go on".to_owned(),
                "AUTH" if line == "AUTH LOGIN" => {
                    challenges = 1;
                    "334 VXNlcm5hbWU6".to_owned()
                }
                "AUTH" => setup.login.to_owned(),
                _ if challenges == 1 => {
                    challenges = 2;
                    "334 UGFzc3dvcmQ6".to_owned()
                }
                _ if challenges == 2 => {
                    challenges = 0;
                    setup.login.to_owned()
                }
                "DATA" => "354 go on".to_owned(),
                "QUIT" => "221 bye".to_owned(),
                _ => "250 ok".to_owned(),
            };
            write!(stream, "{answer}\r\n")?;
            if verb == "DATA" {
                loop {
                    match self.line(stream)?.as_str() {
                        "." => break,
                        line => self.message += &format!("{line}\r\n"),
                    }
                }
                write!(stream, "250 taken\r\n")?;
            }
            stream.flush()?;
            if verb == "QUIT" || verb == "STARTTLS" {
                return Ok(());
            }
        }
    }

    fn serve(&mut self, mut stream: TcpStream, setup: &Setup) -> std::io::Result<()> {
        let over = |config: &Arc<ServerConfig>, stream| {
            StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream)
        };
        if let Some(config) = &setup.tls {
            let mut stream = over(config, stream);
            stream.write_all(b"220 mail.example ESMTP\r\n")?;
            return self.talk(&mut stream, setup, true);
        }
        stream.write_all(b"220 mail.example ESMTP\r\n")?;
        self.talk(&mut stream, setup, false)?;
        match &setup.starttls {
            Some(config) => self.talk(&mut over(config, stream), setup, true),
            None => Ok(()),
        }
    }
}

/// A mail server that talks to one visitor.
fn mail_server(setup: Setup) -> (u16, JoinHandle<Got>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serve = move || {
        let mut got = Got::default();
        let (stream, _) = listener.accept().unwrap();
        // A visitor that hangs up is no failure of the server: what came until then tells.
        let _ = got.serve(stream, &setup);
        got
    };
    (port, std::thread::spawn(serve))
}

/// Sends an alert by a mail server: how the delivery stands, and what the server got.
fn send_by(setup: Setup, settings: &str) -> (Delivery, Got) {
    let (port, server) = mail_server(setup);
    let settings = format!(
        "[[channel]]\nname = 'editors'\n[channel.mail]\nport = {port}\n\
         from = 'Desk <desk@news.example>'\n\
         to = ['Night <night@news.example>', 'day@news.example']\ntimeout_seconds = 5\n{settings}"
    );
    let hostile = "Ten thousand\r\nBcc: all@news.example\r\n\r\n<script>";
    let (dir, store, rules) = desk(&settings, &[alert("alert-1", hostile)]);
    std::fs::write(dir.path().join("password"), "Calder Rose\n").unwrap();
    let authority = AUTHORITY.pem();
    std::fs::write(dir.path().join("trusted.pem"), authority).unwrap();
    let sent = due(&store, &rules.channels, at(0)).unwrap();
    let kept = of_alert(&store, "alert-1").unwrap();
    assert_eq!(kept, sent, "what is told is kept");
    (sent.into_iter().next().unwrap(), server.join().unwrap())
}

/// Login over TLS, by an authority that is trusted.
const SAFE: &str = "server = 'localhost'\nuser = 'desk'\npassword = { file = 'DIR/password' }\n\
                    ca = 'DIR/trusted.pem'\n";

#[test]
fn mail_is_plain_and_its_header_cannot_be_added_to() {
    let settings = "server = '127.0.0.1'\nsecurity = 'none'\n";
    let (sent, got) = send_by(Setup::default(), settings);
    assert_eq!((sent.state, sent.tries), (State::Done, 1), "{sent:?}");
    let recipients: Vec<&String> = got.commands.iter().filter(|c| c.starts_with("RCPT")).collect();
    assert_eq!(recipients, ["RCPT TO:<night@news.example>", "RCPT TO:<day@news.example>"]);
    let (head, body) = got.message.split_once("\r\n\r\n").unwrap();
    let names: Vec<&str> = head
        .lines()
        .filter(|l| !l.starts_with(' '))
        .filter_map(|l| Some(l.split_once(':')?.0))
        .collect();
    assert!(!names.contains(&"Bcc"), "{head}");
    assert!(head.contains("Subject: Ten thousand Bcc: all@news.example <script>"), "{head}");
    assert!(head.contains("Message-ID: <alert-1.fired@news.example>"), "{head}");
    assert!(head.contains("Content-Type: text/plain; charset=utf-8"), "{head}");
    assert!(body.contains("alert-1"), "{body}");
}

#[test]
fn mail_over_tls_with_a_login() {
    let config = || Some(AUTHORITY.server("localhost", 2900));
    for (tls, auth) in [(true, "PLAIN LOGIN"), (true, "LOGIN"), (false, "PLAIN"), (false, "LOGIN")]
    {
        let setup = match tls {
            true => Setup { tls: config(), ..Setup::default() },
            false => Setup { starttls: config(), ..Setup::default() },
        };
        let setup = Setup { auth, login: "235 welcome", ..setup };
        let how = if tls { "security = 'tls'\n" } else { "security = 'starttls'\n" };
        let (sent, got) = send_by(setup, &format!("{SAFE}{how}"));
        assert_eq!(sent.state, State::Done, "{auth}: {sent:?}");
        assert!(got.message.contains("alert-1"), "{got:?}");
        let open: Vec<&String> = got.commands.iter().filter(|c| !c.starts_with("* ")).collect();
        match tls {
            true => assert!(open.is_empty(), "{open:?}"),
            false => assert!(open.len() == 2 && open[1] == "STARTTLS", "{open:?}"),
        }
        let login: &[&str] = if auth.contains("PLAIN") { &[PLAIN] } else { &LOGIN };
        let said: Vec<String> = login.iter().map(|line| format!("* {line}")).collect();
        assert!(got.commands.windows(said.len()).any(|w| w == said), "{auth}: {got:?}");
    }
}

#[test]
fn a_mail_server_that_is_not_to_be_trusted_gets_no_password() {
    let other = Authority::new();
    let of = |config| Setup {
        auth: "PLAIN LOGIN",
        login: "235 welcome",
        starttls: config,
        ..Setup::default()
    };
    let wrapped = |config| Setup { tls: config, ..of(None) };
    let (tls, starttls) = ("security = 'tls'\n", "");
    for (setup, how, why) in [
        (wrapped(Some(other.server("localhost", 2900))), tls, "its certificate is by nobody"),
        (of(Some(other.server("localhost", 2900))), starttls, "its certificate is by nobody"),
        (
            of(Some(AUTHORITY.server("mail.example", 2900))),
            starttls,
            "its certificate is for another",
        ),
        (wrapped(Some(AUTHORITY.server("localhost", 2020))), tls, "its certificate has expired"),
        // It does not offer STARTTLS.
        (of(None), starttls, "STARTTLS"),
        // It speaks no TLS at all.
        (of(None), tls, "what it answers is no TLS"),
    ] {
        let (sent, got) = send_by(setup, &format!("{SAFE}{how}"));
        assert_eq!((sent.state, sent.tries), (State::Pending, 1), "{why}");
        let error = sent.last_error.unwrap();
        assert!(error.contains(why) && error.contains("by localhost"), "{why}: {error}");
        let said = got.commands.join("\n");
        assert!(!said.contains("AUTH") && !said.contains("MAIL"), "{why}: {said}");
        assert_eq!(got.message, "", "{why}");
    }
}

#[test]
fn a_login_that_is_refused_is_told() {
    let login = "535 5.7.8 Authentication credentials invalid";
    let config = Some(AUTHORITY.server("localhost", 2900));
    let setup = Setup { starttls: config, auth: "PLAIN", login, ..Setup::default() };
    let (sent, got) = send_by(setup, SAFE);
    assert_eq!((sent.state, sent.tries, sent.next_try > at(0)), (State::Pending, 1, true));
    let error = sent.last_error.unwrap();
    assert!(error.contains("535") && error.contains("credentials invalid"), "{error}");
    assert!(!error.contains("Calder Rose") && !error.contains("AGRlc2s"), "{error}");
    assert_eq!(got.message, "", "{got:?}");
    // None of its ways is one that can be spoken.
    let config = Some(AUTHORITY.server("localhost", 2900));
    let (sent, got) = send_by(
        Setup { tls: config, auth: "GSSAPI", ..Setup::default() },
        &format!("{SAFE}security = 'tls'\n"),
    );
    let error = sent.last_error.unwrap();
    assert!(error.contains("authentication"), "{error}");
    assert_eq!(got.message, "", "{got:?}");
}
