import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import writeFileAtomic from "write-file-atomic";
import { abortOnSignals } from "../../cli/abortOnSignals";
import { runOrThrow } from "../../lab/client/commands";
import { Cloud } from "../../openstack/cloud";
import { ansible } from "./ansible";
import { CountedRegion } from "./countedRegion";
import { guide } from "./guide";
import { heat } from "./heat";
import { measure } from "./measure";
import type { Measured } from "./measured";
import { openTofu } from "./openTofu";
import type { Peer } from "./peer";
import { pulumi } from "./pulumi";
import { reportOf } from "./report";

/** usage: npm run peers [-- --vnfs 1,4,8] [--peers openTofu,heat] [--output FILE.json] */
async function run(args: string[], signal: AbortSignal): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      vnfs: { type: "string", default: "1,4,8" },
      peers: { type: "string" },
      output: { type: "string" },
    },
  });
  const programs = execFileSync(join(__dirname, "ensure"), { encoding: "utf8" }).trim();
  const others = { openTofu: openTofu(programs), heat, ansible: ansible(programs), guide };
  // The lab's stack has the names and addresses of the service.
  await runOrThrow("pulumi", ["destroy", "--stack", "lab", "--yes", "--skip-preview", "--non-interactive"]);
  const cloud = await Cloud.connect();
  const region = await CountedRegion.start();
  const all: Measured[] = [];
  try {
    for (const vnfs of values.vnfs.split(",").map(Number)) {
      for (const peer of [pulumi, ...chosen(others, values.peers)]) {
        signal.throwIfAborted();
        all.push(await measure(peer, vnfs, { region, cloud, signal, say: console.error }));
        if (values.output !== undefined) {
          await writeFileAtomic(values.output, JSON.stringify(all, null, 2));
        }
      }
    }
  } finally {
    region.stop();
    if (all.length > 0) {
      console.log(reportOf(all));
    }
  }
}

function chosen(others: Record<string, Peer>, names: string | undefined): Peer[] {
  return (names?.split(",") ?? Object.keys(others)).map((name) => {
    const peer = others[name];
    if (peer === undefined) {
      throw new Error(`unknown peer ${name}, expected one of: ${Object.keys(others).join(", ")}.`);
    }
    return peer;
  });
}

run(process.argv.slice(2), abortOnSignals().signal).catch((error: Error) => {
  console.error(`peers: ${error.message}`);
  process.exitCode = 1;
});
