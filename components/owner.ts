import * as pulumi from "@pulumi/pulumi";

/** The stack that runs, `<project>/<stack>`: what it makes in the cloud bears this mark (openstack/mark.ts). */
export function thisStack(): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}`;
}
