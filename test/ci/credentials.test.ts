import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = join(__dirname, "../../ci/with-credentials");

describe("ci/with-credentials", () => {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-credentials-test-"));
  const bin = join(folder, "bin");
  const temporary = join(folder, "temporary");

  beforeAll(() => {
    mkdirSync(bin);
    mkdirSync(temporary);
    // It records how it is logged in.
    writeFileSync(
      join(bin, "pulumi"),
      `#!/bin/sh\necho "$@" | sed "s,$PULUMI_CREDENTIALS_PATH,…,"\ncat "$PULUMI_CREDENTIALS_PATH/pulumi-token"\n`,
      { mode: 0o755 },
    );
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs a shell script with the credentials that these variables give. */
  function run(script: string, env: Record<string, string>) {
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        PROGRAM,
        ["bash", "-c", script],
        { env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder, RUNNER_TEMP: temporary, ...env } },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  it("gives the command clouds.yaml in a folder that only the user can read, and removes it afterwards", async () => {
    const script =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
      'cat "$OS_CLIENT_CONFIG_FILE"; stat --format %a "${OS_CLIENT_CONFIG_FILE%/*}"; echo "left: $CLOUDS_YAML"; exit 3';
    const result = await run(script, { CLOUDS_YAML: "clouds:\n  prod: {}" });
    expect(result).toEqual({ code: 3, stdout: "clouds:\n  prod: {}\n700\nleft: \n", stderr: "" });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("unsets what the environment does not have, because Pulumi would use an empty passphrase or backend", async () => {
    const empty = { CLOUDS_YAML: "", PULUMI_CONFIG_PASSPHRASE: "", AWS_ROLE_ARN: "", OS_CLOUD: "" };
    const { stdout } = await run("env", { ...empty, PULUMI_BACKEND_URL: "s3://state" });
    const names = stdout.split("\n").map((line) => line.split("=")[0]);
    expect(names.filter((name) => /^(AWS|CLOUDS|OS|PULUMI)_/.test(name ?? ""))).toEqual([
      "PULUMI_BACKEND_URL",
    ]);
  });

  it("passes GitLab's OIDC token to the AWS SDK as a file", async () => {
    const env = { CPNR_ID_TOKEN: "a.b.c", AWS_ROLE_ARN: "arn:aws:iam::1:role/cpnr" };
    const { stdout } = await run('cat "$AWS_WEB_IDENTITY_TOKEN_FILE"; echo " left: $CPNR_ID_TOKEN"', env);
    expect(stdout).toBe("a.b.c left: \n");
  });

  describe("on GitHub", () => {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      requests.push(request);
      response.end(JSON.stringify({ value: `token-${requests.length}` }));
    });
    const env = { ACTIONS_ID_TOKEN_REQUEST_URL: "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job" };

    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      env.ACTIONS_ID_TOKEN_REQUEST_URL = `http://127.0.0.1:${port}/token?api-version=2.0`;
    });
    beforeEach(() => {
      requests.length = 0;
    });
    afterAll(() => server.close());

    it("requests an OIDC token for AWS", async () => {
      const script = 'cat "$AWS_WEB_IDENTITY_TOKEN_FILE"; echo " left: $ACTIONS_ID_TOKEN_REQUEST_TOKEN"';
      const { stdout } = await run(script, { ...env, AWS_ROLE_ARN: "arn:aws:iam::1:role/cpnr" });
      expect(stdout).toBe("token-1 left: \n");
      expect(requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
        ["/token?api-version=2.0&audience=sts.amazonaws.com", "bearer of-the-job"],
      ]);
    });

    it("renews the token for AWS while the command runs, and leaves no process", async () => {
      const { stdout } = await run(
        'until grep -q token-3 "$AWS_WEB_IDENTITY_TOKEN_FILE"; do sleep 0.05; done; echo renewed',
        { ...env, AWS_ROLE_ARN: "arn:aws:iam::1:role/cpnr", CPNR_ID_TOKEN_SECONDS: "0.2" },
      );
      expect(stdout).toBe("renewed\n");
      const count = requests.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(requests).toHaveLength(count);
    });

    it("logs in to Pulumi Cloud with an OIDC token, which is in no argument", async () => {
      const { stderr } = await run("true", { ...env, PULUMI_OIDC_ORG: "team" });
      expect(stderr).toBe(
        "login --oidc-token file://…/pulumi-token --oidc-org team --oidc-expiration 6h\ntoken-1",
      );
      expect(requests.map(({ url }) => url)).toEqual(["/token?api-version=2.0&audience=urn:pulumi:org:team"]);
    });

    it("says which permission the job needs if it gets no OIDC token, and does not run the command", async () => {
      const result = await run("echo ran", { AWS_ROLE_ARN: "arn:aws:iam::1:role/cpnr" });
      expect(result.stderr).toMatch(/so the job has no OIDC token: give it the permission id-token: write/);
      expect(result).toMatchObject({ code: 1, stdout: "" });
      expect(readdirSync(temporary)).toEqual([]);
    });
  });
});
