import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpnr, ROOT, runCommand } from "../../../lab/client/commands";
import { writeChangedConfig } from "../../lab/changedConfig";
import { BRANCHES } from "../../lab/pullRequest";

// Records what preflight and preview say of each branch of test/lab/pullRequest.ts, on the lab with its stack deployed:
//   lab/lab run node --require cpnr/register test/preview/streams/record.ts
const POLICY = ["--policy-pack", "policy", "--policy-pack-config", "policy/lab.json"];
const TARGET = join(__dirname, "branches");

async function record(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpnr-record-"));
  mkdirSync(TARGET, { recursive: true });
  try {
    for (const [name, change] of BRANCHES) {
      const config = join(folder, "Pulumi.lab.yaml");
      const env = { PULUMI_OPTION_CONFIG_FILE: config, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
      writeChangedConfig(config, change);
      await cpnr("keys", [], { env });
      const preflight = await cpnr("preflight", ["--format", "json"], { env });
      const flags = ["--json", "--non-interactive", "--stack", "lab", ...POLICY];
      const preview = await runCommand("pulumi", ["preview", ...flags], env);
      const kept = execFileSync("node", [join(__dirname, "keep.js")], {
        cwd: ROOT,
        input: onlyJson(preview.text),
      });
      const file = join(TARGET, name.replaceAll(" ", "-"));
      writeFileSync(`${file}.ndjson`, kept);
      writeFileSync(`${file}.preflight.json`, preflight.text);
      console.log(`${name}: preflight ${preflight.code}, preview ${preview.code}, ${kept.length} bytes`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The events, without what pulumi prints to standard error. */
function onlyJson(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .join("\n");
}

record().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
