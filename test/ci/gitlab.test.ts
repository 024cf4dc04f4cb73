import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { tools } from "../tools";
import { type PipelineRun, Repository, type StandInOptions } from "./repository";

type Variables = Readonly<Record<string, string>>;

const MERGE_REQUEST: Variables = {
  CI_PIPELINE_SOURCE: "merge_request_event",
  CI_PROJECT_ID: "1",
  CI_MERGE_REQUEST_PROJECT_ID: "1",
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1",
};

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.remove());

/** Runs gitlab-ci-local. It checks the pipeline by GitLab's schema only if asked, because this takes half a second. */
function run(variables: Variables, args: readonly string[], options: StandInOptions = {}): PipelineRun {
  return repository.run(
    join(tools, "gitlab-ci-local"),
    [
      args,
      ["--force-shell-executor", "--no-color"],
      args.includes("--json-schema-validation") ? [] : ["--no-json-schema-validation"],
      ["--ignore-predefined-vars", Object.keys(variables).join()],
      Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]),
    ].flat(),
    options,
  );
}

/** The names of the jobs of a pipeline. */
function jobsOf(variables: Variables): string[] {
  const { log } = run(variables, ["--list-csv"]);
  return [...log.matchAll(/^([a-z ]+);"/gm)].map(([, name = ""]) => name);
}

describe("GitLab's pipeline", () => {
  it("passes GitLab's schema", () => {
    expect(run({}, ["--list", "--json-schema-validation"])).toMatchObject({ isGreen: true });
  });

  it.each([
    ["a merge request", MERGE_REQUEST, ["checks", "stacks", "run stacks"]],
    ["a fork's merge request", { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2" }, []],
    [
      "a fork's merge request, in the fork's project",
      { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2", CI_PROJECT_ID: "2" },
      [],
    ],
    ["a merge", { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" }, ["stacks", "run stacks"]],
    ["a push to another branch", { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "change" }, []],
    ["the night", { CI_PIPELINE_SOURCE: "schedule" }, ["stacks", "run stacks"]],
  ])("of %s has the jobs", (_, variables, jobs) => {
    expect(jobsOf({ CI_DEFAULT_BRANCH: "main", ...variables })).toEqual(jobs);
  });

  it.each([
    ["a merge request", { ...MERGE_REQUEST }, "CI_MERGE_REQUEST_DIFF_BASE_SHA", ["preview prod"]],
    [
      "a merge",
      { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" },
      "CI_COMMIT_BEFORE_SHA",
      ["deploy prod"],
    ],
    ["the night", { CI_PIPELINE_SOURCE: "schedule" }, "UNUSED", ["drift prod", "drift staging"]],
  ])("of %s has a child pipeline with a job for each stack", (_, variables, base, jobs) => {
    const before = repository.commit("README.md");
    repository.commit("Pulumi.prod.yaml");
    expect(run({ ...variables, [base]: before }, ["stacks"]).isGreen).toBe(true);
    const { include, ...children } = load(readFileSync(join(repository.source, "stacks.yml"), "utf8")) as {
      include: unknown;
    };
    expect(Object.keys(children)).toEqual(jobs);
  });
});

describe("GitLab's child pipeline", () => {
  const commands = [
    "npx cpnr preflight --stack prod --format json",
    "pulumi preview --json --non-interactive --stack prod --policy-pack policy",
    expect.stringMatching(/^npx cpnr preview-comment .* --commit \w{40} --post gitlab$/),
    "pulumi up --yes --non-interactive --color never --stack prod --policy-pack policy",
    "npx cpnr verify --stack prod",
    "npx cpnr report --stack prod",
    "pulumi refresh --preview-only --json --non-interactive --stack prod",
    "npx cpnr verify --stack prod --format json",
    expect.stringMatching(/^npx cpnr drift-issue .* --post gitlab$/),
  ];

  /** Writes the child pipeline. */
  function writeChild(work: string, stacks: string): string {
    const { log } = repository.run("ci/gitlab-stacks", [work], { stacks });
    appendFileSync(join(repository.source, "stacks.yml"), log.replace(/^include.*\n/, ""));
    return log;
  }

  /** Runs the child pipeline, with the job that a person starts. */
  function runChild(options: StandInOptions = {}): PipelineRun {
    return run({}, ["--file", "stacks.yml", "--manual", "deploy prod"], options);
  }

  beforeEach(() => {
    writeFileSync(join(repository.source, "stacks.yml"), "include: { local: ci/gitlab-jobs.yml }\n");
  });

  it("has a job for each stack", () => {
    expect(writeChild("drift", "prod\nstaging")).toBe(
      [
        "include: { local: ci/gitlab-jobs.yml }",
        'drift prod: { extends: .drift, variables: { STACK: "prod" } }',
        'drift staging: { extends: .drift, variables: { STACK: "staging" } }',
        "",
      ].join("\n"),
    );
  });

  it.each([
    ["", true],
    ["preview up refresh", false],
  ])("runs the same commands as GitHub's, also if these fail: '%s'", (failing, isGreen) => {
    for (const work of ["preview", "deploy", "drift"]) {
      writeChild(work, "prod");
    }
    const run = runChild({ failing });
    expect(run.commands).toEqual(expect.arrayContaining(commands));
    expect(run).toMatchObject({ isGreen, commands: { length: commands.length } });
  });

  it("passes GitLab's schema", () => {
    writeChild("preview", "prod\nstaging");
    expect(run({}, ["--file", "stacks.yml", "--list", "--json-schema-validation"]).isGreen).toBe(true);
  });

  it("says that no stack is touched", () => {
    writeChild("preview", "\n");
    const { log, isGreen } = runChild();
    expect(log).toMatch(/This change touches no stack/);
    expect(isGreen).toBe(true);
  });
});
