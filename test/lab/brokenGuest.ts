import { quoted } from "../../day0/shell";
import { inLabVnf } from "./stack";

/** A fault in the lab's guest: the shell commands that cause it and that fix it, as root. */
export interface GuestFault {
  readonly causeCommand: string;
  readonly fixCommand: string;
}

const KEYS = "/etc/ssh/ssh_host_ed25519_key";

export const OTHER_HOST_KEY: GuestFault = {
  causeCommand: `mkdir /run/kept; cp -p ${KEYS}* /run/kept; rm ${KEYS}*; ssh-keygen -q -t ed25519 -N '' -f ${KEYS}; systemctl restart ssh`,
  fixCommand: "cp -p /run/kept/* /etc/ssh; rm -r /run/kept; systemctl restart ssh",
};

/**
 * Causes a fault in the guest. The guest fixes it after {@link fixCommand}, or by itself after `seconds`, because the fault
 * may lock the test out.
 */
export async function breakGuest({ causeCommand, fixCommand }: GuestFault, seconds: number): Promise<void> {
  const wait = `for i in $(seq ${seconds}); do [ -e /run/mend ] && break; sleep 1; done; rm -f /run/mend`;
  const later = `systemd-run --quiet sh -c ${quoted(`${wait}; ${fixCommand}`)}`;
  await inLabVnf(`sudo sh -c ${quoted(`${causeCommand}; ${later}`)}`);
}

/** Lets the guest fix its fault now. */
export async function fixGuest(): Promise<void> {
  await inLabVnf("sudo touch /run/mend");
}
