import type { Nic } from "../plan/nic";
import { isId } from "./id";
import { listMatching } from "./manyFilters";

/**
 * Lists the ports with the names and ids of adopted ports, whoever made them. A name can belong to several ports.
 * @param list reads all pages of a list of Neutron
 */
export async function listAdoptedPorts<T extends { readonly id: string }>(
  nics: readonly Pick<Nic, "portName" | "adopt">[],
  list: (path: string) => Promise<T[]>,
): Promise<T[]> {
  const adopted = nics.filter(({ adopt }) => adopt).map(({ portName }) => portName);
  const matching = (key: string, values: readonly string[]) =>
    listMatching(
      list,
      "/ports",
      values.map((value) => [key, value]),
    );
  const [byId, byName] = await Promise.all([
    matching("id", adopted.filter(isId)),
    matching(
      "name",
      adopted.filter((name) => !isId(name)),
    ),
  ]);
  return [...byId, ...byName];
}

/** Whether a port has the name or id of an adopted NIC's port. */
export function isAdoptedBy(
  { portName, adopt }: Pick<Nic, "portName" | "adopt">,
  { id, name }: { readonly id: string; readonly name: string },
): boolean {
  return adopt === true && (isId(portName) ? id : name) === portName;
}
