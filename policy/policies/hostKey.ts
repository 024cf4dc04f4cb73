import { type ResourceCheck, unseen, violation } from "../check";
import { isGiven, UNKNOWN, valueAt } from "../data";

export const hostKey: ResourceCheck<object> = {
  name: "pinned-host-key",
  description: "Each remote command and copy knows the host key of its server, and of the proxy.",
  level: "mandatory",
  types: ["command:remote:Command", "command:remote:CopyFile", "command:remote:CopyToRemote"],
  *find(command) {
    for (const [path, server] of [
      [["connection"], "server"],
      [["connection", "proxy"], "proxy"],
    ] as const) {
      const connection = valueAt(command.inputs, ...path);
      if (connection === UNKNOWN) {
        yield unseen(command, `${path.join(".")} is not known in a preview`);
        return;
      }
      if (connection !== undefined && !isGiven(valueAt(connection, "hostKey"))) {
        yield violation(
          command,
          `The remote command "${command.name}" accepts any host key of its ${server}, so that another host can take its place: set ${path.join(".")}.hostKey to the public key of the ${server}.`,
        );
      }
    }
  },
};
