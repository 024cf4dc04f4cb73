import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { ROOT } from "../../lab/client/commands";

/** Runs the programs of a peer, one at a time, so that all of them can be killed. */
export class Shell {
  #kill: (() => void) | undefined;
  #isKilled = false;

  /** @param env in addition to the environment of this process */
  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** Runs a program in the project's root. Returns its output. @throws if it fails, or the shell was killed */
  async run(
    command: string,
    args: readonly string[],
    { env = {} }: { env?: NodeJS.ProcessEnv } = {},
  ): Promise<string> {
    if (this.#isKilled) {
      throw new Error(`${command}: killed`);
    }
    // A group of its own, so that the program's own programs are killed, too.
    const child = spawn(command, [...args], {
      cwd: ROOT,
      env: { ...process.env, ...this.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = once(child, "close");
    this.#kill = () => process.kill(-(child.pid as number), "SIGKILL");
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    this.#kill = undefined;
    if (child.exitCode !== 0) {
      throw new Error(`${command} ${args.join(" ")}: ${output}${errors}`);
    }
    return output;
  }

  /** Kills the program that runs, as a lost machine does. No program runs any more until {@link revive}. */
  kill(): void {
    this.#isKilled = true;
    this.#kill?.();
  }

  revive(): void {
    this.#isKilled = false;
  }
}
