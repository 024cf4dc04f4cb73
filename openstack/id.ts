const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Whether a configured name or id is an id of OpenStack (a UUID). */
export function isId(nameOrId: string): boolean {
  return UUID.test(nameOrId);
}
