import * as pulumi from "@pulumi/pulumi";

/**
 * An error whose message is all that the user is to see. It has no stack: node 20 takes minutes to print some of
 * Pulumi's (nodejs/node#64011).
 */
export function userError(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = "";
  return error;
}
