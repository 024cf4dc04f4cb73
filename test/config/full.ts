import { publicKeyOf } from "../settings";

/** A raw configuration, as parsed from YAML. Tests change parts of it. */
// biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type, and each test changes another part of it
export type Raw = any;

/** Creates a valid dual-stack configuration. Every field has a value that is not its default. */
export function fullConfig(linkMonitor: "mii" | "arp" = "mii"): Raw {
  const network = (name: string, net: number) => ({
    name,
    adopt: true,
    mtu: 1600,
    subnets: [
      {
        name: `${name}-4`,
        cidr: `10.0.${net}.0/24`,
        gateway: `10.0.${net}.1`,
        allocationPools: [{ start: `10.0.${net}.200`, end: `10.0.${net}.250` }],
      },
      {
        name: `${name}-6`,
        cidr: `2001:db8:${net}::/64`,
        gateway: `2001:db8:${net}::1`,
        allocationPools: [{ start: `2001:db8:${net}::1000`, end: `2001:db8:${net}::1fff` }],
      },
    ],
  });
  const vnf = (position: number) => ({
    name: `dns-${position}`,
    hostname: `DNS0${position}`,
    orchestration: [`10.0.1.1${position}`, `2001:db8:1::1${position}`],
    management: [`10.0.2.1${position}`, `2001:db8:2::1${position}`],
    bond: {
      addresses: [
        `10.0.3.1${position}/24`,
        `2001:db8:3::1${position}/64`,
        `10.0.4.1${position}/24`,
        `2001:db8:4::1${position}/64`,
      ],
      gateways: ["10.0.3.1", "2001:db8:3::1"],
    },
    adoptPorts: {
      orchestration: `port-o${position}`,
      management: `port-m${position}`,
      "sriov-1": `port-a${position}`,
      "sriov-2": `port-b${position}`,
    },
    availabilityZone: "az-1",
    host: `compute-${position}`,
  });
  return {
    image: { name: "cpnr", properties: { hw_firmware_type: "uefi" } },
    orchestration: {
      ...network("orchestration", 1),
      segment: { type: "vlan", physicalNetwork: "physnet3", id: 7 },
      securityGroups: ["ssh"],
    },
    management: {
      ...network("management", 2),
      segment: { type: "vlan", physicalNetwork: "physnet3", id: 8 },
      securityGroups: ["ssh"],
    },
    sriov: [
      {
        ...network("service-1", 3),
        physicalNetwork: "physnet1",
        vlan: 101,
        numaNode: 1,
        numaPolicy: "required",
        virtualFunctions: 8,
      },
      {
        ...network("service-2", 4),
        physicalNetwork: "physnet2",
        vlan: 102,
        numaNode: 2,
        virtualFunctions: 16,
      },
    ],
    flavor: {
      name: "spanning",
      adopt: true,
      ram: 12_288,
      vcpus: 6,
      disk: 60,
      numaNodes: 3,
      pageSize: "1GB",
      pciNumaPolicy: "preferred",
    },
    bond: {
      name: "bond1",
      primary: "service-2",
      failback: "reclaim",
      linkMonitor:
        linkMonitor === "mii"
          ? { type: "mii", miimon: 50, updelay: 200, downdelay: 100 }
          : { type: "arp", interval: 500, targets: ["10.0.3.1", "10.0.4.1"], validate: "active" },
      gratuitousArps: 3,
      mtu: 1500,
    },
    day0: {
      renderer: "nmcli",
      users: [
        { name: "cpnr", authorizedKeys: [`${publicKeyOf("cpnr")} cpnr`], sudo: true },
        { name: "guest" },
      ],
      extraParts: [{ filename: "motd.yaml", contentType: "text/cloud-config", content: "#cloud-config\n" }],
      keyType: "ecdsa",
      onChange: "ignore",
    },
    verification: {
      user: "guest",
      jumpHost: { host: "jump.example", port: 2222, user: "jumper", hostKey: publicKeyOf("server") },
      bootupTime: 600,
      recoveryWait: 60,
      pingGateways: false,
      dnsName: "www.example.test",
      client: {
        type: "ssh",
        host: "client.example",
        port: 2222,
        user: "asker",
        hostKey: publicKeyOf("server"),
      },
    },
    drill: { afterDeployment: true, cuts: 5, maxGap: 400, queryInterval: 20, cable: ["switch", "--yes"] },
    heal: { policy: "REDEPLOY_ONLY", attempts: 2, perHour: 3, perDay: 7, stackPerDay: 20, interval: 60 },
    rollout: { canary: true, maxUnavailable: 2 },
    placement: { policy: "anti-affinity", availabilityZones: ["az-1", "az-2"] },
    cloud: { timeout: 60 },
    vnfs: [vnf(1), vnf(2)],
  };
}

/** Returns a copy of `raw` after `change`. */
export function changed(raw: Raw, change: (raw: Raw) => void): Raw {
  const copy = structuredClone(raw);
  change(copy);
  return copy;
}
