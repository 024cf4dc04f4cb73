import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { StackConfig } from "../config/readPlan";

const run = promisify(execFile);

/**
 * Runs `pulumi` for a stack and returns what it prints.
 * @throws with pulumi's own words, without its prefix; and for a stack that there is not, with what to do
 */
export function pulumi(stack: string, ...args: string[]): Promise<string> {
  return execute([...args, "--stack", stack]);
}

/**
 * The stack that pulumi has selected in this folder.
 * @throws if there is none
 */
export async function selectedStack(): Promise<string> {
  const name = await execute(["stack", "--show-name"]).catch((error: Error) => {
    throw /no stack selected/.test(error.message)
      ? new Error("no stack is selected: name one with --stack, such as --stack lab.")
      : error;
  });
  return name.trim();
}

/** The stack's configuration, decrypted, as the program would read it. */
export async function configOf(stack: string): Promise<StackConfig> {
  const all = Object.entries(
    JSON.parse(await pulumi(stack, "config", "--json", "--show-secrets")) as Record<
      string,
      { readonly value?: string; readonly secret?: boolean }
    >,
  );
  return {
    values: Object.fromEntries(
      all.flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])),
    ),
    encrypted: new Set(all.filter(([, { secret }]) => secret).map(([key]) => key)),
  };
}

/** Sets a secret of the stack. The value goes by standard input: it is never in the list of processes. */
export async function setSecret(stack: string, key: string, value: string): Promise<void> {
  await execute(["config", "set", "--secret", `cpnr:${key}`, "--stack", stack], value);
}

async function execute(args: readonly string[], input = ""): Promise<string> {
  const options = { maxBuffer: 64 * 1024 * 1024 };
  try {
    const running = run("pulumi", [...args, "--non-interactive", "--color", "never"], options);
    running.child.stdin?.end(input);
    return (await running).stdout;
  } catch (error) {
    throw new Error(reason(error as { stderr?: string; message: string; code?: unknown }));
  }
}

function reason({ stderr, message, code }: { stderr?: string; message: string; code?: unknown }): string {
  if (code === "ENOENT") {
    return "There is no pulumi on PATH: in the lab, run this as `lab/lab run …`; elsewhere install it (docs/own-cloud.md).";
  }
  const said = (stderr?.trim() || message).replace(/^error: /gm, "");
  const missing = /no stack named '(.+)' found/.exec(said)?.[1];
  return missing === undefined
    ? said
    : `There is no stack ${missing}: pulumi stack ls names those that there are, and pulumi stack init ${missing} makes it.`;
}
