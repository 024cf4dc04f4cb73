import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LinkMonitor } from "../../plan/bond";
import { writeService } from "../service";
import { CHANGED_MONITOR, type Deployment, type Peer } from "./peer";
import type { Shell } from "./shell";

/** Ansible with the collection openstack.cloud. @param programs folder of the peers' programs */
export function ansible(programs: string): Peer {
  return {
    name: "Ansible 12.3.0",
    async prepare(vnfs: number, folder: string, shell: Shell): Promise<Deployment> {
      const variables = join(folder, "service.json");
      const write = async (monitor?: LinkMonitor) =>
        writeFileSync(variables, JSON.stringify({ vnfs: await writeService(folder, vnfs, monitor) }));
      const play = (playbook: string, ...args: string[]) =>
        shell.run(
          join(programs, "bin/ansible-playbook"),
          ["--extra-vars", `@${variables}`, ...args, join(__dirname, "ansible", playbook)],
          {
            env: {
              ANSIBLE_LOCALHOST_WARNING: "false",
              ANSIBLE_INVENTORY_UNPARSED_WARNING: "false",
              ANSIBLE_PYTHON_INTERPRETER: join(programs, "bin/python3"),
              ANSIBLE_HOME: folder,
            },
          },
        );
      await write();
      return {
        create: () => play("create.yml"),
        drift: async () => recapOf(await play("create.yml", "--check")),
        change: async () => {
          await write(CHANGED_MONITOR);
          await play("create.yml", "--extra-vars", "replaces=true");
        },
        destroy: () => play("delete.yml"),
      };
    },
  };
}

/** What a playbook did, such as "ok=9 changed=2". */
function recapOf(output: string): string {
  return /ok=\d+\s+changed=\d+/.exec(output)?.[0].replace(/\s+/, " ") ?? output;
}
