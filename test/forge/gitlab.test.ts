import { text } from "node:stream/consumers";
import { closeMarkedIssue, putComment, putIssue } from "../../forge/forge";
import { Gitlab } from "../../forge/gitlab";
import { type Handler, respondJson, withServer } from "../openstack/testServer";

const TOKEN = "glpat-s3cret";
const MARKER = "<!-- cpnr-preview stack=lab -->";
const ME = { id: 42 };
const SOMEONE = { id: 5 };

interface Item {
  readonly id: number;
  readonly iid: number;
  body?: string;
  description?: string;
  state?: string;
  readonly author: typeof ME;
}

/** A GitLab with project 3 and merge request 7, as docs.gitlab.com/api/notes and /api/issues describe it. */
class FakeGitlab {
  readonly notes: Item[] = [];
  readonly issues: Item[] = [];
  readonly requests: string[] = [];

  readonly handle: Handler = async (request, response) => {
    const { method, url = "", headers } = request;
    const address = new URL(url, `http://${headers.host}`);
    const path = address.pathname.replace("/api/v4", "");
    this.requests.push(`${method} ${path}`);
    const sent = await text(request);
    const body = sent === "" ? {} : JSON.parse(sent);
    const list = path.includes("/merge_requests/7/notes") ? this.notes : this.issues;
    const [, id] = path.match(/\/(?:notes|issues)\/(\d+)$/) ?? [];
    const found = list.find((item) => String(list === this.notes ? item.id : item.iid) === id);
    if (headers["private-token"] !== TOKEN) {
      respondJson(response, { message: "401 Unauthorized" }, 401);
    } else if (path === "/user") {
      respondJson(response, ME);
    } else if (method === "GET") {
      const page = Number(address.searchParams.get("page") ?? 1);
      const size = Number(address.searchParams.get("per_page") ?? 20);
      address.searchParams.set("page", String(page + 1));
      const link = page * size < list.length ? { link: `<${address.href}>; rel="next"` } : {};
      const open = list.filter(({ state }) => state !== "closed");
      respondJson(response, open.slice((page - 1) * size, page * size), 200, link);
    } else if (method === "PUT" && found !== undefined) {
      Object.assign(found, body, body.state_event === "close" ? { state: "closed" } : {});
      respondJson(response, found);
    } else if (method === "POST") {
      const item = { ...body, id: 900 + list.length, iid: list.length + 1, author: ME };
      if (/\/issues\/\d+\/notes$/.test(path) === false) {
        list.push(item);
      }
      respondJson(response, item, 201);
    } else {
      respondJson(response, { message: "404 Not found" }, 404);
    }
  };
}

async function withGitlab(use: (gitlab: Gitlab, server: FakeGitlab) => Promise<void>, token = TOKEN) {
  const server = new FakeGitlab();
  await withServer(server.handle, async ({ url }) => {
    const env = {
      CI_API_V4_URL: `${url}/api/v4`,
      CI_PROJECT_ID: "3",
      CI_MERGE_REQUEST_IID: "7",
      GITLAB_TOKEN: token,
    };
    await use(new Gitlab({ retryDelayMs: 1 }, env), server);
  });
}

const note = (id: number, body: string, author = SOMEONE): Item => ({ id, iid: id, body, author });

describe("the comment of a stack on GitLab", () => {
  it("is created, and then updated in place beyond 100 others", async () => {
    await withGitlab(async (gitlab, { notes, requests }) => {
      notes.push(...Array.from({ length: 130 }, (_, index) => note(index + 1, `note ${index}`)));
      notes.push(note(500, `${MARKER}\nof a person`));
      await putComment(gitlab, MARKER, `${MARKER}\none\n`);
      await putComment(gitlab, MARKER, `${MARKER}\nother\n`);
      expect(notes).toHaveLength(132);
      expect(notes.at(-1)).toMatchObject({ body: `${MARKER}\nother\n`, author: ME });
      expect(requests.filter((one) => one.startsWith("PUT"))).toEqual([
        "PUT /projects/3/merge_requests/7/notes/1031",
      ]);
    });
  });

  it("is refused with one sentence that says what to do", async () => {
    await withGitlab(async (gitlab) => {
      await expect(putComment(gitlab, MARKER, MARKER)).rejects.toThrow(
        /responded with status 401: 401 Unauthorized\. Next: check GITLAB_TOKEN: it must be a project access token/,
      );
    }, "wrong");
  });
});

describe("the issue about the drift of a stack on GitLab", () => {
  it("is opened, updated and closed", async () => {
    await withGitlab(async (gitlab, { issues, requests }) => {
      const marker = "<!-- cpnr-drift stack=lab -->";
      await putIssue(gitlab, marker, "Stack lab differs", `${marker}\none`);
      await putIssue(gitlab, marker, "Stack lab differs", `${marker}\nother`);
      expect(issues).toMatchObject([{ title: "Stack lab differs", description: `${marker}\nother` }]);
      await closeMarkedIssue(gitlab, marker, "No difference.");
      expect(issues).toMatchObject([{ state: "closed" }]);
      expect(requests).toContain("POST /projects/3/issues/1/notes");
    });
  });
});

it.each([
  ["GITLAB_TOKEN", "a project access token"],
  ["CI_PROJECT_ID", "the id of the project"],
  ["CI_API_V4_URL", "https://<host>/api/v4"],
])("needs the variable %s", (name, hint) => {
  const env = {
    CI_API_V4_URL: "http://x/api/v4",
    CI_PROJECT_ID: "3",
    GITLAB_TOKEN: TOKEN,
    [name]: undefined,
  };
  expect(() => new Gitlab({}, env)).toThrow(`${name} is not set: set it to ${hint}`);
});
