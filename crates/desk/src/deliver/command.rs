//! A program that gets notices on its standard input.

use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command as Process, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use text::limits;

use crate::alerts::{Notice, to_json};
use crate::watch::rules::Command;
use crate::{Error, Kind};

/// How often it is looked whether a program has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Runs the program with a notice as JSON on its standard input; it must end well, in time. No word
/// of the alert is among its arguments.
pub(super) fn run(command: &Command, notice: &Notice) -> Result<(), Error> {
    let (program, arguments) = command.run.split_first().map_or(("", &[][..]), |(p, a)| (p, a));
    let fail = |why: String| Err(Error::new(Kind::Invalid, format!("running {program}"), why));
    let json = to_json(notice)?;
    let started = Process::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(why) => return fail(why.to_string()),
    };
    let stdin = child.stdin.take();
    // It may end without reading: what it takes is its own affair, its end tells.
    thread::spawn(move || stdin.map(|mut to| to.write_all(json.as_bytes())));
    let complaint = complaint(&mut child);
    let seconds = command.timeout_seconds.max(1);
    match wait(&mut child, Duration::from_secs(seconds.into())) {
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(status)) => {
            let said = complaint.recv_timeout(LOOK * 5).unwrap_or_default();
            let said = brief::one_line(&said);
            fail(if said.is_empty() { status.to_string() } else { format!("{status}: {said}") })
        }
        Ok(None) => fail(format!("it took longer than {seconds} s and was stopped")),
        Err(why) => fail(why.to_string()),
    }
}

/// The beginning of what it says on its standard error, once that has ended.
fn complaint(child: &mut Child) -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel();
    let stderr = child.stderr.take();
    thread::spawn(move || {
        let Some(mut stderr) = stderr else { return };
        let mut said = Vec::new();
        let read = stderr.by_ref().take(limits::COMPLAINT_BYTES).read_to_end(&mut said);
        // The rest is read past, so that it is not held up.
        let drained = read.and_then(|_| io::copy(&mut stderr, &mut io::sink()));
        if drained.is_ok() {
            let cut = if said.len() as u64 == limits::COMPLAINT_BYTES { " …" } else { "" };
            // Nobody waits for it where it ended well.
            let _ = send.send(String::from_utf8_lossy(&said).into_owned() + cut);
        }
    });
    receive
}

/// Waits until it ends; `None` where it had to be stopped.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() >= limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK);
    }
}
