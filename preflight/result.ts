import type { Survey } from "../openstack/survey";
import type { Plan } from "../plan/plan";
import type { Finding } from "../report/finding";
import { judge } from "./judge";
import { type Quota, quotasOf } from "./quota";
import { findServerSize, type ServerSize } from "./situation";

/** The result of preflight, as `cpnr preflight --format json` prints it. */
export interface PreflightResult {
  readonly findings: readonly Finding[];
  /** Warnings about the configuration, independent of the cloud. */
  readonly warnings: readonly string[];
  /** The project's quotas by resource, such as `cores`. A quota that is not known is missing. */
  readonly quota: Readonly<Record<string, Quota>>;
  /** Size of the servers. @default not known, because the flavor to adopt is not */
  readonly serverSize?: Pick<ServerSize, "vcpus" | "ram" | "pageSize">;
}

/** Judges a plan. @param owner `<project>/<stack>` */
export function resultOf(plan: Plan, survey: Survey, owner: string): PreflightResult {
  const size = findServerSize({ plan, survey, owner });
  return {
    findings: judge(plan, survey, owner),
    warnings: plan.warnings,
    quota: quotasOf(survey),
    ...("known" in size ? { serverSize: pickSize(size.known) } : {}),
  };
}

function pickSize({ vcpus, ram, pageSize }: ServerSize) {
  return { vcpus, ram, pageSize };
}
