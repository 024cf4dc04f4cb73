import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { DnsService, type VnfOutputs } from "../../components/dnsService";
import { checkSettings } from "../../config/load";
import { rawConfig } from "../settings";
import { cable, inGuest, labKeys } from "./lab";
import { activeSlave, askedDuring, MINUTE } from "./stack";

const NAME = "cpnr-trap";
const MANAGEMENT = "10.10.10.110";
const BOND = "172.16.1.20";

/** A VNF beside the lab's own, in its networks, adopted, whose SR-IOV ports do not propagate the uplink's status. */
export function uplinkTrap(): void {
  let workDir: string;
  let stack: Stack;

  beforeAll(async () => {
    workDir = mkdtempSync(join(tmpdir(), "cpnr-trap-"));
    const settings = checkSettings(trapConfig());
    const { login, hosts } = await labKeys();
    const keys = pulumi.secret({ login, hosts: { [NAME]: hosts["cpnr-dns-1"] } });
    const program = async () => {
      pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
        type === "openstack:networking/port:Port" && props.valueSpecs !== undefined
          ? { props: { ...props, valueSpecs: { propagate_uplink_status: "false" } }, opts }
          : undefined,
      );
      return { vnfs: new DnsService("trap", { settings, keys }).vnfs };
    };
    stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "trap", projectName: "cpnr", program },
      { workDir, envVars: { PULUMI_OPTION_CONFIG_FILE: "" } },
    );
    await stack.up();
  }, 10 * MINUTE);

  afterAll(async () => {
    await cable("sriov0", "up");
    await stack?.destroy();
    await stack?.workspace.removeStack("trap");
    rmSync(workDir, { recursive: true });
  }, 5 * MINUTE);

  const guest = async (command: string) =>
    inGuest(MANAGEMENT, (await labKeys()).hosts["cpnr-dns-1"]?.publicKey as string, command);

  it(
    "comes up as well, in adopted networks, with a bond written by nmcli",
    async () => {
      const outputs = await stack.outputs();
      const vnf = outputs.vnfs?.value[NAME] as VnfOutputs;
      expect(vnf.evidence.bond).toMatchObject({ mode: "active-backup", addresses: [`${BOND}/24`] });
    },
    MINUTE,
  );

  it(
    "is not noticed by miimon: the bond stays on the dead VF and no answer comes through",
    async () => {
      const before = await activeSlave(guest);
      const { sent, lost } = await askedDuring(() => cable("sriov0", "down"), BOND);
      expect(await activeSlave(guest)).toBe(before);
      expect(await guest(`cat /sys/class/net/${before}/bonding_slave/mii_status`)).toBe("up\n");
      expect(lost).toBeGreaterThan(sent / 3);
    },
    MINUTE,
  );
}

function trapConfig(): unknown {
  const raw = rawConfig("lab") as Record<string, unknown> & { vnfs: object[]; day0: object };
  const adopted = (network: unknown) => ({ ...(network as object), adopt: true });
  return {
    ...raw,
    orchestration: adopted(raw.orchestration),
    management: adopted(raw.management),
    sriov: (raw.sriov as unknown[]).map(adopted),
    flavor: { name: "cross-numa-flavor", adopt: true },
    day0: { ...raw.day0, renderer: "nmcli" },
    vnfs: [
      {
        ...raw.vnfs[0],
        name: NAME,
        hostname: NAME,
        orchestration: "192.168.100.110",
        management: MANAGEMENT,
        bondAddresses: [`${BOND}/24`],
      },
    ],
  };
}
