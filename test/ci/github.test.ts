import { Repository, type WorkflowRun } from "./act";

/** A pull request of this repository, or of a fork. */
function pullRequest(from = "team/cpnr") {
  return {
    number: 7,
    pull_request: { number: 7, head: { sha: "c0ffee", repo: { full_name: from } } },
    repository: { full_name: "team/cpnr" },
  };
}

/** The commands for stacks, without the preparation of the jobs. */
function commandsOf({ calls }: WorkflowRun): string[] {
  return calls.filter((call) => !/^npm ci$|^npx cpnr stacks/.test(call));
}

/** What a preview of a stack runs. */
function previewOf(stack: string): string[] {
  return [
    `npx cpnr preflight --stack ${stack} --format json`,
    `pulumi preview --json --non-interactive --stack ${stack} --policy-pack policy`,
    `npx cpnr preview-comment --stack ${stack} --events …/events.ndjson --preflight …/preflight.json --commit c0ffee --post github`,
  ];
}

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.remove());

function preview(options: { failing?: string; stacks?: string } = {}): WorkflowRun {
  return repository.run("preview.yml", {
    event: "pull_request",
    payload: pullRequest(),
    job: "preview",
    ...options,
  });
}

describe("the workflow of a pull request", () => {
  it("runs preflight, preview and comment for the stack that it touches", () => {
    repository.commit("Pulumi.staging.yaml");
    const run = preview();
    expect(commandsOf(run)).toEqual(previewOf("staging"));
    expect(run.isGreen).toBe(true);
  });

  it("does so for every stack, except the lab's, if code changes", () => {
    repository.commit("index.ts", "Pulumi.lab.yaml");
    expect(commandsOf(preview()).sort()).toEqual([...previewOf("prod"), ...previewOf("staging")].sort());
  });

  it("previews nothing if it touches no stack", () => {
    const run = preview({ stacks: "[]" });
    expect(commandsOf(run)).toEqual([]);
    expect(run.isGreen).toBe(true);
  });

  it.each(["preflight", "preview"])("comments also if %s fails, and is red", (failing) => {
    const run = preview({ failing, stacks: '["prod"]' });
    expect(commandsOf(run)).toEqual(previewOf("prod"));
    expect(run.isGreen).toBe(false);
  });

  it("says in the log that the comment could not be posted, and is green if the preview is", () => {
    const run = preview({ failing: "preview-comment", stacks: '["prod"]' });
    expect(run.log).toMatch(/The comment on the preview of stack prod could not be posted/);
    expect(run.log).toMatch(/Summary - output of preview-comment/);
    expect(run.isGreen).toBe(true);
  });

  it("skips every job for a fork", () => {
    repository.fixStacks();
    repository.commit("Pulumi.prod.yaml");
    const run = repository.run("preview.yml", { event: "pull_request", payload: pullRequest("other/cpnr") });
    expect(run.calls).toEqual([]);
    expect(run.log).not.toMatch(/Run/);
  });
});

describe("the workflow of a merge", () => {
  const deployment = [
    "pulumi up --yes --non-interactive --color never --stack prod --policy-pack policy",
    "npx cpnr verify --stack prod",
    "npx cpnr report --stack prod",
    "artifact deployment-prod: deployment/prod/report.txt deployment/prod/update.txt deployment/prod/verification.txt",
  ];

  function merge(options: { failing?: string; stacks?: string } = {}): WorkflowRun {
    const before = repository.commit("README.md");
    repository.commit("Pulumi.prod.yaml");
    repository.commit("docs.md");
    const payload = { ref: "refs/heads/main", before, repository: { full_name: "team/cpnr" } };
    return repository.run("deploy.yml", { event: "push", payload, ...options });
  }

  it("deploys the stacks that its commits touch, then verifies, reports and keeps the report", () => {
    const run = merge();
    expect(commandsOf(run)).toEqual(deployment);
    expect(run.log).toMatch(/Summary - ### Stack prod\n```\noutput of report/);
    expect(run.isGreen).toBe(true);
  });

  it.each(["up", "verify", "report"])("does all of it also if %s fails, and is red", (failing) => {
    const run = merge({ failing, stacks: '["prod"]' });
    expect(commandsOf(run)).toEqual(deployment);
    expect(run.isGreen).toBe(false);
  });
});

describe("the workflow of the night", () => {
  const lookAt = (stack: string) => [
    `pulumi refresh --preview-only --json --non-interactive --stack ${stack}`,
    `npx cpnr verify --stack ${stack} --format json`,
    `npx cpnr drift-issue --stack ${stack} --events …/refresh.ndjson --verification …/verification.json --post github`,
  ];

  function night(options: { failing?: string; stacks?: string } = {}): WorkflowRun {
    return repository.run("drift.yml", { event: "schedule", payload: {}, ...options });
  }

  it("looks for drift in every stack, except the lab's", () => {
    const run = night();
    expect(commandsOf(run).sort()).toEqual([...lookAt("prod"), ...lookAt("staging")].sort());
    expect(run.isGreen).toBe(true);
  });

  it.each(["refresh", "verify", "drift-issue"])(
    "writes the issue also if %s fails, and is red",
    (failing) => {
      const run = night({ failing, stacks: '["prod"]' });
      expect(commandsOf(run)).toEqual(lookAt("prod"));
      expect(run.isGreen).toBe(false);
    },
  );
});
