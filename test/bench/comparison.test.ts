import { type Comparison, measureRatios, type Procedure } from "../../bench/comparison";

describe("a comparison", () => {
  const neverAborted = new AbortController().signal;
  let steps: string[];

  const procedure = (name: string, run: () => void = () => undefined): Procedure => ({
    name,
    run: async () => {
      steps.push(name);
      run();
    },
    undo: async () => steps.push(`${name} undone`),
  });

  const comparison = (ours: Procedure, peer: Procedure): Comparison => ({
    goal: "the same",
    ours,
    peer,
    before: async () => steps.push("before"),
    after: async () => steps.push("after"),
  });

  beforeEach(() => {
    steps = [];
  });

  it("runs both procedures in alternating order, and undoes each of them", async () => {
    const ratios = await measureRatios(comparison(procedure("ours"), procedure("peer")), 2, neverAborted);
    expect(steps).toEqual([
      "before",
      ...["ours", "ours undone", "peer", "peer undone"],
      ...["peer", "peer undone", "ours", "ours undone"],
      "after",
    ]);
    expect(ratios).toHaveLength(2);
  });

  it("returns the time of ours divided by the time of the peer", async () => {
    const times = [0, 100, 100, 500];
    const clock = jest.spyOn(performance, "now").mockImplementation(() => times.shift() as number);
    const ratios = await measureRatios(comparison(procedure("ours"), procedure("peer")), 1, neverAborted);
    clock.mockRestore();
    expect(ratios).toEqual([0.25]);
  });

  it("undoes everything if a procedure fails", async () => {
    const failing = procedure("peer", () => {
      throw new Error("failed");
    });
    await expect(measureRatios(comparison(procedure("ours"), failing), 3, neverAborted)).rejects.toThrow(
      "failed",
    );
    expect(steps).toEqual(["before", "ours", "ours undone", "peer", "peer undone", "after"]);
  });

  it("ends after the running procedure when it is stopped", async () => {
    const stop = new AbortController();
    const ours = procedure("ours", () => stop.abort(new Error("stopped")));
    await expect(measureRatios(comparison(ours, procedure("peer")), 3, stop.signal)).rejects.toThrow(
      "stopped",
    );
    expect(steps).toEqual(["before", "ours", "ours undone", "after"]);
  });
});
