import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";
import { goodEvidence } from "../verify/evidence";

/** A resource that the program registered. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** URN and id of its provider; empty for the default provider. */
  readonly provider: string;
  /** Names of the inputs that are secrets. */
  readonly secrets: readonly string[];
  /** Names of the inputs whose changes are ignored. */
  readonly ignoreChanges: readonly string[];
}

/** MAC addresses of the SR-IOV ports, by the end of their names. */
const MACS: Record<string, string> = { "sriov-1": "fa:16:3e:00:00:01", "sriov-2": "fa:16:3e:00:00:02" };

/**
 * A mock cloud: records each resource with its inputs in the order of registration and each hook, and answers look-ups.
 * Call it before the program creates its components.
 */
export function mockCloud(): { registered: Registered[]; lookups: Registered[]; hooks: string[] } {
  const registered: Registered[] = [];
  const lookups: Registered[] = [];
  const ignored = new Map<string, readonly string[]>();
  pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, provider = "" }) => {
        registered.push({
          type,
          name,
          inputs: plain(inputs) as Record<string, unknown>,
          provider,
          secrets: Object.keys(inputs).filter((key) => isSecret(inputs[key])),
          ignoreChanges: ignored.get(`${type} ${name}`) ?? [],
        });
        return { id: `${name}-id`, state: { ...inputs, ...computed(type, name, inputs) } };
      },
      call: ({ token, inputs, provider = "" }) => {
        lookups.push({
          type: token,
          name: inputs.name ?? inputs.cidr,
          inputs,
          provider,
          secrets: [],
          ignoreChanges: [],
        });
        return { ...inputs, ...found(token, inputs) };
      },
    },
    "cpnr",
    "test",
    false,
  );
  recordIgnoredChanges(ignored);
  return { registered, lookups, hooks: recordHooks() };
}

/** Waits for the program's last call, so that the next mock cloud does not get it. */
export function allRegistered(): Promise<void> {
  return (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
}

/** Waits for the value of an output. */
export function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** A request to register a resource, as Pulumi's SDK sends it. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getIgnorechangesList(): string[];
}

/** Records whose changes each resource ignores, by its type and name. The mocks do not get this option. */
function recordIgnoredChanges(ignored: Map<string, readonly string[]>): void {
  const monitor = getMonitor() as unknown as {
    registerResource(request: RegisterRequest, done: unknown): Promise<void>;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) => {
    ignored.set(`${request.getType()} ${request.getName()}`, request.getIgnorechangesList());
    return register(request, done);
  };
}

/** Adds the calls of the SDK that Pulumi's mock monitor does not have. Returns the names of the hooks, as they are registered. */
function recordHooks(): string[] {
  const hooks: string[] = [];
  const register = (request: { getName(): string }, done: (error: null, answer: object) => void) => {
    hooks.push(request.getName());
    done(null, {});
  };
  const monitor = getMonitor() as unknown as Record<string, unknown>;
  Object.assign(monitor, { registerErrorHook: register, registerResourceHook: register });
  return hooks;
}

/** What a look-up finds. A port has the MAC address of a created port whose name ends with the same role. */
function found(token: string, { name, cidr }: { name?: string; cidr?: string }): object {
  const id = `${name ?? cidr}-adopted`;
  return token === "openstack:networking/getPort:getPort"
    ? { id, macAddress: macOf(name as string), allSecurityGroupIds: [`group-of-${name}`] }
    : { id };
}

function macOf(portName: string): string {
  return Object.entries(MACS).find(([end]) => portName.endsWith(end))?.[1] ?? "fa:16:3e:ff:ff:ff";
}

function computed(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  switch (type) {
    case "openstack:networking/port:Port":
      return {
        macAddress: macOf(name),
        allSecurityGroupIds: inputs.securityGroupIds ?? (inputs.noSecurityGroups ? [] : ["default-group"]),
      };
    case "cloudinit:index/config:Config":
      return { rendered: JSON.stringify(plain(inputs.parts)) };
    case "command:local:Command":
      return { stdout: `${JSON.stringify(goodEvidence())}\n`, stderr: "" };
    default:
      return {};
  }
}

/** Key of special values in Pulumi, such as secrets. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && SIGNATURE in value;
}

/** Inputs as plain data, with the values of secrets. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value !== null && typeof value === "object") {
    const object = value as Record<string, unknown>;
    return SIGNATURE in object
      ? plain(object.value)
      : Object.fromEntries(Object.entries(object).map(([key, part]) => [key, plain(part)]));
  }
  return value;
}
