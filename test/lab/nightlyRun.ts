import { openstack, runCommand, runOpenstack } from "../../lab/client/commands";
import { waitUntil, waitUntilHealthy } from "./health";
import { labStack, MINUTE } from "./stack";

/** Looks at an untouched stack. The long suite looks more often. */
const FEW_LOOKS = 2;

/** The nightly run, `ci/drift`, of the lab's stack. */
export function nightlyRun(looks = FEW_LOOKS): void {
  afterEach(restoreStack, 10 * MINUTE);

  it(
    `names nothing in ${looks} looks at an untouched stack`,
    async () => {
      for (let look = 0; look < looks; look += 1) {
        expect(await lookForDrift()).toEqual({
          code: 0,
          text: "<!-- cpnr-drift stack=lab -->\n**Stack `lab`: no difference and no failed check.**\n",
        });
      }
    },
    looks * MINUTE,
  );

  it(
    "names a deleted tag, a changed rule of a security group, and an edited flavor",
    async () => {
      const port = await openstack<{ security_group_ids: [string] }>("port", "show", "cpnr-dns-1-management");
      const rule = ["--protocol", "tcp", "--dst-port", "9999", "--remote-ip", "198.51.100.0/24"];
      const { id } = await openstack<{ id: string }>(
        ...["security", "group", "rule", "create", ...rule, port.security_group_ids[0]],
      );
      await runOpenstack("port", "unset", "--all-tag", "cpnr-dns-1-management");
      await runOpenstack("flavor", "unset", "--property", "hw:cpu_policy", "cross-numa-flavor");
      const { code, text } = await lookForDrift();
      await runOpenstack("security", "group", "rule", "delete", id);
      expect(text).toMatch(/port `cpnr-dns-1-management` \| .*[tT]ags/);
      expect(text).toMatch(/flavor `cross-numa-flavor` \| .*extraSpecs/);
      expect(text).toContain("added: ingress IPv4 tcp 9999 from 198.51.100.0/24");
      expect(code).toBe(1);
    },
    5 * MINUTE,
  );
}

/** The nightly run, after somebody has detached a VF from the server. `pulumi up --refresh` then makes a new server. */
export function nightlyRunWithoutVf(): void {
  afterEach(restoreStack, 10 * MINUTE);

  it(
    "names a detached VF",
    async () => {
      const port = "cpnr-dns-1-sriov-2";
      await runOpenstack("server", "remove", "port", "cpnr-dns-1", port);
      await waitUntil(
        () => openstack<{ device_id: string }>("port", "show", port),
        ({ device_id }) => device_id === "",
      );
      const { code, text } = await lookForDrift();
      expect(text).toContain(`port ${port}: expected attached to the server and ACTIVE, actual not attached`);
      expect(code).toBe(1);
    },
    5 * MINUTE,
  );
}

/** Runs the nightly job. Its exit code is not 0 if a VNF fails its verification. */
function lookForDrift(): Promise<{ code: number; text: string }> {
  return runCommand("ci/drift", ["lab"]);
}

/** Restores what a test changed in the cloud. */
async function restoreStack(): Promise<void> {
  await (await labStack()).up({ refresh: true });
  await waitUntilHealthy();
}
