import { parseWitnessEvent } from "../../drill/events";

describe("An event of the drill's witness", () => {
  it("may say that the bond has no active slave, and that a slave has left the bond", () => {
    const none = { event: "active", at: 1020.9, slave: null };
    const slaves = { event: "slaves", at: 0, macs: { ens4: null }, active: null };
    expect(parseWitnessEvent(JSON.stringify(none))).toEqual(none);
    expect(parseWitnessEvent(JSON.stringify(slaves))).toEqual(slaves);
  });

  it("has no interface name that a shell could take for more than a name", () => {
    const hostile = { event: "active", at: 1, slave: "ens4; reboot" };
    expect(() => parseWitnessEvent(JSON.stringify(hostile))).toThrow(
      /is not an event of the drill's program/,
    );
  });
});
