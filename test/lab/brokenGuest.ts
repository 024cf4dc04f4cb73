import { quoted } from "../../day0/shell";
import { inLabVnf } from "./stack";

/** What is made in the lab's guest by a shell, as root, and how it is mended there. */
export interface Breakage {
  readonly make: string;
  readonly mend: string;
}

const KEYS = "/etc/ssh/ssh_host_ed25519_key";

export const OTHER_HOST_KEY: Breakage = {
  make: `mkdir /run/kept; cp -p ${KEYS}* /run/kept; rm ${KEYS}*; ssh-keygen -q -t ed25519 -N '' -f ${KEYS}; systemctl restart ssh`,
  mend: "cp -p /run/kept/* /etc/ssh; rm -r /run/kept; systemctl restart ssh",
};

/** Breaks the guest, which mends itself when it is told to, or after `seconds`: it may lock us out. */
export async function broken({ make, mend }: Breakage, seconds: number): Promise<void> {
  const wait = `for i in $(seq ${seconds}); do [ -e /run/mend ] && break; sleep 1; done; rm -f /run/mend`;
  const later = `systemd-run --quiet sh -c ${quoted(`${wait}; ${mend}`)}`;
  await inLabVnf(`sudo sh -c ${quoted(`${make}; ${later}`)}`);
}

/** Tells a broken guest to mend itself. */
export async function mend(): Promise<void> {
  await inLabVnf("sudo touch /run/mend");
}
