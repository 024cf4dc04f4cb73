import { type Contents, changesBetween } from "../../../bench/peers/contents";
import { PORT } from "../../../openstack/made";

const contentsOf = (...all: [id: string, name: string, version: string][]): Contents =>
  new Map(all.map(([id, name, version]) => [id, { kind: PORT, id, name, version }]));

describe("the changes between two contents of a cloud", () => {
  it("are what was created, changed and deleted", () => {
    const before = contentsOf(["1", "kept", "1"], ["2", "changed", "1"], ["3", "gone", "1"]);
    const after = contentsOf(["1", "kept", "1"], ["2", "changed", "2"], ["4", "new", "1"]);
    expect(changesBetween(before, after)).toEqual([
      "port new created",
      "port changed changed",
      "port gone deleted",
    ]);
  });

  it("name a resource without a name by its id", () => {
    expect(changesBetween(contentsOf(), contentsOf(["4", "", "1"]))).toEqual(["port 4 created"]);
  });
});
