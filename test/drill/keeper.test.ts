import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { Keeper } from "../../drill/keeper";
import { REMOVAL } from "./removal";

const REGISTER = join(__dirname, "../../bin/register.js");
const STEPS = [
  "the keeper has started",
  "the VF is being removed",
  "the VF is removed",
  "the VF is being restored",
  "the VF is restored",
];

/** A command that pulls and plugs a cable, which takes a moment. `failures` is the number of times that plugging fails. */
const CABLE = `#!/bin/bash
cd "$(dirname "$0")"
echo "begin $2" >>log
if [[ $2 == up && -s failures ]]; then
  left=$(<failures)
  if (( left > 0 )); then echo $((left - 1)) >failures; echo "no access to the switch"; exit 1; fi
fi
sleep 0.3
echo "$2" >state
echo "end $2" >>log
`;

const drills: Drill[] = [];

/** A drill that waits at a step, with a keeper and a cable of its own. */
class Drill {
  readonly folder = mkdtempSync(join(tmpdir(), "cpnr-keeper-"));
  #process: ChildProcess | undefined;

  constructor() {
    drills.push(this);
    writeFileSync(this.file("cable"), CABLE, { mode: 0o755 });
    writeFileSync(this.file("state"), "up\n");
    writeFileSync(this.file("log"), "");
  }

  /** Starts the drill, waits until it is at a step, and returns the process id of its keeper. */
  async startUntil(step: string): Promise<number> {
    const args = ["--require", REGISTER, join(__dirname, "waitingDrill.ts"), this.folder, step];
    this.#process = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "pipe", "inherit"] });
    const [text] = await once(this.#process.stdout as Readable, "data");
    return Number(text);
  }

  /** Sends a signal to the drill and to all of its process group, as a terminal does. */
  interrupt(signal: NodeJS.Signals): void {
    process.kill(-(this.#process?.pid as number), signal);
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), "utf8");
  }

  expectRestored(): void {
    expect(this.read("state")).toBe("up\n");
    expect(existsSync(this.file("drill.json"))).toBe(false);
  }

  remove(): void {
    this.#process?.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function waitForEnd(pid: number): Promise<void> {
  const isRunning = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  for (let count = 0; isRunning() && count < 600; count += 1) {
    await pause(50);
  }
  expect(isRunning()).toBe(false);
}

afterEach(() => {
  for (const drill of drills.splice(0)) {
    drill.remove();
  }
});

describe("the keeper of a drill", () => {
  it.each(["SIGKILL", "SIGINT", "SIGHUP"] as const)(
    "restores the VF after %s to the drill, at each step of the drill",
    async (signal) => {
      const interrupted = STEPS.map(async (step) => {
        const drill = new Drill();
        const keeper = await drill.startUntil(step);
        drill.interrupt(signal);
        await waitForEnd(keeper);
        drill.expectRestored();
      });
      await Promise.all(interrupted);
    },
  );

  it("waits until a cable is pulled before it plugs it in", async () => {
    const drill = new Drill();
    const keeper = await drill.startUntil("the VF is being removed");
    while (drill.read("log") === "") {
      await pause(10);
    }
    drill.interrupt("SIGKILL");
    await waitForEnd(keeper);
    expect(drill.read("log")).toBe("begin down\nend down\nbegin up\nend up\n");
  });

  it("tries until the VF is restored, and writes each failure into its log", async () => {
    const drill = new Drill();
    const keeper = await drill.startUntil("the VF is removed");
    writeFileSync(drill.file("failures"), "2\n");
    drill.interrupt("SIGKILL");
    await waitForEnd(keeper);
    drill.expectRestored();
    const log = drill.read("keeper.log");
    expect(log.match(/could not restore cable of sriov0: .*no access to the switch/g)).toHaveLength(2);
    expect(log).toMatch(/ restored cable of sriov0\n$/);
  });

  it("is not stopped by the signals of a terminal", async () => {
    const drill = new Drill();
    const keeper = await drill.startUntil("the VF is removed");
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.kill(keeper, signal);
    }
    drill.interrupt("SIGKILL");
    await waitForEnd(keeper);
    drill.expectRestored();
  });

  it("leaves the journal if another command has written a new one", async () => {
    const drill = new Drill();
    const keeper = await drill.startUntil("the VF is removed");
    const journal = JSON.parse(drill.read("drill.json"));
    writeFileSync(drill.file("drill.json"), JSON.stringify({ ...journal, at: 2 }));
    drill.interrupt("SIGKILL");
    await waitForEnd(keeper);
    expect(JSON.parse(drill.read("drill.json")).at).toBe(2);
    expect(drill.read("state")).toBe("down\n");
  });

  it("is replaced by the drill itself if it was killed", async () => {
    const drill = new Drill();
    const keeper = await Keeper.start({
      cable: [drill.file("cable")],
      guests: [],
      journal: drill.file("drill.json"),
      log: drill.file("keeper.log"),
    });
    await keeper.remove(REMOVAL);
    process.kill(keeper.pid, "SIGKILL");
    await keeper.restore();
    keeper.close();
    drill.expectRestored();
  });
});
