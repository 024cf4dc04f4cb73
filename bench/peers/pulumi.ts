import { Fleet } from "../fleet";
import { CHANGED_MONITOR, type Deployment, type Peer } from "./peer";
import type { Shell } from "./shell";

/** This project. `create` and `change` include the proof of each VNF. */
export const pulumi: Peer = {
  name: "this project",
  async prepare(vnfs: number, _folder: string, shell: Shell): Promise<Deployment> {
    const fleet = new Fleet(vnfs);
    await fleet.prepare();
    const run = (...args: string[]) =>
      shell.run("pulumi", [...args, "--stack", "lab", "--non-interactive", "--color", "never"], {
        env: fleet.env,
      });
    const create = () => run("up", "--yes", "--skip-preview");
    return {
      create,
      preview: async () => summaryOf(await run("preview")),
      drift: async () => summaryOf(await run("preview", "--refresh")),
      change: () => {
        fleet.change((raw) => {
          raw.bond = { ...raw.bond, linkMonitor: CHANGED_MONITOR };
        });
        return create();
      },
      destroy: () => run("destroy", "--yes", "--skip-preview").finally(() => fleet.forget()),
      unlock: () => run("cancel", "--yes"),
    };
  },
};

/** The last paragraph of a preview, such as "Resources: 12 unchanged". */
function summaryOf(output: string): string {
  const [, summary = output] = /^Resources:\n([\s\S]*)$/m.exec(output) ?? [];
  return summary
    .trim()
    .split(/\s*\n\s*/)
    .join(", ");
}
