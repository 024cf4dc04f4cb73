import type { PortState } from "../../openstack/vnfState";
import { type Bond, FAIL_OVER_MAC } from "../../plan/bond";
import type { MemberNic, Nic } from "../../plan/nic";
import { listed } from "../../report/visible";
import { type Check, type Found, notChecked, passIf, passIfEqual } from "../check";
import type { Expectation } from "../expectation";
import { ADMINISTRATORS_ONLY, portsOf } from "./commands";

/**
 * binding:vif_type of a port that no mechanism driver has bound. Every other type depends on the cloud: ovs, bridge, vhostuser,
 * vrouter, midonet; hw_veb of a VF, hostdev_physical of a NIC that is passed as a whole, ovs of a VF that is offloaded.
 */
const FAILED_VIF_TYPES = ["unbound", "binding_failed"];

function missing({ adopt }: Nic): string {
  return adopt ? "the cloud has no port of this name or id" : "the stack has no port of this name";
}

/** Neutron's flag can't change after the creation of the port, and the agent read it when it bound the port. */
const FLAG_SINCE_CREATION = "shown by Neutron's flag, which the port has since its creation";

/** Someone can have set the flag off and on again. The agent is told of neither. */
const FLAG_IS_NO_PROOF =
  "shown by Neutron's flag, which is no proof: it can be set while the VF ignores the cable. Proof: link-state auto of the VF on the host (ip link show <PF>), or a drill by the way cable. cpnr uplink makes the agent apply the flag";

const TRUSTED =
  "yes: the guest may change the MAC address of the VF. The bond does not, but if somebody does in the guest, Neutron's agent declares the port DOWN. Next: openstack port set --not-trusted";

/** Checks of the VNF's ports in Neutron. */
export const portChecks: readonly Check<readonly PortState[]>[] = [
  {
    name: "ports",
    subject: "ports of the VNF",
    expected: "attached to the server and ACTIVE",
    find: (ports, expectation) =>
      nicsOf(expectation).map((nic) => {
        const port = portOf(nic, ports);
        return passIf(
          port?.attached === true && port.status === "ACTIVE",
          port === undefined
            ? `missing: ${missing(nic)}`
            : port.attached
              ? port.status
              : "not attached to the server",
          { subject: describePort(nic) },
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
        const details = {
          subject: `addresses of ${describePort(nic)}`,
          expected: addresses.join(", ") || "none",
        };
        const held = portOf(nic, ports)?.addresses;
        return held === undefined
          ? notChecked(missing(nic), details)
          : passIf(
              addresses.length === 0
                ? held.length === 0
                : addresses.every((address) => held.includes(address)),
              listed(held) || "none",
              details,
            );
      }),
    readWith: portsOf,
    next: () =>
      "find out who changed the port. pulumi up does not detect this: openstack port set --fixed-ip restores the address, and pulumi up --replace makes a new port, unless the port is adopted",
    isMadeAtBoot: false,
  },
  {
    name: "switched ports",
    subject: "bindings of the ports outside the bond",
    expected: "bound",
    find: (ports, { switched }) =>
      switched.map((nic) => {
        const subject = `binding of ${describePort(nic)}`;
        const port = portOf(nic, ports);
        if (port === undefined) {
          return notChecked(missing(nic), { subject });
        }
        const { vifType } = port;
        return vifType === null
          ? notChecked(ADMINISTRATORS_ONLY, { subject })
          : passIf(!FAILED_VIF_TYPES.includes(vifType), vifType, { subject });
      }),
    readWith: portsOf,
    next: () => "openstack network agent list, and the virtual switch of the server's host",
    isMadeAtBoot: false,
  },
  {
    name: "direct ports",
    subject: "bindings of the bond's ports",
    expected: "bound to a VF",
    find: (ports, { bond }) =>
      findForMembers(ports, bond, ({ vnicType, vifType, pciSlot }, nic) => {
        const subject = `binding of ${describePort(nic)}`;
        if (vnicType !== "direct") {
          return passIf(false, vnicType, {
            subject: `vnic_type of ${describePort(nic)}`,
            expected: "direct",
          });
        }
        return vifType === null
          ? notChecked(ADMINISTRATORS_ONLY, { subject })
          : passIf(
              !FAILED_VIF_TYPES.includes(vifType),
              pciSlot === null ? vifType : `${vifType} ${pciSlot}`,
              {
                subject,
              },
            );
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
      findForMembers(ports, bond, ({ vlan: actual }, nic) => {
        const { vlan } = nic.network;
        const subject = `VLAN of ${describePort(nic)}`;
        if (actual === null) {
          return notChecked(ADMINISTRATORS_ONLY, { subject });
        }
        return vlan === undefined
          ? notChecked(`${actual}; cpnr:sriov[].vlan is not set`, { subject })
          : passIfEqual(subject, vlan, actual);
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
      findForMembers(ports, bond, ({ physicalNetwork: actual }, nic) => {
        const { physicalNetwork } = nic.network;
        const subject = `physical network of ${describePort(nic)}`;
        return actual === null
          ? notChecked(ADMINISTRATORS_ONLY, { subject, expected: physicalNetwork })
          : passIfEqual(subject, physicalNetwork, actual);
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
      findForMembers(ports, bond, ({ propagatesUplink, isUplinkUpdatable }, nic) => {
        const subject = `propagate_uplink_status of ${describePort(nic)}`;
        const actual = propagatesUplink === null ? "unknown" : propagatesUplink ? "on" : "off";
        const proof = isUplinkUpdatable ? FLAG_IS_NO_PROOF : FLAG_SINCE_CREATION;
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
          : passIf(propagatesUplink, propagatesUplink ? `on; ${proof}` : actual, { subject });
      }),
    readWith: portsOf,
    next: () =>
      "cpnr uplink sets it in place where Neutron has the extension uplink-status-propagation-updatable; elsewhere create a new port (pulumi up --replace), or monitor by ARP (cpnr:bond.linkMonitor)",
    isMadeAtBoot: false,
  },
  {
    name: "NUMA policy",
    subject: "NUMA policies of the bond's ports",
    expected: "as configured",
    find: (ports, { bond }) =>
      findForMembers(ports, bond, ({ numaPolicy: actual }, nic) => {
        const { numaPolicy } = nic.network;
        const subject = `NUMA policy of ${describePort(nic)}`;
        return numaPolicy === undefined
          ? passIf(true, actual ?? "not set", { subject, expected: "any" })
          : passIfEqual(subject, numaPolicy, actual);
      }),
    readWith: () => "openstack port show -c numa_affinity_policy of both ports",
    next: () =>
      "whether Neutron's option extension_drivers has port_numa_affinity_policy: without that driver, Neutron lists the extension and ignores the policy. Then set cpnr:flavor.pciNumaPolicy instead",
    isMadeAtBoot: false,
  },
  {
    name: "trusted",
    subject: "trust of the bond's VFs",
    expected: "no",
    find: (ports, { bond }) =>
      findForMembers(ports, bond, ({ isTrusted }, nic) => {
        const subject = `trust of ${describePort(nic)}`;
        if (isTrusted === null) {
          return notChecked(ADMINISTRATORS_ONLY, { subject });
        }
        return isTrusted
          ? { verdict: "warning", subject, actual: TRUSTED }
          : passIf(true, `no; fail_over_mac ${FAIL_OVER_MAC} needs no trust`, { subject });
      }),
    readWith: portsOf,
    next: () => "openstack port set --not-trusted, then openstack server reboot --hard",
    isMadeAtBoot: false,
  },
];

function nicsOf({ switched, bond }: Expectation): Nic[] {
  return [...switched, ...bond.members];
}

function portOf({ role }: Nic, ports: readonly PortState[]): PortState | undefined {
  return ports.find((port) => port.role === role);
}

function describePort({ portName }: Nic): string {
  return `port ${portName}`;
}

/** One finding for the port of each bond member. A missing port is not checked here, because the check `ports` reports it. */
function findForMembers(
  ports: readonly PortState[],
  { members }: Bond,
  find: (port: PortState, nic: MemberNic) => Found,
): Found[] {
  return members.map((nic) => {
    const port = portOf(nic, ports);
    return port === undefined ? notChecked(missing(nic), { subject: describePort(nic) }) : find(port, nic);
  });
}
