import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The program that runs in a guest, without its request. */
export const PROBE = ["dns.py", "sysfs.py", "probe.py"]
  .map((name) => readFileSync(join(__dirname, "../../verify", name), "utf8"))
  .join("\n\n");

/** Runs the probe's Python with `lines` after it. */
export function python(lines: string, ...args: string[]) {
  return spawnSync("python3", ["-", ...args], { input: `${PROBE}\n\n${lines}\n`, encoding: "utf8" });
}

/** What a guest's kernel shows. */
export interface Guest {
  /** Files below /sys/class/net. */
  readonly net: Readonly<Record<string, string>>;
  /** Files below /sys/devices/system/node. */
  readonly nodes: Readonly<Record<string, string>>;
  /** What `ip -json` prints, by the rest of the command. */
  readonly ip: Readonly<Record<string, unknown>>;
}

/** The evidence that the probe gathers in a folder that looks like a guest, and the pings it sent; all are answered. */
export function gather({ net, nodes, ip }: Guest, request: object) {
  const root = mkdtempSync(join(tmpdir(), "probe-test-"));
  const write = (path: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode });
  };
  for (const [folder, files] of Object.entries({ net, nodes })) {
    for (const [path, content] of Object.entries(files)) {
      write(`${folder}/${path}`, `${content}\n`);
    }
  }
  const answers = Object.entries(ip).map(
    ([rest, answer]) => `"-json ${rest}") echo '${JSON.stringify(answer)}' ;;`,
  );
  write("bin/ip", `#!/bin/sh\ncase "$*" in\n${answers.join("\n")}\nesac\n`, 0o755);
  write("bin/ping", `#!/bin/sh\necho "$*" >>${root}/pings\n`, 0o755);
  write("bin/timedatectl", "#!/bin/sh\necho yes\n", 0o755);
  write("pings", "");
  const { stdout, stderr } = python(
    [
      "NET, NODES, BONDING_MODULE = (sys.argv[1] + name for name in ('/net', '/nodes', '/net'))",
      "os.environ['PATH'] = sys.argv[1] + '/bin:' + os.environ['PATH']",
      "print(json.dumps(gather(json.loads(sys.argv[2]))))",
    ].join("\n"),
    root,
    JSON.stringify(request),
  );
  const pings = readFileSync(join(root, "pings"), "utf8").trim().split("\n").sort();
  rmSync(root, { recursive: true });
  return { stdout, stderr, pings };
}
