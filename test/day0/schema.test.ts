import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloudConfig } from "../../day0/cloudConfig";
import { dualStack, labDay0, renderers } from "./vnf";

const cloudInit = join(
  execFileSync(join(__dirname, "../../tools/ensure"), { encoding: "utf8" }).trim(),
  "bin/cloud-init",
);

/** What the real cloud-init says of a document. */
function schema(document: string) {
  const folder = mkdtempSync(join(tmpdir(), "schema-test-"));
  const file = join(folder, "cloud-config.yaml");
  writeFileSync(file, document);
  const { status, stdout, stderr } = spawnSync(cloudInit, ["schema", "--config-file", file], {
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  return { status, said: `${stdout}${stderr}` };
}

describe("cloud-init's own schema", () => {
  it.each(renderers)("accepts the cloud-config of the %s renderer", (renderer) => {
    expect(schema(cloudConfig(labDay0(renderer)))).toEqual({
      status: 0,
      said: expect.stringContaining("Valid cloud-config"),
    });
  });

  it.each(renderers)("accepts the dual-stack cloud-config of the %s renderer", (renderer) => {
    expect(schema(cloudConfig(labDay0(renderer, dualStack))).status).toBe(0);
  });

  it("refuses a document that is wrong, so that acceptance means something", () => {
    const wrong = cloudConfig(labDay0("keyfile")).replace("runcmd:", "runcmd: 5\nbootcmd:");
    expect(schema(wrong).status).not.toBe(0);
  });
});
