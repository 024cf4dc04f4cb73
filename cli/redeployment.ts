import type { ActionResult } from "../heal/actions";
import { SERVER } from "../report/kinds";
import { runLogged } from "./loggedProcess";
import { readStackState, type StackState } from "./stackState";

/** What `pulumi up` prints if another update holds the lock of the stack: of a file backend, and of Pulumi's service. */
const LOCKED = /the stack is currently locked|Another update is currently in progress/;

/** Tells the drill of `cpnr:drill.afterDeployment` that it runs within a recovery, which holds the stack's lock. */
export const WITHOUT_DRILL = "CPNR_WITHOUT_DRILL";

/**
 * Replaces a VNF's server and verifies it, if nothing is in the way. Nothing else of the stack is changed. The output of pulumi
 * goes to a log file and to standard error. pulumi goes on if this process ends, or its terminal: otherwise it would leave an
 * incomplete server.
 * @param findObstacle finds what is in the way, in one sentence
 */
export async function redeployVnf(
  stack: string,
  vnf: string,
  logFile: string,
  findObstacle: () => Promise<string | undefined>,
): Promise<ActionResult> {
  let target: readonly string[];
  try {
    target = targetOf(stack, vnf, await readStackState(stack));
    const obstacle = await findObstacle();
    if (obstacle !== undefined) {
      return { is: "refused", reason: obstacle };
    }
  } catch (error) {
    // Nothing was changed.
    return { is: "refused", reason: (error as Error).message };
  }
  const options = ["--stack", stack, "--yes", "--skip-preview", "--non-interactive", "--color", "never"];
  const command = ["pulumi", "up", ...options, ...target, "--target-dependents"];
  const { code, output } = await runLogged(
    command,
    { ...process.env, [WITHOUT_DRILL]: "1" },
    logFile,
    (text) => process.stderr.write(text),
  );
  return resultOfUpdate(stack, code, output);
}

/**
 * The options of `pulumi up` that select a VNF's server: to replace it, or to create it if the stack's state has none, for example
 * because the first deployment failed. After a redeployment that failed, the state still has the server, to be created again.
 * @throws if the state has neither the server nor the VNF
 */
export function targetOf(
  stack: string,
  vnf: string,
  { resources }: Pick<StackState, "resources">,
): readonly string[] {
  const server = resources.find(({ type, inputs }) => type === SERVER && inputs?.name === vnf);
  if (server !== undefined) {
    return ["--target-replace", server.urn];
  }
  // The components are named `<service>-<vnf>` (components/dnsService.ts).
  const component = resources.find(
    ({ type, urn, parent = "" }) =>
      type === "cpnr:index:CpnrVnf" && nameIn(urn) === `${nameIn(parent)}-${vnf}`,
  );
  if (component === undefined) {
    throw new Error(
      `stack ${stack} has no server for "${vnf}" in its state: run pulumi up --stack ${stack}.`,
    );
  }
  const name = nameIn(component.urn);
  const qualifiedType = component.urn.slice(0, -`::${name}`.length);
  return ["--target", `${qualifiedType}$${SERVER}::${name}-server`];
}

/** The name in a URN. */
function nameIn(urn: string): string {
  return urn.split("::").at(-1) as string;
}

/** The result of `pulumi up`. @param code exit code; null if a signal ended it */
export function resultOfUpdate(stack: string, code: number | null, output: string): ActionResult {
  if (code === 0) {
    return { is: "accepted" };
  }
  if (LOCKED.test(output)) {
    return {
      is: "refused",
      reason: `another update holds the lock of stack ${stack}: wait until it ends. If there is none, run pulumi cancel --stack ${stack}.`,
    };
  }
  const errors = output.split("\n").filter((line) => /^\s*error: /.test(line));
  const summary = errors.map((line) => line.trim()).join(" ");
  return { is: "accepted", failure: `pulumi up ended with exit code ${code}: ${summary}`.trim() };
}
