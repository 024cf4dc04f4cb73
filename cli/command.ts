import { parseArgs } from "node:util";

/**
 * Runs a command of this folder for the stack named by `--stack`: an error ends it with one sentence and exit code 1.
 */
export function command(name: string, main: (stack: string) => Promise<void>): void {
  const stop = (error: unknown) => {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  };
  try {
    const { values } = parseArgs({ options: { stack: { type: "string" } } });
    if (values.stack === undefined) {
      throw new Error("say which stack: --stack lab (or make … STACK=lab).");
    }
    main(values.stack).catch(stop);
  } catch (error) {
    stop(error);
  }
}
