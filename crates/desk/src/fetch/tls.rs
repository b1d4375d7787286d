//! Whom to trust to vouch for a host (TLS: RFC 8446, RFC 5280), and what is wrong with what it shows.

use std::error::Error as StdError;
use std::path::Path;

use rustls::{CertificateError, RootCertStore};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::{Error, Kind};

/// The certificates in a file (PEM), each of which can vouch for hosts.
///
/// # Errors
/// If it cannot be read, holds none, or one that is broken.
pub(crate) fn certificates(file: &Path) -> Result<Vec<Certificate<'static>>, Error> {
    let fail = |kind, why: &dyn std::fmt::Display| {
        Error::new(kind, format!("reading the certificates in {}", file.display()), why)
            .advise("give the certificates of those to be trusted, as PEM")
    };
    let bytes = std::fs::read(file).map_err(|e| fail(Kind::Missing, &e))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&bytes) {
        if let PemItem::Certificate(certificate) = item.map_err(|e| fail(Kind::Invalid, &e))? {
            let der = certificate.der().to_vec().into();
            RootCertStore::empty().add(der).map_err(|e| fail(Kind::Invalid, &e))?;
            certificates.push(certificate);
        }
    }
    match certificates.is_empty() {
        true => Err(fail(Kind::Invalid, &"there is none in it")),
        false => Ok(certificates),
    }
}

/// How hosts are to vouch for themselves: by the certificates in a file, or those that the program
/// brings along.
///
/// # Errors
/// Those of [`certificates`].
pub(crate) fn config(ca: Option<&Path>) -> Result<TlsConfig, Error> {
    let roots = match ca {
        Some(file) => certificates(file)?.into(),
        None => RootCerts::WebPki,
    };
    Ok(TlsConfig::builder().root_certs(roots).build())
}

/// What is wrong with what a host showed of itself, where an exchange failed for that.
pub(crate) fn wrong(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return Some(words(error));
        }
        // Both keep what they carry out of their sources.
        next = match error.downcast_ref::<ureq::Error>() {
            Some(ureq::Error::Io(io)) => Some(io),
            Some(ureq::Error::Rustls(inner)) => Some(inner),
            _ => match error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref()) {
                Some(inner) => Some(inner),
                None => error.source(),
            },
        };
    }
    None
}

fn words(error: &rustls::Error) -> String {
    use CertificateError as Of;
    let of = match error {
        rustls::Error::InvalidCertificate(of) => of,
        rustls::Error::InvalidMessage(_) => return "what it answers is no TLS".to_owned(),
        other => return format!("TLS fails: {other}"),
    };
    match of {
        Of::UnknownIssuer => "its certificate is by nobody who is trusted".to_owned(),
        Of::Expired | Of::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        Of::NotValidYet | Of::NotValidYetContext { .. } => {
            "its certificate is not valid yet; is the clock of this machine right?".to_owned()
        }
        Of::NotValidForName | Of::NotValidForNameContext { .. } => {
            "its certificate is for another name".to_owned()
        }
        other => format!("its certificate is no good: {other}"),
    }
}
