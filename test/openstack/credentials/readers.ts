import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AuthRequest } from "../../../openstack/credentials/reading";
import { tools } from "../../tools";
import type { Case } from "./arbitraries";

/** What the OpenStack provider or openstacksdk reads, by their own code, or their error. */
export interface Reference {
  readonly error?: string;
  readonly url: string;
  readonly auth: AuthRequest;
  /** openstacksdk can have several. An empty text is the first region of the catalog. */
  readonly region: string | readonly string[];
  readonly interface: string | readonly string[];
  /** Addresses of services in clouds.yaml. The provider has none. */
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly verify: boolean;
  readonly cacert: string;
  readonly cert: string;
  readonly key: string;
}

/** Writes the files of a case into its folder. */
export function writeCase(folder: string, { files }: Case): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Reads all cases by the OpenStack provider. */
export function readByProvider(cases: readonly Case[], folderOf: (index: number) => string) {
  return runReader("provider-credentials", [], cases, folderOf);
}

/** Reads all cases by openstacksdk. */
export function readBySdk(cases: readonly Case[], folderOf: (index: number) => string) {
  return runReader("python-openstacksdk", ["-P", join(__dirname, "openstacksdk.py")], cases, folderOf);
}

function runReader(
  program: string,
  args: readonly string[],
  cases: readonly Case[],
  folderOf: (index: number) => string,
): Reference[] {
  const input = cases.map(({ env }, index) =>
    JSON.stringify({ folder: folderOf(index), home: folderOf(index), env }),
  );
  const output = execFileSync(join(tools, program), args, {
    input: input.join("\n"),
    cwd: "/",
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Reference);
}
