import { FakeGithub, TOKEN } from "../forge/fakeGithub";
import { withServer } from "../openstack/testServer";
import { readStream } from "../preview/streams";
import { JobFolder } from "./jobFolder";

const PASSED = JSON.stringify({
  "cpnr-dns-1": [
    {
      check: "mode",
      subject: "mode of the bond",
      verdict: "pass",
      expected: "active-backup",
      actual: "active-backup",
      isMadeAtBoot: true,
    },
  ],
});
const FAILED = PASSED.replace('"pass"', '"fail"').replace(
  '"actual":"active-backup"',
  '"actual":"balance-rr"',
);
const MARKER = "<!-- cpnr-drift stack=lab -->";

describe("cpnr drift-issue", () => {
  let folder: JobFolder;
  let server: FakeGithub;
  beforeEach(() => {
    folder = new JobFolder();
    server = new FakeGithub();
  });
  afterEach(() => folder.remove());

  async function run(refresh: string, verification: string) {
    const result = await withServer(server.handle, ({ url }) =>
      folder.run(
        [
          ...["drift-issue", "--stack", "lab", "--post", "github"],
          ...["--events", folder.write("events.ndjson", refresh)],
          ...["--verification", folder.write("verify.json", verification)],
        ],
        { GITHUB_API_URL: url, GITHUB_REPOSITORY: "acme/dns", GITHUB_TOKEN: TOKEN },
      ),
    );
    expect(server.faults).toEqual([]);
    return result;
  }

  it("opens one issue, updates it while the drift lasts, and closes it when there is none", async () => {
    const first = await run(readStream("refreshes", "drift"), PASSED);
    expect(first.code).toBe(0);
    expect(server.issues).toMatchObject([
      { body: first.stdout, title: "Stack lab differs from its configuration, or its verification fails" },
    ]);
    const second = await run(readStream("refreshes", "gone"), FAILED);
    expect(server.issues).toMatchObject([{ body: second.stdout }]);
    expect(second.stdout).toContain(
      "the cloud differs from the state in 1 resource; the verification found 1 fault",
    );
    const third = await run(readStream("refreshes", "same"), PASSED);
    expect(third).toMatchObject({ code: 0, stderr: "" });
    expect(server.issues).toMatchObject([{ state: "closed" }]);
    expect(server.issueComments).toHaveLength(1);
    await run(readStream("refreshes", "drift"), PASSED);
    expect(server.issues).toHaveLength(2);
  });

  it.each([
    ["the refresh failed", readStream("refreshes", "failed"), PASSED],
    ["the refresh wrote no events", "", PASSED],
    ["the verification wrote nothing", readStream("refreshes", "same"), ""],
  ])("leaves the issue as it is if %s, and ends with exit code 1", async (_, refresh, verification) => {
    const issue = server.add(server.issues, `${MARKER}\ndrift`, "bot");
    const { code, stdout } = await run(refresh, verification);
    expect(stdout).toContain("nobody knows whether there is drift");
    expect(code).toBe(1);
    expect(issue).toMatchObject({ body: `${MARKER}\ndrift` });
    expect(server.operations).toEqual([]);
  });
});
