//! What may be called: everybody in the open network, and what an administrator names.

use crate::address::is_public;
use std::net::{IpAddr, SocketAddr};

/// The rules of one installation. [`Reach::default`] is the open network and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    named: Vec<Entry>,
    named_only: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    who: Who,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Who {
    /// Lower case, compared whole.
    Host(String),
    /// Address and number of leading bits that count.
    Net(IpAddr, u8),
}

/// An entry that names nobody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{0}» names neither a host, an address nor a network: write intranet.example, 10.0.0.5:8080 or 10.1.0.0/16"
)]
pub struct BadEntry(pub String);

impl Reach {
    /// `named`: hosts, addresses or networks (`10.1.0.0/16`), each with an optional port, that may be
    /// called although they are private. With `named_only` nobody else may be called at all.
    pub fn new(named: &[String], named_only: bool) -> Result<Reach, BadEntry> {
        let named = named
            .iter()
            .map(|text| entry(text.trim()).ok_or_else(|| BadEntry(text.clone())))
            .collect::<Result<_, _>>()?;
        Ok(Reach { named, named_only })
    }

    /// Whether a host that was resolved to this address may be connected to.
    pub fn allows(&self, host: &str, address: SocketAddr) -> bool {
        let ip = address.ip().to_canonical();
        let named = self.named.iter().any(|entry| {
            entry.port.is_none_or(|port| port == address.port())
                && match &entry.who {
                    Who::Host(name) => name.eq_ignore_ascii_case(host),
                    Who::Net(net, bits) => contains(*net, *bits, ip),
                }
        });
        named || (!self.named_only && is_public(address.ip()))
    }
}

fn entry(text: &str) -> Option<Entry> {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some(Entry {
            who: whole(address.ip()),
            port: Some(address.port()),
        });
    }
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Some(Entry {
            who: whole(ip),
            port: None,
        });
    }
    if let Some((ip, bits)) = text.split_once('/') {
        let (ip, bits) = (ip.parse::<IpAddr>().ok()?, bits.parse::<u8>().ok()?);
        return (bits <= width(ip)).then_some(Entry {
            who: Who::Net(ip, bits),
            port: None,
        });
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (text, None),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    (!host.is_empty() && host.chars().all(fits)).then(|| Entry {
        who: Who::Host(host.to_ascii_lowercase()),
        port,
    })
}

fn whole(ip: IpAddr) -> Who {
    let ip = ip.to_canonical();
    Who::Net(ip, width(ip))
}

fn width(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 32 } else { 128 }
}

fn contains(net: IpAddr, bits: u8, ip: IpAddr) -> bool {
    let same = |a: u128, b: u128, unused: u32| a.checked_shr(unused) == b.checked_shr(unused);
    match (net, ip) {
        (IpAddr::V4(net), IpAddr::V4(ip)) => same(
            u32::from(net).into(),
            u32::from(ip).into(),
            32 - u32::from(bits),
        ),
        (IpAddr::V6(net), IpAddr::V6(ip)) => same(net.into(), ip.into(), 128 - u32::from(bits)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(named: &[&str], only: bool) -> Reach {
        let named: Vec<String> = named.iter().map(|n| n.to_string()).collect();
        Reach::new(&named, only).unwrap()
    }

    fn allows(reach: &Reach, host: &str, address: &str) -> bool {
        reach.allows(host, address.parse().unwrap())
    }

    #[test]
    fn what_is_private_must_be_named() {
        let none = Reach::default();
        assert!(allows(&none, "x.example", "93.184.216.34:443"));
        assert!(!allows(&none, "x.example", "10.0.0.1:443"));
        let some = reach(
            &[
                "intranet.example",
                "10.1.0.0/16",
                "127.0.0.1:8099",
                "fd00::/8",
            ],
            false,
        );
        for (host, address, wanted) in [
            ("intranet.example", "10.9.9.9:80", true),
            ("INTRANET.example", "10.9.9.9:80", true),
            ("x.intranet.example", "10.9.9.9:80", false),
            ("x.example", "10.1.255.1:80", true),
            ("x.example", "10.2.0.1:80", false),
            ("localhost", "127.0.0.1:8099", true),
            ("localhost", "[::ffff:127.0.0.1]:8099", true),
            ("localhost", "127.0.0.1:8098", false),
            ("x.example", "[fd00::1]:80", true),
            ("x.example", "[fe80::1]:80", false),
            ("x.example", "93.184.216.34:80", true),
        ] {
            assert_eq!(allows(&some, host, address), wanted, "{host} {address}");
        }
        let only = reach(&["intranet.example"], true);
        assert!(!allows(&only, "x.example", "93.184.216.34:80"));
        assert!(allows(&only, "intranet.example", "93.184.216.34:80"));
        assert!(allows(&reach(&["0.0.0.0/0"], false), "x", "10.0.0.1:1"));
    }

    #[test]
    fn an_entry_that_names_nobody_is_refused() {
        for bad in [
            "",
            "http://x.example",
            "10.0.0.0/33",
            "x.example:99999",
            "a b",
        ] {
            assert!(Reach::new(&[bad.to_string()], false).is_err(), "{bad}");
        }
    }
}
