import type { Cloud } from "../../openstack/cloud";
import { SERVER_KEY } from "../../openstack/mark";
import type { Vnf } from "../../plan/vnf";
import { observeVnf, requestFor, verifyVnf } from "../../remote/observation";
import { planFrom } from "../settings";

const plan = planFrom("lab");
const request = requestFor({ plan, owner: "cpnr/lab" }, plan.vnfs[0] as Vnf);

describe("a verification", () => {
  it("ends at once when a signal is aborted while the cloud is silent", async () => {
    const silent = { get: () => new Promise(() => undefined) } as unknown as Cloud;
    const stop = new AbortController();
    const stopped = new Error("stopped by SIGINT");
    setTimeout(() => stop.abort(stopped), 100);
    await expect(verifyVnf(silent, request, { settleMs: 60_000, signal: stop.signal })).rejects.toBe(stopped);
    await expect(observeVnf(silent, request, stop.signal)).rejects.toBe(stopped);
  });

  it("shows the control characters in what the cloud says", async () => {
    const server = {
      id: "s",
      name: "cpnr-dns-1",
      status: "ERROR",
      metadata: {},
      fault: { message: "\x1b[2Jno valid host" },
    };
    const cloud = {
      get: async (_: string, path: string) => {
        if (path.startsWith("/servers/detail")) {
          return { servers: [{ ...server, metadata: { [SERVER_KEY]: "cpnr/lab" } }] };
        }
        throw new Error("\x9bno such path\u202e");
      },
    } as unknown as Cloud;
    const { observation } = await observeVnf(cloud, request);
    expect(JSON.stringify(observation)).not.toMatch(/\p{Cc}|\p{Cf}/u);
    expect(observation.cloud.server).toMatchObject({ known: { fault: "\\x1b[2Jno valid host" } });
    expect(observation.cloud.ports).toEqual({ unknown: "\\x9bno such path\\u{202e}" });
  });
});
