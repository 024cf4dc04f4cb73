import { commonOutage } from "../../bench/commonOutage";
import { type Gap, outagesOf } from "../../drill/measurement";
import { DnsClient } from "./dnsClient";

/** What DNS clients saw of VNFs while something was done with them. */
export interface Roll {
  /** Time in ms in which no VNF answered. */
  readonly commonOutage: number;
  /** Longest outage of each VNF in s. */
  readonly outages: readonly number[];
}

/** Runs `act` while a client asks each VNF. @param addresses of the VNFs */
export async function measureRoll(addresses: readonly string[], act: () => Promise<unknown>): Promise<Roll> {
  const clients = await Promise.all(addresses.map((address) => DnsClient.start(address)));
  try {
    await act();
    const outages = await Promise.all(clients.map(outagesUntilNow));
    return {
      commonOutage: commonOutage(outages),
      outages: outages.map((all) => Math.max(0, ...all.map(({ length }) => length)) / 1000),
    };
  } finally {
    for (const client of clients) {
      client.close();
    }
  }
}

/** Stops a client. Returns the times without a response, in ms of `performance.now()`. */
async function outagesUntilNow(client: DnsClient): Promise<Gap[]> {
  const outages = outagesOf(await client.stop());
  return outages.map(({ begin, length }) => ({ begin: begin + client.begunAt, length }));
}
