import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocal } from "../../remote/localProcess";
import { MAXIMUM_KEPT_BYTES, runUninterrupted } from "../../remote/uninterrupted";
import { hasEnded } from "./processes";

const LIMITS = { timeoutMs: 60_000, maximumBytes: 64 * 1024 };

describe("a program on this machine", () => {
  it("gets its input, and its output is returned", async () => {
    expect(await runLocal({ command: "cat", input: "words" }, LIMITS)).toBe("words");
    expect(await runLocal({ command: "echo no Python >&2; exit 1", input: "" }, LIMITS)).toBe("no Python\n");
  });

  it("does not get the credentials in this process's environment", async () => {
    process.env.OS_PASSWORD = "a password";
    try {
      const environment = await runLocal({ command: "env", input: "" }, LIMITS);
      expect(environment).toContain("PATH=");
      expect(environment).not.toContain("password");
    } finally {
      delete process.env.OS_PASSWORD;
    }
  });

  it("is killed after the timeout, with every process that it started", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cpnr-local-"));
    const command = `sleep 60 & echo $! >${folder}/pid; wait`;
    await expect(runLocal({ command, input: "" }, { ...LIMITS, timeoutMs: 1000 })).rejects.toThrow(
      "the program did not end within 1 s",
    );
    expect(await hasEnded(Number(readFileSync(join(folder, "pid"), "utf8")))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it("is killed at the limit of its output", async () => {
    await expect(runLocal({ command: "exec yes", input: "" }, LIMITS)).rejects.toThrow(
      "the program printed more than 64 KiB",
    );
  });

  it("is killed at once when a signal is aborted", async () => {
    const stop = new AbortController();
    const stopped = new Error("stopped by SIGINT");
    setTimeout(() => stop.abort(stopped), 200);
    await expect(
      runLocal({ command: "sleep 60", input: "" }, { ...LIMITS, signal: stop.signal }),
    ).rejects.toBe(stopped);
  });

  it("is not waited for if a process that it left behind keeps its output open", async () => {
    const begun = performance.now();
    expect(await runLocal({ command: "echo done; sleep 20 &", input: "" }, LIMITS)).toBe("done\n");
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
});

describe("a command that Ctrl-C does not stop", () => {
  it("returns its exit code and its output, standard error included", async () => {
    expect(await runUninterrupted(["sh", "-c", "echo out; echo err >&2; exit 3"])).toEqual({
      code: 3,
      output: expect.stringMatching(/^(out\nerr|err\nout)\n$/),
    });
  });

  it("keeps the end of a long output", async () => {
    const pieces: number[] = [];
    const { output } = await runUninterrupted(
      ["sh", "-c", "yes | head -c 4000000; echo error: last"],
      (piece) => pieces.push(piece.length),
    );
    expect(output.length).toBe(MAXIMUM_KEPT_BYTES);
    expect(output).toMatch(/error: last\n$/);
    expect(pieces.reduce((sum, length) => sum + length)).toBe(4_000_012);
  });

  it("is killed after the timeout, also if it ignores SIGTERM", async () => {
    await expect(
      runUninterrupted(["sh", "-c", "trap '' TERM; sleep 60; sleep 60"], undefined, { timeoutMs: 300 }),
    ).rejects.toThrow("trap '' TERM; sleep 60; sleep 60 did not end within 0.3 s, and was killed.");
  });

  it("does not exist", async () => {
    await expect(runUninterrupted(["/nowhere/cable"])).rejects.toThrow("ENOENT");
  });
});
