export { AntiAffinityGroup, type AntiAffinityGroupArgs } from "./antiAffinityGroup";
export type { SshServerArgs } from "./bondVerification";
export { BondVerification, type BondVerificationArgs } from "./bondVerification";
export {
  type BondArgs,
  CpnrVnf,
  type CpnrVnfArgs,
  type Day0Args,
  type LinkMonitorArgs,
  type SwitchedNicArgs,
} from "./cpnrVnf";
export { CrossNumaFlavor, type CrossNumaFlavorArgs } from "./crossNumaFlavor";
export { DnsService, type DnsServiceArgs, type VnfOutputs } from "./dnsService";
export type { SubnetArgs } from "./neutronNetwork";
export { OPENSTACK_PLUGIN_VERSION, OpenstackProvider } from "./openstackProvider";
export { OvsNetwork, type OvsNetworkArgs } from "./ovsNetwork";
export { type SriovNetworkArgs, SriovNetworkPair, type SriovNetworkPairArgs } from "./sriovNetworkPair";
