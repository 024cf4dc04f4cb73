import { type Check, type Found, notChecked, passIf } from "../check";
import { DNS_TRANSPORTS, type DnsAnswer, type Evidence } from "../evidence";
import type { Expectation } from "../expectation";

/** Check of the DNS service with queries from the guest itself. */
export const dnsFromInside: Check<Evidence> = {
  name: "DNS from inside",
  subject: "DNS service, queried by the guest",
  expected: "a response",
  find: ({ dns }, expectation) => dnsFindings(dns, expectation, "the guest"),
  readWith: () => "a DNS query from the guest itself",
  next: () => "ss -lntup 'sport = 53' in the guest, and the service's log",
  isMadeAtBoot: true,
};

/** Check of the DNS service with queries from a client outside, over the bond. */
export const clientChecks: readonly Check<readonly DnsAnswer[]>[] = [
  {
    name: "DNS from outside",
    subject: "DNS service, queried by the client",
    expected: "a response over the bond",
    find: (answers, expectation) => dnsFindings(answers, expectation, "the client"),
    readWith: () => "a DNS query from the client",
    next: ({ hasFailed }) =>
      hasFailed("DNS from inside")
        ? "the service itself, which does not answer the guest either"
        : "the client's route to the service network, and the fabric's VLANs",
    isMadeAtBoot: false,
  },
];

function dnsFindings(answers: readonly DnsAnswer[], { dns }: Expectation, client: string): Found | Found[] {
  if (dns === undefined) {
    return notChecked("no DNS name to query is configured (cpnr:verification.dnsName)");
  }
  return dns.servers.flatMap((server) =>
    DNS_TRANSPORTS.map((transport) => {
      const answer = answers.find((one) => one.server === server && one.transport === transport);
      return passIf(answer?.answered === true, answer?.detail ?? "no query sent", {
        subject: `DNS query of ${client} for ${dns.name} over ${transport} to ${server}`,
        expected: "a response",
      });
    }),
  );
}
