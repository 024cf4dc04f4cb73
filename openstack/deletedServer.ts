/**
 * Whether a server is deleted. Nova can list it a moment longer, in status DELETED, after its ports are gone (seen with 2025.2).
 * The OpenStack provider takes this status for gone, too.
 */
export function isDeleted({ status }: { readonly status?: string }): boolean {
  return status === "DELETED";
}
