//! How a container reaches this machine, and how wide a door that takes (decisions 21).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::{Docker, DockerError};

/// The network in which containers are if nobody says otherwise.
const BRIDGE: &str = "bridge";
/// This machine's name inside containers, where the engine gives it one.
pub const HOST: &str = "host.docker.internal";

/// Where to listen for containers, and under which name they find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// What a listener binds.
    pub bind: IpAddr,
    /// What a container calls, without a port.
    pub host: String,
    /// Who may come; `None` where this machine's own loopback is what the engine forwards to.
    pub peers: Option<Subnet>,
}

impl Reach {
    /// Loopback, which an engine in a virtual machine forwards to.
    pub fn forwarded() -> Self {
        Self {
            bind: Ipv4Addr::LOCALHOST.into(),
            host: HOST.to_owned(),
            peers: None,
        }
    }

    /// The address of a listener as a container calls it.
    pub fn address(&self, port: u16) -> String {
        format!("{}:{port}", self.host)
    }
}

/// A network of IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subnet {
    network: Ipv4Addr,
    bits: u8,
}

impl Subnet {
    /// Reads `172.17.0.0/16`.
    pub fn parse(text: &str) -> Option<Self> {
        let (network, bits) = text.split_once('/')?;
        let (network, bits) = (network.parse().ok()?, bits.parse().ok()?);
        (bits <= 32).then_some(Self { network, bits })
    }

    /// Its first address that is somebody's.
    fn first(self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.network.to_bits() | 1)
    }

    /// Whether somebody is inside.
    pub fn contains(self, peer: IpAddr) -> bool {
        let IpAddr::V4(peer) = peer.to_canonical() else {
            return false;
        };
        let mask = u32::MAX.checked_shl(u32::from(32 - self.bits)).unwrap_or(0);
        peer.to_bits() & mask == self.network.to_bits() & mask
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.bits)
    }
}

impl Docker {
    /// Whether it runs without root, and so in a network of its own.
    pub async fn is_rootless(&self) -> Result<bool, DockerError> {
        let options = self.client.info().await?.security_options.unwrap_or_default();
        Ok(options.iter().any(|option| option == "name=rootless"))
    }

    /// How containers reach this machine: by the bridge's gateway, if it is an address of ours.
    pub async fn reach(&self) -> Result<Reach, DockerError> {
        let network = self.client.inspect_network(BRIDGE, None).await?;
        let configs = network.ipam.and_then(|ipam| ipam.config).unwrap_or_default();
        let bridge = configs.into_iter().find_map(|config| {
            let subnet = Subnet::parse(&config.subnet?)?;
            let told = config.gateway.and_then(|gateway| gateway.parse().ok());
            // Docker does not name it before its first restart; it takes the first address.
            Some((told.unwrap_or_else(|| subnet.first()), subnet))
        });
        let Some((gateway, subnet)) = bridge else {
            return Ok(Reach::forwarded());
        };
        // In a virtual machine, or without root, the gateway is somebody else's.
        let ours = tokio::net::TcpListener::bind(SocketAddr::from((gateway, 0))).await;
        Ok(match ours {
            Ok(_) => Reach {
                bind: gateway.into(),
                host: gateway.to_string(),
                peers: Some(subnet),
            },
            Err(_) => Reach::forwarded(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_is_inside() {
        let subnet = Subnet::parse("172.17.0.0/16").unwrap();
        let inside = |text: &str| subnet.contains(text.parse().unwrap());
        assert!(inside("172.17.0.2") && inside("172.17.255.254") && inside("::ffff:172.17.0.9"));
        assert!(!inside("172.18.0.2") && !inside("127.0.0.1") && !inside("::1") && !inside("192.168.1.4"));
        assert!(
            Subnet::parse("0.0.0.0/0")
                .unwrap()
                .contains("8.8.8.8".parse().unwrap())
        );
        assert!(
            !Subnet::parse("10.0.0.1/32")
                .unwrap()
                .contains("10.0.0.2".parse().unwrap())
        );
        assert_eq!(subnet.first(), Ipv4Addr::new(172, 17, 0, 1));
        for wrong in ["", "10.0.0.0", "10.0.0.0/33", "fd00::/8", "10.0.0/8"] {
            assert_eq!(Subnet::parse(wrong), None, "{wrong}");
        }
    }
}
