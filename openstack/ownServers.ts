import type { Cloud } from "./cloud";
import { isDeleted } from "./deletedServer";
import { list } from "./list";
import { isOurs } from "./mark";
import type { Server } from "./resources";

/** A server with the mark of a stack. */
export interface OwnServer extends Server {
  /** Hash of the host's name, which each tenant sees. Empty if no host has the server. */
  readonly hostId?: string;
  /**
   * `UP`; `UNKNOWN` if nova-compute gives no sign of life; `DOWN` if somebody has forced it down; `MAINTENANCE` if it takes no new
   * servers; empty without a host. Only administrators see it (Nova API, microversion 2.16).
   */
  readonly host_status?: string;
}

/** Lists the stack's servers that have one of these names. @param owner `<project>/<stack>` */
export async function listOwnServers(
  cloud: Cloud,
  names: readonly string[],
  owner: string,
): Promise<readonly OwnServer[]> {
  const query = new URLSearchParams({ name: nameFilter(names) });
  const servers = await list<OwnServer>(cloud, "compute", `/servers/detail?${query}`, "servers", {
    microversion: "compute 2.16",
  });
  return servers.filter((one) => names.includes(one.name) && isOurs(owner, one) && !isDeleted(one));
}

/**
 * Returns Nova's filter for one of several names, at least one. Nova reads it as a regular expression of the database, and each
 * database has its own rules for escapes and for characters of several bytes. A run of other characters therefore matches any
 * characters. With MySQL, Nova takes `|` for a character and not for an alternative (nova.db.main.api, _safe_regex_mysql), and a
 * list of many names could be longer than a URL may be. So the filter has the common start and the common end of the names. The
 * caller compares the whole name.
 */
export function nameFilter(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const [first = "", ...others] = distinct;
  if (others.length === 0) {
    return `^${patternOf(first)}$`;
  }
  const start = commonStart(distinct);
  const rests = distinct.map((name) => reversed(name.slice(start.length)));
  return `^${patternOf(start)}.*${patternOf(reversed(commonStart(rests)))}$`;
}

function patternOf(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]+/g, ".+");
}

function commonStart(names: readonly string[]): string {
  const [first = "", ...others] = names;
  const differsAt = first
    .split("")
    .findIndex((_, index) => others.some((name) => name[index] !== first[index]));
  return differsAt < 0 ? first : first.slice(0, differsAt);
}

function reversed(text: string): string {
  return text.split("").reverse().join("");
}
