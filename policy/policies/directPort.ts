import { type Finding, type ResourceCheck, unseen, violation } from "../check";
import { type Data, isGiven, listAt, UNKNOWN, valueAt } from "../data";
import { label, type Resource, TYPES } from "../resource";
import { vnicTypeOf } from "../sriov";

interface Config {
  readonly linkMonitor: "mii" | "arp";
}

export const directPort: ResourceCheck<Config> = {
  name: "direct-port",
  description:
    "A port with vnic type direct has port security off, no security groups, fixed addresses, and, if the bond uses MII monitoring, propagate_uplink_status.",
  level: "mandatory",
  config: {
    linkMonitor: {
      type: "string",
      enum: ["mii", "arp"],
      default: "mii",
      description:
        "How the bonds detect a failed link. With ARP monitoring, propagate_uplink_status is not required.",
    },
  },
  types: [TYPES.port],
  *find(port, { linkMonitor }) {
    const vnicType = vnicTypeOf(port);
    if (vnicType === UNKNOWN) {
      yield unseen(port, "its vnic type is not known in a preview");
    }
    if (vnicType !== "direct") {
      return;
    }
    yield* findFilters(port);
    yield* findUnfixedAddresses(port);
    if (linkMonitor === "mii") {
      yield* findStuckLink(port);
    }
  },
};

/** An SR-IOV agent filters nothing on a VF, and Neutron refuses groups without port security. */
function* findFilters(port: Resource): Generator<Finding> {
  const portSecurity = valueAt(port.inputs, "portSecurityEnabled");
  if (portSecurity === UNKNOWN) {
    yield unseen(port, "portSecurityEnabled is not known in a preview");
  } else if (portSecurity !== false) {
    yield violation(
      port,
      `The ${label(port)} has vnic type direct but portSecurityEnabled is not false: set portSecurityEnabled: false, because nothing filters the traffic of a VF.`,
    );
  }
  const groups = listAt(port.inputs, "securityGroupIds");
  if (groups === UNKNOWN) {
    yield unseen(port, "securityGroupIds is not known in a preview");
  } else if (groups.length > 0) {
    yield violation(
      port,
      `The ${label(port)} has vnic type direct and security groups (${groups.length}), which filter nothing on a VF: remove securityGroupIds and set noSecurityGroups: true.`,
    );
  }
}

function* findUnfixedAddresses(port: Resource): Generator<Finding> {
  const fixedIps = listAt(port.inputs, "fixedIps");
  if (fixedIps === UNKNOWN) {
    yield unseen(port, "fixedIps is not known in a preview");
  } else if (fixedIps.length === 0) {
    yield violation(
      port,
      `The ${label(port)} has vnic type direct but no fixed address: set fixedIps to the bond's addresses, so that Neutron gives them to no other port.`,
    );
  } else if (!fixedIps.every((fixedIp) => isGiven(valueAt(fixedIp, "ipAddress")))) {
    yield violation(
      port,
      `The ${label(port)} has vnic type direct but fixedIps without ipAddress, so that Neutron chooses the address: set ipAddress to the bond's address.`,
    );
  }
}

/** Without the attribute the VF's link stays up when the NIC's cable is out. */
function* findStuckLink(port: Resource): Generator<Finding> {
  const propagates = valueAt(port.inputs, "valueSpecs", "propagate_uplink_status");
  if (propagates === UNKNOWN) {
    yield unseen(port, "propagate_uplink_status is not known in a preview");
  } else if (!isTrue(propagates)) {
    yield violation(
      port,
      `The ${label(port)} has vnic type direct but propagate_uplink_status is not true, so that MII monitoring never sees a failed cable: set valueSpecs: { propagate_uplink_status: "true" }, or set linkMonitor of this policy to arp.`,
    );
  }
}

/** Whether Neutron reads a value as true (neutron_lib.api.converters.convert_to_boolean). */
function isTrue(value: Data): boolean {
  return ["true", "1"].includes(String(value).toLowerCase());
}
