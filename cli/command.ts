import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>["values"];

/**
 * Runs a command of this folder for the stack named by `--stack`: an error ends it with one sentence and exit code 1.
 * @param options what it takes besides
 */
export function command<T extends Options = Record<never, never>>(
  name: string,
  main: (stack: string, values: Values<T>) => Promise<void>,
  options: T = {} as T,
): void {
  const stop = (error: unknown) => {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  };
  try {
    const parsed = parseArgs({ options: { ...options, stack: { type: "string" } } });
    const { stack, ...values } = parsed.values as { readonly stack?: string };
    if (stack === undefined) {
      throw new Error("say which stack: --stack lab (or make … STACK=lab).");
    }
    main(stack, values as Values<T>).catch(stop);
  } catch (error) {
    stop(error);
  }
}
