import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import type { Command } from "commander";
import { Cloud } from "../openstack/cloud";
import { deleteMade, findMade, KINDS, type Made } from "../openstack/made";
import { STACK } from "../report/kinds";
import { pulumi } from "./pulumi";
import { ownerOf } from "./stack";
import { stackCommand, stackOf } from "./stackCommand";
import { readStackState, type StackState } from "./stackState";

interface Options {
  readonly stack?: string;
  readonly delete?: readonly string[];
  readonly import?: readonly string[];
}

/** `cpnr orphans` */
export function orphansCommand(): Command {
  return stackCommand(
    "orphans",
    "List what has the stack's mark in the cloud, but is not in the stack's state: a killed deployment can leave it. Only reads, except with --delete or --import.",
  )
    .option("--delete <id...>", "delete these orphans, or `all`")
    .option("--import <id...>", "take these orphans into the state, or `all`")
    .action(handleOrphans);
}

/** Lists, deletes or imports the orphans of a stack; exit code 1 if some are left. */
async function handleOrphans({ delete: toDelete, import: toImport, ...options }: Options): Promise<void> {
  const stack = await stackOf(options);
  const [cloud, state] = await Promise.all([Cloud.connect(), readStackState(stack)]);
  const orphans = await findOrphans(cloud, ownerOf(stack), state);
  for (const orphan of selected(orphans, toDelete ?? [])) {
    await deleteMade(cloud, orphan);
    console.log(`Deleted ${orphan.kind.words} "${orphan.name}" (${orphan.id}).`);
  }
  await importOrphans(stack, selected(orphans, toImport ?? []));
  const isChange = toDelete !== undefined || toImport !== undefined;
  const after = isChange ? await readStackState(stack) : state;
  const left = isChange ? await findOrphans(cloud, ownerOf(stack), after) : orphans;
  await reportLeft(stack, left, after, isChange);
  process.exitCode = left.length > 0 ? 1 : 0;
}

async function reportLeft(
  stack: string,
  left: readonly Made[],
  { resources, interrupted }: StackState,
  isChange: boolean,
): Promise<void> {
  if (left.length > 0) {
    const table = new Table({
      head: ["kind", "name", "id"],
      chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
      style: { head: [], border: [] },
    });
    table.push(...left.map(({ kind, name, id }) => [kind.words, name, id]));
    console.log(table.toString());
    console.log(
      `${left.length} of the cloud's resources have the mark of stack ${stack}, but are not in its state. After a killed deployment, run \`pulumi up\`: it deletes what that deployment was creating, and creates it again. For other resources, use --delete or --import with their ids.`,
    );
    return;
  }
  if (interrupted > 0 && isChange) {
    const stackUrn = resources.find(({ type }) => type === STACK)?.urn ?? "";
    await pulumi(
      stack,
      "refresh",
      "--yes",
      "--skip-preview",
      "--clear-pending-creates",
      "--target",
      stackUrn,
    );
  }
  console.log(`Stack ${stack} has no orphans.`);
  if (interrupted > 0 && !isChange) {
    console.log(
      "The state still names interrupted creations, of which pulumi warns: `cpnr orphans --delete all` clears them.",
    );
  }
}

/** The orphans, in the order in which they can be deleted. */
async function findOrphans(cloud: Cloud, owner: string, { resources }: StackState): Promise<Made[]> {
  const ids = new Set(resources.map(({ id }) => id));
  const made = await Promise.all(KINDS.map((kind) => findMade(cloud, kind, owner)));
  return made.flat().filter(({ id }) => !ids.has(id));
}

/** The orphans with these ids, or all orphans. @throws if an id is not an orphan's */
function selected(orphans: readonly Made[], ids: readonly string[]): Made[] {
  const unknown = ids.filter((id) => id !== "all" && !orphans.some((orphan) => orphan.id === id));
  if (unknown.length > 0) {
    throw new Error(`no orphan has the id ${unknown.join(", ")}: \`cpnr orphans\` lists the ids.`);
  }
  return orphans.filter(({ id }) => ids.includes("all") || ids.includes(id));
}

/** The file format of `pulumi import`. */
interface ImportFile {
  readonly nameTable: Readonly<Record<string, string>>;
  readonly resources: readonly { readonly type: string; readonly name: string }[];
}

/** The part of `pulumi preview --json` that says what would be created. */
interface Preview {
  readonly steps: readonly {
    readonly op: string;
    readonly urn: string;
    readonly newState?: { readonly type: string; readonly inputs?: { readonly name?: string } };
  }[];
}

/**
 * Takes orphans into the state: those that the program would create, by their kind and name.
 * @throws if the program does not create an orphan, or pulumi can't import it
 */
async function importOrphans(stack: string, orphans: readonly Made[]): Promise<void> {
  if (orphans.length === 0) {
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "cpnr-import-"));
  try {
    const file = join(folder, "import.json");
    const preview = JSON.parse(await pulumi(stack, "preview", "--json", "--import-file", file)) as Preview;
    const { nameTable, resources } = JSON.parse(readFileSync(file, "utf8")) as ImportFile;
    const imported = orphans.map((orphan) => {
      const name = logicalNameOf(orphan, preview);
      const resource = resources.find((one) => one.type === orphan.kind.type && one.name === name);
      if (resource === undefined) {
        throw new Error(
          `the program of stack ${stack} does not create ${orphan.kind.words} "${orphan.name}" (${orphan.id}): delete it, or restore the configuration that had it.`,
        );
      }
      return { ...resource, id: orphan.id };
    });
    writeFileSync(file, JSON.stringify({ nameTable, resources: imported }));
    const options = ["--file", file, "--yes", "--skip-preview", "--protect=false", "--generate-code=false"];
    await pulumi(stack, "import", ...options);
    for (const { kind, name, id } of orphans) {
      const next = kind.words === "server" ? " The next up replaces it: its Day0 can't be read back." : "";
      console.log(`Took ${kind.words} "${name}" (${id}) into the state.${next}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The name in Pulumi of the resource to be created that has an orphan's kind and name. */
function logicalNameOf({ kind, name }: Made, { steps }: Preview): string | undefined {
  const step = steps.find(
    ({ op, newState }) => op === "create" && newState?.type === kind.type && newState.inputs?.name === name,
  );
  return step?.urn.split("::").at(-1);
}
