import { resultOfError } from "../../heal/actions";
import { CloudTimeout, ErrorResponse } from "../../openstack/cloud";

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

  it("takes a reboot for refused if Nova can't be reached", () => {
    const error = new Error("http://203.0.113.1 can't be reached (ECONNREFUSED). Is it up?");
    expect(resultOfError(error).is).toBe("refused");
  });

  it.each<[string, Error]>([
    ["there is no response in time", new CloudTimeout("http://203.0.113.1 did not respond")],
    ["the connection is lost", new Error("http://203.0.113.1 can't be reached (ECONNRESET).")],
    ["a proxy gets no response from Nova", new ErrorResponse("status 504", 504)],
    ["Nova has a fault of its own", new ErrorResponse("status 500", 500)],
  ])("does not know whether a reboot is done if %s", (_, error) => {
    expect(resultOfError(error).is).toBe("unclear");
  });
});
