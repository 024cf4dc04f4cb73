import { isAdoptedBy } from "../openstack/adoptedPorts";
import type { AdoptedPort } from "../openstack/resources";
import { UPLINK_UPDATABLE } from "../openstack/uplink";
import { isMember, type MemberNic, type Nic } from "../plan/nic";
import type { Vnf } from "../plan/vnf";
import type { Finding } from "../report/finding";
import { bothKnown, createCheck } from "./check";
import { findExisting, findServer, type Situation } from "./situation";

/** Checks that each port to adopt exists once in its network, and that Nova and the bond can use it. */
export function checkAdoptedPorts(situation: Situation): Finding[] {
  return situation.plan.vnfs.flatMap((vnf) =>
    vnf.nics.filter(({ adopt }) => adopt).map((nic) => checkAdoptedPort(vnf, nic, situation)),
  );
}

function checkAdoptedPort(vnf: Vnf, nic: Nic, situation: Situation): Finding {
  const check = createCheck("adopted port", nic.portName);
  const known = bothKnown(findExisting(nic.network, situation), situation.survey.adopted);
  return check.ifKnown(known, ([network, all]) => {
    const named = all.filter((port) => isAdoptedBy(nic, port));
    const found = named.filter((port) => network === undefined || port.network_id === network.id);
    const [port] = found;
    if (port === undefined) {
      const elsewhere = named.length === 0 ? "" : `, but in network ${named[0]?.network_id}`;
      return check.fail(
        `There is no port "${nic.portName}" in network "${nic.network.name}"${elsewhere}: correct cpnr:vnfs[].adoptPorts.${nic.role} of "${vnf.name}" (openstack port list --network ${nic.network.name}).`,
      );
    }
    if (found.length > 1) {
      return check.fail(
        `${found.length} ports of network "${nic.network.name}" have the name "${nic.portName}": set the id of the one that you mean in cpnr:vnfs[].adoptPorts.${nic.role} (${found.map(({ id }) => id).join(", ")}).`,
      );
    }
    const faults = faultsOf(port, vnf, nic, situation);
    if (faults.length > 0) {
      return check.fail(`${faults.join(" ")}`);
    }
    const warnings = warningsOf(port, nic);
    return warnings.length > 0
      ? check.warning(warnings.join(" "))
      : check.pass(`It exists (${port.id}), and "${vnf.name}" can use it.`);
  });
}

/** What keeps a VNF from using a port, one sentence each. */
function faultsOf(port: AdoptedPort, vnf: Vnf, nic: Nic, situation: Situation): string[] {
  const { plan, survey } = situation;
  const { id } = port;
  const addresses = port.fixed_ips.map(({ ip_address }) => ip_address);
  const missing = nic.addresses.map(({ address }) => address).filter((each) => !addresses.includes(each));
  const vnicType = port["binding:vnic_type"] ?? "normal";
  const serverOf = "known" in survey.servers ? findServer(vnf, survey.servers.known, situation) : undefined;
  return [
    ...(port.project_id === survey.projectId
      ? []
      : [
          `It belongs to project ${port.project_id}, and Nova attaches only ports of the server's project: make it in project ${survey.projectId} (openstack port create --project).`,
        ]),
    ...(port.device_id === "" || port.device_id === serverOf?.id
      ? []
      : [`It is attached to ${port.device_id}, which is not "${vnf.name}": detach it, or use another port.`]),
    ...(isMember(nic) === (vnicType === "direct")
      ? []
      : [
          `Its vnic_type is ${vnicType}, not ${isMember(nic) ? "direct" : "normal"}: make a new port (openstack port create --vnic-type).`,
        ]),
    ...(missing.length === 0
      ? []
      : [
          `It has ${addresses.join(", ") || "no address"}, not ${missing.join(", ")}: correct the addresses of "${vnf.name}", or those of the port (openstack port set --fixed-ip ip-address=${missing[0]} ${id}).`,
        ]),
    ...(port.admin_state_up ? [] : [`It is disabled: openstack port set --enable ${id}.`]),
    ...(port.dns_name === undefined || port.dns_name === "" || port.dns_name === vnf.name.toLowerCase()
      ? []
      : [
          `It has the DNS name ${port.dns_name}, and Nova attaches it only to a server of this name: openstack port set --dns-name "" ${id}.`,
        ]),
    ...(isMember(nic) ? numaPolicyFaults(nic, port) : []),
    ...(isMember(nic) && plan.bond.linkMonitor.type === "mii" && port.propagate_uplink_status === false
      ? [uplinkFault(port, "known" in survey.extensions ? survey.extensions.known : [])]
      : []),
  ];
}

function numaPolicyFaults({ network }: MemberNic, { id, numa_affinity_policy }: AdoptedPort): string[] {
  const { path, numaPolicy } = network;
  return numaPolicy === undefined || numaPolicy === numa_affinity_policy
    ? []
    : [
        `Its NUMA policy is ${numa_affinity_policy ?? "not set"}, not ${numaPolicy}: correct ${path}.numaPolicy, or openstack port set --numa-policy-${numaPolicy} ${id}.`,
      ];
}

function uplinkFault({ id }: AdoptedPort, extensions: readonly string[]): string {
  const next = extensions.includes(UPLINK_UPDATABLE)
    ? `openstack port set --enable-uplink-status-propagation ${id}`
    : "make a new port (openstack port create --enable-uplink-status-propagation), or let the bond monitor by ARP (cpnr:bond.linkMonitor)";
  return `Its propagate_uplink_status is off, so the VF's link does not follow the cable and miimon never fails over: ${next}.`;
}

/** What works, but differs from a port that the program creates, one sentence each. */
function warningsOf(port: AdoptedPort, nic: Nic): string[] {
  const expected = nic.addresses.map(({ address }) => address);
  const more = port.fixed_ips.map(({ ip_address }) => ip_address).filter((each) => !expected.includes(each));
  return [
    ...(isMember(nic) && port.port_security_enabled === true
      ? [
          "Its port security is on: the host drops frames from another MAC address than the port's, and security groups filter nothing on a VF. A port that the program creates has none.",
        ]
      : []),
    ...(more.length === 0
      ? []
      : [
          isMember(nic)
            ? `It also has ${more.join(", ")}, which the bond does not use.`
            : `It also has ${more.join(", ")}: Nova tells the guest one address of each family, which can be this one.`,
        ]),
  ];
}
