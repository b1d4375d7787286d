//! Which addresses may be asked: http and https, and hosts that are open to all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

use crate::{Error, Kind};

/// IPv4 networks that are not open to all (RFC 6890 and its registry): first address, bits, name.
const CLOSED_V4: [(Ipv4Addr, u32, &str); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8, "an unspecified address"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "a private address"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "an address shared behind a carrier"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "a loopback address"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "a link-local address"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "a private address"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "a protocol's address"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "a relay's address"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "a private address"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "an address for measurements"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "a multicast address"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "a reserved address"),
];

/// IPv6 networks by their first two or more groups; outside `2000::/3` nothing is open to all but
/// what embeds an IPv4 address.
const CLOSED_V6: [(Ipv6Addr, u32, &str); 10] = [
    (Ipv6Addr::UNSPECIFIED, 128, "an unspecified address"),
    (Ipv6Addr::LOCALHOST, 128, "a loopback address"),
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, "an address of a local translator"),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "a protocol's address"),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, "an address for documentation"),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "an address for documentation"),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, "a unique local address"),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, "a link-local address"),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, "a site-local address"),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, "a multicast address"),
];

/// IPv6 networks that carry an IPv4 address, and the group it begins at: mapped (RFC 4291), of the
/// well-known translator (RFC 6052), 6to4 (RFC 3056).
const EMBEDDING: [(Ipv6Addr, u32, usize); 3] = [
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96, 6),
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96, 6),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, 1),
];

/// What an address is, where it is not open to all: `a loopback address`.
pub fn closed(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => closed_v4(address),
        IpAddr::V6(address) => closed_v6(address),
    }
}

fn closed_v4(address: Ipv4Addr) -> Option<&'static str> {
    let within = |net: Ipv4Addr, bits: u32| (address.to_bits() ^ net.to_bits()) >> (32 - bits) == 0;
    CLOSED_V4.iter().find(|(net, bits, _)| within(*net, *bits)).map(|(_, _, what)| *what)
}

fn closed_v6(address: Ipv6Addr) -> Option<&'static str> {
    let within =
        |net: Ipv6Addr, bits: u32| (address.to_bits() ^ net.to_bits()) >> (128 - bits) == 0;
    if let Some((_, _, group)) = EMBEDDING.iter().find(|(net, bits, _)| within(*net, *bits)) {
        let groups = address.segments();
        let bits = u32::from(groups[*group]) << 16 | u32::from(groups[group + 1]);
        return closed_v4(Ipv4Addr::from_bits(bits));
    }
    let named = CLOSED_V6.iter().find(|(net, bits, _)| within(*net, *bits));
    match named {
        Some((_, _, what)) => Some(what),
        None if address.segments()[0] >> 13 == 1 => None,
        None => Some("a reserved address"),
    }
}

/// Reads an address to ask at. Whatever the spelling of a host (`0x7f.1`, `2130706433`), the
/// result has its usual form (WHATWG URL).
///
/// # Errors
/// If it is no address, neither http nor https, or has a name or password in it.
pub fn parse(address: &str) -> Result<Url, Error> {
    let doing = || format!("reading the address {address}");
    let mut url = Url::parse(address.trim()).map_err(|e| Error::new(Kind::Invalid, doing(), e))?;
    if !matches!(url.scheme(), "http" | "https") {
        let why = format!("only http and https are asked, not {}", url.scheme());
        return Err(Error::new(Kind::Refused, doing(), why));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::new(Kind::Refused, doing(), "it has a name or a password in it")
            .advise("give the address without what stands before the @"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Which addresses may be asked that are not open to all: loopback, private, link-local …
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Local {
    /// None of them.
    #[default]
    None,
    /// These, and no others.
    These(Vec<IpAddr>),
    /// All of them.
    All,
}

impl Local {
    fn check(&self, address: IpAddr) -> Result<(), Closed> {
        let allowed = match self {
            Local::None => false,
            Local::These(these) => these.contains(&address),
            Local::All => true,
        };
        match closed(address) {
            Some(what) if !allowed => Err(Closed { address, what }),
            _ => Ok(()),
        }
    }
}

/// Refuses an address whose host is written as a number that must not be asked. (Names are
/// checked when they are resolved.)
pub(super) fn check_literal(url: &Url, local: &Local) -> Result<(), Closed> {
    match url.host() {
        Some(Host::Ipv4(address)) => local.check(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => local.check(IpAddr::V6(address)),
        _ => Ok(()),
    }
}

/// An address that must not be asked.
#[derive(Debug, thiserror::Error)]
#[error("it leads to {address}, {what}")]
pub(super) struct Closed {
    address: IpAddr,
    what: &'static str,
}

/// Resolves names to addresses that may be asked, and to no others: what is connected to is what
/// was checked.
#[derive(Debug)]
pub(super) struct OpenOnly {
    names: DefaultResolver,
    local: Local,
}

impl OpenOnly {
    pub(super) fn new(local: Local) -> OpenOnly {
        OpenOnly { names: DefaultResolver::default(), local }
    }
}

impl Resolver for OpenOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let mut open = self.empty();
        let mut refused = None;
        for socket in found.iter() {
            match self.local.check(socket.ip()) {
                Ok(()) => open.push(*socket),
                Err(closed) => refused = Some(closed),
            }
        }
        match refused {
            Some(refused) if open.is_empty() => Err(ureq::Error::Other(Box::new(refused))),
            _ => Ok(open),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_open_to_all() {
        for (address, expected) in [
            ("93.184.215.14", None),
            ("1.1.1.1", None),
            ("0.1.2.3", Some("an unspecified address")),
            ("10.0.0.1", Some("a private address")),
            ("100.63.255.255", None),
            ("100.64.0.1", Some("an address shared behind a carrier")),
            ("100.127.255.255", Some("an address shared behind a carrier")),
            ("100.128.0.0", None),
            ("127.255.0.1", Some("a loopback address")),
            ("169.254.169.254", Some("a link-local address")),
            ("172.15.0.1", None),
            ("172.31.0.1", Some("a private address")),
            ("192.0.2.7", Some("an address for documentation")),
            ("192.168.1.1", Some("a private address")),
            ("198.19.0.1", Some("an address for measurements")),
            ("224.0.0.251", Some("a multicast address")),
            ("255.255.255.255", Some("a reserved address")),
            ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", None),
            ("::", Some("an unspecified address")),
            ("::1", Some("a loopback address")),
            ("::127.0.0.1", Some("a reserved address")),
            ("::ffff:127.0.0.1", Some("a loopback address")),
            ("::ffff:1.1.1.1", None),
            ("64:ff9b::10.0.0.1", Some("a private address")),
            ("64:ff9b::1.1.1.1", None),
            ("64:ff9b:1::1.1.1.1", Some("an address of a local translator")),
            ("2002:7f00:1::", Some("a loopback address")),
            ("2002:c0a8:101::1", Some("a private address")),
            ("2002:101:101::", None),
            ("2001:0:1::1", Some("a protocol's address")),
            ("2001:db8::1", Some("an address for documentation")),
            ("3fff:1::1", Some("an address for documentation")),
            ("fd12:3456::1", Some("a unique local address")),
            ("fe80::1", Some("a link-local address")),
            ("ff02::fb", Some("a multicast address")),
            ("4000::1", Some("a reserved address")),
        ] {
            assert_eq!(closed(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn spellings_of_one_address() {
        for address in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://2130706433/",
            "http://127.0.0.1./",
            "http://１２７.0.0.1/",
            "http://[::ffff:7f00:1]/",
            "http://[0:0::1]/",
            "https://[64:ff9b::7f00:1]:8443/a",
        ] {
            let url = parse(address).unwrap();
            let refused = check_literal(&url, &Local::None).unwrap_err();
            assert_eq!(refused.what, "a loopback address", "{address}");
        }
    }

    #[test]
    fn what_is_not_asked() {
        for (address, kind) in [
            ("file:///etc/hostname", Kind::Refused),
            ("ftp://news.example/a", Kind::Refused),
            ("gopher://news.example/a", Kind::Refused),
            ("https://reader@news.example/", Kind::Refused),
            ("https://reader:word@news.example/", Kind::Refused),
            ("news.example/feed", Kind::Invalid),
            ("http://", Kind::Invalid),
            ("", Kind::Invalid),
            ("http://[::1/", Kind::Invalid),
        ] {
            assert_eq!(parse(address).unwrap_err().kind(), kind, "{address}");
        }
        assert_eq!(
            parse(" https://News.Example/a#top ").unwrap().as_str(),
            "https://news.example/a"
        );
    }
}
