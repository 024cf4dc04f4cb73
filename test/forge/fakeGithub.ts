import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { respondJson } from "../openstack/testServer";
import { matchOperation } from "./openapi";

export const TOKEN = "ghs_s3cret-t0ken";

/** A comment or an issue on the server. */
export interface Item {
  readonly id: number;
  body: string;
  title?: string;
  state?: string;
  readonly user: "bot" | "person";
  readonly isPullRequest?: boolean;
}

/**
 * A GitHub with one repository, `acme/dns`, and one pull request, 7. Every request and every response is judged by GitHub's OpenAPI
 * description. The token is that of a job: it has no user.
 */
export class FakeGithub {
  readonly comments: Item[] = [];
  readonly issues: Item[] = [];
  /** Comments of issues, by number. */
  readonly issueComments: [number: number, body: string][] = [];
  /** Operations in order, such as `issues/create-comment`. */
  readonly operations: string[] = [];
  /** What is wrong with requests and responses. */
  readonly faults: string[] = [];
  /** Statuses of the next responses, before the server does anything. */
  readonly failures: number[] = [];
  #lastId = 1000;

  add(list: Item[], body: string, user: Item["user"] = "person", more: Partial<Item> = {}): Item {
    this.#lastId += 1;
    const item = { id: this.#lastId, body, user, ...more };
    list.push(item);
    return item;
  }

  readonly handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "" } = request;
    const sent = await text(request);
    const body = sent === "" ? undefined : JSON.parse(sent);
    const operation = matchOperation(method, url, body);
    this.operations.push(operation?.id ?? `${method} ${url}`);
    this.faults.push(...(operation?.faults ?? ["no such operation"]));
    const failure = this.failures.shift();
    if (failure !== undefined) {
      respondJson(response, { message: `failure with ${request.headers.authorization}` }, failure);
    } else if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      respondJson(response, { message: "Bad credentials" }, 401);
    } else if (operation === undefined) {
      respondJson(response, { message: "Not Found" }, 404);
    } else if (operation.id === "users/get-authenticated") {
      respondJson(response, { message: "Resource not accessible by integration" }, 403);
    } else if ((body?.body ?? "").length > 65_536) {
      respondJson(response, { message: "body is too long (maximum is 65536 characters)" }, 422);
    } else {
      const [status, result, headers] = this.#do(operation.id, operation.path, body, url, request);
      this.faults.push(...operation.judgeResponse(status, result));
      respondJson(response, result, status, headers);
    }
  };

  #do(
    operation: string,
    path: Readonly<Record<string, string>>,
    body: Record<string, string>,
    url: string,
    request: IncomingMessage,
  ): [status: number, result: unknown, headers: Record<string, string>] {
    const number = Number(path.issue_number);
    switch (operation) {
      case "issues/list-comments":
        return this.#page(this.comments.map(commentJson), url, request);
      case "issues/create-comment":
        if (number !== 7) {
          this.issueComments.push([number, body.body as string]);
          return [201, commentJson({ id: 1, body: body.body as string, user: "bot" }), {}];
        }
        return [201, commentJson(this.add(this.comments, body.body as string, "bot")), {}];
      case "issues/update-comment":
        return [200, commentJson(update(this.comments, Number(path.comment_id), body)), {}];
      case "issues/list-for-repo":
        return this.#page(this.issues.filter(({ state }) => state !== "closed").map(issueJson), url, request);
      case "issues/create":
        return [
          201,
          issueJson(this.add(this.issues, body.body as string, "bot", { title: body.title as string })),
          {},
        ];
      case "issues/update":
        return [200, issueJson(update(this.issues, number, body)), {}];
      default:
        throw new Error(`the fake GitHub can't do ${operation}`);
    }
  }

  #page(
    all: unknown[],
    url: string,
    { headers }: IncomingMessage,
  ): [number, unknown, Record<string, string>] {
    const address = new URL(url, `http://${headers.host}`);
    const size = Number(address.searchParams.get("per_page") ?? 30);
    const page = Number(address.searchParams.get("page") ?? 1);
    address.searchParams.set("page", String(page + 1));
    const link: Record<string, string> =
      page * size < all.length ? { link: `<${address.href}>; rel="next"` } : {};
    return [200, all.slice((page - 1) * size, page * size), link];
  }
}

function update(items: readonly Item[], id: number, changes: Partial<Item>): Item {
  return Object.assign(items.find((item) => item.id === id) as Item, changes);
}

const WHEN = { created_at: "2026-11-26T00:00:00Z", updated_at: "2026-11-26T00:00:00Z" };
const URL_OF = "https://api.github.com/x";

function userJson(user: Item["user"]) {
  const urls = Object.fromEntries(
    [
      ...["avatar", "events", "followers", "following", "gists", "html", "organizations", "received_events"],
      ...["repos", "starred", "subscriptions"],
    ].map((name) => [`${name}_url`, URL_OF]),
  );
  const [id, login, type] =
    user === "bot" ? [41898282, "github-actions[bot]", "Bot"] : [5, "someone", "User"];
  return { id, login, type, node_id: "x", gravatar_id: "", site_admin: false, url: URL_OF, ...urls };
}

function commentJson({ id, body, user }: Item) {
  const common = { id, node_id: "x", url: URL_OF, html_url: URL_OF, issue_url: URL_OF, ...WHEN };
  return { ...common, author_association: "NONE", body, user: userJson(user) };
}

function issueJson({ id, body, title = "an issue", state = "open", user, isPullRequest }: Item) {
  const urls = Object.fromEntries(
    ["comments", "events", "html", "labels", "repository"].map((name) => [`${name}_url`, URL_OF]),
  );
  const pullRequest = { url: URL_OF, html_url: URL_OF, diff_url: URL_OF, patch_url: URL_OF };
  return {
    ...{
      id,
      node_id: "x",
      number: id,
      title,
      body,
      state,
      user: userJson(user),
      url: URL_OF,
      ...urls,
      ...WHEN,
    },
    ...{ labels: [], assignee: null, milestone: null, locked: false, comments: 0, closed_at: null },
    author_association: "NONE",
    ...(isPullRequest ? { pull_request: pullRequest } : {}),
  };
}
