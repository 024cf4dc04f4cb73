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
 * @throws if no stack is given, and none is selected in pulumi
 */
export async function stackOf({ stack }: { readonly stack?: string | undefined }): Promise<string> {
  return stack ?? (await selectedStack());
}
