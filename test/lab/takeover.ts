import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPENSTACK_PLUGIN_VERSION } from "../../components/openstackProvider";
import { done, openstack, ROOT } from "../../lab/client/commands";
import { labStack, MINUTE } from "./stack";

/** A commit before the components and the plan: stacks that it made are in use. */
const EARLIER = "e429750";

interface Step {
  readonly op: string;
  readonly urn: string;
}

/** The lab's stack, deployed by an earlier commit of this project and then by this one. Needs that commit in the clone. */
export function takeover(): void {
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-earlier-"));
    const archive = execFileSync("git", ["archive", EARLIER], { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
    execFileSync("tar", ["-x", "-C", folder], { input: archive });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    appendFileSync(join(folder, "Pulumi.yaml"), plugin());
    const options = ["--stack", "lab", "--yes", "--skip-preview", "--non-interactive"];
    await done("pulumi", ["--cwd", folder, "up", ...options]);
  }, 10 * MINUTE);

  afterAll(async () => {
    await (await labStack()).destroy();
    rmSync(folder, { recursive: true });
  }, 5 * MINUTE);

  it(
    "is taken over without a change to a server, port, network, subnet or flavor",
    async () => {
      const before = await servers();
      const preview = await done("pulumi", ["preview", "--stack", "lab", "--json", "--non-interactive"]);
      const { steps } = JSON.parse(preview) as { steps: Step[] };
      const changed = steps.filter(({ op }) => op !== "same").map(({ urn }) => urn);
      expect(changed.filter((urn) => !/::command:|\$command:|::pulumi:providers:/.test(urn))).toEqual([]);
      await (await labStack()).up();
      expect(await servers()).toEqual(before);
    },
    5 * MINUTE,
  );

  it(
    "changes nothing on a second up, and after a refresh",
    async () => {
      const stack = await labStack();
      await stack.up({ expectNoChanges: true });
      await stack.refresh();
      await stack.up({ expectNoChanges: true });
    },
    5 * MINUTE,
  );
}

/** Has the earlier commit use this one's plugin: its own is not built any more. */
function plugin(): string {
  const path = join(
    process.env.PULUMI_HOME as string,
    `plugins/resource-openstack-v${OPENSTACK_PLUGIN_VERSION}`,
  );
  return `plugins:\n  providers:\n    - name: openstack\n      path: ${path}\n`;
}

function servers(): Promise<unknown> {
  return openstack("server", "list");
}
