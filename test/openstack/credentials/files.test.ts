import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { readCredentials } from "../../../openstack/credentials";

const SECRET = "hunter22";

describe("A fault in a file of credentials", () => {
  const folder = mkdtempSync(join(tmpdir(), "yaml-test-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const places = { folder, home: folder };
  const good = "clouds:\n  prod:\n    auth: { auth_url: http://cloud, username: me, project_name: p }\n";

  /** Returns everything that an error of readCredentials can print. */
  function printedError(files: Readonly<Record<string, string>>): string {
    for (const [name, text] of Object.entries({ "clouds.yaml": good, "secure.yaml": "", ...files })) {
      writeFileSync(join(folder, name), text);
    }
    try {
      readCredentials({ OS_CLOUD: "prod" }, places);
    } catch (error) {
      return inspect(error, { depth: 9, showHidden: true });
    }
    throw new Error("there is no error");
  }

  it.each([
    ["a wrong indentation", `clouds:\n  prod:\n    auth:\n      password: ${SECRET}\n     username: me\n`, 5],
    ["an open quotation mark", `clouds:\n  prod: { auth: { password: "${SECRET} } }\n`, 3],
    ["a colon in a value", `clouds:\n  prod:\n    password: ${SECRET}: x\n`, 3],
    ["a tab", `clouds:\n\tprod: ${SECRET}\n`, 2],
    ["a text after the end", `clouds: {}\n${SECRET}\n`, 2],
    ["a key twice", `clouds: {}\nclouds: ${SECRET}\n`, 2],
    ["an unknown alias", `clouds:\n  prod: *${SECRET}\n`, undefined],
  ])("that is %s is told by file, line and kind, without any content", (_, text, line) => {
    for (const name of ["clouds.yaml", "secure.yaml"]) {
      const printed = printedError({ [name]: text });
      expect(printed).not.toContain(SECRET);
      expect(printed).toContain(join(folder, name));
      expect(printed).toMatch(
        line === undefined ? /alias/ : new RegExp(`, line ${line}, column \\d+ is not valid`),
      );
    }
  });

  it.each([
    ["the file", `${SECRET}\n`],
    ["clouds", `clouds: ${SECRET}\n`],
    ["clouds.prod", `clouds: { prod: ${SECRET} }\n`],
    ["clouds.prod.auth", `clouds: { prod: { auth: ${SECRET} } }\n`],
    ["clouds", `clouds: [ ${SECRET} ]\n`],
  ])("that is a text where a mapping must be is told with the place: %s", (place, text) => {
    const printed = printedError({ "clouds.yaml": text });
    expect(printed).not.toContain(SECRET);
    expect(printed).toContain(`${join(folder, "clouds.yaml")}: ${place} must be a mapping of keys to values`);
  });

  it("that is an unknown tag prints no warning with the content", () => {
    const warning = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    printedError({ "clouds.yaml": `clouds: { prod: { auth: { password: !vault ${SECRET} } } }\n` });
    expect(warning).not.toHaveBeenCalled();
    warning.mockRestore();
  });

  it("that is an auth_url with a password and no scheme is told without the password", () => {
    const text = `clouds: { prod: { auth: { auth_url: "me:${SECRET}@cloud" } } }\n`;
    const printed = printedError({ "clouds.yaml": text });
    expect(printed).toContain("auth_url is not a URL: set it to an address such as https://cloud:5000/v3");
    expect(printed).not.toContain(SECRET);
  });

  it("is a cloud that the file does not have, even if each JavaScript object has a property of this name", () => {
    writeFileSync(join(folder, "clouds.yaml"), good);
    expect(() => readCredentials({ OS_CLOUD: "constructor" }, places)).toThrow(/has no cloud with this name/);
  });

  it("is a directory in the place of the file", () => {
    expect(() => readCredentials({ OS_CLOUD: "prod", OS_CLIENT_CONFIG_FILE: folder }, places)).toThrow(
      /can't be read \(EISDIR\): it must be a file/,
    );
  });
});
