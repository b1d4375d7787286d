//! Notices as e-mail (RFC 5321, RFC 5322), in plain text.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport as _};

use super::{headline, plain, secret};
use crate::alerts::Notice;
use crate::watch::rules::{Mail, Security};
use crate::{Error, Kind};

/// Longest subject, in characters.
const SUBJECT: usize = 200;

/// Sends a notice to all recipients.
pub(super) fn send(to: &Mail, notice: &Notice) -> Result<(), Error> {
    let doing = || format!("sending an alert by {}", to.server);
    let fail = |e: &dyn std::fmt::Display| Error::new(Kind::Network, doing(), e);
    let message = message(to, notice)?;
    let tls = || TlsParameters::new(to.server.clone()).map_err(|e| fail(&e));
    let (tls, port) = match to.security {
        Security::Starttls => (Tls::Required(tls()?), 587),
        Security::Tls => (Tls::Wrapper(tls()?), 465),
        Security::None => (Tls::None, 25),
    };
    let mut transport = SmtpTransport::builder_dangerous(&to.server)
        .port(to.port.unwrap_or(port))
        .tls(tls)
        .timeout(Some(Duration::from_secs(to.timeout_seconds.max(1).into())));
    if let (Some(user), Some(password)) = (&to.user, &to.password) {
        transport = transport.credentials(Credentials::new(user.clone(), secret(password)?));
    }
    transport.build().send(&message).map_err(|e| fail(&e))?;
    Ok(())
}

/// The message. Its id is made of the alert's, so that a second copy is known as one.
fn message(to: &Mail, notice: &Notice) -> Result<Message, Error> {
    let fail = |e: &dyn std::fmt::Display| Error::new(Kind::Invalid, "writing an e-mail", e);
    let subject: String = headline(notice).chars().take(SUBJECT).collect();
    let id = format!("<{}.{}@{}>", notice.alert.id, notice.news.name(), to.from.email.domain());
    let mut message = Message::builder()
        .from(to.from.clone())
        .subject(subject)
        .message_id(Some(id))
        // The header knows no time before 1970, which a clock that was never set may tell.
        .date(SystemTime::from(notice.at.max(Timestamp::UNIX_EPOCH)))
        .header(ContentType::TEXT_PLAIN);
    for recipient in &to.to {
        message = message.to(recipient.clone());
    }
    message.body(plain(notice)).map_err(|e| fail(&e))
}
