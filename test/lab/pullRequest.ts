import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandOutput, cpnr, runCommand } from "../../lab/client/commands";
import { vnfLike } from "../settings";
import { type Raw, writeChangedConfig } from "./changedConfig";
import { MINUTE } from "./stack";

/** What changes in a branch, what the comment says of the lab's VNF, and whether the job of the pull request succeeds. */
type Branch = readonly [
  name: string,
  change: (raw: Raw) => void,
  verdict: string,
  effect: string | undefined,
  succeeds: boolean,
];

export const BRANCHES: readonly Branch[] = [
  ["changes nothing", () => undefined, "nothing changes", undefined, true],
  [
    "changes miimon",
    (raw) => {
      raw.bond.linkMonitor.miimon = 50;
    },
    "the DNS service of 1 of 1 VNF is interrupted",
    "**replaced** | Day0 changes",
    true,
  ],
  [
    "adds a user to Day0",
    (raw) => raw.day0.users.push({ name: "ops" }),
    "the DNS service of 1 of 1 VNF is interrupted",
    "**replaced** | Day0 changes",
    true,
  ],
  [
    "changes the RAM of the flavor",
    (raw) => {
      raw.flavor.ram = 6144;
    },
    "the DNS service of 1 of 1 VNF is interrupted",
    "**interrupted** | ",
    true,
  ],
  [
    "renames a subnet",
    (raw) => {
      raw.management.subnets[0].name = "renamed";
    },
    "no DNS service is interrupted",
    undefined,
    true,
  ],
  [
    "adds a VNF",
    (raw) => {
      raw.vnfs = [1, 2].map((position) => vnfLike(raw.vnfs[0], position));
    },
    "1 VNF is created",
    undefined,
    false,
  ],
  [
    "names an image that does not exist",
    (raw) => {
      raw.image.name = "no-such-image";
    },
    "the preview failed",
    undefined,
    false,
  ],
];

/** Branches of the suite of each change. The long suite has all. */
const FEW_BRANCHES = BRANCHES.filter(([name]) => /nothing|miimon|image/.test(name));

/** The job of a pull request, `ci/preview`, for branches that change the lab's stack. */
export function pullRequest(branches: readonly Branch[] = FEW_BRANCHES): void {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-branch-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(branches)(
    "comments on a branch that %s",
    async (_, change, verdict, effect, succeeds) => {
      const { code, text } = await previewBranch(folder, change);
      expect(text).toContain("<!-- cpnr-preview stack=lab -->");
      expect(text.split("\n").find((line) => line.startsWith("**Stack `lab`"))).toContain(verdict);
      if (effect !== undefined) {
        expect(text).toContain(`| \`cpnr-dns-1\` | ${effect}`);
      }
      expect(text).not.toMatch(/PRIVATE KEY|hashed_passwd/);
      expect(code === 0).toBe(succeeds);
    },
    2 * MINUTE,
  );
}

/** Runs the job of a pull request for a branch that changes the lab's stack file. */
async function previewBranch(folder: string, change: (raw: Raw) => void): Promise<CommandOutput> {
  const config = join(folder, "Pulumi.lab.yaml");
  const env = { PULUMI_OPTION_CONFIG_FILE: config };
  writeChangedConfig(config, change);
  await cpnr("keys", [], { env });
  return runCommand("ci/preview", ["lab"], env);
}
