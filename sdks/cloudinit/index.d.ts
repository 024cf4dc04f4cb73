export { Config, ConfigArgs, ConfigPart, ConfigPartArgs, ConfigState } from "./config";
export {
  GetConfigArgs,
  GetConfigOutputArgs,
  GetConfigPart,
  GetConfigPartArgs,
  GetConfigResult,
  getConfig,
  getConfigOutput,
} from "./getConfig";
export { Provider, ProviderArgs } from "./provider";
