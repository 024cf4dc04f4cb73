import { runUninterrupted } from "../remote/uninterrupted";
import { pulumi } from "./pulumi";

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: { readonly name?: string };
}

/**
 * Deploys a VNF's server anew, and verifies it: nothing else of the stack is touched. What pulumi says goes to standard
 * error. It is left alone by a terminal's Ctrl-C, which would leave half a server.
 * @throws with pulumi's errors if it fails
 */
export async function redeployVnf(stack: string, vnf: string): Promise<void> {
  const target = await serverOf(stack, vnf);
  const options = ["--stack", stack, "--yes", "--skip-preview", "--non-interactive", "--color", "never"];
  const command = ["pulumi", "up", ...options, "--target-replace", target, "--target-dependents"];
  const { code, said } = await runUninterrupted(command, (text) => process.stderr.write(text));
  if (code !== 0) {
    const errors = said.split("\n").filter((line) => /^\s*error: /.test(line));
    throw new Error(`pulumi up ended with exit code ${code}: ${errors.map((line) => line.trim()).join(" ")}`);
  }
}

/** The URN of a VNF's server in the stack's state. */
async function serverOf(stack: string, vnf: string): Promise<string> {
  const state = JSON.parse(await pulumi(stack, "stack", "export")) as {
    deployment: { resources?: readonly Resource[] };
  };
  const server = state.deployment.resources?.find(
    ({ type, inputs }) => type === "openstack:compute/instance:Instance" && inputs?.name === vnf,
  );
  if (server === undefined) {
    throw new Error(`stack ${stack} never made a server for "${vnf}": run pulumi up --stack ${stack}.`);
  }
  return server.urn;
}
