import * as pulumi from "@pulumi/pulumi";

/** The provider of the package cloudinit. It has no settings. */
export declare class Provider extends pulumi.ProviderResource {
  /** Whether an object is a Provider, even one of another copy of this SDK. */
  static isInstance(obj: any): obj is Provider;

  constructor(name: string, args?: ProviderArgs, opts?: pulumi.ResourceOptions);
}

/** The settings of a Provider: none. */
export interface ProviderArgs {}
