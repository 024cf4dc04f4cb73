import { told } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

describe("the bond", () => {
  it.each([
    [
      "a gateway beside its networks",
      (raw: Raw) => (raw.vnfs[0].bond.gateways[0] = "10.0.9.1"),
      "vnfs[0].bond.gateways[0] 10.0.9.1 is on no network of the bond's addresses (10.0.3.11/24, 2001:db8:3::11/64, 10.0.4.11/24, 2001:db8:4::11/64)",
    ],
    [
      "a gateway at a broadcast address",
      (raw: Raw) => (raw.vnfs[0].bond.gateways[0] = "10.0.3.255"),
      "vnfs[0].bond.gateways[0] 10.0.3.255 is the broadcast address of 10.0.3.0/24: use a host's address in it",
    ],
    [
      "two gateways of one family",
      (raw: Raw) => (raw.vnfs[0].bond.gateways = ["2001:db8:3::1", "2001:db8:4::1"]),
      "vnfs[0].bond.gateways[1] 2001:db8:4::1 is a second IPv6 gateway, after 2001:db8:3::1: keep one",
    ],
    [
      "a VNF as its gateway",
      (raw: Raw) => (raw.vnfs[0].bond.gateways[0] = "10.0.3.12"),
      "vnfs[0].bond.gateways[0] 10.0.3.12 is vnfs[1].bond.addresses[0], a VNF's own address: name the router's",
    ],
    [
      "a primary that is no member",
      (raw: Raw) => (raw.bond.primary = "management"),
      'bond.primary "management" is no SR-IOV network: name "service-1" or "service-2"',
    ],
    [
      "the name of a NIC",
      (raw: Raw) => (raw.bond.name = "enp0s6"),
      'bond.name "enp0s6" is a name that the guest uses for something else: use one like "bond0"',
    ],
    [
      "frames that a member's network does not carry",
      (raw: Raw) => (raw.bond.mtu = 9000),
      "bond.mtu 9000 is more than the 1600 that the SR-IOV networks carry: lower it, or raise cpnr:sriov[].mtu",
    ],
    [
      "members of two MTUs",
      (raw: Raw) => (raw.sriov[1].mtu = 9000),
      "sriov[1].mtu 9000 differs from the first SR-IOV network's 1600: make them alike, or a failover changes what passes",
    ],
    [
      "IPv6 and an MTU below IPv6's least",
      (raw: Raw) => (raw.bond.mtu = 1279),
      "bond.mtu 1279 is less than the 1280 that IPv6 needs (RFC 8200): raise it, or use IPv4 only",
    ],
  ])("may not have %s", (_, change, expected) => {
    expect(told(changed(fullConfig(), change))).toEqual([expected]);
  });

  it.each(["bond0", "team1", "ens", "ensemble", "service", "ethernet"])("may be called %s", (name) => {
    expect(told(changed(fullConfig(), ({ bond }) => (bond.name = name)))).toEqual([]);
  });
});

describe("a network that carries IPv6", () => {
  it("may not have an MTU below IPv6's least", () => {
    expect(told(changed(fullConfig(), ({ management }) => (management.mtu = 1279)))).toEqual([
      "management.mtu 1279 is less than the 1280 that IPv6 needs (RFC 8200): raise it, or use IPv4 only",
    ]);
  });

  it("is one with an IPv6 subnet: another may have less", () => {
    const raw = changed(fullConfig(), ({ management, vnfs }) => {
      management.mtu = 576;
      management.subnets.pop();
      for (const vnf of vnfs) {
        vnf.management.pop();
      }
    });
    expect(told(raw)).toEqual([]);
  });
});

describe("MII monitoring", () => {
  it("may not have delays that are no multiples of miimon", () => {
    const raw = changed(fullConfig(), ({ bond }) => {
      Object.assign(bond.linkMonitor, { updelay: 125, downdelay: 49 });
    });
    expect(told(raw)).toEqual([
      "bond.linkMonitor.updelay 125 is no multiple of miimon, 50, and the kernel would round it down to 100",
      "bond.linkMonitor.downdelay 49 is no multiple of miimon, 50, and the kernel would round it down to 0",
    ]);
  });
});

describe("ARP monitoring", () => {
  it.each([
    [
      "a target beside a VNF's networks",
      (raw: Raw) => (raw.bond.linkMonitor.targets = ["10.0.3.1", "10.0.9.1"]),
      'bond.linkMonitor.targets[1] 10.0.9.1 is on no network of "dns-1"\'s bond (10.0.3.11/24, 10.0.4.11/24): name an address there that always answers',
    ],
    [
      "a VNF as its target",
      (raw: Raw) => (raw.bond.linkMonitor.targets = ["10.0.4.12"]),
      "bond.linkMonitor.targets[0] 10.0.4.12 is vnfs[1]'s own address: name another host's that always answers",
    ],
    [
      "a target twice",
      (raw: Raw) => (raw.bond.linkMonitor.targets = ["10.0.3.1", "10.0.4.1", "10.0.3.1"]),
      "bond.linkMonitor.targets[2] 10.0.3.1 is targets[0] already: name each once",
    ],
    [
      "a VNF without an IPv4 address",
      ({ vnfs: [, { bond }] }: Raw) => {
        bond.addresses = bond.addresses.filter((address: string) => address.includes(":"));
        bond.gateways = ["2001:db8:3::1"];
      },
      "vnfs[1].bond.addresses 2001:db8:3::12/64, 2001:db8:4::12/64 has no IPv4 address, and cpnr:bond.linkMonitor asks by ARP: add one, or use type mii",
    ],
  ])("may not have %s", (_, change, expected) => {
    expect(told(changed(fullConfig("arp"), change))).toEqual([expected]);
  });
});
