import { checkSettings } from "../../config/load";
import { expectationOf } from "../../verify/expectation";
import { rawConfig, withSecondVnf } from "../settings";

// biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type
function twoVnfs(change: (raw: any) => void = () => undefined) {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const raw = rawConfig("lab") as any;
  withSecondVnf(raw);
  change(raw);
  const settings = checkSettings(raw);
  const [first, second] = settings.vnfs;
  if (first === undefined || second === undefined) {
    throw new Error("two VNFs are needed");
  }
  return { settings, first, second };
}

const MACS = ["fa:16:3e:00:00:01", "fa:16:3e:00:00:02"] as const;

describe("what is expected of a VNF", () => {
  it("is a ping of the gateway on every network that has one, and of each peer on every network", () => {
    const { settings, first, second } = twoVnfs();
    const { pings } = expectationOf(settings, second, MACS, [first]);
    expect(pings.map(({ address, over, whose }) => `${address} over ${over}: ${whose}`)).toEqual([
      "172.16.1.1 over bond0: the gateway",
      "192.168.100.1 over 192.168.100.102: the gateway of orchestration",
      "10.10.10.1 over 10.10.10.102: the gateway of management",
      '192.168.100.101 over 192.168.100.102: VNF "cpnr-dns-1" on orchestration',
      '10.10.10.101 over 10.10.10.102: VNF "cpnr-dns-1" on management',
      '172.16.1.10 over bond0: VNF "cpnr-dns-1" on the service network',
    ]);
  });

  it("is no ping of a gateway where gateways need not answer, and of none that a subnet has not", () => {
    const silent = twoVnfs((raw) => {
      raw.verification.pingGateways = false;
    });
    expect(expectationOf(silent.settings, silent.first, MACS, []).pings).toEqual([]);
    const without = twoVnfs((raw) => {
      delete raw.management.subnets[0].gateway;
    });
    expect(expectationOf(without.settings, without.first, MACS, []).pings).toHaveLength(2);
  });

  it("is the primary's VF first, with the network, the VLAN and the NUMA node of each", () => {
    const { settings, first } = twoVnfs((raw) => {
      raw.bond.primary = "sriov-network-2";
    });
    expect(expectationOf(settings, first, MACS, []).members).toEqual([
      {
        mac: MACS[0],
        position: 2,
        addresses: ["172.16.1.10"],
        network: "sriov-network-2",
        physicalNetwork: "sriov1",
        vlan: 102,
        numaNode: 1,
      },
      {
        mac: MACS[1],
        position: 1,
        addresses: ["172.16.1.10"],
        network: "sriov-network-1",
        physicalNetwork: "sriov0",
        vlan: 101,
        numaNode: 0,
      },
    ]);
  });

  it("is an answer of the DNS service at each of the bond's addresses, if a name is configured", () => {
    const { settings, first } = twoVnfs();
    expect(expectationOf(settings, first, MACS, []).dns).toEqual({
      name: "www.example.test",
      servers: ["172.16.1.10"],
    });
    const nameless = twoVnfs((raw) => {
      delete raw.verification.dnsName;
    });
    expect(expectationOf(nameless.settings, nameless.first, MACS, []).dns).toBeUndefined();
  });
});
