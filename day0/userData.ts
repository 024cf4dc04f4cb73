import type { Day0Part } from "./parts";

/** Nova's limit for user data, in bytes of base64 (nova/api/openstack/compute/schemas/servers.py, MAX_USERDATA_SIZE). */
export const MAXIMUM_USER_DATA = 65_535;

/**
 * Renders the user data that `cloudinit.Config` makes from `parts`, without gzip and base64
 * (terraform-provider-cloudinit). It makes the user data available before the resource exists.
 */
export function multipart(parts: readonly Day0Part[]): string {
  const boundary = "MIMEBOUNDARY";
  const bodies = parts.map(({ contentType, filename, content }) =>
    [
      `Content-Disposition: attachment; filename="${filename}"`,
      "Content-Transfer-Encoding: 7bit",
      `Content-Type: ${contentType}`,
      "Mime-Version: 1.0",
      "",
      content,
    ].join("\r\n"),
  );
  return [
    `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\r\n\r\n--${boundary}`,
    bodies.join(`\r\n--${boundary}\r\n`),
    `--${boundary}--\r\n`,
  ].join("\r\n");
}
