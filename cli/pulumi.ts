import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { StackConfig } from "../config/readPlan";

const run = promisify(execFile);

/**
 * Runs `pulumi` for a stack and returns what it prints.
 * @throws with pulumi's error message. For a missing stack the message says how to create it
 */
export function pulumi(stack: string, ...args: string[]): Promise<string> {
  return runPulumi([...args, "--stack", stack]);
}

/**
 * The stack that pulumi has selected in this folder.
 * @throws if no stack is selected
 */
export async function selectedStack(): Promise<string> {
  const name = await runPulumi(["stack", "--show-name"]).catch((error: Error) => {
    throw /no stack selected/.test(error.message)
      ? new Error("no stack is selected: name one with --stack, such as --stack lab.")
      : error;
  });
  return name.trim();
}

/** Reads the stack's configuration, decrypted, as the Pulumi program gets it. */
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

/** What a preview of a stack wrote, also if it failed: its events, as `parseEvents` reads them, and its errors. */
export async function previewEvents(stack: string): Promise<{ events: string; standardError: string }> {
  const args = ["preview", "--json", "--non-interactive", "--stack", stack];
  const env = { ...process.env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
  const { stdout, stderr } = await run("pulumi", args, { maxBuffer: 256 * 1024 * 1024, env }).catch(
    (error: { stdout?: string; stderr?: string; message: string }) => ({
      stdout: error.stdout ?? "",
      stderr: error.stderr || error.message,
    }),
  );
  return { events: stdout, standardError: stderr };
}

/** Sets a secret of the stack. The value is passed on standard input, so that it is not in the list of processes. */
export async function setSecret(stack: string, key: string, value: string): Promise<void> {
  await runPulumi(["config", "set", "--secret", `cpnr:${key}`, "--stack", stack], value);
}

async function runPulumi(args: readonly string[], input = ""): Promise<string> {
  const options = { maxBuffer: 64 * 1024 * 1024 };
  try {
    const running = run("pulumi", [...args, "--non-interactive", "--color", "never"], options);
    // A pulumi that ends early, for example with an error, does not read its input.
    running.child.stdin?.on("error", () => undefined).end(input);
    return (await running).stdout;
  } catch (error) {
    throw new Error(explainError(error as { stderr?: string; message: string; code?: unknown }));
  }
}

/** The error message of a failed `pulumi`, with what to do where that is known. */
export function explainError({
  stderr,
  message,
  code,
}: {
  stderr?: string;
  message: string;
  code?: unknown;
}): string {
  if (code === "ENOENT") {
    return "There is no pulumi on PATH: in the lab, run this as `lab/lab run …`; elsewhere install it (docs/own-cloud.md).";
  }
  const text = (stderr?.trim() || message).replace(/^error: /gm, "");
  if (/failed to load checkpoint: EOF/.test(text)) {
    return "Pulumi can't read the stack's state, because a pulumi was killed while it wrote the file next to it: delete the empty file .pulumi/stacks/<project>/<stack>.json.attrs in the backend's folder, and add ?metadata=skip to the backend's URL (docs/troubleshooting.md).";
  }
  const missing = /no stack named '(.+)' found/.exec(text)?.[1];
  return missing === undefined
    ? text
    : `There is no stack ${missing}: \`pulumi stack ls\` lists the stacks, \`pulumi stack init ${missing}\` creates it.`;
}
