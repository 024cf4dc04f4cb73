import {
  CREATE_NETWORKS_AND_FLAVOR,
  createPorts,
  createServer,
  deleteAll,
  portNamesOf,
  showAll,
} from "../guideCommands";
import { type ServiceVnf, writeService, writeUserData } from "../service";
import { CHANGED_MONITOR, type Deployment, type Peer } from "./peer";
import type { Shell } from "./shell";

const GROUP = "cpnr-dns";

/** The commands of the Cisco guide, one after the other, typed without a pause and without a mistake. */
export const guide: Peer = {
  name: "the guide's commands",
  async prepare(count: number, folder: string, shell: Shell): Promise<Deployment> {
    let vnfs = await writeService(folder, count);
    const run = (...words: string[]) => shell.run("openstack", words);
    const runAll = async (commands: readonly string[][]) => {
      for (const command of commands) {
        await run(...command);
      }
    };
    const read = async (...words: string[]): Promise<Record<string, string>> =>
      JSON.parse(await run(...words, "--format", "json"));
    const bootServer = async (vnf: ServiceVnf) => {
      const { id: group } = await read("server", "group", "show", GROUP);
      const macs: string[] = [];
      for (const port of portNamesOf(vnf).slice(-2)) {
        macs.push((await read("port", "show", port)).mac_address as string);
      }
      await run(...createServer(vnf, writeUserData(vnf.user_data, macs), "--hint", `group=${group}`));
    };
    return {
      async create() {
        await runAll(CREATE_NETWORKS_AND_FLAVOR);
        await run("server", "group", "create", "--policy", "soft-anti-affinity", GROUP);
        for (const vnf of vnfs) {
          await runAll(createPorts(vnf));
          await bootServer(vnf);
        }
      },
      async drift() {
        const commands = [...showAll(vnfs), ["server", "group", "show", GROUP]];
        await runAll(commands);
        return `${commands.length} tables to compare by eye`;
      },
      async change() {
        vnfs = await writeService(folder, count, CHANGED_MONITOR);
        for (const vnf of vnfs) {
          await run("server", "delete", "--wait", vnf.name);
          await bootServer(vnf);
        }
      },
      destroy: () => runAll([...deleteAll(vnfs), ["server", "group", "delete", GROUP]]),
    };
  },
};
