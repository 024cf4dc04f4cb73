import { type Comparison, measured, type Way } from "../../bench/comparison";

describe("a comparison", () => {
  const going = new AbortController().signal;
  let done: string[];

  const way = (name: string, run: () => void = () => undefined): Way => ({
    name,
    run: async () => {
      done.push(name);
      run();
    },
    undo: async () => done.push(`${name} undone`),
  });

  const comparison = (ours: Way, peer: Way): Comparison => ({
    end: "the same",
    ours,
    peer,
    before: async () => done.push("before"),
    after: async () => done.push("after"),
  });

  beforeEach(() => {
    done = [];
  });

  it("goes both ways, each round the other first, and takes back what each made", async () => {
    const ratios = await measured(comparison(way("ours"), way("peer")), 2, going);
    expect(done).toEqual([
      "before",
      ...["ours", "ours undone", "peer", "peer undone"],
      ...["peer", "peer undone", "ours", "ours undone"],
      "after",
    ]);
    expect(ratios).toHaveLength(2);
  });

  it("tells ours as a share of the peer's", async () => {
    const times = [0, 100, 100, 500];
    const clock = jest.spyOn(performance, "now").mockImplementation(() => times.shift() as number);
    const ratios = await measured(comparison(way("ours"), way("peer")), 1, going);
    clock.mockRestore();
    expect(ratios).toEqual([0.25]);
  });

  it("takes back all where a way does not arrive", async () => {
    const lost = way("peer", () => {
      throw new Error("lost");
    });
    await expect(measured(comparison(way("ours"), lost), 3, going)).rejects.toThrow("lost");
    expect(done).toEqual(["before", "ours", "ours undone", "peer", "peer undone", "after"]);
  });

  it("ends with the way that is under way when it is stopped", async () => {
    const stop = new AbortController();
    const ours = way("ours", () => stop.abort(new Error("stopped")));
    await expect(measured(comparison(ours, way("peer")), 3, stop.signal)).rejects.toThrow("stopped");
    expect(done).toEqual(["before", "ours", "ours undone", "after"]);
  });
});
