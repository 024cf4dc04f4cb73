import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

export interface FailoverDrillArgs {
  /** Ids of the servers. The drill runs again when one of them changes. */
  readonly serverIds: readonly pulumi.Input<string>[];
}

/**
 * Runs the failover drill (`make drill`) at the end of a deployment, after the verification of every VNF. The deployment fails
 * if the DNS client gets no response for longer than the stack's limit. Works in this project's folder only.
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
        // A changed command line is no reason for a new drill.
        ignoreChanges: ["create"],
      },
    );
    this.registerOutputs({});
  }
}
