import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PROBE = readFileSync(join(__dirname, "../../verify/probe.py"), "utf8");

/** Runs the probe's Python with `lines` after it. */
export function python(lines: string, ...args: string[]) {
  return spawnSync("python3", ["-", ...args], { input: `${PROBE}\n\n${lines}\n`, encoding: "utf8" });
}

/** What a guest's kernel shows of its bond. */
export interface Guest {
  /** Files below /sys/class/net. */
  readonly net: Readonly<Record<string, string>>;
  /** What `ip -json` prints, by the rest of the command. */
  readonly ip: Readonly<Record<string, unknown>>;
}

/** The evidence that the probe gathers in a folder that looks like a guest, and the pings it sent; all are answered. */
export function gather({ net, ip }: Guest, request: { bond: string; gateways: readonly string[] }) {
  const root = mkdtempSync(join(tmpdir(), "probe-test-"));
  const write = (path: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode });
  };
  for (const [path, content] of Object.entries(net)) {
    write(`net/${path}`, `${content}\n`);
  }
  const answers = Object.entries(ip).map(
    ([rest, answer]) => `"-json ${rest}") echo '${JSON.stringify(answer)}' ;;`,
  );
  write("bin/ip", `#!/bin/sh\ncase "$*" in\n${answers.join("\n")}\nesac\n`, 0o755);
  write("bin/ping", `#!/bin/sh\necho "$*" >>${root}/pings\n`, 0o755);
  write("pings", "");
  const { stdout, stderr } = python(
    "NET, os.environ['PATH'] = sys.argv[1], sys.argv[2]\nprint(json.dumps(gather(json.loads(sys.argv[3]))))",
    join(root, "net"),
    `${root}/bin:${process.env.PATH}`,
    JSON.stringify(request),
  );
  const pings = readFileSync(join(root, "pings"), "utf8").trim().split("\n");
  rmSync(root, { recursive: true });
  return { stdout, stderr, pings };
}
