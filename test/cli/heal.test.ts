import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { healLogFile, journalFile, memoryFile, stackFolder } from "../../cli/stackFolder";
import { FakeCloud } from "../openstack/fakeCloud";
import { newKeyPair, rawConfig } from "../settings";

const BIN = join(__dirname, "../../bin/cpnr.js");
const STACK = `heal-test-${process.pid}`;
/** Nothing listens on this port. */
const UNREACHABLE = "http://127.0.0.1:1/v3";

/** `pulumi config` of a stack whose VNF heal looks at every second, without a DNS client. */
function pulumiConfig(): object {
  const keys = { login: newKeyPair(), hosts: { "cpnr-dns-1": newKeyPair() } };
  const raw = { ...rawConfig("lab"), verification: {}, heal: { interval: 1 }, keys };
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      `cpnr:${key}`,
      { value: typeof value === "string" ? value : JSON.stringify(value), secret: key === "keys" },
    ]),
  );
}

describe("cpnr heal", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-heal-"));
    writeFileSync(join(folder, "config.json"), JSON.stringify(pulumiConfig()));
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\nexec cat ${folder}/config.json\n`, { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => rmSync(stackFolder(STACK), { recursive: true, force: true }));

  /** Runs heal as a process. */
  function start(authUrl: string, ...args: string[]) {
    const { OS_CLOUD: _, ...environment } = process.env;
    const child = spawn("node", [BIN, "heal", "--stack", STACK, ...args], {
      env: {
        ...environment,
        PATH: `${folder}:${process.env.PATH}`,
        OS_AUTH_URL: authUrl,
        OS_AUTH_TYPE: "token",
        OS_TOKEN: "x",
        OS_PROJECT_ID: "p",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    return { child, output: () => output };
  }

  /** Waits until a watch has printed something, and ends it. */
  async function stopAfter(
    { child, output }: { child: ChildProcess; output: () => string },
    text: string | RegExp,
  ): Promise<number | null> {
    for (let wait = 0; wait < 400 && child.exitCode === null && output().search(text) < 0; wait += 1) {
      await pause(100);
    }
    child.kill("SIGTERM");
    if (child.exitCode === null) {
      await once(child, "close");
    }
    return child.exitCode;
  }

  function writeInStackFolder(file: string, text: string): void {
    mkdirSync(stackFolder(STACK), { recursive: true });
    writeFileSync(file, text);
  }

  const journal = JSON.stringify({
    way: "port",
    vnf: "cpnr-dns-1",
    bond: "bond0",
    slave: "ens4",
    portId: "replaced",
    physicalNetwork: "sriov0",
  });

  it("watches although the cloud is away at its start, and ends by a signal with exit code 0", async () => {
    const heal = start(UNREACHABLE, "--watch");
    expect(await stopAfter(heal, /cpnr-dns-1: unknown/)).toBe(0);
    expect(heal.output()).toContain(
      "cpnr-dns-1: unknown; nothing: the state is unknown, so heal does not act",
    );
    expect(readFileSync(healLogFile(STACK), "utf8")).toContain('"state":"unknown"');
  });

  it("ends without a watch if the cloud is away", async () => {
    const heal = start(UNREACHABLE);
    await once(heal.child, "close");
    expect([heal.child.exitCode, heal.output()]).toEqual([1, expect.stringMatching(/^cpnr: .*ECONNREFUSED/)]);
  });

  it("changes nothing in a dry run: no folder, no lock, and no restoration after a drill", async () => {
    const fake = new FakeCloud(() => ({ servers: [], ports: [] }));
    const { authUrl } = await fake.start();
    try {
      const dry = start(authUrl, "--dry-run");
      await once(dry.child, "close");
      expect(dry.output()).toContain("cpnr-dns-1: unknown; nothing");
      expect(existsSync(stackFolder(STACK))).toBe(false);
      writeInStackFolder(journalFile(STACK), journal);
      const again = start(authUrl, "--dry-run");
      await once(again.child, "close");
      expect(again.output()).toMatch(
        /A drill of "cpnr-dns-1" was interrupted or is running\. Without --dry-run/,
      );
      expect(readFileSync(journalFile(STACK), "utf8")).toBe(journal);
      expect(existsSync(memoryFile(STACK))).toBe(false);
      expect(fake.changes).toEqual([]);
    } finally {
      await fake.stop();
    }
  });

  it("goes on if what a drill removed can't be restored, for example because its port was replaced", async () => {
    const fake = new FakeCloud((path) =>
      path.includes("/ports/replaced") ? 404 : { servers: [], ports: [] },
    );
    const { authUrl } = await fake.start();
    try {
      writeInStackFolder(journalFile(STACK), journal);
      const heal = start(authUrl, "--watch");
      expect(await stopAfter(heal, /cpnr-dns-1: unknown/)).toBe(0);
      expect(heal.output()).toContain("the cloud has no such server");
    } finally {
      await fake.stop();
    }
  });

  it("goes on with a corrupt memory, and with a log that can't be written", async () => {
    writeInStackFolder(memoryFile(STACK), "{");
    mkdirSync(healLogFile(STACK));
    const heal = start(UNREACHABLE, "--watch");
    expect(await stopAfter(heal, /heal can't write its log, and goes on/)).toBe(0);
    expect(heal.output()).toContain(
      `heal moved it to ${memoryFile(STACK)}.corrupt and begins without a memory.`,
    );
  });
});
