import * as pulumi from "@pulumi/pulumi";
import { userError } from "../components/userError";
import type { Plan } from "../plan/plan";
import { preflight } from "../preflight";
import { type Finding, sentenceOf, type Verdict } from "../report/finding";

/** What preflight found, as a stack's output: what passed by number, all else in a sentence each. */
export interface PreflightOutputs {
  readonly passed: number;
  readonly warnings: readonly string[];
  readonly notChecked: readonly string[];
  /** What the configuration costs, whatever the cloud. */
  readonly toKnow: readonly string[];
}

/**
 * Asks the cloud whether the configured can be created there, before the first resource is.
 * @param owner the stack, as {@link preflight} wants it
 * @throws {pulumi.RunError} with every fault, or with why the cloud can't be asked
 */
export async function requirePreflight(plan: Plan, owner: string): Promise<PreflightOutputs> {
  const checks = await preflight(plan, owner).catch((error: Error) => {
    throw userError(error.message);
  });
  const faults = sentences(checks, "fail");
  const command = `make preflight STACK=${pulumi.getStack()}`;
  if (faults.length > 0) {
    throw userError(
      `The cloud can't take this stack, ${faults.length === 1 ? "for one reason" : `for ${faults.length} reasons`} (${command} shows the whole table):\n  ${faults.join("\n  ")}`,
    );
  }
  const found = {
    passed: checks.filter(({ verdict }) => verdict === "pass").length,
    warnings: sentences(checks, "warning"),
    notChecked: sentences(checks, "not checked"),
    toKnow: plan.warnings,
  };
  for (const warning of found.warnings) {
    await pulumi.log.warn(warning);
  }
  return found;
}

function sentences(findings: readonly Finding[], verdict: Verdict): string[] {
  return findings.filter((finding) => finding.verdict === verdict).map(sentenceOf);
}
