import { withZonesInTurn } from "../../plan/placement";
import type { VnfChoice } from "../../plan/vnf";
import { planFrom, rawConfig, vnfLike } from "../settings";

const zonesOf = (vnfs: readonly Partial<VnfChoice>[], zones: readonly string[]) =>
  withZonesInTurn(vnfs as VnfChoice[], zones).map(({ availabilityZone }) => availabilityZone);

describe("Availability zones in turn", () => {
  it("are those of the list, from the first again after the last", () => {
    expect(zonesOf([{}, {}, {}], ["east", "west"])).toEqual(["east", "west", "east"]);
  });

  it("leave a VNF its own zone, and one with a host to the zone of the host", () => {
    const vnfs = [{ availabilityZone: "south" }, { host: "compute-1" }, {}];
    expect(zonesOf(vnfs, ["east", "west"])).toEqual(["south", undefined, "east"]);
  });

  it("are chosen by Nova if the list is empty", () => {
    expect(zonesOf([{}, {}], [])).toEqual([undefined, undefined]);
  });

  it("are in the plan, where a VNF keeps such a zone, but not its own", () => {
    // biome-ignore lint/suspicious/noExplicitAny: raw YAML has no type
    const raw = rawConfig("lab") as any;
    raw.placement = { availabilityZones: ["east", "west"] };
    raw.vnfs = [vnfLike(raw.vnfs[0], 1), { ...vnfLike(raw.vnfs[0], 2), availabilityZone: "south" }];
    const { placement, vnfs } = planFrom(raw);
    expect(placement).toEqual({ policy: "soft-anti-affinity" });
    expect(vnfs.map(({ availabilityZone, keepsZone }) => [availabilityZone, keepsZone])).toEqual([
      ["east", true],
      ["south", undefined],
    ]);
  });
});
