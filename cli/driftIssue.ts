import type { Command } from "commander";
import { closeMarkedIssue, type Forge, putIssue } from "../forge/forge";
import { driftOf, driftVerdictOf } from "../preview/drift";
import { closingText, driftMarker, driftReport, driftTitle } from "../preview/driftIssue";
import { parseEvents } from "../preview/events";
import { parseVerification } from "../preview/verificationResult";
import { readInput, readOptionalInput } from "./inputFile";
import { type ForgeName, postOption, printAndPost } from "./post";
import { stackCommand, stackOf } from "./stackCommand";

interface Options {
  readonly stack?: string;
  readonly events: string;
  readonly stderr?: string;
  readonly verification?: string;
  readonly post?: ForgeName;
}

/** `cpnr drift-issue` */
export function driftIssueCommand(): Command {
  return stackCommand(
    "drift-issue",
    "Say in Markdown how the cloud differs from the stack's state and which checks fail, and keep one issue about it.",
  )
    .requiredOption(
      "--events <file>",
      "events of PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi refresh --preview-only --json",
    )
    .option("--stderr <file>", "what pulumi refresh wrote to standard error")
    .option("--verification <file>", "result of cpnr verify --format json")
    .addOption(postOption("open, update or close the stack's issue there"))
    .action(reportDrift);
}

/**
 * Prints what a nightly run found. With a finding it opens the stack's issue or updates it, without one it closes the issue. If
 * nobody knows whether there is drift, the issue stays as it is, and the exit code is 1.
 */
async function reportDrift(options: Options): Promise<void> {
  const { events, stderr, verification, post } = options;
  const stack = await stackOf(options);
  const marker = driftMarker(stack);
  const [eventText, errorText, verificationText] = await Promise.all([
    readInput(events),
    readOptionalInput(stderr),
    readOptionalInput(verification),
  ]);
  const drift = driftOf(
    parseEvents(eventText, errorText),
    verificationText === undefined ? undefined : parseVerification(verificationText),
  );
  const verdict = driftVerdictOf(drift);
  const text = driftReport(stack, drift);
  if (verdict === "unknown") {
    process.exitCode = 1;
  }
  const keepIssue = {
    found: (forge: Forge) => putIssue(forge, marker, driftTitle(stack), text),
    none: (forge: Forge) => closeMarkedIssue(forge, marker, closingText(stack)),
    unknown: async () => undefined,
  }[verdict];
  await printAndPost(text, post, undefined, keepIssue);
}
