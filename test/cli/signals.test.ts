import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { Vnf } from "../../plan/vnf";
import { requestFor } from "../../remote/observation";
import { planFrom } from "../settings";

const ROOT = join(__dirname, "../..");

/** Sends a signal to a command, and returns how the command ends, and after how many ms. */
async function stop(command: ChildProcess, signal: NodeJS.Signals) {
  const begun = performance.now();
  const errors = text(command.stderr as NodeJS.ReadableStream);
  command.kill(signal);
  const [code] = (await once(command, "close")) as [number | null];
  return { code, stderr: await errors, ms: performance.now() - begun };
}

describe("a signal to a command that only reads", () => {
  let folder = "";
  const sockets: Socket[] = [];
  let cloud: Server;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-signals-"));
    // A cloud that takes connections and never answers.
    cloud = createServer((socket) => sockets.push(socket.on("error", () => undefined)));
    cloud.listen(0, "127.0.0.1");
    await once(cloud, "listening");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    for (const socket of sockets.splice(0)) {
      socket.destroy();
    }
    cloud.close();
  });

  const environment = () => ({
    PATH: `${folder}:${process.env.PATH}`,
    OS_AUTH_URL: `http://127.0.0.1:${(cloud.address() as AddressInfo).port}/v3`,
    OS_USERNAME: "operator",
    OS_PASSWORD: "password",
    OS_PROJECT_NAME: "project",
    OS_USER_DOMAIN_NAME: "Default",
    OS_PROJECT_DOMAIN_NAME: "Default",
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends verify at once with one sentence and exit code 1, also while pulumi does not respond: %s",
    async (signal) => {
      writeFileSync(join(folder, "pulumi"), `#!/bin/sh\ntouch ${folder}/started\nexec sleep 20\n`, {
        mode: 0o755,
      });
      const command = spawn(process.execPath, [join(ROOT, "bin/cpnr.js"), "verify", "--stack", "lab"], {
        env: environment(),
      });
      while (!existsSync(join(folder, "started"))) {
        await pause(50);
      }
      const { code, stderr, ms } = await stop(command, signal);
      expect({ code, stderr }).toEqual({ code: 1, stderr: `cpnr: stopped by ${signal}.\n` });
      expect(ms).toBeLessThan(10_000);
    },
  );

  it("ends the verification of a deployment at once, also while the cloud does not respond", async () => {
    const plan = planFrom("lab");
    const request = requestFor({ plan, owner: "cpnr/lab" }, plan.vnfs[0] as Vnf);
    const command = spawn(process.execPath, ["-e", 'require("./bin/verification")'], {
      cwd: ROOT,
      env: environment(),
    });
    command.stdin.end(JSON.stringify(request));
    while (sockets.length === 0) {
      await pause(50);
    }
    const { code, stderr, ms } = await stop(command, "SIGINT");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "cpnr: stopped by SIGINT.\n" });
    expect(ms).toBeLessThan(10_000);
  });
});
