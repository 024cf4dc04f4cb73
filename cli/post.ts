import { Option } from "commander";
import type { Forge } from "../forge/forge";
import { Github } from "../forge/github";
import { Gitlab } from "../forge/gitlab";

/** The forges to which a command can post. */
const FORGES = { github: Github, gitlab: Gitlab };

export type ForgeName = keyof typeof FORGES;

/** The option `--post`. */
export function postOption(description: string): Option {
  return new Option("--post <forge>", description).choices(Object.keys(FORGES));
}

/**
 * Prints a text, and posts it if a forge is given. So whoever reads the log of the job sees the text, also if the forge does not
 * accept it. @throws if the forge is unreachable or refuses it
 */
export async function printAndPost(
  text: string,
  forge: ForgeName | undefined,
  number: string | undefined,
  post: (forge: Forge) => Promise<void>,
): Promise<void> {
  process.stdout.write(text);
  if (forge !== undefined) {
    await post(new FORGES[forge]({ number }));
  }
}
