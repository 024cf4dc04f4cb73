import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import {
  BondVerification,
  CpnrVnf,
  CrossNumaFlavor,
  OpenstackProvider,
  OvsNetwork,
  SriovNetworkPair,
} from "cpnr";

const config = new pulumi.Config();
const image = config.require("image");
const login = config.requireSecretObject<{ publicKey: string; privateKey: string }>("login");
const hostKey = config.requireSecretObject<{ publicKey: string; privateKey: string }>("hostKey");

// Every resource gets this provider by its parent or by these options.
const provider = new OpenstackProvider("openstack");
const opts = { providers: [provider] };

const management = new OvsNetwork(
  "own-management",
  { subnets: [{ cidr: "10.20.0.0/24", gateway: "10.20.0.1" }] },
  opts,
);
const service = new SriovNetworkPair(
  "own-service",
  {
    networks: [
      { physicalNetwork: "sriov0", vlan: 201, numaNode: 0, subnets: [{ cidr: "172.16.2.0/24" }] },
      { physicalNetwork: "sriov1", vlan: 202, numaNode: 1, subnets: [{ cidr: "172.16.2.0/24" }] },
    ],
  },
  opts,
);
const flavor = new CrossNumaFlavor("own-dns", { ram: 4096, vcpus: 2, disk: 20 }, opts);

const vnf = new CpnrVnf(
  "own-dns-1",
  {
    imageId: openstack.images.getImageOutput({ name: image, mostRecent: true }, { provider }).id,
    flavorId: flavor.flavorId,
    management: { network: management, addresses: ["10.20.0.11"] },
    bond: { networks: service, addresses: ["172.16.2.11/24"], gateways: ["172.16.2.1"] },
    day0: { users: [{ name: "ops", sudo: true }], loginKey: login.publicKey, hostKey },
  },
  opts,
);
const proof = new BondVerification("own-dns-1", {
  vnf,
  login: { user: "ops", privateKey: login.privateKey },
  dnsName: "www.example.test",
  client: { type: "here" },
});

export const serverId = vnf.serverId;
export const activeSlave = proof.evidence.apply(
  ({ bond }) => bond?.slaves.find(({ active }) => active)?.name,
);
