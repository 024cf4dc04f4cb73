import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { isId } from "../openstack/id";
import { meaningOf } from "../openstack/meaning";
import { userError } from "./userError";

/**
 * Looks up the id of an image by its name or id. If several images have the name, the newest is used.
 * @throws {pulumi.RunError} if the image does not exist
 */
export function imageId(nameOrId: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
  return byNameOrId(nameOrId, () =>
    resolveId(
      openstack.images.getImage({ name: nameOrId, mostRecent: true }, opts),
      `image "${nameOrId}"`,
      "openstack image list",
    ),
  );
}

/** Looks up the id of a network by its name or id. @throws as {@link imageId} */
export function networkId(nameOrId: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
  return byNameOrId(nameOrId, () =>
    resolveId(
      openstack.networking.getNetwork({ name: nameOrId }, opts),
      `network "${nameOrId}"`,
      "openstack network list",
    ),
  );
}

/** Looks up the id of a subnet by its network and CIDR. @throws as {@link imageId} */
export function subnetId(
  network: pulumi.Output<string>,
  cidr: string,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  return network.apply((id) =>
    resolveId(
      openstack.networking.getSubnet({ networkId: id, cidr }, opts),
      `subnet ${cidr} of network ${id}`,
      `openstack subnet list --network ${id}`,
    ),
  );
}

/** Looks up a port by its name or id, in a network. @throws as {@link imageId} */
export function port(
  network: pulumi.Output<string>,
  nameOrId: string,
  opts: pulumi.InvokeOptions,
): Pick<openstack.networking.Port, "id" | "macAddress" | "allSecurityGroupIds"> {
  const found = network.apply((networkId) =>
    resolve(
      openstack.networking.getPort(
        { networkId, ...(isId(nameOrId) ? { portId: nameOrId } : { name: nameOrId }) },
        opts,
      ),
      `port "${nameOrId}" in network ${networkId}`,
      `openstack port list --network ${networkId}`,
    ),
  );
  return {
    id: found.id,
    macAddress: found.apply(({ macAddress }) => macAddress as string),
    allSecurityGroupIds: found.allSecurityGroupIds,
  };
}

/** Looks up the id of a flavor by its name. @throws as {@link imageId} */
export function flavorId(name: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
  return pulumi.output(
    resolveId(openstack.compute.getFlavor({ name }, opts), `flavor "${name}"`, "openstack flavor list"),
  );
}

/** Looks up the id of a security group by its name or id. @throws as {@link imageId} */
export function securityGroupId(nameOrId: string, opts: pulumi.InvokeOptions): pulumi.Output<string> {
  return byNameOrId(nameOrId, () =>
    resolveId(
      openstack.networking.getSecGroup({ name: nameOrId }, opts),
      `security group "${nameOrId}"`,
      "openstack security group list",
    ),
  );
}

function byNameOrId(nameOrId: string, byName: () => Promise<string>): pulumi.Output<string> {
  return pulumi.output(isId(nameOrId) ? nameOrId : byName());
}

async function resolveId(lookup: Promise<{ id: string }>, what: string, list: string): Promise<string> {
  return (await resolve(lookup, what, list)).id;
}

async function resolve<T>(lookup: Promise<T>, what: string, list: string): Promise<T> {
  try {
    return await lookup;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/more than one/i.test(text)) {
      throw userError(
        `The cloud has more than one ${what}: use its id instead of its name (${list} shows the ids).`,
      );
    }
    if (/no results|not found|no .* found|could not find/i.test(text)) {
      throw userError(
        `The cloud has no ${what}: correct the name or create it (${list} shows the existing ones).`,
      );
    }
    throw userError(meaningOf(text) ?? `Could not look up ${what}: ${text.trim()}`);
  }
}
