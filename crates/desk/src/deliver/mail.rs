//! Notices as e-mail (RFC 5321, RFC 5322), in plain text.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, Tls, TlsParameters, TlsParametersBuilder,
};
use lettre::{Message, SmtpTransport, Transport as _};

use super::{headline, plain, secret};
use crate::alerts::Notice;
use crate::fetch::tls;
use crate::watch::rules::{Mail, Security};
use crate::{Error, Kind};

/// Longest subject, in characters.
const SUBJECT: usize = 200;

/// Sends a notice to all recipients.
pub(super) fn send(to: &Mail, notice: &Notice) -> Result<(), Error> {
    let doing = || format!("sending an alert by {}", to.server);
    let fail = |e: lettre::transport::smtp::Error| {
        let why = tls::wrong(&e).unwrap_or_else(|| e.to_string());
        Error::new(Kind::Network, doing(), why)
    };
    let message = message(to, notice)?;
    let tls = || parameters(to)?.build().map_err(fail);
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
    transport.build().send(&message).map_err(fail)?;
    Ok(())
}

/// Whom to trust to vouch for the server.
fn parameters(to: &Mail) -> Result<TlsParametersBuilder, Error> {
    let mut parameters = TlsParameters::builder(to.server.clone());
    if let Some(file) = &to.ca {
        parameters = parameters.certificate_store(CertificateStore::None);
        for certificate in tls::certificates(file)? {
            let broken = |e| {
                let doing = format!("reading the certificates in {}", file.display());
                Error::new(Kind::Invalid, doing, e)
            };
            let certificate = Certificate::from_der(certificate.der().to_vec()).map_err(broken)?;
            parameters = parameters.add_root_certificate(certificate);
        }
    }
    Ok(parameters)
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
