import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

export interface FailoverDrillArgs {
  /** A drill is held anew when one of the servers is new. */
  readonly serverIds: readonly pulumi.Input<string>[];
}

/**
 * The failover drill as a part of the deployment, once every VNF is proven: the deployment fails if a client was without an
 * answer for longer than the stack's limits allow. What `make drill` does, in the program's folder.
 */
export class FailoverDrill extends pulumi.ComponentResource {
  constructor(name: string, { serverIds }: FailoverDrillArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:FailoverDrill", name, {}, opts);
    new command.local.Command(
      `${name}-command`,
      {
        create: `node bin/cpnr.js drill --stack ${pulumi.getStack()}`,
        triggers: [...serverIds],
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        // Another spelling of the command is no reason to drill VNFs that stand.
        ignoreChanges: ["create"],
      },
    );
    this.registerOutputs({});
  }
}
