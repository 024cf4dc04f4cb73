import { visible } from "../report/visible";
import type { Server } from "./resources";

/**
 * Says how to go on with a server that Nova could not start: Pulumi keeps it in the state as created, and a later `pulumi up`
 * does not make it anew. Returns undefined for any other server.
 */
export function failedServer({
  id,
  name,
  status,
  fault,
}: Pick<Server, "id" | "name" | "status" | "fault">): string | undefined {
  if (status !== "ERROR") {
    return undefined;
  }
  const reason = fault === undefined ? "" : ` (${inSentence(fault.message)})`;
  return `Server "${name}" is in status ERROR${reason}: delete it (openstack server delete --wait ${id}), and run pulumi up --refresh, which makes it anew.`;
}

/** A message of Nova as a part of a sentence: it can have several lines, such as those of qemu-img. */
function inSentence(message: string): string {
  return visible(message.trim().replace(/\.$/, "").replace(/\s+/g, " "));
}
