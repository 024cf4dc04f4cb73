import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = join(__dirname, "../..");

/** Secrets of the stacks' environments. */
export const SECRETS = {
  CLOUDS_YAML: "secret-of-the-cloud",
  PULUMI_CONFIG_PASSPHRASE: "secret-passphrase",
  GITHUB_TOKEN: "secret-token",
};

/** What the stand-ins of pulumi and npx do. */
export interface StandInOptions {
  /** Commands that end with exit code 1. */
  readonly failing?: string;
  /** Output of `cpnr stacks`. @default that of the real command */
  readonly stacks?: string;
}

/** A run of a pipeline. */
export interface PipelineRun {
  readonly isGreen: boolean;
  /** What the jobs print. */
  readonly log: string;
  /** Commands that the jobs run for the stacks, without the temporary folder's name. */
  readonly commands: readonly string[];
}

/** A repository with the stacks prod, staging and lab, and this project's pipelines. */
export class Repository {
  readonly #folder = mkdtempSync(join(tmpdir(), "cpnr-pipeline-"));
  readonly source = join(this.#folder, "repository");

  constructor() {
    mkdirSync(this.source);
    mkdirSync(join(this.#folder, "home"));
    for (const path of [".github", ".gitlab-ci.yml", "ci"]) {
      cpSync(join(ROOT, path), join(this.source, path), { recursive: true });
    }
    this.#git("init", "--quiet", "--initial-branch", "main");
    this.#git("remote", "add", "origin", "https://git.example.org/team/cpnr.git");
    this.commit("Pulumi.prod.yaml", "Pulumi.staging.yaml", "Pulumi.lab.yaml", "index.ts", "README.md");
  }

  /** Changes files and commits them. Returns the commit. */
  commit(...files: readonly string[]): string {
    for (const file of files) {
      writeFileSync(join(this.source, file), `# ${Math.random()}\n`);
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

  /** Writes a file that is not committed. Returns its path. */
  write(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }

  /**
   * Runs a program that runs the pipeline.
   * @throws if a secret is in the log, or in an argument of a command
   */
  run(program: string, args: readonly string[], { failing = "", stacks = "" }: StandInOptions): PipelineRun {
    const callsFile = this.write("calls", "");
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: this.source,
      encoding: "utf8",
      env: {
        ...SECRETS,
        PATH: `${join(ROOT, "test/ci/standIns")}:${process.env.PATH}`,
        HOME: join(this.#folder, "home"),
        REAL_HOME: homedir(),
        ROOT,
        CALLS: callsFile,
        FAILING: failing,
        STACKS: stacks,
        EXPECTED_CLOUDS: SECRETS.CLOUDS_YAML,
      },
    });
    const log = stdout + stderr;
    const calls = readFileSync(callsFile, "utf8");
    for (const [name, secret] of Object.entries(SECRETS)) {
      if ((log + calls).includes(secret)) {
        throw new Error(`${name} is in the log or in an argument: ${log}${calls}`);
      }
    }
    return {
      isGreen: status === 0,
      log,
      commands: calls
        .replace(/\/tmp\/tmp\.\w+/g, "…")
        .split("\n")
        .filter((call) => !/^(?:npm ci|npx cpnr stacks.*|)$/.test(call)),
    };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #git(...args: readonly string[]): string {
    return execFileSync("git", ["-C", this.source, ...args], { encoding: "utf8" }).trim();
  }
}
