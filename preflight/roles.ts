import type { Survey } from "../openstack/survey";

/** Whether the credentials have a role. OpenStack's policies compare names of roles without their case. */
export function hasRole({ roles }: Pick<Survey, "roles">, name: string): boolean {
  return roles.some((role) => role.toLowerCase() === name);
}
