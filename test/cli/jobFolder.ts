import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const BIN = join(__dirname, "../../bin/cpnr.js");

/** A folder of a job, with a program `pulumi` that only knows the state of the stack. */
export class JobFolder {
  readonly #folder = mkdtempSync(join(tmpdir(), "cpnr-job-"));

  /** @param state what `pulumi stack export` prints. @default it fails */
  constructor(state?: object) {
    const json = this.write("state.json", JSON.stringify(state ?? {}));
    const command = state === undefined ? 'echo "error: no stack" >&2; exit 1' : `cat ${json}`;
    this.write("pulumi", `#!/bin/sh\n${command}\n`, 0o755);
  }

  /** Writes a file and returns its path. */
  write(name: string, content: string, mode = 0o644): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content, { mode });
    return path;
  }

  /** Runs cpnr as a process, and returns how it ends. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: this.#folder,
      env: { PATH: `${this.#folder}:/usr/bin:/bin`, HOME: this.#folder, ...env },
    });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { code, stdout, stderr };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
