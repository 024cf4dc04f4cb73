import * as pulumi from "@pulumi/pulumi";
import { DnsService } from "./components/dnsService";
import { thisStack } from "./components/owner";
import { passwordHashes, requireKeys, requireSettings } from "./components/stackConfig";

const config = new pulumi.Config();
const settings = requireSettings(config);
const secrets = { keys: requireKeys(config), passwordHashes: passwordHashes(config) };
const service = new DnsService("cpnr", { settings, owner: thisStack(), ...secrets });

/** Each VNF's server, addresses and the evidence of its bond, by the VNF's name. */
export const vnfs = service.vnfs;
