import { execFile } from "node:child_process";
import { promisify } from "node:util";

interface Export {
  readonly deployment: {
    readonly pending_operations?: readonly {
      readonly type: string;
      readonly resource: { readonly urn: string };
    }[];
  };
}

/**
 * Whether an earlier deployment was killed while it created a resource that this deployment creates now. The state names the
 * creation of this deployment once, and an interrupted creation once more, until `pulumi refresh` clears it.
 * @param stack as `<organization>/<project>/<stack>`
 */
export async function wasCreationInterrupted(stack: string, urn: string): Promise<boolean> {
  const options = { maxBuffer: 256 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)("pulumi", ["stack", "export", "--stack", stack], options);
  const { deployment } = JSON.parse(stdout) as Export;
  const creations = (deployment.pending_operations ?? []).filter(
    ({ type, resource }) => type === "creating" && resource.urn === urn,
  );
  return creations.length > 1;
}
