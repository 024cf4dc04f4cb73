import { runUninterrupted } from "../remote/uninterrupted";
import { pulumi } from "./pulumi";

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: { readonly name?: string };
}

/**
 * Replaces a VNF's server and verifies it. Nothing else of the stack is changed. The output of pulumi goes to standard error.
 * Ctrl-C does not stop it, because that would leave an incomplete server.
 * @throws with pulumi's errors if it fails
 */
export async function redeployVnf(stack: string, vnf: string): Promise<void> {
  const target = await serverUrnOf(stack, vnf);
  const options = ["--stack", stack, "--yes", "--skip-preview", "--non-interactive", "--color", "never"];
  const command = ["pulumi", "up", ...options, "--target-replace", target, "--target-dependents"];
  const { code, output } = await runUninterrupted(command, (text) => process.stderr.write(text));
  if (code !== 0) {
    const errors = output.split("\n").filter((line) => /^\s*error: /.test(line));
    throw new Error(`pulumi up ended with exit code ${code}: ${errors.map((line) => line.trim()).join(" ")}`);
  }
}

/** Reads the URN of a VNF's server from the stack's state. @throws if the state has no such server */
async function serverUrnOf(stack: string, vnf: string): Promise<string> {
  const state = JSON.parse(await pulumi(stack, "stack", "export")) as {
    deployment: { resources?: readonly Resource[] };
  };
  const server = state.deployment.resources?.find(
    ({ type, inputs }) => type === "openstack:compute/instance:Instance" && inputs?.name === vnf,
  );
  if (server === undefined) {
    throw new Error(
      `stack ${stack} has no server for "${vnf}" in its state: run pulumi up --stack ${stack}.`,
    );
  }
  return server.urn;
}
