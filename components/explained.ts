import * as pulumi from "@pulumi/pulumi";
import { meaningOf } from "../openstack/meaning";

let hook: pulumi.ErrorHook | undefined;

/** The hooks of a resource whose provider's errors are to be told in the user's words as well. */
export function explained(): pulumi.ResourceHookBinding {
  hook ??= new pulumi.ErrorHook("explain", async ({ name, errors }) => {
    const meaning = meaningOf(errors.join("\n"));
    if (meaning !== undefined) {
      await pulumi.log.error(`${name}: ${meaning}`);
    }
    return false;
  });
  return { onError: [hook] };
}
