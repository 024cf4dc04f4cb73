import * as pulumi from "@pulumi/pulumi";
import { meaningOf } from "../openstack/meaning";
import { perDeployment } from "./perDeployment";

/** A resource hook that explains known errors of the OpenStack provider in one sentence, in addition to the original error. */
export const explainErrors = perDeployment(
  () =>
    new pulumi.ErrorHook("explain", async ({ name, errors }) => {
      const meaning = meaningOf(errors.join("\n"));
      if (meaning !== undefined) {
        await pulumi.log.error(`${name}: ${meaning}`);
      }
      return false;
    }),
);
