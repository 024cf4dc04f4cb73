import * as pulumi from "@pulumi/pulumi";

/** A cloud-init configuration of several parts, rendered as MIME multipart. */
export declare class Config extends pulumi.CustomResource {
  /** Adopts a Config that exists already. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ConfigState,
    opts?: pulumi.CustomResourceOptions,
  ): Config;

  /** Whether an object is a Config, even one of another copy of this SDK. */
  static isInstance(obj: any): obj is Config;

  /** Whether `rendered` is encoded in base64. */
  readonly base64Encode: pulumi.Output<boolean>;
  /** What separates the parts. */
  readonly boundary: pulumi.Output<string>;
  /** Whether `rendered` is compressed. */
  readonly gzip: pulumi.Output<boolean>;
  /** The parts, in their order. */
  readonly parts: pulumi.Output<ConfigPart[]>;
  /** The rendered document. It isn't known in a preview. */
  readonly rendered: pulumi.Output<string>;

  constructor(name: string, args: ConfigArgs, opts?: pulumi.CustomResourceOptions);
}

/** The inputs of a Config. */
export interface ConfigArgs {
  /** Whether to encode in base64: true by default, and required if `gzip` is true. */
  base64Encode?: pulumi.Input<boolean>;
  /** What separates the parts: `MIMEBOUNDARY` by default. */
  boundary?: pulumi.Input<string>;
  /** Whether to compress: true by default. */
  gzip?: pulumi.Input<boolean>;
  /** The parts, in the order in which cloud-init is to see them. */
  parts: pulumi.Input<pulumi.Input<ConfigPartArgs>[]>;
}

/** What is known of a Config that is looked up. */
export interface ConfigState extends Partial<ConfigArgs> {
  /** The rendered document. */
  rendered?: pulumi.Input<string>;
}

/** The inputs of a part. */
export interface ConfigPartArgs {
  /** The part's body. */
  content: pulumi.Input<string>;
  /** The body's MIME type: `text/plain` by default. */
  contentType?: pulumi.Input<string>;
  /** The part's name. */
  filename?: pulumi.Input<string>;
  /** How cloud-init is to merge the part with those before it (header X-Merge-Type). */
  mergeType?: pulumi.Input<string>;
}

/** A part of a Config. */
export interface ConfigPart {
  content: string;
  contentType: string;
  filename?: string;
  mergeType?: string;
}
