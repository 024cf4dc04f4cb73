import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../plan/plan";
import { predecessorsOf } from "../plan/rollout";

/**
 * Makes VNFs wait for the verification of others, as the plan's rollout says. The state records no dependency between VNFs:
 * they are destroyed at the same time.
 */
export class RolloutGates {
  readonly #predecessors: ReadonlyMap<string, readonly string[]>;
  readonly #verified = new Map<string, Promise<void>>();

  /** @param newVnfs names of the VNFs that have no server yet */
  constructor({ vnfs, rollout }: Pick<Plan, "vnfs" | "rollout">, newVnfs: readonly string[]) {
    const names = vnfs.map(({ name }) => name);
    this.#predecessors = predecessorsOf(names, newVnfs, rollout);
  }

  /** The resource option `dependsOn` of a VNF: resolves when it may be made or replaced. */
  async of(vnf: string): Promise<pulumi.Resource[]> {
    // A preview verifies nothing, so there is nothing to wait for.
    if (!pulumi.runtime.isDryRun()) {
      await Promise.all((this.#predecessors.get(vnf) ?? []).map((before) => this.#verified.get(before)));
    }
    return [];
  }

  /** Lets those that wait for a VNF go on when its verification is over. If it fails, they wait until the deployment has ended. */
  openAfter(vnf: string, evidence: pulumi.Output<unknown>): void {
    // `apply` would not run for a VNF that is not a target of this deployment and has no evidence: its output is unknown.
    const { promise } = evidence as unknown as { promise(): Promise<unknown> };
    const isVerified = new Promise<void>((resolve) => {
      promise().then(
        () => resolve(),
        () => undefined,
      );
    });
    this.#verified.set(vnf, isVerified);
  }
}
