import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LinkMonitor } from "../../plan/bond";
import { writeService } from "../service";
import { CHANGED_MONITOR, type Deployment, type Peer } from "./peer";
import type { Shell } from "./shell";

const SOURCE = join(__dirname, "opentofu/main.tf");

/** OpenTofu with the OpenStack provider on which Pulumi's is built. @param programs folder of the peers' programs */
export function openTofu(programs: string): Peer {
  return {
    name: "OpenTofu 1.12.6",
    async prepare(vnfs: number, folder: string, shell: Shell): Promise<Deployment> {
      cpSync(SOURCE, join(folder, "main.tf"));
      const write = async (monitor?: LinkMonitor) => {
        const service = await writeService(folder, vnfs, monitor);
        writeFileSync(join(folder, "service.auto.tfvars.json"), JSON.stringify({ vnfs: service }));
      };
      const run = (...args: string[]) =>
        shell.run(join(programs, "bin/tofu"), [`-chdir=${folder}`, ...args, "-no-color"], {
          env: { TF_CLI_CONFIG_FILE: join(programs, "tofu.rc"), CHECKPOINT_DISABLE: "1" },
        });
      await write();
      await run("init");
      const create = () => run("apply", "-auto-approve");
      return {
        create,
        preview: async () => planOf(await run("plan", "-refresh=false")),
        drift: async () => planOf(await run("plan")),
        change: async () => {
          await write(CHANGED_MONITOR);
          await create();
        },
        destroy: () => run("destroy", "-auto-approve"),
      };
    },
  };
}

function planOf(output: string): string {
  return /^(Plan: .*|No changes\.)/m.exec(output)?.[0] ?? output;
}
