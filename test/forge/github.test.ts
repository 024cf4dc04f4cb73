import { closeMarkedIssue, putComment, putIssue } from "../../forge/forge";
import { Github } from "../../forge/github";
import { withServer } from "../openstack/testServer";
import { FakeGithub, TOKEN } from "./fakeGithub";
import { matchOperation } from "./openapi";

const MARKER = "<!-- cpnr-preview stack=lab -->";
const BODY = `${MARKER}\nnew text\n`;

/** Runs `use` with a client of a fake GitHub. Afterwards no request may break GitHub's contract. */
async function withGithub(
  use: (github: Github, server: FakeGithub) => Promise<void>,
  token = TOKEN,
): Promise<void> {
  const server = new FakeGithub();
  await withServer(server.handle, async ({ url }) => {
    const env = { GITHUB_API_URL: url, GITHUB_REPOSITORY: "acme/dns", GITHUB_TOKEN: token };
    await use(new Github({ number: "7", retryDelayMs: 1, timeoutMs: 5000 }, env), server);
  });
  expect(server.faults).toEqual([]);
}

describe("the comment of a stack on GitHub", () => {
  it("is created if there is none", async () => {
    await withGithub(async (github, server) => {
      server.add(server.comments, "looks good");
      await putComment(github, MARKER, BODY);
      expect(server.comments.map(({ body }) => body)).toEqual(["looks good", BODY]);
    });
  });

  it("is updated in place beyond 100 other comments", async () => {
    await withGithub(async (github, server) => {
      for (let number = 0; number < 230; number += 1) {
        server.add(server.comments, `comment ${number}`);
      }
      const own = server.add(server.comments, `${MARKER}\r\nold text`, "bot");
      await putComment(github, MARKER, BODY);
      expect(own.body).toBe(BODY);
      expect(server.comments).toHaveLength(231);
      expect(server.operations.filter((id) => id === "issues/list-comments")).toHaveLength(3);
    });
  });

  it("stays without a request if it is the same", async () => {
    await withGithub(async (github, server) => {
      server.add(server.comments, BODY.replaceAll("\n", "\r\n").trim(), "bot");
      await putComment(github, MARKER, BODY);
      expect(server.operations).toEqual(["users/get-authenticated", "issues/list-comments"]);
    });
  });

  it.each([
    ["the comment of another stack", "<!-- cpnr-preview stack=prod -->\ntext", "bot"],
    ["a marker of a person, who could change the comment later", `${MARKER}\ntext`, "person"],
    ["a marker that is not the first line", `> quoted\n${MARKER}\ntext`, "bot"],
  ] as const)("is not %s", async (_, body, user) => {
    await withGithub(async (github, server) => {
      const other = server.add(server.comments, body, user);
      await putComment(github, MARKER, BODY);
      expect(other.body).toBe(body);
      expect(server.comments).toHaveLength(2);
    });
  });

  it.each([500, 502, 503, 504, 429])("is read again after status %i", async (status) => {
    await withGithub(async (github, server) => {
      server.add(server.comments, `${MARKER}\nold`, "bot");
      server.failures.push(status, status);
      await putComment(github, MARKER, BODY);
      expect(server.comments.map(({ body }) => body)).toEqual([BODY]);
    });
  });

  it("is not created twice if the server says 502 although it created it", async () => {
    await withGithub(async (github, server) => {
      await github.listComments();
      server.failures.push(502);
      await expect(github.createComment(BODY)).rejects.toThrow("responded with status 502");
      expect(server.operations.filter((id) => id === "issues/create-comment")).toHaveLength(1);
    });
  });

  it("is refused with one sentence that says what to do, without the token", async () => {
    await withGithub(async (github, server) => {
      await github.listComments();
      server.failures.push(403);
      const error = await github.createComment(BODY).catch((thrown: Error) => thrown);
      expect((error as Error).message).toMatch(
        /^POST http:\/\/127\.0\.0\.1:\d+\/repos\/acme\/dns\/issues\/7\/comments responded with status 403: failure with Bearer \*\*\*\. Next: give the job the permissions pull-requests: write and issues: write\.$/,
      );
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(TOKEN);
    });
  });

  it("is refused for a wrong token", async () => {
    await withGithub(async (github) => {
      await expect(putComment(github, MARKER, BODY)).rejects.toThrow(
        "responded with status 401: Bad credentials. Next: check GITHUB_TOKEN.",
      );
    }, "wrong");
  });
});

describe("the issue about the drift of a stack on GitHub", () => {
  const DRIFT = "<!-- cpnr-drift stack=lab -->";
  const TEXT = `${DRIFT}\ndrift\n`;

  it("is opened, updated in place beyond 100 others, and closed with a comment", async () => {
    await withGithub(async (github, server) => {
      for (let number = 0; number < 150; number += 1) {
        server.add(server.issues, `issue ${number}`);
      }
      server.add(server.issues, `${DRIFT}\na pull request is an issue too`, "bot", { isPullRequest: true });
      await putIssue(github, DRIFT, "Stack lab differs", TEXT);
      const [own] = server.issues.slice(-1);
      expect(own).toMatchObject({ title: "Stack lab differs", body: TEXT });
      await putIssue(github, DRIFT, "Stack lab differs", `${TEXT}more\n`);
      expect(own?.body).toBe(`${TEXT}more\n`);
      expect(server.issues).toHaveLength(152);
      await closeMarkedIssue(github, DRIFT, "There is no difference.");
      expect(own?.state).toBe("closed");
      expect(server.issueComments).toEqual([[own?.id, "There is no difference."]]);
      expect(server.issues.filter(({ state }) => state === "closed")).toHaveLength(1);
    });
  });

  it("needs no request besides the list if there is nothing to close", async () => {
    await withGithub(async (github, server) => {
      await closeMarkedIssue(github, DRIFT, "There is no difference.");
      expect(server.operations).toEqual(["users/get-authenticated", "issues/list-for-repo"]);
    });
  });
});

describe("GitHub's contract, by which the tests judge requests", () => {
  it.each([
    [
      "a comment without a body",
      "POST",
      "/repos/a/b/issues/7/comments",
      {},
      /must have required property 'body'/,
    ],
    ["a body that is no text", "POST", "/repos/a/b/issues/7/comments", { body: {} }, /must be string/],
    ["a number that is none", "POST", "/repos/a/b/issues/x/comments", { body: "" }, /must be integer/],
    ["an unknown parameter", "GET", "/repos/a/b/issues?per=1", undefined, /unknown parameter per/],
    ["an unknown state", "PATCH", "/repos/a/b/issues/7", { state: "gone" }, /must be equal to one of/],
  ])("rejects %s", (_, method, url, body, fault) => {
    expect(matchOperation(method, url, body)?.faults.join()).toMatch(fault);
  });
});

describe("the variables of a job on GitHub", () => {
  const env = { GITHUB_REPOSITORY: "acme/dns", GITHUB_TOKEN: TOKEN };

  it.each([
    [{ GITHUB_TOKEN: "" }, "GITHUB_TOKEN is not set: set it to the token of the job (secrets.GITHUB_TOKEN)."],
    [{ GITHUB_REPOSITORY: "dns" }, 'GITHUB_REPOSITORY "dns" is not a repository: expected <owner>/<name>.'],
    [
      { GITHUB_API_URL: "api" },
      "GITHUB_API_URL is not the address of an API: set it to https://<host>/<path>.",
    ],
  ])("%j are rejected", (changes, message) => {
    expect(() => new Github({}, { ...env, ...changes })).toThrow(message);
  });

  it("must have an event of a pull request, or the number is an option", async () => {
    await expect(new Github({}, env).listComments()).rejects.toThrow("GITHUB_EVENT_PATH is not set");
    await expect(new Github({}, { ...env, GITHUB_EVENT_PATH: __filename }).listComments()).rejects.toThrow(
      "is not the event of a pull request: name the pull request with --number.",
    );
    await expect(new Github({ number: "x" }, env).listComments()).rejects.toThrow("is not a number");
  });
});
