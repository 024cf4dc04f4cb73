import * as pulumi from "@pulumi/pulumi";
import { DnsService } from "./components/dnsService";
import { requireKeys, requireSettings } from "./components/stackConfig";

const config = new pulumi.Config();
const service = new DnsService("cpnr", { settings: requireSettings(config), keys: requireKeys(config) });

/** Each VNF's server, addresses and the evidence of its bond, by the VNF's name. */
export const vnfs = service.vnfs;
