import { Resolver } from "node:dns/promises";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readStack } from "../cli/stack";
import { day0Parts } from "../day0/parts";
import { multipart } from "../day0/userData";
import {
  BOND_ADDRESS,
  labKeys,
  MANAGEMENT_ADDRESS,
  openstack,
  runInGuest,
  runOpenstack,
} from "../lab/client/commands";
import { hostKeyOf } from "../plan/keys";
import type { Vnf } from "../plan/vnf";

/**
 * Deploys the lab's stack with the commands of the Cisco guide, without pauses and mistakes, and with a complete Day0 except for
 * the MAC addresses.
 */

const VNF = "cpnr-dns-1";

/** The Cisco guide, steps 1.1 to 2.2, without DHCP, because the lab has no DHCP agent. */
const NETWORKS_AND_FLAVOR = `
network create --provider-network-type vxlan orchestration-network
subnet create --no-dhcp --network orchestration-network --subnet-range 192.168.100.0/24 --gateway 192.168.100.1 orchestration-subnet
network create --provider-network-type vxlan management-network
subnet create --no-dhcp --network management-network --subnet-range 10.10.10.0/24 --gateway 10.10.10.1 management-subnet
network create --provider-network-type vlan --provider-physical-network sriov0 --provider-segment 101 sriov-network-1
subnet create --no-dhcp --network sriov-network-1 --subnet-range 172.16.1.0/24 --gateway 172.16.1.1 sriov-subnet-1
network create --provider-network-type vlan --provider-physical-network sriov1 --provider-segment 102 sriov-network-2
subnet create --no-dhcp --network sriov-network-2 --subnet-range 172.16.1.0/24 --gateway 172.16.1.1 sriov-subnet-2
flavor create --ram 8192 --vcpus 4 --disk 40 cross-numa-flavor
flavor set --property hw:numa_nodes=2 --property hw:cpu_policy=dedicated --property hw:mem_page_size=large cross-numa-flavor
`;

const VF =
  "--vnic-type direct --disable-port-security --no-security-group --enable-uplink-status-propagation";

const PORTS = `
port create --network orchestration-network --fixed-ip ip-address=192.168.100.101 ${VNF}-orchestration
port create --network management-network --fixed-ip ip-address=${MANAGEMENT_ADDRESS} ${VNF}-management
port create --network sriov-network-1 --fixed-ip ip-address=${BOND_ADDRESS} ${VF} ${VNF}-sriov-1
port create --network sriov-network-2 --fixed-ip ip-address=${BOND_ADDRESS} ${VF} ${VNF}-sriov-2
`;

const DELETE_COMMANDS = `
server delete --wait ${VNF}
port delete ${VNF}-orchestration ${VNF}-management ${VNF}-sriov-1 ${VNF}-sriov-2
network delete orchestration-network management-network sriov-network-1 sriov-network-2
flavor delete cross-numa-flavor
`;

const SHOW_COMMANDS = `
network show orchestration-network
network show management-network
network show sriov-network-1
network show sriov-network-2
subnet show orchestration-subnet
subnet show management-subnet
subnet show sriov-subnet-1
subnet show sriov-subnet-2
flavor show cross-numa-flavor
port show ${VNF}-orchestration
port show ${VNF}-management
port show ${VNF}-sriov-1
port show ${VNF}-sriov-2
server show ${VNF}
`;

const CLOUD_QUERIES = `
extension list --network
network list --long
network agent list
flavor show cross-numa-flavor
image show cpnr-image
quota show
limits show --absolute
hypervisor list
port list --long
`;

/** The checks of the Cisco guide in the guest. */
const GUEST_CHECKS = [
  "cat /proc/net/bonding/bond0",
  "ip addr show",
  "ip route show",
  "lspci",
  "sudo dmesg | grep -i -e sr-iov -e bond0",
  "ping -c 1 172.16.1.1",
].join("; ");

export const byHand = {
  /** Runs all steps of the Cisco guide, with its checks at the end. */
  async deploy(): Promise<void> {
    await runOpenstackLines(NETWORKS_AND_FLAVOR);
    const macs: string[] = [];
    for (const port of argumentsOfLines(PORTS)) {
      macs.push((await openstack<{ mac_address: string }>(...port)).mac_address);
    }
    await withDay0(macs.slice(-2) as [string, string], (file) =>
      runOpenstackLines(`
server create --flavor cross-numa-flavor --image cpnr-image --config-drive true --user-data ${file} --port ${VNF}-orchestration --port ${VNF}-management --port ${VNF}-sriov-1 --port ${VNF}-sriov-2 --wait ${VNF}
`),
    );
    await waitForBoot();
    await byHand.check();
  },

  /** Removes everything that `deploy` created, also after a failed `deploy`. */
  async remove(): Promise<void> {
    for (const removal of argumentsOfLines(DELETE_COMMANDS)) {
      await runOpenstack(...removal).catch(() => undefined);
    }
  },

  /** Runs the checks of the Cisco guide. */
  async check(): Promise<void> {
    await runOpenstackLines(`
server show ${VNF}
port list --server ${VNF}
flavor show cross-numa-flavor
`);
    await runInVnf(GUEST_CHECKS);
    const resolver = new Resolver();
    resolver.setServers([BOND_ADDRESS]);
    await resolver.resolve4("www.example.test");
  },

  /** Shows every resource of the stack, as to detect drift. */
  showAll: () => runOpenstackLines(SHOW_COMMANDS),

  /** Sends the same queries to the cloud as preflight. */
  queryCloud: () => runOpenstackLines(CLOUD_QUERIES),
};

/** Runs `openstack` with the arguments of each line, one after the other. */
async function runOpenstackLines(lines: string): Promise<void> {
  for (const line of argumentsOfLines(lines)) {
    await runOpenstack(...line);
  }
}

function argumentsOfLines(lines: string): string[][] {
  return lines
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
}

/** Calls `use` with a file that holds the user data for these MAC addresses. */
async function withDay0(macs: readonly [string, string], use: (file: string) => Promise<void>) {
  const { plan } = await readStack("lab");
  const [vnf] = plan.vnfs as [Vnf];
  const parts = day0Parts({
    ...plan.day0,
    hostname: vnf.hostname,
    loginKey: plan.keys.login.publicKey,
    hostKey: hostKeyOf(plan.keys, VNF),
    bond: { ...vnf.bond, members: [{ mac: macs[0] }, { mac: macs[1] }] },
  });
  const folder = mkdtempSync(join(tmpdir(), "cpnr-bench-"));
  try {
    const file = join(folder, "day0");
    writeFileSync(file, multipart(parts), { mode: 0o600 });
    await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Waits until cloud-init has ended in the VNF. @throws after the stack's bootupTime */
async function waitForBoot(): Promise<void> {
  const deadline = Date.now() + (await readStack("lab")).plan.verification.bootupTime * 1000;
  for (;;) {
    try {
      await runInVnf("cloud-init status --wait");
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await pause(1000);
    }
  }
}

async function runInVnf(command: string): Promise<void> {
  await runInGuest(MANAGEMENT_ADDRESS, hostKeyOf(await labKeys(), VNF).publicKey, command);
}
