import { expectedConnections, nmcliKeyfiles, writtenKeyfiles } from "./connections";
import { readByNetworkManager } from "./consumers";
import { bonds, labDay0 } from "./vnf";

describe("NetworkManager's own library", () => {
  it.each(Object.keys(bonds))("reads %s in the keyfiles as it was put in", (name) => {
    const { bond } = labDay0("keyfile", bonds[name]);
    expect(readByNetworkManager(writtenKeyfiles(bond))).toMatchObject(expectedConnections(bond));
  });

  it.each(Object.keys(bonds))("reads %s in what the real nmcli makes of the commands", (name) => {
    const { bond } = labDay0("nmcli", bonds[name]);
    expect(readByNetworkManager(nmcliKeyfiles(bond))).toMatchObject(expectedConnections(bond));
  });

  it("refuses a keyfile that is wrong, so that acceptance means something", () => {
    const [keyfile] = writtenKeyfiles(labDay0("keyfile", { mtu: 9000 }).bond);
    const wrong = ["mtu=many", "nonsense"].map((line) => keyfile?.replace("mtu=9000", line) ?? "");
    for (const connection of readByNetworkManager(wrong)) {
      expect(connection).toEqual({ error: expect.any(String) });
    }
  });
});
