import * as pulumi from "@pulumi/pulumi";

/**
 * An error that shows the user only its message. It has no stack trace, because Node.js 20 takes minutes to print some of
 * Pulumi's stack traces (nodejs/node#64011).
 */
export function userError(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = "";
  return error;
}
