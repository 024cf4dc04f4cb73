import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { tools } from "../tools";

const ROOT = join(__dirname, "../..");

/** Secrets of the stacks' environments. */
const SECRETS = {
  CLOUDS_YAML: "secret-of-the-cloud",
  PULUMI_CONFIG_PASSPHRASE: "secret-passphrase",
  GITHUB_TOKEN: "secret-token",
};

/** How a workflow is run. */
interface RunOptions {
  /** Name of the event. */
  readonly event: string;
  readonly payload: object;
  /** @default all jobs. Else only this job and those that it needs */
  readonly job?: string;
  /** Commands that end with exit code 1. */
  readonly failing?: string;
  /** Output of `cpnr stacks`. @default that of the real command */
  readonly stacks?: string;
}

/** A run of a workflow. */
export interface WorkflowRun {
  readonly isGreen: boolean;
  /** What the jobs print. */
  readonly log: string;
  /** Commands that the jobs run, without the temporary folder's name. */
  readonly calls: readonly string[];
}

/** A repository with the stacks prod, staging and lab, and the workflows of this project. */
export class Repository {
  readonly #folder = mkdtempSync(join(tmpdir(), "cpnr-act-"));
  readonly #source = join(this.#folder, "repository");

  constructor() {
    mkdirSync(this.#source);
    for (const path of [".github", "ci"]) {
      cpSync(join(ROOT, path), join(this.#source, path), { recursive: true });
    }
    this.#editWorkflows((text) => text.replace(/^ +queue: max\n/gm, "")); // act 0.2.89 does not know this key
    this.#git("init", "--quiet");
    this.commit("Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.lab.yaml", "index.ts", "README.md");
  }

  /** Changes files and commits them. Returns the commit. */
  commit(...files: readonly string[]): string {
    for (const file of files) {
      writeFileSync(join(this.#source, file), `${Math.random()}\n`);
    }
    this.#git("add", "--all");
    this.#git(
      "-c",
      "user.name=t",
      "-c",
      "user.email=t@example.org",
      "commit",
      "--quiet",
      "--message",
      "change",
    );
    return this.#git("rev-parse", "HEAD");
  }

  /**
   * Lets the stacks be always the same: act reads the list of a skipped job's stacks, and ends with an error. So a test sees
   * that the other jobs are skipped by their own conditions.
   */
  fixStacks(): void {
    this.#editWorkflows((text) => text.replace(/\$\{\{ fromJSON\(.*\) \}\}/, "[prod]"));
  }

  /** Runs a workflow by act. @throws if a secret is in the log or in an argument */
  run(workflow: string, { event, payload, job, failing = "", stacks = "" }: RunOptions): WorkflowRun {
    const calls = join(this.#folder, "calls");
    const payloadFile = join(this.#folder, "event.json");
    const home = join(this.#folder, "home");
    mkdirSync(home, { recursive: true });
    writeFileSync(calls, "");
    writeFileSync(payloadFile, JSON.stringify(payload));
    const workflowFile = join(this.#source, ".github/workflows", workflow);
    const args = [
      event,
      ["--workflows", workflowFile],
      ["--eventpath", payloadFile],
      job === undefined ? [] : ["--job", job],
      ["--platform", "ubuntu-24.04=-self-hosted"],
      // No masks: what a mask would hide is a fault.
      "--insecure-secrets",
      "--no-cache-server",
      ["--env", "GITHUB_REPOSITORY=team/cpnr"],
      Object.keys(SECRETS).flatMap((name) => ["--secret", name]),
      actionsOf(readFileSync(workflowFile, "utf8")).flatMap(({ name, reference }) => [
        "--local-repository",
        `${reference}=${join(ROOT, "test/ci/actions", name)}`,
      ]),
    ].flat();
    const { status, stdout, stderr } = spawnSync(join(tools, "act"), args, {
      cwd: this.#source,
      encoding: "utf8",
      env: {
        ...SECRETS,
        PATH: `${join(ROOT, "test/ci/standIns")}:${process.env.PATH}`,
        HOME: home,
        REAL_HOME: homedir(),
        ROOT,
        CALLS: calls,
        FAILING: failing,
        STACKS: stacks,
        EXPECTED_CLOUDS: SECRETS.CLOUDS_YAML,
      },
    });
    const log = stdout + stderr;
    const called = readFileSync(calls, "utf8");
    for (const [name, secret] of Object.entries(SECRETS)) {
      if ((log + called).includes(secret)) {
        throw new Error(`${name} is in the log or in an argument: ${log}${called}`);
      }
    }
    return {
      isGreen: status === 0,
      log,
      calls: called
        .replace(/\/tmp\/tmp\.\w+/g, "…")
        .split("\n")
        .slice(0, -1),
    };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #editWorkflows(edit: (text: string) => string): void {
    for (const name of ["preview.yml", "deploy.yml", "drift.yml"]) {
      const file = join(this.#source, ".github/workflows", name);
      writeFileSync(file, edit(readFileSync(file, "utf8")));
    }
  }

  #git(...args: readonly string[]): string {
    return execFileSync("git", ["-C", this.#source, ...args], { encoding: "utf8" }).trim();
  }
}

/** The actions of a workflow that have a stand-in. act has its own actions/checkout. */
function actionsOf(workflow: string): { name: string; reference: string }[] {
  return [...workflow.matchAll(/uses: (actions\/([\w-]+)@\w+)/g)]
    .map(([, reference = "", name = ""]) => ({ name, reference }))
    .filter(({ name }) => name !== "checkout");
}
