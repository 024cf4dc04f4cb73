import * as pulumi from "@pulumi/pulumi";
import { userError } from "../components/userError";
import type { Cloud } from "../openstack/cloud";
import type { Plan } from "../plan/plan";
import { preflightResult } from "../preflight";
import { type Finding, sentenceOf, type Verdict } from "../report/finding";

/** The result of preflight as a stack output: the number of passes, and one sentence for each other finding. */
export interface PreflightOutputs {
  readonly passed: number;
  readonly warnings: readonly string[];
  readonly notChecked: readonly string[];
  /** Warnings about the configuration, independent of the cloud. */
  readonly toKnow: readonly string[];
}

/** What the program needs of preflight. */
export interface Preflight {
  readonly outputs: PreflightOutputs;
  /** Names of the VNFs that have no server yet. @default not known */
  readonly vnfsToCreate: readonly string[] | undefined;
}

/**
 * Checks whether the stack can be created in the cloud, before the first resource is created.
 * @param owner the stack, as `<project>/<stack>`
 * @throws {pulumi.RunError} with every fault
 */
export async function requirePreflight(plan: Plan, owner: string, cloud: Cloud): Promise<Preflight> {
  const { findings: checks, vnfsToCreate, order } = await preflightResult(plan, owner, cloud);
  const faults = sentencesOf(checks, "fail");
  const command = `make preflight STACK=${pulumi.getStack()}`;
  if (faults.length > 0) {
    throw userError(
      `The stack can't be created in this cloud, for ${faults.length === 1 ? "one reason" : `${faults.length} reasons`} (${command} shows every check):\n  ${faults.join("\n  ")}`,
    );
  }
  const outputs = {
    passed: checks.filter(({ verdict }) => verdict === "pass").length,
    warnings: sentencesOf(checks, "warning"),
    notChecked: sentencesOf(checks, "not checked"),
    toKnow: plan.warnings,
  };
  for (const warning of outputs.warnings) {
    await pulumi.log.warn(warning);
  }
  if (order !== undefined && pulumi.runtime.isDryRun()) {
    await pulumi.log.info(order);
  }
  return { outputs, vnfsToCreate };
}

function sentencesOf(findings: readonly Finding[], verdict: Verdict): string[] {
  return findings.filter((finding) => finding.verdict === verdict).map(sentenceOf);
}
