import type { Answer } from "../../openstack/answer";
import type { PortState, ServerState, Topology, VnfState } from "../../openstack/vnfState";
import type { Bond } from "../../plan/bond";
import type { Role, SriovNetwork } from "../../plan/network";
import type { Expectation } from "../expectation";
import { type Finding, finding, type Outcome, same, unobservable } from "../outcome";
import { type Check, outcomesOf, unseen } from "./check";

/** Bindings of a port on a virtual switch: Open vSwitch or OVN, and CVIM's VPP. */
const SWITCHED = ["ovs", "vhostuser"];

/** Binding of a port on a VF whose VLAN the NIC's embedded switch tags. */
const VF = "hw_veb";

const ADMINISTRATORS = "the cloud shows it to administrators only";

/** What the cloud says of a VNF, as far as it tells these credentials. */
export function judgeCloud({ server, ports, topology }: VnfState, expectation: Expectation): Outcome[] {
  return [
    ...outcomes(serverChecks, server, expectation),
    ...outcomes(portChecks, ports, expectation),
    ...outcomes(topologyChecks, topology, expectation),
  ];
}

function outcomes<Seen>(
  checks: readonly Check<Seen>[],
  answer: Answer<Seen>,
  expectation: Expectation,
): Outcome[] {
  return "seen" in answer ? outcomesOf(checks, answer.seen, expectation) : unseen(checks, answer.unseen);
}

const serverChecks: readonly Check<ServerState | null>[] = [
  {
    name: "server",
    about: "the server",
    expected: "to be ACTIVE",
    find: (server) => {
      if (server === null) {
        return finding(false, "the server", "to be ACTIVE", "the stack has none of that name");
      }
      const { status, fault, host } = server;
      const place = host === null ? "" : ` on ${host}`;
      return finding(
        status === "ACTIVE",
        "the server",
        "to be ACTIVE",
        fault === null ? `is ${status}${place}` : `is ${status}: ${fault}`,
      );
    },
  },
];

const portChecks: readonly Check<readonly PortState[]>[] = [
  {
    name: "ports",
    about: "the VNF's ports",
    expected: "to be the server's, and ACTIVE",
    find: (ports, expectation) =>
      rolesOf(expectation).map((role) => {
        const port = ports.find((candidate) => candidate.role === role);
        const state = port?.attached === false ? "is not attached to it" : `is ${port?.status}`;
        return finding(
          port?.attached === true && port.status === "ACTIVE",
          `port ${role}`,
          "to be the server's, and ACTIVE",
          port === undefined ? "the stack has none of that name" : state,
        );
      }),
  },
  {
    name: "ports' addresses",
    about: "the VNF's ports",
    expected: "to hold their addresses",
    find: (ports, { switched, bond }) =>
      [...switched, ...bond.members].map(({ role, addresses: expectedAddresses }) => {
        const addresses = expectedAddresses.map(({ address }) => address);
        const held = ports.find((candidate) => candidate.role === role)?.addresses;
        const about = `port ${role}`;
        const expected = `to hold ${addresses.join(", ") || "no address"}`;
        return held === undefined
          ? unobservable(about, expected, "there is no such port")
          : finding(
              addresses.every((address) => held.includes(address)),
              about,
              expected,
              `holds ${held.join(", ") || "none"}`,
            );
      }),
  },
  {
    name: "switched ports",
    about: "the ports besides the bond's",
    expected: "to be bound to the host's virtual switch",
    find: (ports, { switched }) =>
      switched.map(({ role }) => {
        const about = `port ${role}`;
        const expected = "to be bound to the host's virtual switch";
        const vifType = ports.find((port) => port.role === role)?.vifType;
        return vifType == null
          ? unobservable(about, expected, ADMINISTRATORS)
          : finding(SWITCHED.includes(vifType), about, expected, `is ${vifType}`);
      }),
  },
  {
    name: "direct ports",
    about: "the bond's ports",
    expected: "to be bound to a VF",
    find: (ports, { bond }) =>
      ofMembers(ports, bond, ({ vnicType, vifType, pciSlot }, { about }) => {
        const expected = "to be bound to a VF";
        if (vnicType !== "direct") {
          return finding(false, about, expected, `its vnic_type is ${vnicType}`);
        }
        return vifType === null
          ? unobservable(about, expected, ADMINISTRATORS)
          : finding(vifType === VF, about, expected, `is ${vifType}${pciSlot === null ? "" : ` ${pciSlot}`}`);
      }),
  },
  {
    name: "VLAN",
    about: "the VFs' VLANs",
    expected: "to be as configured",
    find: (ports, { bond }) =>
      ofMembers(ports, bond, ({ vlan: seen }, { about, network: { vlan } }) => {
        if (seen === null) {
          return unobservable(`${about}'s VLAN`, "to be as configured", ADMINISTRATORS);
        }
        return vlan === undefined
          ? unobservable(`${about}'s VLAN`, "to be as configured", `is ${seen}, and cpnr:sriov names none`)
          : same(`${about}'s VLAN`, vlan, seen);
      }),
  },
  {
    name: "physical networks",
    about: "the VFs' physical networks",
    expected: "to be the two configured",
    find: (ports, { bond }) =>
      ofMembers(ports, bond, ({ physicalNetwork: seen }, { about, network: { physicalNetwork } }) =>
        seen === null
          ? unobservable(`${about}'s physical network`, `to be ${physicalNetwork}`, ADMINISTRATORS)
          : same(`${about}'s physical network`, physicalNetwork, seen),
      ),
  },
  {
    name: "uplink status",
    about: "the VFs' links",
    expected: "to follow the cable",
    find: (ports, { bond }) =>
      ofMembers(ports, bond, ({ propagatesUplink: seen }, { about }) => {
        const what = `${about}'s propagate_uplink_status`;
        if (bond.linkMonitor.type === "arp") {
          return {
            about: what,
            expected: "to be on",
            verdict: "told",
            seen: `is ${onOff(seen)}; ARP notices by itself`,
          };
        }
        return seen === null
          ? unobservable(what, "to be on", "the cloud lacks the extension uplink-status-propagation")
          : finding(seen, what, "to be on", `is ${onOff(seen)}`);
      }),
  },
];

const topologyChecks: readonly Check<Topology>[] = [
  {
    name: "host's NUMA nodes",
    about: "the server",
    expected: "to span the host's NUMA nodes",
    find: ({ nodes }, { numaNodes }) =>
      finding(
        nodes.length >= numaNodes,
        "the server",
        `to span ${numaNodes} NUMA nodes`,
        `spans ${nodes.length}${nodes.every(({ hostNode }) => hostNode === null) ? "" : `: the host's ${nodes.map(({ hostNode }) => hostNode).join(", ")}`}`,
      ),
  },
  {
    name: "VFs' NUMA nodes",
    about: "the VFs' NICs",
    expected: "to sit on NUMA nodes of the server",
    find: ({ nodes }, { bond }) =>
      bond.members.map(({ network: { physicalNetwork, numaNode } }) => {
        const about = `${physicalNetwork}'s NUMA node ${numaNode}`;
        const expected = "to be one of the server's";
        return nodes.some(({ hostNode }) => hostNode === null)
          ? unobservable(about, expected, ADMINISTRATORS)
          : finding(
              nodes.some(({ hostNode }) => hostNode === numaNode),
              about,
              expected,
              `the server's are ${nodes.map(({ hostNode }) => hostNode).join(", ")}`,
            );
      }),
  },
  {
    name: "CPUs",
    about: "the server's CPUs",
    expected: "to be pinned",
    find: ({ nodes }) =>
      nodes.map(({ hostNode, vcpus, pinnedCpus }, index) => {
        const about = `the CPUs on NUMA node ${hostNode ?? `of the guest's ${index}`}`;
        return pinnedCpus === null
          ? unobservable(about, "to be pinned", ADMINISTRATORS)
          : finding(
              pinnedCpus.length > 0 && pinnedCpus.length === vcpus.length,
              about,
              "to be pinned",
              `${vcpus.join(", ")} are pinned to ${pinnedCpus.join(", ") || "none"}`,
            );
      }),
  },
  {
    name: "page size",
    about: "the server's pages",
    expected: "to be large",
    find: ({ pageSize }) =>
      pageSize === null
        ? unobservable("the server's pages", "to be large", ADMINISTRATORS)
        : finding(pageSize > SMALL_PAGE, "the server's pages", "to be large", `are of ${pageSize} KiB`),
  },
];

/** KiB of x86-64's smallest page. */
const SMALL_PAGE = 4;

function rolesOf({ switched, bond }: Expectation): Role[] {
  return [...switched, ...bond.members].map(({ role }) => role);
}

/** A finding on the port of each of the bond's members; a port that isn't there is another check's fault. */
function ofMembers(
  ports: readonly PortState[],
  { members }: Bond,
  find: (port: PortState, of: { about: string; network: SriovNetwork }) => Finding,
): Finding[] {
  return members.map(({ role, network }) => {
    const about = `port ${role}`;
    const port = ports.find((candidate) => candidate.role === role);
    return port === undefined
      ? unobservable(about, "to be there", "the stack has none of that name")
      : find(port, { about, network });
  });
}

function onOff(state: boolean | null): string {
  return state === null ? "not known" : state ? "on" : "off";
}
