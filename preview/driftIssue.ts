import { sentenceOf } from "../report/finding";
import { type Drift, driftVerdictOf } from "./drift";
import { code, counted, listItems } from "./markdown";
import { propertiesText, resourceText, valueRows } from "./resourceText";
import { folded, joinSections, list, summary, table } from "./sections";
import { requireStackName } from "./stackName";

/** The hidden line with which the issue of a stack is found again. @throws if it is no name of a stack */
export function driftMarker(stack: string): string {
  return `<!-- cpnr-drift stack=${requireStackName(stack)} -->`;
}

/** The title of the issue. It stays while the issue is open. */
export function driftTitle(stack: string): string {
  return `Stack ${requireStackName(stack)} differs from its configuration, or its verification fails`;
}

/** The text of the issue, as Markdown of at most 65,535 bytes. The job's summary shows it too. */
export function driftReport(stack: string, drift: Drift): string {
  const { changes, faults, errors } = drift;
  return joinSections([
    summary(driftMarker(stack), `**Stack ${code(stack)}: ${verdictText(drift)}.**`),
    list("Errors of the refresh", listItems(errors)),
    list(
      "Failed checks",
      faults.map(({ vnf, outcome }) => `- ${code(vnf, 100)}: ${code(sentenceOf(outcome))}`),
    ),
    table(
      "Differences between the cloud and the state",
      ["in the cloud", "resource", "different properties"],
      changes.map((change) => [
        change.action === "delete" ? "**missing**" : "different",
        resourceText(change),
        change.action === "update" ? propertiesText(change) : "",
      ]),
    ),
    folded("Values: state → cloud", list("", changes.flatMap(valueRows))),
    list("Next", adviceRows(stack, drift)),
  ]);
}

/** The comment with which the issue is closed. */
export function closingText(stack: string): string {
  return `The last run found no difference and no failed check in stack ${code(stack)}.`;
}

function verdictText(drift: Drift): string {
  const { changes, faults, unknown } = drift;
  switch (driftVerdictOf(drift)) {
    case "none":
      return "no difference and no failed check";
    case "unknown":
      return `nobody knows whether there is drift: ${unknown.join(", and ")}`;
    case "found": {
      const found = [
        ...(changes.length > 0
          ? [`the cloud differs from the state in ${counted(changes.length, "resource")}`]
          : []),
        ...(faults.length > 0 ? [`the verification found ${counted(faults.length, "fault")}`] : []),
        ...unknown,
      ];
      return found.join("; ");
    }
  }
}

function adviceRows(stack: string, { changes, faults }: Drift): string[] {
  return [
    ...(changes.length > 0
      ? [
          `- \`pulumi preview --refresh --diff --stack ${stack}\` shows what \`pulumi up --refresh\` restores.`,
        ]
      : []),
    ...(faults.length > 0 ? [`- \`make verify STACK=${stack}\` shows every check.`] : []),
  ];
}
