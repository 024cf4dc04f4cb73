import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LinkMonitor } from "../../plan/bond";
import { writeService } from "../service";
import { CHANGED_MONITOR, type Deployment, type Peer } from "./peer";
import type { Shell } from "./shell";

const STACK = "dns";
const TEMPLATE = join(__dirname, "heat/vnfs.yaml");

/** Heat. Its engine works in the cloud, so a killed client does not stop it. */
export const heat: Peer = {
  name: "Heat 19.0.0",
  async prepare(vnfs: number, folder: string, shell: Shell): Promise<Deployment> {
    const environment = join(folder, "service.json");
    const write = async (monitor?: LinkMonitor) => {
      const service = (await writeService(folder, vnfs, monitor)).map(({ user_data: file, ...vnf }) => ({
        ...vnf,
        user_data: readFileSync(file, "utf8"),
      }));
      writeFileSync(environment, JSON.stringify({ parameters: { vnfs: service } }), { mode: 0o600 });
    };
    const run = (...args: string[]) => shell.run("openstack", ["stack", ...args]);
    const files = ["--template", TEMPLATE, "--environment", environment];
    const exists = () =>
      run("show", STACK, "--format", "value", "--column", "id").then(
        () => true,
        () => false,
      );
    const update = () => run("update", ...files, "--wait", STACK);
    await write();
    return {
      create: async () =>
        (await exists()) ? update() : run("create", ...files, "--poll", "1", "--wait", STACK),
      preview: async () => dryRunOf(await run("update", ...files, "--dry-run", "--show-nested", STACK)),
      change: async () => {
        await write(CHANGED_MONITOR);
        await update();
      },
      destroy: () => run("delete", "--yes", "--wait", STACK),
    };
  },
};

/** What a dry run says, such as "5 unchanged, 1 updated". */
function dryRunOf(output: string): string {
  const counts = ["unchanged", "updated", "replaced", "added", "deleted"].map((state) => {
    const lines = output.split("\n").filter((line) => line.startsWith(`| ${state} `));
    return `${lines.length} ${state}`;
  });
  return counts.join(", ");
}
