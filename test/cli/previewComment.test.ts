import { FakeGithub, TOKEN } from "../forge/fakeGithub";
import { withServer } from "../openstack/testServer";
import { modelOfStream, PREFLIGHT, readStream } from "../preview/streams";
import { JobFolder } from "./jobFolder";

const SERVER_ID = modelOfStream("miimon").impacts[0]?.serverId as string;

const resource = (type: string, created: string, more: object) => ({ urn: "x", type, created, ...more });

/** The state of the stack before the recorded preview. */
const STATE = {
  deployment: {
    resources: [
      resource("openstack:compute/instance:Instance", "2026-11-26T14:00:00Z", { id: SERVER_ID }),
      resource("command:remote:Command", "2026-11-26T14:03:00Z", { inputs: { triggers: [SERVER_ID] } }),
      resource("command:local:Command", "2026-11-26T14:03:20.4Z", { inputs: { triggers: [SERVER_ID, "x"] } }),
    ],
  },
};

describe("cpnr preview-comment", () => {
  let folder: JobFolder;
  beforeEach(() => {
    folder = new JobFolder(STATE);
  });
  afterEach(() => folder.remove());

  const run = (events: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    folder.run(
      ["preview-comment", "--stack", "lab", "--events", folder.write("events.ndjson", events), ...args],
      env,
    );

  /** Runs the command against a GitHub. Afterwards no request may break GitHub's contract. */
  async function post(events: string, server: FakeGithub) {
    const result = await withServer(server.handle, ({ url }) =>
      run(events, ["--post", "github"], {
        GITHUB_API_URL: url,
        GITHUB_REPOSITORY: "acme/dns",
        GITHUB_TOKEN: TOKEN,
        GITHUB_EVENT_PATH: folder.write("event.json", JSON.stringify({ pull_request: { number: 7 } })),
      }),
    );
    expect(server.faults).toEqual([]);
    return result;
  }

  it("prints the comment, with the time that the VNF needed when it was last created", async () => {
    const preflight = folder.write("preflight.json", PREFLIGHT);
    const events = readStream("previews", "miimon");
    const { code, stdout, stderr } = await run(events, ["--preflight", preflight, "--commit", "abc123"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^<!-- cpnr-preview stack=lab -->\n\*\*Stack `lab`: the DNS service of 1 of 1 VNF is int/,
    );
    expect(stdout).toContain("at least 3 min 20 s, as measured on 2026-11-26");
    expect(stdout).toContain("Commit `abc123`.");
  });

  it("says that nothing was measured if the state can't be read", async () => {
    folder.remove();
    folder = new JobFolder();
    const { code, stdout, stderr } = await run(readStream("previews", "miimon"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("| not measured |");
  });

  it("prints a comment with exit code 0 also if the preview and preflight wrote nothing", async () => {
    const { code, stdout } = await folder.run([
      ...["preview-comment", "--stack", "lab", "--events", "missing.ndjson", "--preflight", "missing.json"],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("**Stack `lab`: the preview failed; preflight has no result.**");
  });

  it("creates the comment in the pull request of the job's event, and prints the same", async () => {
    const server = new FakeGithub();
    const { code, stdout } = await post(readStream("previews", "vlan"), server);
    expect(code).toBe(0);
    expect(server.comments).toMatchObject([{ body: stdout, user: "bot" }]);
  });

  it("updates its comment beyond 100 others", async () => {
    const server = new FakeGithub();
    for (let number = 0; number < 120; number += 1) {
      server.add(server.comments, `comment ${number}`);
    }
    const own = server.add(server.comments, "<!-- cpnr-preview stack=lab -->\nold", "bot");
    const { stdout } = await post(readStream("previews", "vlan"), server);
    expect(own.body).toBe(stdout);
    expect(server.comments).toHaveLength(121);
  });

  it("posts 70,000 characters of details as a comment that GitHub accepts", async () => {
    const server = new FakeGithub();
    const warnings = Array.from({ length: 140 }, (_, number) =>
      JSON.stringify({
        diagnosticEvent: { severity: "warning", message: `${number} ${"w".repeat(500)}`, color: "never" },
      }),
    );
    expect(warnings.join("").length).toBeGreaterThan(70_000);
    const { code } = await post([readStream("previews", "vlan"), ...warnings].join("\n"), server);
    expect(code).toBe(0);
    const [{ body = "" } = {}] = server.comments;
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_535);
    expect(body).toMatch(
      /^<!-- cpnr-preview stack=lab -->\n\*\*Stack `lab`: 1 of 1 VNF only fails over\.\*\*/,
    );
    expect(body).toMatch(/… \d+ more left out, because a comment has at most 65,535 characters/);
  });

  it("still prints the comment if the API is down, with one sentence and exit code 1", async () => {
    const { url } = await withServer(
      () => undefined,
      async (server) => server,
    );
    const { code, stdout, stderr } = await run(
      readStream("previews", "vlan"),
      ["--post", "github", "--number", "7"],
      { GITHUB_API_URL: url, GITHUB_REPOSITORY: "acme/dns", GITHUB_TOKEN: TOKEN },
    );
    expect(stdout).toContain("**Stack `lab`: 1 of 1 VNF only fails over.**");
    expect(stderr).toBe(
      `cpnr: ${url}/user can't be reached (ECONNREFUSED): check GITHUB_API_URL, HTTPS_PROXY, and the certificates of this machine (SSL_CERT_FILE).\n`,
    );
    expect(code).toBe(1);
  });

  it("still prints the comment if the API refuses it, and never the token", async () => {
    const server = new FakeGithub();
    server.failures.push(401, 401);
    const { code, stdout, stderr } = await post(readStream("previews", "vlan"), server);
    expect(stdout).toContain("**Stack `lab`: 1 of 1 VNF only fails over.**");
    expect(stderr).toMatch(/^cpnr: GET .* responded with status 401: .*\. Next: check GITHUB_TOKEN\.\n$/);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(code).toBe(1);
  });

  it("still prints the comment if a variable of the job is missing", async () => {
    const { code, stdout, stderr } = await run(readStream("previews", "vlan"), ["--post", "github"]);
    expect(stdout).toContain("only fails over");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "cpnr: GITHUB_TOKEN is not set: set it to the token of the job (secrets.GITHUB_TOKEN).\n",
    });
  });
});
