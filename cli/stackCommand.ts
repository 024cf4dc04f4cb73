import { Command } from "commander";
import { selectedStack } from "./pulumi";

/** A subcommand that works on one stack. */
export function stackCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("-s, --stack <name>", "the stack (default: the one that pulumi has selected)");
}

/**
 * The stack that a command works on.
 * @throws if none is given, and pulumi has selected none
 */
export async function stackOf({ stack }: { readonly stack?: string | undefined }): Promise<string> {
  return stack ?? (await selectedStack());
}
