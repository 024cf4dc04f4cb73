import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import type { ConfigSource } from "../config/load";

const run = promisify(execFile);

/**
 * Runs `pulumi` for a stack and returns what it prints.
 * @throws with pulumi's own words, without its prefix
 */
export async function pulumi(stack: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await run(
      "pulumi",
      [...args, "--stack", stack, "--non-interactive", "--color", "never"],
      {
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    return stdout;
  } catch (error) {
    throw new Error(reason(error as { stderr?: string; message: string; code?: unknown }));
  }
}

/** The stack's configuration, decrypted, as the program would read it. */
export async function configOf(stack: string): Promise<ConfigSource> {
  const all = JSON.parse(await pulumi(stack, "config", "--json", "--show-secrets")) as Record<
    string,
    { value?: string }
  >;
  return { get: (key) => all[`cpnr:${key}`]?.value };
}

/** Sets a secret of the stack. The value goes by standard input: it is never in the list of processes. */
export async function setSecret(stack: string, key: string, value: string): Promise<void> {
  const args = ["config", "set", "--secret", `cpnr:${key}`, "--stack", stack, "--non-interactive"];
  const child = spawn("pulumi", args, { stdio: ["pipe", "ignore", "pipe"] });
  const errors: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(value);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) {
    throw new Error(
      reason({ stderr: Buffer.concat(errors).toString(), message: `pulumi exited with ${code}` }),
    );
  }
}

function reason({ stderr, message, code }: { stderr?: string; message: string; code?: unknown }): string {
  if (code === "ENOENT") {
    return "There is no pulumi on PATH: in the lab, run this as `lab/lab run …`; elsewhere install it (docs/own-cloud.md).";
  }
  return (stderr?.trim() || message).replace(/^error: /gm, "");
}
