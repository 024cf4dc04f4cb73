import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cpnr, openstack, runOpenstack, runOrThrow } from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import { writeChangedConfig } from "./changedConfig";
import { verify } from "./health";
import { labStack, MINUTE } from "./stack";

/** Changes outside Pulumi: a preview with refresh must show each one, and the next up must revert it. */
export function drift(): void {
  afterEach(async () => {
    await (await labStack()).up({ refresh: true });
  }, 10 * MINUTE);

  it(
    "is shown for a removed extra spec of the flavor",
    async () => {
      await runOpenstack("flavor", "unset", "--property", "hw:cpu_policy", "cross-numa-flavor");
      expect(await previewWithRefresh()).toMatch(/flavor:Flavor::cpnr-cross-numa-flavor[\s\S]*hw:cpu_policy/);
    },
    5 * MINUTE,
  );

  it(
    "is shown for a renamed network",
    async () => {
      await runOpenstack("network", "set", "--name", "renamed", "management-network");
      expect(await previewWithRefresh()).toMatch(/network:Network::cpnr-management-network[\s\S]*renamed/);
    },
    5 * MINUTE,
  );

  it(
    "is not made by another VLAN in the stack file: the network keeps its own, a warning says so, and the verification fails",
    async () => {
      const config = join(mkdtempSync(join(tmpdir(), "cpnr-vlan-")), "Pulumi.lab.yaml");
      const env = { PULUMI_OPTION_CONFIG_FILE: config };
      try {
        writeChangedConfig(config, (raw) => {
          raw.sriov[0].vlan = 177;
        });
        const [preview, verified] = await Promise.all([previewWithRefresh(env), cpnr("verify", [], { env })]);
        expect(preview).toMatch(/warning: .*177/);
        const changed = [...preview.matchAll(/^ *[-+~]+ *(\S+): \((?:create|update|replace|delete)\)/gm)];
        expect(changed.map(([, type]) => type)).toEqual(["command:local:Command"]);
        expect(verified.code).toBe(1);
        expect(verified.text).toMatch(/VLAN.*177/);
      } finally {
        rmSync(dirname(config), { recursive: true });
      }
    },
    2 * MINUTE,
  );

  it(
    "is shown for a changed address of a port, by the verification too, because no up reverts it",
    async () => {
      const { id } = await openstack<{ id: string }>("subnet", "show", "orchestration-subnet");
      const port = "cpnr-dns-1-orchestration";
      const moveAddress = async (from: string, to: string) => {
        await runOpenstack("port", "unset", "--fixed-ip", `subnet=${id},ip-address=${from}`, port);
        await runOpenstack("port", "set", "--fixed-ip", `subnet=${id},ip-address=${to}`, port);
      };
      await moveAddress("192.168.100.101", "192.168.100.199");
      const [preview, outcomes] = await Promise.all([previewWithRefresh(), verify()]);
      await moveAddress("192.168.100.199", "192.168.100.101");
      expect(preview).toMatch(/port:Port::cpnr-cpnr-dns-1-orchestration[\s\S]*192\.168\.100\.199/);
      expect(faultsIn(outcomes)).toMatchObject([{ check: "port addresses", actual: "192.168.100.199" }]);
    },
    5 * MINUTE,
  );

  it(
    "is shown for a security group on a direct port",
    async () => {
      // By its id, because each project has a default group and an administrator sees all of them.
      const management = await openstack<{ security_group_ids: string[] }>(
        "port",
        "show",
        "cpnr-dns-1-management",
      );
      const [group = ""] = management.security_group_ids;
      await runOpenstack(
        "port",
        "set",
        "--enable-port-security",
        "--security-group",
        group,
        "cpnr-dns-1-sriov-1",
      );
      const preview = await previewWithRefresh();
      // Neutron does not disable port security on a port with a security group; the error of an up says this and what to do.
      await runOpenstack("port", "set", "--no-security-group", "cpnr-dns-1-sriov-1");
      expect(preview).toMatch(
        /port:Port::cpnr-cpnr-dns-1-sriov-1[\s\S]*allSecurityGroupIds[\s\S]*portSecurityEnabled/,
      );
    },
    5 * MINUTE,
  );

  it(
    "is shown for a deleted server",
    async () => {
      await runOpenstack("server", "delete", "--wait", "cpnr-dns-1");
      expect(await previewWithRefresh()).toMatch(/instance:Instance::cpnr-cpnr-dns-1-server/);
    },
    5 * MINUTE,
  );
}

/** What `pulumi preview --refresh --diff` prints for the lab's stack. */
function previewWithRefresh(env: NodeJS.ProcessEnv = {}): Promise<string> {
  const args = ["preview", "--stack", "lab", "--refresh", "--diff", "--non-interactive", "--color", "never"];
  return runOrThrow("pulumi", args, env);
}
