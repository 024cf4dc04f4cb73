import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BIN = join(__dirname, "../../bin/cpnr.js");

describe("cpnr stacks", () => {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-stacks-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
  const commit = (...files: string[]) => {
    for (const file of files) {
      writeFileSync(join(folder, file), `${Math.random()}`);
    }
    git("add", "--all");
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", "change");
    return git("rev-parse", "HEAD");
  };
  const stacks = (...args: string[]) => {
    const { stdout, stderr, status } = spawnSync("node", [BIN, "stacks", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    return { stdout, stderr, status };
  };
  let first: string;

  beforeAll(() => {
    git("init", "--quiet");
    first = commit("Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.lab.yaml", "index.ts");
    commit("Pulumi.staging.yaml", "README.md");
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it("lists all stacks", () => {
    expect(stacks()).toEqual({ stdout: "prod\nstaging\n", stderr: "", status: 0 });
  });

  it("lists those that the changes since a commit touch, as JSON for a matrix", () => {
    expect(stacks("--since", first, "--format", "json")).toEqual({
      stdout: '["staging"]\n',
      stderr: "",
      status: 0,
    });
  });

  it.each(["0000000000000000000000000000000000000000", "--output=/tmp/x"])(
    "lists all stacks if the commit %s is unknown, and says so",
    (since) => {
      expect(stacks(`--since=${since}`)).toEqual({
        stdout: "prod\nstaging\n",
        stderr: `cpnr: the repository has no commit ${since}: all stacks are listed.\n`,
        status: 0,
      });
    },
  );
});
