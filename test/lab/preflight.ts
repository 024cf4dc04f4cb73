import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import {
  type CommandOutput,
  cpnr,
  createVlanNetwork,
  openstack,
  runCommand,
  runOpenstack,
  runOrThrow,
} from "../../lab/client/commands";
import { withSecondVnf } from "../settings";
import { type Raw, writeChangedConfig } from "./changedConfig";
import { MINUTE } from "./stack";

const AGENT = "neutron-sriov-agent-compute-1";

/** Preflight reports each fault of a configuration in one sentence, before anything is created. */
export function preflight(): void {
  let folder: string;
  let config: string;
  let keysOfOneVnf: Raw;
  let keys: Raw;
  let before: string;

  const inStack = (command: string) => cpnr(command, [], { env: { PULUMI_OPTION_CONFIG_FILE: config } });

  /** Runs preflight for the lab's stack with a second VNF, after `breakIt`. The table is returned as one line. */
  async function runPreflight(breakIt: (raw: Raw) => void = () => undefined): Promise<CommandOutput> {
    writeChangedConfig(config, (raw) => {
      withSecondVnf(raw);
      raw.keys = keys;
      breakIt(raw);
    });
    const { code, text } = await inStack("preflight");
    return { code, text: text.replace(/[│\s]+/g, " ") };
  }

  async function expectFault(sentence: string, breakIt?: (raw: Raw) => void): Promise<void> {
    const { code, text } = await runPreflight(breakIt);
    expect(text).toContain(sentence);
    expect(code).toBe(1);
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-preflight-"));
    config = join(folder, "Pulumi.lab.yaml");
    writeChangedConfig(config, (raw) => {
      keysOfOneVnf = raw.keys;
      withSecondVnf(raw);
    });
    await inStack("keys");
    keys = parse(readFileSync(config, "utf8")).config["cpnr:keys"];
    before = await resourceIds();
  }, MINUTE);

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    expect(await resourceIds()).toBe(before);
  }, MINUTE);

  it(
    "passes for one more VNF, warns that it shares its host, and reports what no API shows as not checked",
    async () => {
      const { code, text } = await runPreflight();
      expect(text).toContain("0 fail, 1 warning, 1 not checked");
      expect(text).toContain("none for cpnr-dns-2 (compute-1 has cpnr-dns-1)");
      expect(code).toBe(0);
    },
    MINUTE,
  );

  it(
    "refuses a VNF without a host key, as `pulumi up` does, with the command that makes it",
    async () => {
      await expectFault("cpnr:keys.hosts.cpnr-dns-2 is missing: run `make keys STACK=<stack>`", (raw) => {
        raw.keys = keysOfOneVnf;
      });
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
    "catches a VLAN that is used already",
    async () => {
      await createVlanNetwork("sriov0", "150", "squatter");
      try {
        await expectFault(
          'VLAN 150 of physical network sriov0 is already used by network "squatter"',
          (raw) => {
            raw.sriov[0].vlan = 150;
          },
        );
      } finally {
        await runOpenstack("network", "delete", "squatter");
      }
    },
    MINUTE,
  );

  it(
    "catches an image that does not exist",
    () =>
      expectFault('Glance has no image "no-such-image" that these credentials see', (raw) => {
        raw.image.name = "no-such-image";
      }),
    MINUTE,
  );

  it(
    "catches a flavor that spans one NUMA node",
    async () => {
      const specs = ["hw:numa_nodes=1", "hw:cpu_policy=dedicated", "hw:mem_page_size=large"];
      const properties = specs.flatMap((spec) => ["--property", spec]);
      await runOpenstack(
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
        await expectFault("The flavor spans 1 NUMA node, so it can't reach NICs on two", (raw) => {
          raw.flavor = { name: "narrow", adopt: true };
        });
      } finally {
        await runOpenstack("flavor", "delete", "narrow");
      }
    },
    MINUTE,
  );

  it(
    "catches a quota that is one core short",
    async () => {
      const limits = await openstack<{ Name: string; Value: number }[]>("limits", "show", "--absolute");
      const limit = (name: string) => limits.find(({ Name }) => Name === name)?.Value as number;
      await runOpenstack("quota", "set", "--cores", String(limit("totalCoresUsed") + 3), "admin");
      try {
        await expectFault("4 needed, 3 of");
      } finally {
        await runOpenstack("quota", "set", "--cores", String(limit("maxTotalCores")), "admin");
      }
    },
    MINUTE,
  );

  it(
    "catches a physical network without free VFs",
    async () => {
      const ports = ["hoard-1", "hoard-2"];
      await createVlanNetwork("sriov0", "151", "hoard");
      try {
        for (const [index, port] of ports.entries()) {
          const slot = ["physical_network=sriov0", `pci_slot=0000:18:02.${index}`];
          const profile = slot.flatMap((entry) => ["--binding-profile", entry]);
          const where = ["--network", "hoard", "--vnic-type", "direct", "--host", "compute-1"];
          await runOpenstack("port", "create", ...where, ...profile, port);
        }
        await expectFault("compute-1 has 0 of 2 free", (raw) => {
          raw.sriov[0].virtualFunctions = ports.length;
        });
      } finally {
        await runCommand("openstack", ["port", "delete", ...ports]);
        await runOpenstack("network", "delete", "hoard");
      }
    },
    MINUTE,
  );

  it(
    "catches a network name that exists twice",
    async () => {
      await runOpenstack("network", "create", "twin");
      await runOpenstack("network", "create", "twin");
      try {
        await expectFault('2 networks have the name "twin": set the id of the one that you mean', (raw) => {
          raw.management = { ...raw.management, name: "twin", adopt: true };
        });
      } finally {
        const twins = await openstack<{ ID: string }[]>("network", "list", "--name", "twin");
        await runOpenstack("network", "delete", ...twins.map(({ ID }) => ID));
      }
    },
    MINUTE,
  );

  it(
    "catches an SR-IOV agent that is dead, after Neutron's agent_down_time",
    async () => {
      await runOrThrow("lab/lab", ["service", "stop", AGENT]);
      try {
        // Neutron's agent_down_time is 75 s.
        expect(await eventually(runPreflight, ({ code }) => code === 1)).toMatchObject({
          text: expect.stringContaining("The agent is dead or down on compute-1: start it"),
        });
      } finally {
        await runOrThrow("lab/lab", ["service", "start", AGENT]);
        await eventually(runPreflight, ({ code }) => code === 0);
      }
    },
    4 * MINUTE,
  );
}

/** Repeats `ask` until the output satisfies `isExpected`, for at most two minutes. Returns the last output. */
async function eventually(
  ask: () => Promise<CommandOutput>,
  isExpected: (output: CommandOutput) => boolean,
): Promise<CommandOutput> {
  const end = Date.now() + 2 * MINUTE;
  let output = await ask();
  while (!isExpected(output) && Date.now() < end) {
    output = await ask();
  }
  return output;
}

/** Ids of all resources in the cloud of the kinds that a stack creates. */
async function resourceIds(): Promise<string> {
  const lists = await Promise.all(
    ["network", "subnet", "port", "flavor", "server", "server group"].map((kind) =>
      openstack<{ ID: string }[]>(...kind.split(" "), "list"),
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
