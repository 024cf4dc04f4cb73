import { runByAct } from "./act";
import { type PipelineRun, Repository, type StandInOptions } from "./repository";

/** The payload of a pull request of this repository, or of a fork. */
function pullRequest(from = "team/cpnr") {
  return {
    pull_request: { number: 7, head: { sha: "c0ffee", repo: { full_name: from } } },
    repository: { full_name: "team/cpnr" },
  };
}

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.remove());

describe("the workflow of a pull request", () => {
  const previewOf = (stack: string) => [
    `npx cpnr preflight --stack ${stack} --format json`,
    `pulumi preview --json --non-interactive --stack ${stack} --policy-pack policy`,
    `npx cpnr preview-comment --stack ${stack} --events …/events.ndjson --stderr …/stderr --preflight …/preflight.json --commit c0ffee --post github`,
  ];

  const preview = (options: StandInOptions = {}): PipelineRun =>
    runByAct(repository, "preview.yml", {
      event: "pull_request",
      payload: pullRequest(),
      ...options,
    });

  it("runs preflight, preview and comment for the stack that it touches", () => {
    repository.commit("Pulumi.staging.yaml");
    expect(preview()).toMatchObject({ isGreen: true, commands: previewOf("staging") });
  });

  it("does so for every stack, except the lab's, if code changes", () => {
    repository.commit("index.ts", "Pulumi.lab.yaml");
    expect([...preview().commands].sort()).toEqual([...previewOf("prod"), ...previewOf("staging")].sort());
  });

  it("previews nothing if it touches no stack", () => {
    expect(preview({ stacks: "[]" })).toMatchObject({ isGreen: true, commands: [] });
  });

  it("is red if lint or a test fails", () => {
    const { isGreen, log } = preview({ failing: "make", stacks: "[]" });
    expect(log).toMatch(/Checks and previews\s*\].*Job failed/);
    expect(isGreen).toBe(false);
  });

  it.each(["preflight", "preview"])("comments also if %s fails, and is red", (failing) => {
    expect(preview({ failing, stacks: '["prod"]' })).toMatchObject({
      isGreen: false,
      commands: previewOf("prod"),
    });
  });

  it("has the comment in its summary if it could not be posted, and is as green as the preview", () => {
    const { isGreen, log } = preview({ failing: "preview-comment", stacks: '["prod"]' });
    expect(log).toMatch(/The comment on the preview of stack prod could not be posted/);
    expect(log).toMatch(/Summary - output of preview-comment/);
    expect(isGreen).toBe(true);
  });

  it("skips every job for a fork, by the job's own condition", () => {
    repository.commit("Pulumi.prod.yaml");
    const { log } = runByAct(repository, "preview.yml", {
      event: "pull_request",
      payload: pullRequest("other/cpnr"),
      // Without `needs`, so that only its own condition can skip the preview.
      edit: (workflow) =>
        workflow.replace("    needs: stacks\n", "").replace(/\$\{\{ fromJSON\(.*\) \}\}/, "[prod]"),
    });
    expect(log).not.toMatch(/Set up job|Error|error/);
  });
});

describe("the workflow of a merge", () => {
  const deployment = [
    "pulumi up --yes --non-interactive --color never --stack prod --policy-pack policy",
    "npx cpnr verify --stack prod",
    "npx cpnr report --stack prod",
    "artifact deployment-prod: deployment/prod/report.txt deployment/prod/update.txt deployment/prod/verification.txt",
  ];

  const merge = (options: StandInOptions = {}): PipelineRun => {
    const before = repository.commit("README.md");
    repository.commit("Pulumi.prod.yaml");
    repository.commit("docs.md");
    const payload = { ref: "refs/heads/main", before, repository: { full_name: "team/cpnr" } };
    return runByAct(repository, "deploy.yml", { event: "push", payload, ...options });
  };

  it("deploys the stacks that its commits touch, then verifies, reports and keeps the report", () => {
    const run = merge();
    expect(run).toMatchObject({ isGreen: true, commands: deployment });
    expect(run.log).toMatch(/Summary - ### Stack prod\n```\noutput of report/);
  });

  it.each(["up", "verify", "report"])("does all of it also if %s fails, and is red", (failing) => {
    expect(merge({ failing, stacks: '["prod"]' })).toMatchObject({ isGreen: false, commands: deployment });
  });

  it("deploys every stack if a person starts it", () => {
    const { commands } = runByAct(repository, "deploy.yml", { event: "workflow_dispatch", payload: {} });
    expect(commands.filter((command) => command.startsWith("pulumi"))).toHaveLength(2);
  });
});

describe("the workflow of the night", () => {
  const lookAt = (stack: string) => [
    `pulumi refresh --preview-only --json --non-interactive --stack ${stack}`,
    `npx cpnr verify --stack ${stack} --format json`,
    `npx cpnr drift-issue --stack ${stack} --events …/refresh.ndjson --stderr …/stderr --verification …/verification.json --post github`,
  ];

  const night = (options: StandInOptions = {}): PipelineRun =>
    runByAct(repository, "drift.yml", { event: "schedule", payload: {}, ...options });

  it("looks for drift in every stack, except the lab's", () => {
    const { isGreen, commands } = night();
    expect([...commands].sort()).toEqual([...lookAt("prod"), ...lookAt("staging")].sort());
    expect(isGreen).toBe(true);
  });

  it.each(["refresh", "verify", "drift-issue"])(
    "writes the issue also if %s fails, and is red",
    (failing) => {
      expect(night({ failing, stacks: '["prod"]' })).toMatchObject({
        isGreen: false,
        commands: lookAt("prod"),
      });
    },
  );
});
