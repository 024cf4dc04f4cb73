import { judge, unknown } from "./judge";
import { type Change, server } from "./program";

const judgeServer = (change: Change, replaceable?: string[]) =>
  judge([server("dns-1", [], undefined, change)], replaceable && { "protected-server": { replaceable } })
    .violations;

describe("A server", () => {
  it("is refused if nothing protects it", () => {
    expect(judgeServer({ protect: false })).toEqual([
      'protected-server: The server "dns-1" is not protected, so that an update can replace or delete it: set the resource option protect: true, or add its name to replaceable of this policy.',
    ]);
  });

  it.each([
    ["protected", { protect: true }, []],
    ["replaceable by its name in the program", { protect: false }, ["dns-1"]],
    ["replaceable by its name in Nova", { protect: false, name: "cpnr-dns-1" }, ["cpnr-dns-1"]],
    ["replaceable like all", { protect: false }, ["*"]],
  ])("is accepted if it is %s", (_, change, replaceable) => {
    expect(judgeServer(change, replaceable)).toEqual([]);
  });

  it("is refused if only another server is replaceable, or its name is unknown", () => {
    expect(judgeServer({ protect: false, name: unknown }, ["dns-2"])).toHaveLength(1);
  });

  it("is accepted if the program only reads it", () => {
    expect(judgeServer({ protect: false, isRead: true })).toEqual([]);
  });
});
