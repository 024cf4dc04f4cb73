import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../../openstack/cloud";
import { list } from "../../openstack/list";
import { deleteMade, KINDS, type Kind, type Made } from "../../openstack/made";

/** What is in the project: each resource by its id, with what its API changes when the resource changes. */
export type Contents = ReadonlyMap<string, Made & { readonly version: string }>;

interface Listed {
  readonly id: string;
  readonly name: string;
  /** Neutron's. */
  readonly revision_number?: number;
  /** Nova's, of a server. */
  readonly updated?: string;
  readonly status?: string;
}

/** Reads the contents of the project. */
export async function readContents(cloud: Cloud): Promise<Contents> {
  const all = await Promise.all(KINDS.map((kind) => readKind(cloud, kind)));
  return new Map(all.flat().map((made) => [made.id, made]));
}

async function readKind(cloud: Cloud, kind: Kind) {
  const [path = ""] = kind.list.path.split("?fields");
  const all = await list<Listed>(cloud, kind.service, path, kind.list.key);
  return all
    .filter(({ status }) => status !== "DELETED")
    .map(({ id, name, revision_number: revision, updated }) => ({
      kind,
      id,
      name,
      version: `${revision ?? updated ?? ""}`,
    }));
}

/** Reads the contents until they are the same twice in a row. */
export async function readSettledContents(cloud: Cloud): Promise<Contents> {
  let before = await readContents(cloud);
  for (;;) {
    await pause(3000);
    const now = await readContents(cloud);
    if (changesBetween(before, now).length === 0) {
      return now;
    }
    before = now;
  }
}

/** The resources that were created, changed or deleted, in words. */
export function changesBetween(before: Contents, after: Contents): string[] {
  const describe = ({ kind, name, id }: Made) => `${kind.words} ${name || id}`;
  const made = [...after.values()].filter(({ id }) => !before.has(id));
  const gone = [...before.values()].filter(({ id }) => !after.has(id));
  const changed = [...after.values()].filter(
    ({ id, version }) => before.has(id) && before.get(id)?.version !== version,
  );
  return [
    ...made.map((each) => `${describe(each)} created`),
    ...changed.map((each) => `${describe(each)} changed`),
    ...gone.map((each) => `${describe(each)} deleted`),
  ];
}

/** Deletes what was not there before. */
export async function deleteNew(cloud: Cloud, before: Contents): Promise<void> {
  const all = await readContents(cloud);
  // KINDS is in the order in which resources can be deleted.
  for (const made of [...all.values()].filter(({ id }) => !before.has(id))) {
    await deleteMade(cloud, made);
  }
}
