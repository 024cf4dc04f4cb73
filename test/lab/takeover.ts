import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPENSTACK_PLUGIN_VERSION } from "../../components/openstackProvider";
import { openstack, ROOT, runOrThrow } from "../../lab/client/commands";
import { writeChangedConfig } from "./changedConfig";
import { labStack, MINUTE } from "./stack";

/** A commit before the components and the plan. Stacks that it deployed are in use. */
const EARLIER = "e429750";

interface Step {
  readonly op: string;
  readonly urn: string;
}

/** The lab's stack, deployed by an earlier commit of this project and then by this one. */
export function takeover(): void {
  if (!isInClone(EARLIER)) {
    it.skip(`is updated: skipped, because this clone lacks commit ${EARLIER} (git fetch --unshallow)`, () =>
      undefined);
    return;
  }
  let folder = "";
  const configOfSuite = process.env.PULUMI_OPTION_CONFIG_FILE;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-earlier-"));
    const archive = execFileSync("git", ["archive", EARLIER], { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
    execFileSync("tar", ["-x", "-C", folder], { input: archive });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    appendFileSync(join(folder, "Pulumi.yaml"), plugin());
    const config = join(folder, "earlier.yaml");
    writeChangedConfig(config, ({ heal }) => {
      // The earlier commit does not know these settings.
      for (const limit of ["perHour", "perDay", "stackPerDay"]) {
        delete heal[limit];
      }
    });
    const options = ["--stack", "lab", "--yes", "--skip-preview", "--non-interactive"];
    await runOrThrow("pulumi", ["--cwd", folder, "up", ...options], { PULUMI_OPTION_CONFIG_FILE: config });
    // As CHANGELOG.md says: Day0 is rendered anew, and the servers keep theirs.
    const kept = join(folder, "kept.yaml");
    writeChangedConfig(kept, ({ day0 }) => {
      day0.onChange = "ignore";
    });
    process.env.PULUMI_OPTION_CONFIG_FILE = kept;
  }, 10 * MINUTE);

  afterAll(async () => {
    await (await labStack()).destroy();
    process.env.PULUMI_OPTION_CONFIG_FILE = configOfSuite;
    rmSync(folder, { recursive: true });
  }, 5 * MINUTE);

  it(
    "is updated without a change to a server, port, network, subnet or flavor: only the server group is new",
    async () => {
      const before = await servers();
      const preview = await runOrThrow("pulumi", [
        "preview",
        "--stack",
        "lab",
        "--json",
        "--non-interactive",
      ]);
      const { steps } = JSON.parse(preview) as { steps: Step[] };
      // The text of Day0 is a resource too, which is in the state only.
      const changed = steps.filter(
        ({ op, urn }) => op !== "same" && !/::command:|\$command:|\$cloudinit:|::pulumi:providers:/.test(urn),
      );
      expect(changed.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`).sort()).toEqual([
        "create cpnr-anti-affinity",
        "create cpnr-anti-affinity-group",
      ]);
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

/** A shallow clone lacks the history. */
function isInClone(commit: string): boolean {
  return spawnSync("git", ["cat-file", "-e", `${commit}^{commit}`], { cwd: ROOT }).status === 0;
}

/** Makes the earlier commit use the plugin of this commit, because its own plugin is not built any more. */
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
