import * as pulumi from "@pulumi/pulumi";
import { BondVerification, CpnrVnf, CrossNumaFlavor, OvsNetwork, SriovNetworkPair } from "../../components";
import { DnsService } from "../../components/dnsService";
import { allRegistered, mockCloud, settled } from "../components/mocks";
import { planFrom, publicKeyOf, rawConfig, withSecondVnf } from "../settings";
import { type Declared, judge, secret } from "./judge";

describe("The components of this project", () => {
  it("declare nothing that the pack refuses", async () => {
    const { registered } = mockCloud();
    const management = new OvsNetwork("management", { subnets: [{ cidr: "10.20.0.0/24" }] });
    const service = new SriovNetworkPair("service", {
      networks: [
        { physicalNetwork: "sriov0", vlan: 201, numaNode: 0, subnets: [{ cidr: "172.16.2.0/24" }] },
        { physicalNetwork: "sriov1", vlan: 202, numaNode: 1, subnets: [{ cidr: "172.16.2.0/24" }] },
      ],
    });
    const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----";
    const hostKey = pulumi.secret({ publicKey: "ssh-ed25519 AAAAhost", privateKey });
    const vnf = new CpnrVnf("dns-1", {
      imageId: "image",
      flavorId: new CrossNumaFlavor("dns").flavorId,
      management: { network: management, addresses: ["10.20.0.11"] },
      bond: { networks: service, addresses: ["172.16.2.11/24"], gateways: ["172.16.2.1"] },
      day0: { users: [{ name: "ops" }], hostKey },
    });
    const jumpHost = { host: "jump", user: "ops", hostKey: publicKeyOf("jump") };
    const login = { user: "ops", privateKey: pulumi.secret(privateKey) };
    const proof = new BondVerification("dns-1", { vnf, login, jumpHost });
    await settled(proof.evidence);
    await allRegistered();

    const program = registered.map(({ type, name, inputs, secrets }) => {
      // The engine makes the output `rendered` a secret, from which the user data comes. Pulumi's mocks do not.
      const isSecret = (input: string) => input === "userData" || secrets.includes(input);
      const marked = Object.entries(inputs).map(([key, value]) => [
        key,
        isSecret(key) ? secret(value) : value,
      ]);
      return { type, name, inputs: Object.fromEntries(marked) };
    });
    const replaceable = { "protected-server": { replaceable: ["dns-1"] } };
    expect(judge(program, replaceable).violations).toEqual([]);
    expect(judge(program).violations).toEqual([expect.stringContaining('The server "dns-1-server"')]);
  });

  it.each(["soft-anti-affinity", "anti-affinity", "none"])(
    "separate two VNFs for the policy anti-affinity with their server group, but not with none (%s)",
    async (policy) => {
      const { registered } = mockCloud();
      const raw = { ...rawConfig("lab"), placement: { policy } };
      withSecondVnf(raw);
      const { vnfs } = new DnsService("cpnr", { plan: planFrom(raw), owner: "cpnr/test" });
      await settled(vnfs);
      await allRegistered();
      const declared: Declared[] = registered.map(({ type, name, inputs }) => ({ type, name, inputs }));
      const withId = (id: unknown) => declared.filter(({ name }) => `${name}-id` === id);
      // The engine knows from which resource each input of a server comes. Pulumi's mocks do not.
      const program = declared.map((one) => {
        const { networks, schedulerHints } = one.inputs as Record<
          string,
          { port?: string; group?: string }[]
        >;
        return Object.assign(one, {
          from: {
            networks: (networks ?? []).flatMap(({ port }) => withId(port)),
            schedulerHints: (schedulerHints ?? []).flatMap(({ group }) => withId(group)),
          },
        });
      });
      const said = ({ violations, notChecked }: ReturnType<typeof judge>) =>
        [...violations, ...notChecked].filter((message) => message.includes("anti-affinity"));
      expect(said(judge(program))).toEqual(
        policy === "none" ? [expect.stringContaining("can run on the same host as another VNF")] : [],
      );
    },
  );
});
