import { readFileSync } from "node:fs";
import { type Environment, parseNumber, requireVariable } from "./environment";
import type { Forge, ForgeOptions, Note, NoteId } from "./forge";
import { openRestClient, type RestClient, statusOf } from "./restClient";

const PAGE = { per_page: 100 };

const ADVICE = {
  401: "check GITHUB_TOKEN",
  403: "give the job the permissions pull-requests: write and issues: write",
  404: "check GITHUB_REPOSITORY, the number of the pull request, and the permissions of GITHUB_TOKEN",
};

/**
 * GitHub, by the variables of a job of GitHub Actions: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, and GITHUB_EVENT_PATH for
 * the number of the pull request. Also GitHub Enterprise Server.
 * @throws if a variable is missing
 */
export class Github implements Forge {
  readonly #client: RestClient;
  readonly #repository: { readonly owner: string; readonly repo: string };

  constructor(
    private readonly options: ForgeOptions = {},
    private readonly env: Environment = process.env,
  ) {
    const token = requireVariable(env, "GITHUB_TOKEN", "the token of the job (secrets.GITHUB_TOKEN)");
    const repository = requireVariable(env, "GITHUB_REPOSITORY", "<owner>/<name>");
    const [owner, repo] = repository.split("/");
    if (!owner || !repo) {
      throw new Error(`GITHUB_REPOSITORY "${repository}" is not a repository: expected <owner>/<name>.`);
    }
    this.#repository = { owner, repo };
    this.#client = openRestClient({
      ...options,
      url: env.GITHUB_API_URL || "https://api.github.com",
      variable: "GITHUB_API_URL",
      token,
      tokenHeader: { authorization: `Bearer ${token}` },
      advice: ADVICE,
    });
  }

  async listComments(): Promise<Note[]> {
    const pullRequest = this.#pullRequest;
    const isOwn = await this.#ownership();
    const comments = await this.#client.paginate("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...pullRequest,
      ...PAGE,
    });
    return comments.map(({ id, body, user }) => ({ id, body: body ?? "", isOwn: isOwn(user) }));
  }

  async createComment(body: string): Promise<void> {
    await this.#client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...this.#pullRequest,
      body,
    });
  }

  async updateComment(id: NoteId, body: string): Promise<void> {
    await this.#client.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      ...this.#repository,
      comment_id: id,
      body,
    });
  }

  async listOpenIssues(): Promise<Note<number>[]> {
    const isOwn = await this.#ownership();
    const issues = await this.#client.paginate("GET /repos/{owner}/{repo}/issues", {
      ...this.#repository,
      ...PAGE,
      state: "open",
    });
    // For GitHub, each pull request is an issue too.
    return issues
      .filter((issue) => issue.pull_request === undefined)
      .map(({ number, body, user }) => ({ id: number, body: body ?? "", isOwn: isOwn(user) }));
  }

  async createIssue(title: string, body: string): Promise<void> {
    await this.#client.request("POST /repos/{owner}/{repo}/issues", { ...this.#repository, title, body });
  }

  async updateIssue(number: number, body: string): Promise<void> {
    await this.#client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
      ...this.#repository,
      issue_number: number,
      body,
    });
  }

  async closeIssue(number: number, comment: string): Promise<void> {
    const issue = { ...this.#repository, issue_number: number };
    await this.#client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...issue,
      body: comment,
    });
    await this.#client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
      ...issue,
      state: "closed",
      state_reason: "completed",
    });
  }

  get #pullRequest() {
    const number = this.options.number ?? numberOfEvent(this.env);
    return { ...this.#repository, issue_number: parseNumber(number, "the pull request") };
  }

  /** Who we are. The token of a job has no user: then every note of a bot counts as our own. */
  async #ownership(): Promise<(user: { readonly id: NoteId; readonly type: string } | null) => boolean> {
    try {
      const { data } = await this.#client.request("GET /user");
      return (user) => user?.id === data.id;
    } catch (error) {
      if (statusOf(error) !== 403) {
        throw error;
      }
      return (user) => user?.type === "Bot";
    }
  }
}

/** The number of the pull request in the event of the job. */
function numberOfEvent(env: Environment): string {
  const file = requireVariable(env, "GITHUB_EVENT_PATH", "the file of the event, or use --number");
  try {
    const { pull_request: pullRequest } = JSON.parse(readFileSync(file, "utf8")) as {
      pull_request: { number: number };
    };
    return String(pullRequest.number);
  } catch {
    throw new Error(`${file} is not the event of a pull request: name the pull request with --number.`);
  }
}
