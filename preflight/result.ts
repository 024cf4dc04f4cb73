import type { Survey } from "../openstack/survey";
import type { Plan } from "../plan/plan";
import { describeOrder, predecessorsOf } from "../plan/rollout";
import type { Finding } from "../report/finding";
import { judge } from "./judge";
import { type Quota, quotasOf } from "./quota";
import { findServerSize, findVnfsToCreate, type ServerSize, type Situation } from "./situation";

/** The result of preflight, as `cpnr preflight --format json` prints it. */
export interface PreflightResult {
  readonly findings: readonly Finding[];
  /** Warnings about the configuration, independent of the cloud. */
  readonly warnings: readonly string[];
  /** The project's quotas by resource, such as `cores`. A quota that is not known is missing. */
  readonly quota: Readonly<Record<string, Quota>>;
  /** Names of the VNFs that have no server yet. @default not known, because Nova's servers are not */
  readonly vnfsToCreate?: readonly string[];
  /** In which order the VNFs are made and replaced, one sentence. @default there is one VNF, or `vnfsToCreate` is not known */
  readonly order?: string;
  /** Size of the servers. @default not known, because the flavor to adopt is not */
  readonly serverSize?: Pick<ServerSize, "vcpus" | "ram" | "pageSize">;
}

/** Judges a plan. @param owner `<project>/<stack>` */
export function resultOf(plan: Plan, survey: Survey, owner: string): PreflightResult {
  const situation = { plan, survey, owner };
  const size = findServerSize(situation);
  return {
    findings: judge(plan, survey, owner),
    warnings: plan.warnings,
    quota: quotasOf(survey),
    ...orderOf(situation),
    ...("known" in size ? { serverSize: pickSize(size.known) } : {}),
  };
}

function orderOf(situation: Situation): Pick<PreflightResult, "vnfsToCreate" | "order"> {
  const toCreate = findVnfsToCreate(situation);
  if ("unknown" in toCreate) {
    return {};
  }
  const { vnfs, rollout } = situation.plan;
  const vnfsToCreate = toCreate.known.map(({ name }) => name);
  const names = vnfs.map(({ name }) => name);
  const order = describeOrder(predecessorsOf(names, vnfsToCreate, rollout));
  return { vnfsToCreate, ...(order === undefined ? {} : { order }) };
}

function pickSize({ vcpus, ram, pageSize }: ServerSize) {
  return { vcpus, ram, pageSize };
}
