import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tools } from "../tools";
import { type PipelineRun, type Repository, ROOT, SECRETS, type StandInOptions } from "./repository";

/** How a workflow of GitHub is run. */
interface Options extends StandInOptions {
  /** Name of the event. */
  readonly event: string;
  readonly payload: object;
  /** Edits the workflow. @default no edit */
  readonly edit?: (workflow: string) => string;
}

/** Runs a workflow of GitHub on this machine, by act. */
export function runByAct(
  repository: Repository,
  name: string,
  { event, payload, edit = (text) => text, ...options }: Options,
): PipelineRun {
  const workflow = readFileSync(join(repository.source, ".github/workflows", name), "utf8");
  // act 0.2.89 does not know `queue`, and there are no containers here.
  const edited = edit(workflow.replace(/^ +(?:queue|container): .*\n/gm, ""));
  const args = [
    event,
    ["--workflows", repository.write(name, edited)],
    ["--eventpath", repository.write("event.json", JSON.stringify(payload))],
    ["--platform", "ubuntu-24.04=-self-hosted"],
    // No masks: what a mask would hide is a fault.
    "--insecure-secrets",
    "--no-cache-server",
    ["--env", "GITHUB_REPOSITORY=team/cpnr"],
    Object.keys(SECRETS).flatMap((secret) => ["--secret", secret]),
    actionsOf(workflow).flatMap(({ action, reference }) => [
      "--local-repository",
      `${reference}=${join(ROOT, "test/ci/actions", action)}`,
    ]),
  ];
  return repository.run(join(tools, "act"), args.flat(), options);
}

/** The actions of a workflow that have a stand-in. act has its own actions/checkout. */
function actionsOf(workflow: string): { action: string; reference: string }[] {
  return [...workflow.matchAll(/uses: (actions\/([\w-]+)@\w+)/g)]
    .map(([, reference = "", action = ""]) => ({ action, reference }))
    .filter(({ action }) => action !== "checkout");
}
