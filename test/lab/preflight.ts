import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { change, cpnr, done, openstack, type Said, say, vlanOn } from "../../lab/client/commands";
import { withSecondVnf } from "../settings";
import { type Raw, writeChangedConfig } from "./changedConfig";
import { MINUTE } from "./stack";

const AGENT = "neutron-sriov-agent-compute-1";

/** What a configuration can be wrong in is told before anything is made, in one sentence each. */
export function preflight(): void {
  let folder: string;
  let before: string;

  /** Runs preflight for the lab's stack with a second VNF, after `breakIt`; the table is put into one line. */
  async function asked(breakIt: (raw: Raw) => void = () => undefined): Promise<Said> {
    const config = join(folder, "Pulumi.lab.yaml");
    writeChangedConfig(config, (raw) => {
      withSecondVnf(raw);
      breakIt(raw);
    });
    const { code, text } = await cpnr("preflight", [], { env: { PULUMI_OPTION_CONFIG_FILE: config } });
    return { code, text: text.replace(/[│\s]+/g, " ") };
  }

  async function expectFault(sentence: string, breakIt?: (raw: Raw) => void): Promise<void> {
    const { code, text } = await asked(breakIt);
    expect(text).toContain(sentence);
    expect(code).toBe(1);
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-preflight-"));
    before = await everything();
  }, MINUTE);

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    expect(await everything()).toBe(before);
  }, MINUTE);

  it(
    "passes for one more VNF, and says what no API tells",
    async () => {
      const { code, text } = await asked();
      expect(text).toContain("0 fail, 0 warning, 1 not checked");
      expect(text).toContain("1 of 1 VNFs to be created find a host");
      expect(code).toBe(0);
    },
    MINUTE,
  );

  it(
    "catches a misspelt physical network",
    () =>
      expectFault('correct cpnr:sriov[0].physicalNetwork; did you mean "sriov0"?', (raw) => {
        raw.sriov[0].physicalNetwork = "srivo0";
      }),
    MINUTE,
  );

  it(
    "catches a VLAN that is taken",
    async () => {
      await vlanOn("sriov0", "150", "squatter");
      try {
        await expectFault('VLAN 150 of physical network sriov0 is network "squatter"\'s', (raw) => {
          raw.sriov[0].vlan = 150;
        });
      } finally {
        await change("network", "delete", "squatter");
      }
    },
    MINUTE,
  );

  it(
    "catches an image that is absent",
    () =>
      expectFault('Glance has no image "no-such-image" that these credentials see', (raw) => {
        raw.image.name = "no-such-image";
      }),
    MINUTE,
  );

  it(
    "catches a flavor that spans one node",
    async () => {
      const specs = ["hw:numa_nodes=1", "hw:cpu_policy=dedicated", "hw:mem_page_size=large"];
      const properties = specs.flatMap((spec) => ["--property", spec]);
      await change(
        "flavor",
        "create",
        "--ram",
        "8192",
        "--vcpus",
        "4",
        "--disk",
        "40",
        ...properties,
        "narrow",
      );
      try {
        await expectFault("It spans 1 NUMA node, so it can't reach the NICs of two", (raw) => {
          raw.flavor = { name: "narrow", adopt: true };
        });
      } finally {
        await change("flavor", "delete", "narrow");
      }
    },
    MINUTE,
  );

  it(
    "catches a quota that is one core short",
    async () => {
      const limits = await openstack<{ Name: string; Value: number }[]>("limits", "show", "--absolute");
      const limit = (name: string) => limits.find(({ Name }) => Name === name)?.Value as number;
      await change("quota", "set", "--cores", String(limit("totalCoresUsed") + 3), "admin");
      try {
        await expectFault("4 needed, 3 of");
      } finally {
        await change("quota", "set", "--cores", String(limit("maxTotalCores")), "admin");
      }
    },
    MINUTE,
  );

  it(
    "catches that all VFs of one physical network are taken",
    async () => {
      const ports = ["hoard-1", "hoard-2"];
      await vlanOn("sriov0", "151", "hoard");
      try {
        for (const [index, port] of ports.entries()) {
          const slot = ["physical_network=sriov0", `pci_slot=0000:18:02.${index}`];
          const profile = slot.flatMap((entry) => ["--binding-profile", entry]);
          const where = ["--network", "hoard", "--vnic-type", "direct", "--host", "compute-1"];
          await change("port", "create", ...where, ...profile, port);
        }
        await expectFault("compute-1 has 0 of 2 free", (raw) => {
          raw.sriov[0].virtualFunctions = ports.length;
        });
      } finally {
        await say("openstack", ["port", "delete", ...ports]);
        await change("network", "delete", "hoard");
      }
    },
    MINUTE,
  );

  it(
    "catches a network name that exists twice",
    async () => {
      await change("network", "create", "twin");
      await change("network", "create", "twin");
      try {
        await expectFault('There are 2 networks "twin": put the id of the one you mean', (raw) => {
          raw.management = { ...raw.management, name: "twin", adopt: true };
        });
      } finally {
        const twins = await openstack<{ ID: string }[]>("network", "list", "--name", "twin");
        await change("network", "delete", ...twins.map(({ ID }) => ID));
      }
    },
    MINUTE,
  );

  it(
    "catches an SR-IOV agent that is dead, once Neutron misses it",
    async () => {
      await done("lab/lab", ["service", "stop", AGENT]);
      try {
        // Neutron's agent_down_time is 75 s.
        expect(await eventually(asked, ({ code }) => code === 1)).toMatchObject({
          text: expect.stringContaining("that of compute-1 is dead or down: start it there"),
        });
      } finally {
        await done("lab/lab", ["service", "start", AGENT]);
        await eventually(asked, ({ code }) => code === 0);
      }
    },
    4 * MINUTE,
  );
}

/** Asks until the answer is `right`, or two minutes have gone. */
async function eventually(ask: () => Promise<Said>, right: (said: Said) => boolean): Promise<Said> {
  const end = Date.now() + 2 * MINUTE;
  let said = await ask();
  while (!right(said) && Date.now() < end) {
    said = await ask();
  }
  return said;
}

/** Ids of all that a stack makes in the cloud. */
async function everything(): Promise<string> {
  const lists = await Promise.all(
    ["network", "subnet", "port", "flavor", "server"].map((kind) =>
      openstack<{ ID: string }[]>(kind, "list"),
    ),
  );
  return lists
    .map((list) =>
      list
        .map(({ ID }) => ID)
        .sort()
        .join(" "),
    )
    .join("\n");
}
