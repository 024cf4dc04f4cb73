import { setTimeout as pause } from "node:timers/promises";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import type { VnfOutputs } from "../../components/dnsService";
import { DnsStream, type StreamResult } from "./dnsStream";
import { cable, change, inGuest, labKeys, openstack, ROOT, say } from "./lab";
import { refreshedPreview } from "./preview";

const MINUTE = 60_000;
const BOND = "172.16.1.10";
const NAME = "www.example.test";

let stack: Stack;

beforeAll(async () => {
  stack = await LocalWorkspace.selectStack({ stackName: "lab", workDir: ROOT });
}, MINUTE);

afterAll(async () => {
  await cable("sriov0", "up");
  await cable("sriov1", "up");
});

async function vnf(): Promise<VnfOutputs> {
  const outputs = await stack.outputs();
  return outputs.vnfs?.value["cpnr-dns-1"] as VnfOutputs;
}

async function guest(command: string): Promise<string> {
  const { hosts } = await labKeys();
  return inGuest("10.10.10.101", hosts["cpnr-dns-1"]?.publicKey as string, command);
}

async function activeSlave(): Promise<string> {
  return (await guest("cat /sys/class/net/bond0/bonding/active_slave")).trim();
}

describe("the lab's stack", () => {
  it(
    "comes up with a VNF whose bond is proven",
    async () => {
      await stack.up();
      const { evidence } = await vnf();
      expect(evidence.bond).toMatchObject({
        mode: "active-backup",
        failOverMac: "active",
        miimon: 100,
        mii: "up",
      });
      expect(evidence.bond?.slaves.map(({ mii }) => mii)).toEqual(["up", "up"]);
    },
    10 * MINUTE,
  );

  it(
    "leaves no profile of cloud-init's for the bond's members, and one for each other NIC",
    async () => {
      const profiles = await guest(
        "sudo grep -h '^mac-address=' /etc/NetworkManager/system-connections/cloud-init-*",
      );
      expect(profiles.trim().split("\n")).toHaveLength(2);
    },
    MINUTE,
  );

  it(
    "changes nothing on a second up",
    async () => {
      const { summary } = await stack.up({ expectNoChanges: true });
      expect(summary.result).toBe("succeeded");
    },
    5 * MINUTE,
  );

  it(
    "changes nothing after a refresh as administrator, who sees what Nova wrote into the ports",
    async () => {
      await stack.refresh();
      const { summary } = await stack.up({ expectNoChanges: true });
      expect(summary.result).toBe("succeeded");
    },
    5 * MINUTE,
  );

  it(
    "survives a reboot of the guest with the same bond",
    async () => {
      const before = await activeSlave();
      await change("server", "reboot", "--hard", "cpnr-dns-1");
      await untilAnswered();
      expect(await activeSlave()).toBe(before);
      expect(await guest("cat /sys/class/net/bond0/bonding/mode")).toContain("active-backup");
    },
    5 * MINUTE,
  );
});

describe("a pulled cable", () => {
  const cuts: StreamResult[] = [];
  const returns: StreamResult[] = [];

  it(
    "moves the bond to the other VF, ten times, and its return loses nothing",
    async () => {
      const slaves = (await vnf()).evidence.bond?.slaves ?? [];
      for (let cut = 0; cut < 10; cut += 1) {
        const before = await activeSlave();
        const primary = slaves.find(({ name }) => name === before)?.primary;
        const physnet = primary ? "sriov0" : "sriov1";
        cuts.push(await during(() => cable(physnet, "down")));
        expect(await activeSlave()).not.toBe(before);
        returns.push(await during(() => cable(physnet, "up")));
      }
      console.log("gaps of ten cuts, ms:", cuts.map(({ longestGap }) => longestGap).join(" "));
      expect(returns.map(({ lost }) => lost)).toEqual(Array(10).fill(0));
    },
    10 * MINUTE,
  );

  it("leaves at most 200 ms between two answers in each of them", () => {
    expect(Math.max(...cuts.map(({ longestGap }) => longestGap))).toBeLessThanOrEqual(200);
  });
});

describe("drift", () => {
  afterEach(async () => {
    await stack.up();
  }, 10 * MINUTE);

  it(
    "is named for a flavor's spec that was removed",
    async () => {
      await change("flavor", "unset", "--property", "hw:cpu_policy", "cross-numa-flavor");
      expect(await refreshedPreview()).toMatch(/Flavor.*cpnr-cross-numa-flavor[\s\S]*hw:cpu_policy/);
    },
    5 * MINUTE,
  );

  it(
    "is named for a network that was renamed",
    async () => {
      await change("network", "set", "--name", "renamed", "management-network");
      expect(await refreshedPreview()).toMatch(/Network.*cpnr-management-network[\s\S]*renamed/);
    },
    5 * MINUTE,
  );

  it(
    "is named for a port whose address was changed",
    async () => {
      const subnet = await openstack<{ id: string }>("subnet", "show", "orchestration-subnet");
      await change(
        "port",
        "unset",
        "--fixed-ip",
        `subnet=${subnet.id},ip-address=192.168.100.101`,
        "cpnr-dns-1-orchestration",
      );
      await change(
        "port",
        "set",
        "--fixed-ip",
        `subnet=${subnet.id},ip-address=192.168.100.199`,
        "cpnr-dns-1-orchestration",
      );
      expect(await refreshedPreview()).toMatch(
        /Port.*cpnr-cpnr-dns-1-orchestration[\s\S]*192\.168\.100\.199/,
      );
    },
    5 * MINUTE,
  );

  it(
    "is named for a group that was put on a direct port",
    async () => {
      await change(
        "port",
        "set",
        "--enable-port-security",
        "--security-group",
        "default",
        "cpnr-dns-1-sriov-1",
      );
      expect(await refreshedPreview()).toMatch(/Port.*cpnr-cpnr-dns-1-sriov-1[\s\S]*portSecurityEnabled/);
      await change("port", "set", "--no-security-group", "cpnr-dns-1-sriov-1");
    },
    5 * MINUTE,
  );

  it(
    "is named for a server that was deleted",
    async () => {
      await change("server", "delete", "--wait", "cpnr-dns-1");
      expect(await refreshedPreview()).toMatch(/Instance.*cpnr-cpnr-dns-1-server/);
    },
    10 * MINUTE,
  );
});

describe("destroy", () => {
  it(
    "leaves nothing on the cloud",
    async () => {
      await stack.destroy();
      for (const kind of ["server", "port", "network", "subnet"]) {
        expect(await openstack(kind, "list")).toEqual([]);
      }
      expect(await openstack("flavor", "list", "--all")).toEqual([]);
    },
    5 * MINUTE,
  );
});

/** Asks the VNF once each 20 ms while `act` happens, with time before for the stream and after for the bond. */
async function during(act: () => Promise<void>): Promise<StreamResult> {
  const stream = await DnsStream.start(BOND, NAME);
  await pause(1000);
  await act();
  await pause(2000);
  return stream.stop();
}

/** Waits until the VNF lets us in again, at most its bootup time. */
async function untilAnswered(): Promise<void> {
  const limit = Date.now() + 300_000;
  await pause(5000);
  while (
    (await say("ping", ["-c1", "-W1", BOND])).code !== 0 ||
    !(await guest("true").then(
      () => true,
      () => false,
    ))
  ) {
    if (Date.now() > limit) {
      throw new Error("the VNF did not come back within 300 s");
    }
    await pause(1000);
  }
}
