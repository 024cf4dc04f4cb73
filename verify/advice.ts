import { ACTIVATION_PATH } from "../day0/activation";
import type { Expectation } from "./expectation";
import { faultsIn, type Outcome } from "./outcome";

/** Where a check looks, and what to look at next when it fails. */
interface Advice {
  readonly asked: string;
  readonly next: string;
}

/** What advice may depend on. */
interface Context {
  /** The VNF's name. */
  readonly vnf: string;
  /** Interface name of its bond. */
  readonly bond: string;
  /** Whether a check failed too: some faults explain others. */
  readonly failed: (check: string) => boolean;
}

/** The outcomes, each fault with its advice: what was asked, which said what was seen, and what to look at next. */
export function advised(outcomes: readonly Outcome[], { vnf, bond }: Expectation): Outcome[] {
  const faults = new Set(faultsIn(outcomes).map(({ check }) => check));
  const context = { vnf, bond: bond.name, failed: (check: string) => faults.has(check) };
  return outcomes.map((outcome) => {
    if (outcome.verdict !== "fail") {
      return outcome;
    }
    const { asked, next } = (advice[outcome.check] ?? option)(context, outcome.check);
    return { ...outcome, advice: `Asked: ${asked}. Look next at ${next}.` };
  });
}

const TOPOLOGY = "GET /servers/<id>/topology (Nova 2.78)";

/** Advice by check (seed, troubleshooting). A check that isn't here is of one of the bond's options. */
const advice: Readonly<Record<string, (context: Context, check: string) => Advice>> = {
  server: ({ vnf }) => ({
    asked: `openstack server show ${vnf}`,
    next: `openstack server event list ${vnf} and ${consoleOf(vnf)}`,
  }),
  ports: ({ vnf }) => ({
    asked: portsOf(vnf),
    next: "openstack network agent list: the agent of the port's host must be alive",
  }),
  "ports' addresses": ({ vnf }) => ({
    asked: portsOf(vnf),
    next: "who changed the port: pulumi up does not see it; openstack port set --fixed-ip gives the address back, and pulumi up --replace makes the port anew",
  }),
  "switched ports": ({ vnf }) => ({
    asked: portsOf(vnf),
    next: "openstack network agent list, and the virtual switch of the server's host",
  }),
  "direct ports": ({ vnf }) => ({
    asked: portsOf(vnf),
    next: "openstack port show -c binding_vif_type -c binding_profile, and the SR-IOV agent of the server's host",
  }),
  VLAN: ({ vnf }) => ({
    asked: portsOf(vnf),
    next: "openstack network show of the port's network: another may have been adopted than was meant",
  }),
  "physical networks": ({ vnf }) => ({
    asked: portsOf(vnf),
    next: "openstack network show of both SR-IOV networks: if they share a physical network, both VFs fail together",
  }),
  "uplink status": ({ vnf }) => ({
    asked: portsOf(vnf),
    next: "the port, which must be made anew to follow its cable (pulumi up --replace), or at cpnr:bond.linkMonitor, to ask by ARP",
  }),
  "host's NUMA nodes": () => ({
    asked: TOPOLOGY,
    next: "the flavor's hw:numa_nodes (openstack flavor show)",
  }),
  "VFs' NUMA nodes": () => ({
    asked: TOPOLOGY,
    next: "cpnr:sriov[].numaNode, and at cat /sys/class/net/<PF>/device/numa_node on the host",
  }),
  CPUs: () => ({ asked: TOPOLOGY, next: "the flavor's hw:cpu_policy, which must be dedicated" }),
  "page size": () => ({ asked: TOPOLOGY, next: "the flavor's hw:mem_page_size" }),
  SSH: ({ vnf }) => ({
    asked: "SSH at the VNF's first management address",
    next: `${consoleOf(vnf)}, and at port 22 in the management network's security groups`,
  }),
  "host key": () => ({
    asked: "SSH at the VNF's first management address",
    next: "who answers at that address, as the guest was built anew by hand or it is another host; nothing was sent to it",
  }),
  login: () => ({
    asked: "SSH at the VNF's first management address",
    next: "cpnr:verification.user, and at that user's authorized keys in the guest: the publicKey in cpnr:keys must be one",
  }),
  probe: () => ({
    asked: "python3 in the guest",
    next: "the guest's Python, and what its shell prints at a login",
  }),
  "cloud-init": () => ({
    asked: "cat /run/cloud-init/result.json in the guest",
    next: "cloud-init status --long and /var/log/cloud-init.log there",
  }),
  "guest's NUMA nodes": () => ({
    asked: "ls /sys/devices/system/node in the guest",
    next: "lscpu there, and at the flavor's hw:numa_nodes",
  }),
  "bonding module": () => ({
    asked: "ls /sys/module/bonding in the guest",
    next: "sudo modprobe bonding there, and at whether the image has the module",
  }),
  bond: ({ bond }) => ({
    asked: `ls /sys/class/net/${bond}/bonding in the guest`,
    next: `sudo ${ACTIVATION_PATH} there, which says what it lacks, and journalctl -u cloud-final`,
  }),
  slaves: ({ bond }) => ({
    asked: optionOf(bond, "slaves"),
    next: "lspci | grep -i virtual and dmesg | grep -i -e sr-iov -e bond in the guest",
  }),
  "link monitor": (context, check) => ({
    ...option(context, check),
    asked: optionOf(context.bond, "{miimon,updelay,downdelay,arp_interval,arp_ip_target,arp_validate}"),
  }),
  "slaves' links": (context) => ({
    asked: "cat /sys/class/net/<slave>/bonding_slave/mii_status in the guest",
    next: uplink(context),
  }),
  link: (context) => ({ asked: optionOf(context.bond, "mii_status"), next: uplink(context) }),
  "active slave": (context) => ({ asked: optionOf(context.bond, "active_slave"), next: uplink(context) }),
  MTU: ({ bond }) => ({
    asked: `ip link show ${bond} in the guest`,
    next: "the MTU of both SR-IOV networks (openstack network show -c mtu)",
  }),
  addresses: ({ bond }) => ({
    asked: `ip address show ${bond} in the guest`,
    next: `nmcli connection show ${bond} there`,
  }),
  "other addresses": () => ({
    asked: "ip address show in the guest",
    next: "nmcli device there, and at the profiles that cloud-init made of Nova's network data",
  }),
  "default route": () => ({
    asked: "ip route show default in the guest",
    next: "who made the route that has a lower metric than the bond's (ip -details route there)",
  }),
  ping: (context) => ({ asked: "ping -c 1 -I <its source> in the guest", next: unreached(context) }),
  "DNS from inside": () => ({
    asked: "the DNS service, by the guest itself",
    next: "ss -lntup 'sport = 53' in the guest, and at the service's log",
  }),
  "DNS from outside": ({ failed }) => ({
    asked: "the DNS service, by the client",
    next: failed("DNS from inside")
      ? "the service itself, which does not answer the guest either"
      : "the client's route to the service network, and at the fabric's VLANs",
  }),
};

function option({ bond }: Context, check: string): Advice {
  return {
    asked: optionOf(bond, check),
    next: `/proc/net/bonding/${bond}: somebody changed what Day0 set (sudo nmcli connection up ${bond} sets it again)`,
  };
}

function consoleOf(vnf: string): string {
  return `openstack console log show ${vnf}`;
}

function portsOf(vnf: string): string {
  return `openstack port list --server ${vnf} --long`;
}

function optionOf(bond: string, name: string): string {
  return `cat /sys/class/net/${bond}/bonding/${name} in the guest`;
}

/** Why nobody answers over a bond whose links are up. */
function unreached(context: Context): string {
  if (context.failed("uplink status")) {
    return uplink(context);
  }
  return context.failed("VLAN") || context.failed("physical networks")
    ? "the VF's network, which is another than configured"
    : "ip neighbour there, at the fabric's VLANs, and at tcpdump on the active slave";
}

/** Why a link can be down, or be up without a cable. */
function uplink({ failed }: Context): string {
  return failed("uplink status")
    ? "propagate_uplink_status, which is off: the VF's link does not follow the cable"
    : "the NIC's cable and its switch (ip link show <PF> on the server's host)";
}
