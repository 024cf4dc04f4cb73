import type { Quota } from "../preflight/quota";
import type { PreflightResult } from "../preflight/result";
import type { Change } from "./change";
import { code } from "./markdown";
import { type Section, table } from "./sections";
import { type Usage, usageOf } from "./usage";

/** One thing that the VNFs take, before and after a deployment. */
interface Row {
  readonly name: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** @default the cloud has no quota for it */
  readonly quota?: Quota | undefined;
  /** Word of the quota, as in preflight. */
  readonly resource?: string;
}

/** A quota that the deployment exceeds. */
export interface Excess {
  readonly resource: string;
  /** Use of the project after the deployment. */
  readonly after: number;
  readonly limit: number;
}

/** What the VNFs take before and after a deployment, against the quotas of preflight. @param result @default no preflight */
export function usageTable(changes: readonly Change[], result?: PreflightResult): Section {
  const heads = ["", "before", "after", ...(result === undefined ? [] : ["quota of the project"])];
  return table(
    "Resources of the VNFs",
    heads,
    rowsOf(changes, result).map(({ name, before, after, quota }) =>
      [
        name,
        textOf(before),
        before === after ? textOf(after) : `**${textOf(after)}**`,
        quotaText(before, after, quota),
      ].slice(0, heads.length),
    ),
  );
}

/** The quotas that the deployment exceeds, because it takes more than before. */
export function excessesOf(changes: readonly Change[], result?: PreflightResult): Excess[] {
  return rowsOf(changes, result).flatMap(({ before, after, quota, resource = "" }) => {
    const total = usedAfter(before, after, quota);
    const isExceeded =
      quota !== undefined &&
      total !== undefined &&
      quota.limit >= 0 &&
      total > quota.limit &&
      total > quota.used;
    return isExceeded ? [{ resource, after: total, limit: quota.limit }] : [];
  });
}

function rowsOf(changes: readonly Change[], result: PreflightResult | undefined): Row[] {
  const [before, after] = (["old", "new"] as const).map((side) =>
    usageOf(changes, side, result?.serverSize),
  ) as [Usage, Usage];
  const withQuota = (resource: string) => ({ resource, quota: result?.quota[resource] });
  const perName = (title: string, select: (usage: Usage) => ReadonlyMap<string, number>) =>
    [...new Set([...select(before).keys(), ...select(after).keys()])].sort().map((name) => ({
      name: `${title} ${code(name, 100)}`,
      before: select(before).get(name) ?? 0,
      after: select(after).get(name) ?? 0,
    }));
  return [
    { name: "VNFs", before: before.vnfs, after: after.vnfs, ...withQuota("instances") },
    ...perName("VFs on", ({ vfs }) => vfs),
    { name: "vCPUs", before: before.vcpus, after: after.vcpus, ...withQuota("cores") },
    { name: "RAM in MiB", before: before.ram, after: after.ram, ...withQuota("MiB of RAM") },
    ...perName("of it MiB in pages of size", ({ largePages }) => largePages),
  ];
}

function textOf(count: number | undefined): string {
  return count === undefined ? "unknown" : String(count);
}

function quotaText(before: number | undefined, after: number | undefined, quota: Quota | undefined): string {
  if (quota === undefined) {
    return "";
  }
  if (quota.limit < 0) {
    return "no limit";
  }
  const total = usedAfter(before, after, quota);
  if (total === undefined) {
    return `${quota.used} of ${quota.limit} used`;
  }
  const text = `${total} of ${quota.limit} after the deployment`;
  return total > quota.limit ? `**${text}: exceeded**` : text;
}

/** The use of the project after the deployment. Others can use the project too, so only the difference is the stack's. */
function usedAfter(before: number | undefined, after: number | undefined, quota: Quota | undefined) {
  return before === undefined || after === undefined || quota === undefined
    ? undefined
    : quota.used + after - before;
}
