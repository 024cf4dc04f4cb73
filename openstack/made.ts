import { setTimeout as pause } from "node:timers/promises";
import * as types from "../report/kinds";
import type { Cloud, Service } from "./cloud";
import { isDeleted } from "./deletedServer";
import { isNotFound } from "./errors";
import { list } from "./list";
import { isOurs } from "./mark";

/** A kind of resource that a stack creates in a cloud. */
export interface Kind {
  /** The kind in words. */
  readonly words: string;
  /** Type of the resource in Pulumi. */
  readonly type: string;
  readonly service: Service;
  /** Path of the list, and the name of the list in its response. */
  readonly list: { readonly path: string; readonly key: string };
  /** Path of one resource, without its id. */
  readonly path: string;
  /** The API version whose response has the mark. */
  readonly microversion?: string;
}

export const PORT = neutronKind("port", types.PORT);

/** The kinds, in the order in which they can be deleted. */
export const KINDS: readonly Kind[] = [
  {
    words: "server",
    type: types.SERVER,
    service: "compute",
    list: { path: "/servers/detail", key: "servers" },
    path: "/servers",
  },
  {
    words: "server group",
    type: types.SERVER_GROUP,
    service: "compute",
    list: { path: "/os-server-groups", key: "server_groups" },
    path: "/os-server-groups",
  },
  PORT,
  neutronKind("subnet", types.SUBNET),
  neutronKind("network", types.NETWORK),
  {
    words: "flavor",
    type: types.FLAVOR,
    service: "compute",
    list: { path: "/flavors/detail?is_public=None", key: "flavors" },
    path: "/flavors",
    microversion: "compute 2.61",
  },
];

function neutronKind(words: string, type: string): Kind {
  return {
    words,
    type,
    service: "network",
    list: { path: `/${words}s?fields=id&fields=name&fields=tags&fields=description`, key: `${words}s` },
    path: `/${words}s`,
  };
}

/** A resource in the cloud. */
export interface Made {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
}

type Listed = { readonly id: string; readonly name: string; readonly status?: string } & Parameters<
  typeof isOurs
>[1];

/** Finds the resources of a kind that a stack made. @param owner `<project>/<stack>` @param name @default any name */
export async function findMade(cloud: Cloud, kind: Kind, owner: string, name?: string): Promise<Made[]> {
  const { path, key } = kind.list;
  const byName = kind.service === "network" && name !== undefined ? `&name=${encodeURIComponent(name)}` : "";
  const options = { microversion: kind.microversion };
  const all = await list<Listed>(cloud, kind.service, `${path}${byName}`, key, options);
  return all
    .filter(
      (listed) => isOurs(owner, listed) && !isDeleted(listed) && (name === undefined || listed.name === name),
    )
    .map(({ id, name: found }) => ({ kind, id, name: found }));
}

/** Maximum time in ms until a deleted resource is gone. */
const DELETE_LIMIT_MS = 120_000;
/** Pause in ms between two looks. */
const PAUSE_MS = 1000;

/**
 * Deletes a resource, and waits until it is gone. It is no error if it is gone already.
 * @throws if the cloud refuses it, for example because a port is in the network, or it is not gone within 120 s
 */
export async function deleteMade(cloud: Cloud, { kind, id, name }: Made): Promise<void> {
  const { service, path, words } = kind;
  const isGone = async (request: Promise<unknown>) =>
    request.then(
      () => false,
      (error: Error) => {
        if (isNotFound(error)) {
          return true;
        }
        throw error;
      },
    );
  if (await isGone(cloud.change(service, "DELETE", `${path}/${id}`))) {
    return;
  }
  const deadline = performance.now() + DELETE_LIMIT_MS;
  while (!(await isGone(cloud.get(service, `${path}/${id}`)))) {
    if (performance.now() > deadline) {
      throw new Error(`${words} "${name}" (${id}) is not deleted within ${DELETE_LIMIT_MS / 1000} s.`);
    }
    await pause(PAUSE_MS);
  }
}
