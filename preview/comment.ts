import { type Finding, sentenceOf, VERDICTS } from "../report/finding";
import { type Action, type Change, programName, realChanges } from "./change";
import { type Impact, INTERRUPTIONS } from "./impact";
import { code, listItems } from "./markdown";
import { withoutColors } from "./messages";
import { duration, type Recovery } from "./recovery";
import { propertiesText, resourceText, valueRows } from "./resourceText";
import { folded, joinSections, list, type Section, summary, table } from "./sections";
import { requireStackName } from "./stackName";
import { usageTable } from "./usageTable";
import { isMandatory, type PreviewModel, verdictOf } from "./verdict";

export interface CommentOptions {
  readonly stack: string;
  /** Commit that was previewed. @default not shown */
  readonly commit?: string | undefined;
  /** How long VNFs took at their last deployment, by the id of the server. @default not measured */
  readonly recoveries?: ReadonlyMap<string, Recovery>;
}

/** The hidden line with which the comment of a stack is found again. @throws if it is no name of a stack */
export function previewMarker(stack: string): string {
  return `<!-- cpnr-preview stack=${requireStackName(stack)} -->`;
}

/**
 * The comment on a preview, as Markdown of at most 65,535 bytes: the verdict in one line, then what interrupts a DNS service, then
 * the rest. It contains only values that are on a list (preview/values.ts), and no secret.
 */
export function previewComment(model: PreviewModel, options: CommentOptions): string {
  const { stack, commit, recoveries = new Map() } = options;
  const { changes, impacts, preflight, preflightError } = model;
  const changed = realChanges(changes);
  return joinSections([
    summary(previewMarker(stack), verdictOf(stack, model)),
    list("Errors of the preview", listItems(model.errors)),
    list("Preflight has no result", listItems(preflightError === undefined ? [] : [preflightError])),
    list("Faults that preflight found", findingRows(preflight?.findings ?? [], "fail")),
    list("Violations of policies", violationRows(model)),
    ...(changed.length > 0 ? [impactTable(impacts, recoveries)] : []),
    list("Order of the VNFs", listItems(changed.length > 0 && preflight?.order ? [preflight.order] : [])),
    changesTable(changed.filter(({ action }) => action !== "create")),
    ...(changed.length > 0 && model.isComplete ? [usageTable(changes, preflight)] : []),
    folded("New resources", list("", changed.flatMap(creationRows))),
    folded("Changed values", list("", changed.flatMap(valueRows))),
    folded("Warnings of the preview", list("", listItems(model.warnings))),
    ...(preflight === undefined ? [] : [preflightDetails(preflight.findings, preflight.warnings)]),
    summary("", footer(model, commit)),
  ]);
}

function impactTable(impacts: readonly Impact[], recoveries: ReadonlyMap<string, Recovery>): Section {
  return table(
    "DNS service of the VNFs",
    ["VNF", "effect", "reason", "for how long"],
    impacts.map(({ vnf, effect, reasons, serverId }) => [
      code(vnf, 100),
      INTERRUPTIONS.includes(effect) ? `**${effect}**` : effect,
      reasons.join("; "),
      interruptionText({ effect, serverId }, recoveries),
    ]),
  );
}

/** How long a VNF is without its service. Only a replacement was measured, when the VNF was last created. */
function interruptionText(
  { effect, serverId }: Pick<Impact, "effect" | "serverId">,
  recoveries: ReadonlyMap<string, Recovery>,
): string {
  const recovery = serverId === undefined ? undefined : recoveries.get(serverId);
  switch (effect) {
    case "deleted":
      return "for good";
    case "replaced":
      return recovery === undefined
        ? "not measured"
        : `at least ${duration(recovery.ms)}, as measured on ${recovery.day} from the active server to the passed verification`;
    case "interrupted":
      return "not measured";
    case "failover only":
      return "not measured; `make drill` measures a failover";
    default:
      return "";
  }
}

/** The order of the changes: what removes something comes first. */
const ORDER: readonly Action[] = ["replace", "delete", "update", "other"];

function changesTable(changed: readonly Change[]): Section {
  return table(
    "Changes",
    ["operation", "resource", "changed properties"],
    ORDER.flatMap((action) => changed.filter((change) => change.action === action)).map((change) => [
      change.action === "other" ? code(change.op, 50) : change.action,
      resourceText(change),
      change.action === "update" || change.action === "replace" ? propertiesText(change) : "",
    ]),
  );
}

function creationRows(change: Change): string[] {
  return change.action === "create" ? [`- ${resourceText(change)}`] : [];
}

function violationRows({ violations }: PreviewModel): string[] {
  return violations.map((violation) => {
    const { enforcementLevel, policyPackName, policyName, message, resourceUrn } = violation;
    const level = isMandatory(violation) ? "**mandatory**" : code(enforcementLevel, 50);
    const subject = resourceUrn === undefined ? "" : `${code(programName(resourceUrn), 100)}: `;
    return `- ${level}, ${code(`${policyPackName}/${policyName}`, 100)}: ${subject}${code(withoutColors(message).trim().replaceAll("\n", " "))}`;
  });
}

function findingRows(findings: readonly Finding[], verdict: Finding["verdict"]): string[] {
  return findings
    .filter((finding) => finding.verdict === verdict)
    .map((finding) => `- ${code(sentenceOf(finding))}`);
}

/** Everything that preflight says besides faults, which come first in the comment. */
function preflightDetails(findings: readonly Finding[], warnings: readonly string[]): Section {
  const others = VERDICTS.filter((verdict) => verdict !== "fail");
  const counts = VERDICTS.map(
    (verdict) => `${findings.filter((finding) => finding.verdict === verdict).length} ${verdict}`,
  );
  const rows = others.flatMap((verdict) =>
    findingRows(findings, verdict).map((row) => row.replace(/^- /, `- ${verdict}: `)),
  );
  return folded(
    `Preflight: ${counts.join(", ")}`,
    list("", [...rows, ...warnings.map((warning) => `- note: ${code(warning)}`)]),
  );
}

function footer({ policyPacks, isComplete }: PreviewModel, commit: string | undefined): string {
  const policies =
    policyPacks.length === 0
      ? "No policy pack ran."
      : `Policy packs: ${policyPacks.map((pack) => code(pack, 100)).join(", ")}.`;
  return [
    ...(commit === undefined ? [] : [`Commit ${code(commit, 40)}.`]),
    isComplete ? policies : "The preview is not complete, so changes can be missing.",
  ].join(" ");
}
