import * as pulumi from "@pulumi/pulumi";

/**
 * The running stack, as `<project>/<stack>`. Every resource that it creates in the cloud has this mark (openstack/mark.ts).
 */
export function currentStack(): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}`;
}
