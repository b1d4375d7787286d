//! Notices posted to an address, signed.

use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use ureq::{Agent, Proxy};
use url::{Host, Url};

use super::secret;
use crate::alerts::{Notice, to_json};
use crate::fetch::tls;
use crate::watch::rules::Webhook;
use crate::{Error, Kind};

/// Posts a notice. Redirects are not followed: what was signed is for that address alone.
pub(super) fn post(to: &Webhook, notice: &Notice, now: Timestamp) -> Result<(), Error> {
    let doing = || format!("posting an alert to {}", to.url);
    let body = to_json(notice)?;
    let seconds = now.as_second().to_string();
    let signature = sign(secret(&to.secret)?.as_bytes(), &seconds, &body);
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(to.timeout_seconds.max(1).into())))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .tls_config(tls::config(to.ca.as_deref())?)
        .proxy(if is_here(&to.url) { None } else { Proxy::try_from_env() })
        .user_agent(concat!("twosource/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let answer = agent
        .post(to.url.as_str())
        .header("Content-Type", "application/json")
        .header("Twosource-Timestamp", &seconds)
        .header("Twosource-Signature", &signature)
        .header("Twosource-Notice", &format!("{}/{}", notice.alert.id, notice.news.name()))
        .send(body.as_bytes())
        .map_err(|e| {
            let why = tls::wrong(&e).unwrap_or_else(|| e.to_string());
            Error::new(Kind::Network, doing(), why)
        })?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => Err(Error::new(Kind::Network, doing(), format!("it answered {status}"))),
    }
}

/// `sha256=` and the hexadecimal HMAC-SHA256 (RFC 2104) of the seconds, a full stop and the body.
fn sign(secret: &[u8], seconds: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(seconds.as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    let code = mac.finalize().into_bytes();
    format!("sha256={}", crate::digest::hexadecimal(&code))
}

/// Whether an address is on this machine, where no proxy leads.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `printf '1893456000.{"a":1}' | openssl dgst -sha256 -hmac calder` gives it.
    #[test]
    fn the_signature_is_an_hmac_of_time_and_body() {
        assert_eq!(
            sign(b"calder", "1893456000", "{\"a\":1}"),
            "sha256=c778f7c983d9daa0f9bff97ac8bb572f2f248474b65ef5a85a5bf35e262ad9bc"
        );
    }
}
