import { resultOfError } from "../../heal/actions";
import { CloudTimeout, CloudUnreachable, ErrorResponse } from "../../openstack/errors";

describe("resultOfError", () => {
  it.each([409, 429, 503, 403, 404])(
    "takes a reboot for refused if Nova responds with status %d",
    (status) => {
      expect(resultOfError(new ErrorResponse("Nova responded", status))).toEqual({
        is: "refused",
        reason: "Nova responded",
      });
    },
  );

  it.each([
    ["network", "ECONNREFUSED"],
    ["network", "UND_ERR_CONNECT_TIMEOUT"],
    ["tls", "CERT_HAS_EXPIRED"],
  ] as const)("takes a reboot for refused if Nova can't be reached: %s, %s", (kind, code) => {
    expect(resultOfError(new CloudUnreachable("can't be reached", kind, code)).is).toBe("refused");
  });

  it.each<[string, Error]>([
    ["there is no response in time", new CloudTimeout("http://203.0.113.1 did not respond")],
    ["the connection is lost", new CloudUnreachable("can't be reached", "network", "ECONNRESET")],
    ["a proxy gets no response from Nova", new ErrorResponse("status 504", 504)],
    ["Nova has a fault of its own", new ErrorResponse("status 500", 500)],
  ])("does not know whether a reboot is done if %s", (_, error) => {
    expect(resultOfError(error).is).toBe("unclear");
  });
});
