import { type Environment, parseNumber, requireVariable } from "./environment";
import type { Forge, ForgeOptions, Note, NoteId } from "./forge";
import { openRestClient, type RestClient } from "./restClient";

const PAGE = { per_page: 100 };

const ADVICE = {
  401: "check GITLAB_TOKEN: it must be a project access token with the scope api, because a job token can't write comments",
  403: "give GITLAB_TOKEN the role Reporter or Developer and the scope api",
  404: "check CI_PROJECT_ID, CI_MERGE_REQUEST_IID, and the role of GITLAB_TOKEN",
};

/** A comment or an issue, as GitLab shows it. */
interface GitlabNote {
  readonly id: number;
  readonly iid: number;
  readonly body?: string | null;
  readonly description?: string | null;
  readonly author?: { readonly id: number } | null;
}

/**
 * GitLab, by the variables of a job of GitLab CI: CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, and GITLAB_TOKEN. A comment
 * is called a note there, and a pull request a merge request.
 * @throws if a variable is missing
 */
export class Gitlab implements Forge {
  readonly #client: RestClient;
  readonly #project: string;

  constructor(
    private readonly options: ForgeOptions = {},
    private readonly env: Environment = process.env,
  ) {
    const token = requireVariable(env, "GITLAB_TOKEN", "a project access token with the scope api");
    this.#project = requireVariable(env, "CI_PROJECT_ID", "the id of the project");
    this.#client = openRestClient({
      ...options,
      url: requireVariable(env, "CI_API_V4_URL", "https://<host>/api/v4"),
      variable: "CI_API_V4_URL",
      token,
      tokenHeader: { "private-token": token },
      advice: ADVICE,
    });
  }

  async listComments(): Promise<Note[]> {
    return this.#list(
      "/projects/{project}/merge_requests/{iid}/notes",
      this.#mergeRequest,
      ({ id, body }) => ({
        id,
        body,
      }),
    );
  }

  async createComment(body: string): Promise<void> {
    await this.#client.request("POST /projects/{project}/merge_requests/{iid}/notes", {
      ...this.#mergeRequest,
      body,
    });
  }

  async updateComment(id: NoteId, body: string): Promise<void> {
    await this.#client.request("PUT /projects/{project}/merge_requests/{iid}/notes/{id}", {
      ...this.#mergeRequest,
      id,
      body,
    });
  }

  async listOpenIssues(): Promise<Note<number>[]> {
    return this.#list("/projects/{project}/issues", { project: this.#project, state: "opened" }, (issue) => ({
      id: issue.iid,
      body: issue.description,
    }));
  }

  async createIssue(title: string, body: string): Promise<void> {
    await this.#client.request("POST /projects/{project}/issues", {
      project: this.#project,
      title,
      description: body,
    });
  }

  async updateIssue(number: number, body: string): Promise<void> {
    await this.#client.request("PUT /projects/{project}/issues/{iid}", {
      project: this.#project,
      iid: number,
      description: body,
    });
  }

  async closeIssue(number: number, comment: string): Promise<void> {
    const issue = { project: this.#project, iid: number };
    await this.#client.request("POST /projects/{project}/issues/{iid}/notes", { ...issue, body: comment });
    await this.#client.request("PUT /projects/{project}/issues/{iid}", { ...issue, state_event: "close" });
  }

  get #mergeRequest() {
    const number =
      this.options.number ??
      requireVariable(this.env, "CI_MERGE_REQUEST_IID", "the number of the merge request, or use --number");
    return { project: this.#project, iid: parseNumber(number, "the merge request") };
  }

  async #list(
    path: string,
    parameters: Readonly<Record<string, string | number>>,
    noteOf: (raw: GitlabNote) => { readonly id: number; readonly body?: string | null | undefined },
  ): Promise<Note<number>[]> {
    const { data: user } = await this.#client.request("GET /user");
    const raw = (await this.#client.paginate(`GET ${path}`, { ...parameters, ...PAGE })) as GitlabNote[];
    return raw.map((one) => {
      const { id, body } = noteOf(one);
      return { id, body: body ?? "", isOwn: one.author?.id === user.id };
    });
  }
}
