import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEvidence } from "../../verify/evidence";
import { expectedEvidence } from "../../verify/expectation";
import { probeProgram } from "../../verify/probe";
import { ailments, expectation, goodEvidence } from "./evidence";

const PROBE = readFileSync(join(__dirname, "../../verify/probe.py"), "utf8");

/** Runs the probe's Python with `lines` after it. */
function python(lines: string, ...args: string[]) {
  return spawnSync("python3", ["-", ...args], { input: `${PROBE}\n\n${lines}\n`, encoding: "utf8" });
}

/** Whether the guest's own comparison takes `seen` for what is expected. */
function guestAccepts(seen: unknown): boolean {
  const { stdout } = python(
    "print(matches(json.loads(sys.argv[1]), json.loads(sys.argv[2])))",
    JSON.stringify(expectedEvidence(expectation)),
    JSON.stringify(seen),
  );
  return stdout.trim() === "True";
}

describe("the probe's comparison in the guest", () => {
  it("accepts what the judge accepts", () => {
    expect(guestAccepts(goodEvidence())).toBe(true);
  });

  it.each([...ailments, ["there is no bond", () => ({ ...goodEvidence(), bond: null }), ""] as const])(
    "refuses what the judge refuses: %s",
    (_, change) => {
      expect(guestAccepts(change(goodEvidence()))).toBe(false);
    },
  );
});

describe("the probe", () => {
  const shortly = { bootupTime: 1, recoveryWait: 1 };

  it("prints evidence of the agreed shape and exits 1 on a machine that is no such VNF", () => {
    const { status, stdout } = spawnSync("python3", ["-"], {
      input: probeProgram({ ...expectation, gateway: "127.0.0.1" }, shortly),
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(parseEvidence(stdout)).toMatchObject({ bond: null, cloudInit: { ended: false } });
  });

  it("carries names of any script into the guest unharmed", () => {
    const program = probeProgram({ ...expectation, addresses: ["a\"'\\\u2028é"] }, shortly);
    const request = program.slice(program.lastIndexOf("main("));
    const { stdout } = spawnSync("python3", ["-"], {
      input: `import json\ndef main(request): print(json.dumps(request["expected"]["bond"]["addresses"]))\n${request}`,
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual(["a\"'\\\u2028é"]);
  });

  it("runs on the oldest Python a guest may have: it uses no syntax newer than 3.6", () => {
    const { status, stderr } = spawnSync(
      "python3",
      ["-c", "import ast,sys; ast.parse(sys.stdin.read(), feature_version=(3, 6))"],
      {
        input: PROBE,
        encoding: "utf8",
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("parseEvidence", () => {
  it("finds the document between other lines", () => {
    expect(parseEvidence(`banner\n${JSON.stringify(goodEvidence())}\nProcess exited\n`)).toEqual(
      goodEvidence(),
    );
  });

  it.each([
    ["", "it is empty"],
    ["bash: python3: command not found", "command not found"],
    ['{"hostname": 5}', "hostname"],
    ['{"hostname": "a"', "hostname"],
  ])("says what it saw instead of evidence: %j", (output, seen) => {
    expect(() => parseEvidence(output)).toThrow(seen);
  });
});
