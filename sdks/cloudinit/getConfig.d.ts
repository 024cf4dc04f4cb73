import * as pulumi from "@pulumi/pulumi";
import { ConfigArgs, ConfigPart, ConfigPartArgs } from "./config";

/** Renders a cloud-init configuration of several parts as MIME multipart, in a preview too. */
export declare function getConfig(args: GetConfigArgs, opts?: pulumi.InvokeOptions): Promise<GetConfigResult>;

/** As getConfig, of inputs that need not be known yet. */
export declare function getConfigOutput(
  args: GetConfigOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetConfigResult>;

/** The inputs of getConfig, as those of a Config. */
export interface GetConfigArgs {
  base64Encode?: boolean;
  boundary?: string;
  gzip?: boolean;
  parts: GetConfigPart[];
}

/** The inputs of getConfigOutput, as those of a Config. */
export type GetConfigOutputArgs = ConfigArgs;

/** The inputs of a part. */
export type GetConfigPartArgs = ConfigPartArgs;

/** A part: its content type is `text/plain` by default. */
export type GetConfigPart = Omit<ConfigPart, "contentType"> & Partial<Pick<ConfigPart, "contentType">>;

/** What getConfig returns. */
export interface GetConfigResult {
  readonly base64Encode: boolean;
  readonly boundary: string;
  readonly gzip: boolean;
  /** The checksum of `rendered`. */
  readonly id: string;
  readonly parts: ConfigPart[];
  /** The rendered document. */
  readonly rendered: string;
}
