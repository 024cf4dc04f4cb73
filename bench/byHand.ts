import { Resolver } from "node:dns/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readStack } from "../cli/stack";
import {
  BOND_ADDRESS,
  labKeys,
  MANAGEMENT_ADDRESS,
  openstack,
  runInGuest,
  runOpenstack,
} from "../lab/client/commands";
import { hostKeyOf } from "../plan/keys";
import {
  argumentsOf,
  CREATE_NETWORKS_AND_FLAVOR,
  createPorts,
  createServer,
  deleteAll,
  type GuideVnf,
  showAll,
} from "./guideCommands";
import { writeService, writeUserData } from "./service";

/** The VNF of the lab's stack. */
const VNF: GuideVnf = {
  name: "cpnr-dns-1",
  orchestration: "192.168.100.101",
  management: MANAGEMENT_ADDRESS,
  bond: BOND_ADDRESS,
};

const CLOUD_QUERIES = argumentsOf(`
extension list --network
network list --long
network agent list
flavor show cross-numa-flavor
image show cpnr-image
quota show
limits show --absolute
hypervisor list
port list --long
`);

/** The checks of the Cisco guide in the guest. */
const GUEST_CHECKS = [
  "cat /proc/net/bonding/bond0",
  "ip addr show",
  "ip route show",
  "lspci",
  "sudo dmesg | grep -i -e sr-iov -e bond0",
  "ping -c 1 172.16.1.1",
].join("; ");

/**
 * Deploys the lab's stack with the commands of the Cisco guide, without pauses and mistakes, and with a complete Day0 except for
 * the MAC addresses.
 */
export const byHand = {
  /** Runs all steps of the Cisco guide, with its checks at the end. */
  async deploy(): Promise<void> {
    await runAll(CREATE_NETWORKS_AND_FLAVOR);
    const macs: string[] = [];
    for (const port of createPorts(VNF)) {
      macs.push((await openstack<{ mac_address: string }>(...port)).mac_address);
    }
    const folder = mkdtempSync(join(tmpdir(), "cpnr-bench-"));
    try {
      const [{ user_data: template }] = await writeService(folder, 1);
      await runOpenstack(...createServer(VNF, writeUserData(template, macs.slice(-2))));
    } finally {
      rmSync(folder, { recursive: true });
    }
    await waitForBoot();
    await byHand.check();
  },

  /** Removes everything that `deploy` created, also after a failed `deploy`. */
  async remove(): Promise<void> {
    for (const removal of deleteAll([VNF])) {
      await runOpenstack(...removal).catch(() => undefined);
    }
  },

  /** Runs the checks of the Cisco guide. */
  async check(): Promise<void> {
    await runAll(
      argumentsOf(`
server show ${VNF.name}
port list --server ${VNF.name}
flavor show cross-numa-flavor
`),
    );
    await runInVnf(GUEST_CHECKS);
    const resolver = new Resolver();
    resolver.setServers([BOND_ADDRESS]);
    await resolver.resolve4("www.example.test");
  },

  /** Shows every resource of the stack, as to detect drift. */
  showAll: () => runAll(showAll([VNF])),

  /** Sends the same queries to the cloud as preflight. */
  queryCloud: () => runAll(CLOUD_QUERIES),
};

/** Runs `openstack` with each of the arguments, one after the other. */
async function runAll(commands: readonly (readonly string[])[]): Promise<void> {
  for (const command of commands) {
    await runOpenstack(...command);
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
  await runInGuest(MANAGEMENT_ADDRESS, hostKeyOf(await labKeys(), VNF.name).publicKey, command);
}
