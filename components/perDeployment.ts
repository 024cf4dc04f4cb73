import * as pulumi from "@pulumi/pulumi";

/**
 * Makes a function that creates its value once in each deployment. One process can run several deployments, one after the
 * other or at the same time: inline programs of Automation API. Each has its own monitor, and a hook is known only to the monitor
 * with which it was registered.
 */
export function perDeployment<T>(create: () => T): () => T {
  const values = new WeakMap<object, T>();
  return () => {
    const monitor = pulumi.runtime.getMonitor();
    if (monitor === undefined) {
      return create();
    }
    if (!values.has(monitor)) {
      values.set(monitor, create());
    }
    return values.get(monitor) as T;
  };
}
