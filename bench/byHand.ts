import { Resolver } from "node:dns/promises";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readStack } from "../cli/stack";
import { day0Parts } from "../day0/parts";
import { multipart } from "../day0/userData";
import { BOND, change, inGuest, labKeys, MANAGEMENT, openstack } from "../lab/client/commands";
import { hostKeyOf } from "../plan/keys";
import type { Vnf } from "../plan/vnf";

/**
 * The lab's stack by the seed's commands, typed without a pause for thought by one who makes no mistake and has the Day0
 * ready but for the MACs.
 */

const VNF = "cpnr-dns-1";

/** The seed's steps 1.1 to 2.2; the lab has no DHCP agent. */
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
port create --network management-network --fixed-ip ip-address=${MANAGEMENT} ${VNF}-management
port create --network sriov-network-1 --fixed-ip ip-address=${BOND} ${VF} ${VNF}-sriov-1
port create --network sriov-network-2 --fixed-ip ip-address=${BOND} ${VF} ${VNF}-sriov-2
`;

const REMOVALS = `
server delete --wait ${VNF}
port delete ${VNF}-orchestration ${VNF}-management ${VNF}-sriov-1 ${VNF}-sriov-2
network delete orchestration-network management-network sriov-network-1 sriov-network-2
flavor delete cross-numa-flavor
`;

const READINGS = `
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

const QUESTIONS = `
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

/** What the seed looks at in the guest. */
const IN_GUEST = [
  "cat /proc/net/bonding/bond0",
  "ip addr show",
  "ip route show",
  "lspci",
  "sudo dmesg | grep -i -e sr-iov -e bond0",
  "ping -c 1 172.16.1.1",
].join("; ");

export const byHand = {
  /** All the seed's steps, its checks at the end. */
  async deploy(): Promise<void> {
    await typed(NETWORKS_AND_FLAVOR);
    const macs: string[] = [];
    for (const port of commands(PORTS)) {
      macs.push((await openstack<{ mac_address: string }>(...port)).mac_address);
    }
    await withDay0(macs.slice(-2) as [string, string], (file) =>
      typed(`
server create --flavor cross-numa-flavor --image cpnr-image --config-drive true --user-data ${file} --port ${VNF}-orchestration --port ${VNF}-management --port ${VNF}-sriov-1 --port ${VNF}-sriov-2 --wait ${VNF}
`),
    );
    await booted();
    await byHand.check();
  },

  /** Removes what `deploy` made, or what it got done of that. */
  async remove(): Promise<void> {
    for (const removal of commands(REMOVALS)) {
      await change(...removal).catch(() => undefined);
    }
  },

  /** The seed's page of checks. */
  async check(): Promise<void> {
    await typed(`
server show ${VNF}
port list --server ${VNF}
flavor show cross-numa-flavor
`);
    await inVnf(IN_GUEST);
    const resolver = new Resolver();
    resolver.setServers([BOND]);
    await resolver.resolve4("www.example.test");
  },

  /** Reads all that the stack made, to see whether it is still so. */
  read: () => typed(READINGS),

  /** Asks the cloud what preflight asks it. */
  askCloud: () => typed(QUESTIONS),
};

/** Types lines after `openstack`, one after the other. */
async function typed(lines: string): Promise<void> {
  for (const line of commands(lines)) {
    await change(...line);
  }
}

function commands(lines: string): string[][] {
  return lines
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
}

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

async function booted(): Promise<void> {
  const limit = Date.now() + (await readStack("lab")).plan.verification.bootupTime * 1000;
  for (;;) {
    try {
      await inVnf("cloud-init status --wait");
      return;
    } catch (error) {
      if (Date.now() > limit) {
        throw error;
      }
      await pause(1000);
    }
  }
}

async function inVnf(command: string): Promise<void> {
  await inGuest(MANAGEMENT, hostKeyOf(await labKeys(), VNF).publicKey, command);
}
