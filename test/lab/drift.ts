import { change, done, openstack } from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import { verify } from "./health";
import { labStack, MINUTE } from "./stack";

/** Changes behind Pulumi's back: each must be named by a preview with refresh, and mended by the next up. */
export function drift(): void {
  afterEach(async () => {
    await (await labStack()).up({ refresh: true });
  }, 10 * MINUTE);

  it(
    "is named for a flavor's spec that was removed",
    async () => {
      await change("flavor", "unset", "--property", "hw:cpu_policy", "cross-numa-flavor");
      expect(await refreshedPreview()).toMatch(/flavor:Flavor::cpnr-cross-numa-flavor[\s\S]*hw:cpu_policy/);
    },
    5 * MINUTE,
  );

  it(
    "is named for a network that was renamed",
    async () => {
      await change("network", "set", "--name", "renamed", "management-network");
      expect(await refreshedPreview()).toMatch(/network:Network::cpnr-management-network[\s\S]*renamed/);
    },
    5 * MINUTE,
  );

  it(
    "is named for a port whose address was changed, by verification too, as no up mends it",
    async () => {
      const { id } = await openstack<{ id: string }>("subnet", "show", "orchestration-subnet");
      const port = "cpnr-dns-1-orchestration";
      const moved = async (from: string, to: string) => {
        await change("port", "unset", "--fixed-ip", `subnet=${id},ip-address=${from}`, port);
        await change("port", "set", "--fixed-ip", `subnet=${id},ip-address=${to}`, port);
      };
      await moved("192.168.100.101", "192.168.100.199");
      const [said, outcomes] = await Promise.all([refreshedPreview(), verify()]);
      await moved("192.168.100.199", "192.168.100.101");
      expect(said).toMatch(/port:Port::cpnr-cpnr-dns-1-orchestration[\s\S]*192\.168\.100\.199/);
      expect(faultsIn(outcomes)).toMatchObject([{ check: "port addresses", actual: "192.168.100.199" }]);
    },
    5 * MINUTE,
  );

  it(
    "is named for a group that was put on a direct port",
    async () => {
      // By its id: each project has a default group, and an administrator sees them all.
      const management = await openstack<{ security_group_ids: string[] }>(
        "port",
        "show",
        "cpnr-dns-1-management",
      );
      const [group = ""] = management.security_group_ids;
      await change("port", "set", "--enable-port-security", "--security-group", group, "cpnr-dns-1-sriov-1");
      const said = await refreshedPreview();
      // Neutron takes port security off no port that has a group; the error of an up says so, and what to do.
      await change("port", "set", "--no-security-group", "cpnr-dns-1-sriov-1");
      expect(said).toMatch(
        /port:Port::cpnr-cpnr-dns-1-sriov-1[\s\S]*allSecurityGroupIds[\s\S]*portSecurityEnabled/,
      );
    },
    5 * MINUTE,
  );

  it(
    "is named for a server that was deleted",
    async () => {
      await change("server", "delete", "--wait", "cpnr-dns-1");
      expect(await refreshedPreview()).toMatch(/instance:Instance::cpnr-cpnr-dns-1-server/);
    },
    5 * MINUTE,
  );
}

/** What `pulumi preview --refresh --diff` prints for the lab's stack. */
function refreshedPreview(): Promise<string> {
  const args = ["preview", "--stack", "lab", "--refresh", "--diff", "--non-interactive", "--color", "never"];
  return done("pulumi", args);
}
