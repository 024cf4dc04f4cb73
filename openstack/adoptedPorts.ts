import type { Nic } from "../plan/nic";
import { isId } from "./id";

/**
 * Lists the ports with the names and ids of adopted ports, whoever made them. A name can belong to several ports.
 * @param list reads all pages of a list of Neutron
 */
export async function listAdoptedPorts<T>(
  nics: readonly Pick<Nic, "portName" | "adopt">[],
  list: (path: string) => Promise<T[]>,
): Promise<T[]> {
  const adopted = nics.filter(({ adopt }) => adopt).map(({ portName }) => portName);
  const query = (key: string, values: readonly string[]) =>
    values.length === 0
      ? []
      : list(`/ports?${new URLSearchParams(values.map((value): [string, string] => [key, value]))}`);
  const found = await Promise.all([
    query("id", adopted.filter(isId)),
    query(
      "name",
      adopted.filter((name) => !isId(name)),
    ),
  ]);
  return found.flat();
}

/** Whether a port has the name or id of an adopted NIC's port. */
export function isAdoptedBy(
  { portName, adopt }: Pick<Nic, "portName" | "adopt">,
  { id, name }: { readonly id: string; readonly name: string },
): boolean {
  return adopt === true && (isId(portName) ? id : name) === portName;
}
