import { type ResourceCheck, violation } from "../check";
import { valueAt } from "../data";
import { label, TYPES } from "../resource";

interface Config {
  readonly replaceable: readonly string[];
}

/**
 * The engine shows a policy the resources that a program declares, not what it does to them: a server that is replaced looks like
 * a new one, and a server that is deleted is not shown. But it refuses to replace or delete a protected resource.
 */
export const protectedServer: ResourceCheck<Config> = {
  name: "protected-server",
  description: "Each server is protected from replacement and deletion, or is listed as replaceable.",
  level: "mandatory",
  config: {
    replaceable: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Names of the servers that an update may replace or delete. `*` stands for all.",
    },
  },
  types: [TYPES.server],
  *find(server, { replaceable }) {
    const names = ["*", server.name, valueAt(server.inputs, "name")];
    if (!server.isProtected && !replaceable.some((name) => names.includes(name))) {
      yield violation(
        server,
        `The ${label(server)} is not protected, so that an update can replace or delete it: set the resource option protect: true, or add its name to replaceable of this policy.`,
      );
    }
  },
};
