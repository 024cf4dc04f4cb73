import type { Command } from "commander";
import { putComment } from "../forge/forge";
import { previewComment, previewMarker } from "../preview/comment";
import { parseEvents } from "../preview/events";
import { parsePreflight } from "../preview/preflightResult";
import { measuredRecoveries, type Recovery } from "../preview/recovery";
import { modelOf } from "../preview/verdict";
import { readInput, readOptionalInput } from "./inputFile";
import { type ForgeName, postOption, printAndPost } from "./post";
import { stackCommand, stackOf } from "./stackCommand";
import { readStackState } from "./stackState";

interface Options {
  readonly stack?: string;
  readonly events: string;
  readonly stderr?: string;
  readonly preflight?: string;
  readonly commit?: string;
  readonly post?: ForgeName;
  readonly number?: string;
}

/** `cpnr preview-comment` */
export function previewCommentCommand(): Command {
  return stackCommand(
    "preview-comment",
    "Say in Markdown what a preview means for the DNS service, and make it the stack's comment in a pull request.",
  )
    .requiredOption(
      "--events <file>",
      "events of PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json",
    )
    .option("--stderr <file>", "what pulumi preview wrote to standard error")
    .option("--preflight <file>", "result of cpnr preflight --format json")
    .option("--commit <sha>", "commit that was previewed")
    .addOption(postOption("create or update the stack's comment there"))
    .option("--number <number>", "number of the pull request (default: that of the job's event)")
    .action(comment);
}

/** Prints the comment on a preview, and posts it. The exit code does not depend on the preview. */
async function comment(options: Options): Promise<void> {
  const { events, stderr, preflight, commit, post, number } = options;
  const stack = await stackOf(options);
  const marker = previewMarker(stack);
  const [eventText, errorText, preflightText, recoveries] = await Promise.all([
    readInput(events),
    readOptionalInput(stderr),
    readOptionalInput(preflight),
    readRecoveries(stack),
  ]);
  const model = modelOf(
    parseEvents(eventText, errorText),
    preflightText === undefined ? undefined : parsePreflight(preflightText),
  );
  const text = previewComment(model, { stack, commit, recoveries });
  await printAndPost(text, post, number, (forge) => putComment(forge, marker, text));
}

/** How long the stack's VNFs took at their last deployment. Without the state, for example without credentials, it is unknown. */
async function readRecoveries(stack: string): Promise<ReadonlyMap<string, Recovery>> {
  return readStackState(stack).then(
    ({ resources }) => measuredRecoveries(resources),
    () => new Map(),
  );
}
