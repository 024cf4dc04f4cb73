import { createNmcliKeyfiles, expectedConnections, renderKeyfiles } from "./connections";
import { readByNetworkManager } from "./consumers";
import { bonds, labDay0 } from "./vnf";

describe("NetworkManager's own library", () => {
  it.each(Object.keys(bonds))("reads the same bond from the keyfiles: %s", (name) => {
    const { bond } = labDay0("keyfile", bonds[name]);
    expect(readByNetworkManager(renderKeyfiles(bond))).toMatchObject(expectedConnections(bond));
  });

  it.each(Object.keys(bonds))(
    "reads the same bond from the keyfiles that the real nmcli creates: %s",
    (name) => {
      const { bond } = labDay0("nmcli", bonds[name]);
      expect(readByNetworkManager(createNmcliKeyfiles(bond))).toMatchObject(expectedConnections(bond));
    },
  );

  it("rejects a wrong keyfile", () => {
    const [keyfile] = renderKeyfiles(labDay0("keyfile", { mtu: 9000 }).bond);
    const wrong = ["mtu=many", "nonsense"].map((line) => keyfile?.replace("mtu=9000", line) ?? "");
    for (const connection of readByNetworkManager(wrong)) {
      expect(connection).toEqual({ error: expect.any(String) });
    }
  });
});
