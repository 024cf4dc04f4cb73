import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { openstack, ROOT } from "../../lab/client/commands";
import { newKeyPair } from "../settings";
import { MINUTE } from "./stack";

/** examples/own-program as a user of this package has it: in another folder, without this project's stack file. */
export function ownProgram(): void {
  let folder = "";
  let stack: Stack;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-own-"));
    cpSync(join(ROOT, "examples/own-program"), folder, { recursive: true });
    linkPackages(folder);
    stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "own", workDir: folder },
      { envVars: { PULUMI_OPTION_CONFIG_FILE: "" } },
    );
    await stack.setConfig("image", { value: "cpnr-image" });
    for (const name of ["login", "hostKey"]) {
      await stack.setConfig(name, { value: JSON.stringify(newKeyPair()), secret: true });
    }
  }, 2 * MINUTE);

  afterAll(async () => {
    await stack.workspace.removeStack("own", { force: true });
    rmSync(folder, { recursive: true });
  }, MINUTE);

  it(
    "deploys a VNF with a verified bond into networks of its own",
    async () => {
      const { outputs } = await stack.up();
      expect(outputs.activeSlave?.value).toMatch(/^en/);
      expect(await openstack("server", "show", outputs.serverId?.value)).toMatchObject({
        name: "own-dns-1",
        status: "ACTIVE",
      });
    },
    10 * MINUTE,
  );

  it(
    "changes nothing on a second up, and after a refresh",
    async () => {
      await stack.up({ expectNoChanges: true });
      await stack.refresh();
      await stack.up({ expectNoChanges: true });
    },
    5 * MINUTE,
  );

  it(
    "leaves no resource after destroy",
    async () => {
      await stack.destroy();
      expect(await openstack("network", "list", "--name", "own-management")).toEqual([]);
      expect(await openstack("server", "list", "--name", "own-dns-1")).toEqual([]);
    },
    5 * MINUTE,
  );
}

/** Links the packages that `npm install` would install. */
function linkPackages(folder: string): void {
  const modules = join(folder, "node_modules");
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules);
  symlinkSync(ROOT, join(modules, "cpnr"));
  symlinkSync(join(ROOT, "node_modules/@pulumi"), join(modules, "@pulumi"));
}
