import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { isId } from "../openstack/id";
import { meaningOf } from "../openstack/meaning";
import { userError } from "./userError";

/**
 * Id of an image by its name (the newest of that name) or id.
 * @throws {pulumi.RunError} naming the image if Glance has none such
 */
export function imageId(nameOrId: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
  return byNameOrId(nameOrId, () =>
    found(
      openstack.images.getImage({ name: nameOrId, mostRecent: true }, opts),
      `image "${nameOrId}"`,
      "openstack image list",
    ),
  );
}

/** Id of a network by its name or id; throws as {@link imageId} does. */
export function networkId(nameOrId: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
  return byNameOrId(nameOrId, () =>
    found(
      openstack.networking.getNetwork({ name: nameOrId }, opts),
      `network "${nameOrId}"`,
      "openstack network list",
    ),
  );
}

/** Id of a network's subnet by its CIDR; throws as {@link imageId} does. */
export function subnetId(
  network: pulumi.Output<string>,
  cidr: string,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  return network.apply((id) =>
    found(
      openstack.networking.getSubnet({ networkId: id, cidr }, opts),
      `subnet ${cidr} of network ${id}`,
      `openstack subnet list --network ${id}`,
    ),
  );
}

/** Id of a flavor by its name; throws as {@link imageId} does. */
export function flavorId(name: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
  return pulumi.output(
    found(openstack.compute.getFlavor({ name }, opts), `flavor "${name}"`, "openstack flavor list"),
  );
}

/** Id of a security group by its name or id; throws as {@link imageId} does. */
export function securityGroupId(nameOrId: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
  return byNameOrId(nameOrId, () =>
    found(
      openstack.networking.getSecGroup({ name: nameOrId }, opts),
      `security group "${nameOrId}"`,
      "openstack security group list",
    ),
  );
}

function byNameOrId(nameOrId: string, byName: () => Promise<string>): pulumi.Output<string> {
  return pulumi.output(isId(nameOrId) ? nameOrId : byName());
}

async function found(lookup: Promise<{ id: string }>, what: string, list: string): Promise<string> {
  try {
    return (await lookup).id;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/more than one/i.test(text)) {
      throw userError(`The cloud has more than one ${what}: name it by its id (${list} shows them).`);
    }
    if (/no results|not found|no .* found|could not find/i.test(text)) {
      throw userError(
        `The cloud has no ${what}: correct the name or create it (${list} shows what there is).`,
      );
    }
    throw userError(meaningOf(text) ?? `The cloud could not be asked for ${what}: ${text.trim()}`);
  }
}
