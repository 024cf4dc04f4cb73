import * as pulumi from "@pulumi/pulumi";
import * as cloudinit from "@pulumi/cloudinit";

const registered: pulumi.runtime.MockResourceArgs[] = [];
const invoked: pulumi.runtime.MockCallArgs[] = [];

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: "386428613", state: { ...args.inputs, rendered: "MIME" } };
    },
    call: (args) => {
      invoked.push(args);
      return { ...args.inputs, id: "386428613", rendered: "MIME" };
    },
  }),
);

const parts = [{ content: "#cloud-config\n", contentType: "text/cloud-config" }];
const promiseOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

test("a Config is registered by the official token, with its inputs", async () => {
  const config = new cloudinit.Config("day0", { gzip: false, parts });
  await expect(promiseOf(config.rendered)).resolves.toBe("MIME");
  expect(registered).toContainEqual(
    expect.objectContaining({ type: "cloudinit:index/config:Config", inputs: { gzip: false, parts } }),
  );
  expect(cloudinit.Config.isInstance(config)).toBe(true);
});

test("a Config without parts is refused", () => {
  expect(() => new cloudinit.Config("day0", {} as cloudinit.ConfigArgs)).toThrow(
    "Missing required property 'parts'",
  );
});

test("getConfig and getConfigOutput invoke the official token", async () => {
  await expect(cloudinit.getConfig({ parts })).resolves.toMatchObject({ rendered: "MIME" });
  await expect(promiseOf(cloudinit.getConfigOutput({ parts }))).resolves.toMatchObject({ id: "386428613" });
  expect(invoked.map((call) => call.token)).toEqual(Array(2).fill("cloudinit:index/getConfig:getConfig"));
});
