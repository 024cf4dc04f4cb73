import * as pulumi from "@pulumi/pulumi";
import { deleteMade, findMade, KINDS } from "../openstack/made";
import { ownerOfMark, SERVER_KEY } from "../openstack/mark";
import { hookCloud } from "./hookCloud";
import { currentStack } from "./owner";
import { perDeployment } from "./perDeployment";
import { wasCreationInterrupted } from "./stackState";

/**
 * A resource hook that runs before a resource is created. If a deployment was killed while it created this resource, the
 * resource can be in the cloud, but not in the stack's state; then it is deleted first.
 *
 * It deletes only what has the mark of this stack and this name, and what the state names as an interrupted creation. Without
 * that, the state may be lost, or of another backend, and the resource may serve.
 */
export const removeLeftovers = perDeployment(() => {
  // The hook runs outside of the program, which may be one of several in this process.
  const stack = qualifiedStackName();
  const isPreview = pulumi.runtime.isDryRun();
  const connect = hookCloud();
  return new pulumi.ResourceHook("remove-leftovers", async ({ urn, type, newInputs }) => {
    const kind = KINDS.find((one) => one.type === type);
    const owner = ownerIn(newInputs as Inputs);
    if (kind === undefined || owner === undefined || isPreview) {
      return;
    }
    const cloud = await connect();
    const { name } = newInputs as Inputs;
    for (const leftover of await findMade(cloud, kind, owner, name)) {
      const described = `${kind.words} "${name}" (${leftover.id})`;
      if (!(await wasCreationInterrupted(stack, urn))) {
        throw new Error(
          `${described} is in the cloud with the mark of stack ${owner}, but not in the stack's state: select the backend that has the state, or see \`cpnr orphans\`.`,
        );
      }
      await deleteMade(cloud, leftover);
      await pulumi.log.info(`deleted ${described}, which an interrupted pulumi up had left`);
    }
  });
});

/** The name of the running stack for the CLI. Mocks of other programs have no organization, and then need none. */
function qualifiedStackName(): string {
  try {
    return `${pulumi.getOrganization()}/${currentStack()}`;
  } catch {
    return pulumi.getStack();
  }
}

interface Inputs {
  readonly name: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The owner in the mark of a resource: in a server's metadata, in the name of a server group, or in the description. */
function ownerIn({ name, description, metadata }: Inputs): string | undefined {
  return metadata?.[SERVER_KEY] ?? ownerOfMark(description ?? name);
}
