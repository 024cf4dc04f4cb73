import { Cloud } from "../../openstack/cloud";
import { waitUntilPlaced } from "../../openstack/placedServer";
import { FakeCloud } from "./fakeCloud";

const WAIT = { untilListed: 60, untilPlaced: 120, pause: 5 };

/** Waits for the server of which Nova shows one state after the other. Returns how often it looked, and for how many ms. */
async function waitFor(...states: readonly (object | undefined)[]) {
  const queue = [...states];
  let looks = 0;
  const fake = new FakeCloud(() => {
    looks += 1;
    const state = queue.length > 1 ? queue.shift() : queue[0];
    const server = { id: "a", name: "dns-1", metadata: { "cpnr-stack": "cpnr/lab" }, ...state };
    return { servers: state === undefined ? [] : [server] };
  });
  const cloud = await Cloud.connect(await fake.start());
  const begunAt = performance.now();
  try {
    await waitUntilPlaced(cloud, "cpnr/lab", "dns-1", WAIT);
    return { looks, ms: performance.now() - begunAt };
  } finally {
    await fake.stop();
  }
}

const building = { status: "BUILD", hostId: "" };

describe("The wait for the host of a server", () => {
  it("ends when Nova has chosen the host, long before the server is active", async () => {
    expect(await waitFor(undefined, building, { status: "BUILD", hostId: "hash" })).toMatchObject({
      looks: 3,
    });
  });

  it("ends when Nova could not start the server", async () => {
    expect(await waitFor(building, { status: "ERROR", hostId: "" })).toMatchObject({ looks: 2 });
  });

  it("ends after a while if the server was never created, and later if it gets no host", async () => {
    const missing = await waitFor(undefined);
    expect(missing.ms).toBeGreaterThanOrEqual(WAIT.untilListed);
    expect((await waitFor(building)).ms).toBeGreaterThanOrEqual(WAIT.untilPlaced);
  });
});
