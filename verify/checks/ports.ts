import type { PortState } from "../../openstack/vnfState";
import type { Bond } from "../../plan/bond";
import type { MemberNic, Nic } from "../../plan/nic";
import { type Check, type Found, found, notChecked, same } from "../check";
import type { Expectation } from "../expectation";
import { portsOf } from "./commands";

/** Bindings of a port on a virtual switch: Open vSwitch or OVN, and CVIM's VPP. */
const SWITCHED = ["ovs", "vhostuser"];

/** Binding of a port on a VF whose VLAN the NIC's embedded switch tags. */
const VF = "hw_veb";

const ADMINISTRATORS = "the cloud shows it to administrators only";
const MISSING = "the stack has no port of this name";

/** What Neutron says of the VNF's ports. */
export const portChecks: readonly Check<readonly PortState[]>[] = [
  {
    name: "ports",
    subject: "ports of the VNF",
    expected: "attached to the server and ACTIVE",
    find: (ports, expectation) =>
      nicsOf(expectation).map((nic) => {
        const port = portOf(nic, ports);
        return found(
          port?.attached === true && port.status === "ACTIVE",
          port === undefined
            ? `missing: ${MISSING}`
            : port.attached
              ? port.status
              : "not attached to the server",
          { subject: named(nic) },
        );
      }),
    readWith: portsOf,
    next: () => "openstack network agent list: the agent of the port's host must be alive",
    isMadeAtBoot: false,
  },
  {
    name: "port addresses",
    subject: "addresses of the VNF's ports",
    expected: "as configured",
    find: (ports, expectation) =>
      nicsOf(expectation).map((nic) => {
        const addresses = nic.addresses.map(({ address }) => address);
        const details = { subject: `addresses of ${named(nic)}`, expected: addresses.join(", ") || "none" };
        const held = portOf(nic, ports)?.addresses;
        return held === undefined
          ? notChecked(MISSING, details)
          : found(
              addresses.every((address) => held.includes(address)),
              held.join(", ") || "none",
              details,
            );
      }),
    readWith: portsOf,
    next: () =>
      "find out who changed the port. pulumi up does not see it: openstack port set --fixed-ip restores the address, and pulumi up --replace makes a new port",
    isMadeAtBoot: false,
  },
  {
    name: "switched ports",
    subject: "bindings of the ports besides the bond's",
    expected: `vif_type ${SWITCHED.join(" or ")}`,
    find: (ports, { switched }) =>
      switched.map((nic) => {
        const subject = `binding of ${named(nic)}`;
        const vifType = portOf(nic, ports)?.vifType;
        return vifType == null
          ? notChecked(ADMINISTRATORS, { subject })
          : found(SWITCHED.includes(vifType), vifType, { subject });
      }),
    readWith: portsOf,
    next: () => "openstack network agent list, and the virtual switch of the server's host",
    isMadeAtBoot: false,
  },
  {
    name: "direct ports",
    subject: "bindings of the bond's ports",
    expected: `vif_type ${VF}`,
    find: (ports, { bond }) =>
      ofMembers(ports, bond, ({ vnicType, vifType, pciSlot }, nic) => {
        const subject = `binding of ${named(nic)}`;
        if (vnicType !== "direct") {
          return found(false, vnicType, { subject: `vnic_type of ${named(nic)}`, expected: "direct" });
        }
        return vifType === null
          ? notChecked(ADMINISTRATORS, { subject })
          : found(vifType === VF, pciSlot === null ? vifType : `${vifType} ${pciSlot}`, { subject });
      }),
    readWith: portsOf,
    next: () =>
      "openstack port show -c binding_vif_type -c binding_profile, and the SR-IOV agent of the server's host",
    isMadeAtBoot: false,
  },
  {
    name: "VLAN",
    subject: "VLANs of the bond's ports",
    expected: "as configured",
    find: (ports, { bond }) =>
      ofMembers(ports, bond, ({ vlan: actual }, nic) => {
        const { vlan } = nic.network;
        const subject = `VLAN of ${named(nic)}`;
        if (actual === null) {
          return notChecked(ADMINISTRATORS, { subject });
        }
        return vlan === undefined
          ? notChecked(`${actual}, and cpnr:sriov names none`, { subject })
          : same(subject, vlan, actual);
      }),
    readWith: portsOf,
    next: () =>
      "openstack network show of the port's network: the stack may have adopted another than you meant",
    isMadeAtBoot: false,
  },
  {
    name: "physical networks",
    subject: "physical networks of the bond's ports",
    expected: "the two configured",
    find: (ports, { bond }) =>
      ofMembers(ports, bond, ({ physicalNetwork: actual }, nic) => {
        const { physicalNetwork } = nic.network;
        const subject = `physical network of ${named(nic)}`;
        return actual === null
          ? notChecked(ADMINISTRATORS, { subject, expected: physicalNetwork })
          : same(subject, physicalNetwork, actual);
      }),
    readWith: portsOf,
    next: () =>
      "openstack network show of both SR-IOV networks: if they share a physical network, both VFs fail together",
    isMadeAtBoot: false,
  },
  {
    name: "uplink status",
    subject: "propagate_uplink_status of the bond's ports",
    expected: "on",
    find: (ports, { bond }) =>
      ofMembers(ports, bond, ({ propagatesUplink }, nic) => {
        const subject = `propagate_uplink_status of ${named(nic)}`;
        const actual = propagatesUplink === null ? "unknown" : propagatesUplink ? "on" : "off";
        if (bond.linkMonitor.type === "arp") {
          return {
            verdict: "info",
            subject,
            expected: "on or off",
            actual: `${actual}; the bond monitors by ARP`,
          };
        }
        return propagatesUplink === null
          ? notChecked("the cloud lacks the extension uplink-status-propagation", { subject })
          : found(propagatesUplink, actual, { subject });
      }),
    readWith: portsOf,
    next: () =>
      "make a new port, which follows its cable (pulumi up --replace), or monitor by ARP (cpnr:bond.linkMonitor)",
    isMadeAtBoot: false,
  },
];

function nicsOf({ switched, bond }: Expectation): Nic[] {
  return [...switched, ...bond.members];
}

function portOf({ role }: Nic, ports: readonly PortState[]): PortState | undefined {
  return ports.find((port) => port.role === role);
}

function named({ portName }: Nic): string {
  return `port ${portName}`;
}

/** A finding on the port of each of the bond's members; a missing port is another check's fault. */
function ofMembers(
  ports: readonly PortState[],
  { members }: Bond,
  find: (port: PortState, nic: MemberNic) => Found,
): Found[] {
  return members.map((nic) => {
    const port = portOf(nic, ports);
    return port === undefined ? notChecked(MISSING, { subject: named(nic) }) : find(port, nic);
  });
}
