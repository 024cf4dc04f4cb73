import type { Vnf } from "../../plan/vnf";
import { requestFor } from "../../remote/observation";
import { expectationOf } from "../../verify/expectation";
import { planFrom, rawConfig, withSecondVnf } from "../settings";

// biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type
function twoVnfs(change: (raw: any) => void = () => undefined) {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const raw = rawConfig("lab") as any;
  withSecondVnf(raw);
  change(raw);
  const plan = planFrom(raw);
  const [first, second] = plan.vnfs;
  if (first === undefined || second === undefined) {
    throw new Error("the plan needs two VNFs");
  }
  const expected = (vnf: Vnf, peers: readonly Vnf[]) =>
    expectationOf(requestFor({ plan, owner: "cpnr/lab" }, vnf, peers), MACS);
  return { first, second, expected };
}

const MACS = { "sriov-1": "fa:16:3e:00:00:01", "sriov-2": "fa:16:3e:00:00:02" };

describe("expectationOf", () => {
  it("expects a ping of the gateway on every network that has one, and of each peer on every network", () => {
    const { first, second, expected } = twoVnfs();
    const { pings } = expected(second, [first]);
    expect(pings.map(({ address, over, targetName }) => `${address} over ${over}: ${targetName}`)).toEqual([
      "172.16.1.1 over bond0: the gateway",
      "192.168.100.1 over 192.168.100.102: the gateway of orchestration",
      "10.10.10.1 over 10.10.10.102: the gateway of management",
      '192.168.100.101 over 192.168.100.102: VNF "cpnr-dns-1" on orchestration',
      '10.10.10.101 over 10.10.10.102: VNF "cpnr-dns-1" on management',
      '172.16.1.10 over bond0: VNF "cpnr-dns-1" on the service network',
    ]);
  });

  it("expects no ping of gateways if pingGateways is off, and none in a subnet without a gateway", () => {
    const withoutPings = twoVnfs((raw) => {
      raw.verification.pingGateways = false;
    });
    expect(withoutPings.expected(withoutPings.first, []).pings).toEqual([]);
    const without = twoVnfs((raw) => {
      delete raw.management.subnets[0].gateway;
    });
    expect(without.expected(without.first, []).pings).toHaveLength(2);
  });

  it("expects a ping of a peer's bond only where the VNF reaches it: in a subnet of its bond, or behind its gateway", () => {
    const pingsOf = (gateways: string[]) => {
      const { first, second, expected } = twoVnfs((raw) => {
        for (const [index, { subnets }] of raw.sriov.entries()) {
          subnets.push({ name: `more-${index}`, cidr: "172.16.9.0/24" });
        }
        raw.vnfs[0].bond.addresses.push("172.16.1.77/24", "172.16.9.10/24");
        raw.vnfs[1].bond.gateways = gateways;
      });
      return expected(second, [first])
        .pings.filter(({ targetName }) => targetName.endsWith("service network"))
        .map(({ address }) => address);
    };
    expect(pingsOf([])).toEqual(["172.16.1.10", "172.16.1.77"]);
    expect(pingsOf(["172.16.1.1"])).toEqual(["172.16.1.10", "172.16.1.77", "172.16.9.10"]);
  });

  it("lists the primary VF first, with the network, the VLAN and the NUMA node of each VF", () => {
    const { first, expected } = twoVnfs((raw) => {
      raw.bond.primary = "sriov-network-2";
    });
    const member = (position: 1 | 2) => ({
      mac: MACS[`sriov-${position}`],
      nic: {
        role: `sriov-${position}`,
        portName: `cpnr-dns-1-sriov-${position}`,
        isPrimary: position === 2,
        addresses: [{ address: "172.16.1.10", subnet: { cidr: "172.16.1.0/24" } }],
        network: {
          name: `sriov-network-${position}`,
          physicalNetwork: `sriov${position - 1}`,
          vlan: 100 + position,
          numaNode: position - 1,
        },
      },
    });
    expect(expected(first, []).members).toMatchObject([member(2), member(1)]);
  });

  it("expects a DNS response at each of the bond's addresses if a name is configured", () => {
    const { first, expected } = twoVnfs();
    expect(expected(first, []).dns).toEqual({
      name: "www.example.test",
      servers: ["172.16.1.10"],
    });
    const withoutName = twoVnfs((raw) => {
      delete raw.verification.dnsName;
    });
    expect(withoutName.expected(withoutName.first, []).dns).toBeUndefined();
  });
});
