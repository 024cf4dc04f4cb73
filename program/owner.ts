import * as pulumi from "@pulumi/pulumi";

/** The stack that runs, as what it makes in the cloud is marked with (openstack/mark.ts). */
export function thisStack(): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}`;
}
