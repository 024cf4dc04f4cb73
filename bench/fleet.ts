import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandOutput, cpnr, runOrThrow } from "../lab/client/commands";
import { type Raw, writeChangedConfig } from "../test/lab/changedConfig";
import { vnfLike } from "../test/settings";

/** The lab's stack with several VNFs. */
export class Fleet {
  #folder = "";

  /** @param initialChange changes its configuration. @default only the number of VNFs differs from the lab's stack */
  constructor(
    private readonly vnfs: number,
    private readonly initialChange: (raw: Raw) => void = () => undefined,
  ) {}

  get #file(): string {
    return join(this.#folder, "Pulumi.lab.yaml");
  }

  /** The environment in which commands read its stack file. */
  get env(): NodeJS.ProcessEnv {
    return { PULUMI_OPTION_CONFIG_FILE: this.#file };
  }

  /** Writes its stack file, with keys for each VNF. */
  async prepare(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), "cpnr-fleet-"));
    writeChangedConfig(this.#file, (raw) => {
      raw.vnfs = Array.from({ length: this.vnfs }, (_, index) => vnfLike(raw.vnfs[0], index + 1));
      this.initialChange(raw);
    });
    await runOrThrow("node", ["bin/cpnr.js", "keys", "--stack", "lab"], this.env);
  }

  /** Changes its configuration further. */
  change(change: (raw: Raw) => void): void {
    writeChangedConfig(this.#file, change, this.#file);
  }

  /** @throws what pulumi printed, if it fails */
  up(): Promise<string> {
    return this.#pulumi("up", "--yes", "--skip-preview");
  }

  destroy(): Promise<string> {
    return this.#pulumi("destroy", "--yes", "--skip-preview");
  }

  /** Runs a subcommand of cpnr. */
  cpnr(command: string, ...args: string[]): Promise<CommandOutput> {
    return cpnr(command, args, { env: this.env });
  }

  /** Removes its stack file. */
  forget(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #pulumi(...args: string[]): Promise<string> {
    const options = ["--stack", "lab", "--non-interactive", "--color", "never"];
    return runOrThrow("pulumi", [...args, ...options], this.env);
  }
}
