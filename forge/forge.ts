/** The ids of GitHub can have more digits than a number has. */
export type NoteId = number | bigint;

/** A comment, or an issue with its text. */
export interface Note<Id extends NoteId = NoteId> {
  /** Id of a comment, or number of an issue. */
  readonly id: Id;
  readonly body: string;
  /** Whether the token's own account wrote it. */
  readonly isOwn: boolean;
}

/** Settings of a client that tests change. */
export interface ForgeOptions {
  /** Number of the pull request. @default that of the job's event */
  readonly number?: string | undefined;
  /** @default 30 000 */
  readonly timeoutMs?: number;
  /** @default 500 */
  readonly retryDelayMs?: number;
}

/** A server such as GitHub or GitLab, with the comments of one pull request and the issues of its project. */
export interface Forge {
  /** All comments of the pull request. */
  listComments(): Promise<Note[]>;
  createComment(body: string): Promise<void>;
  updateComment(id: NoteId, body: string): Promise<void>;
  /** All open issues of the project. */
  listOpenIssues(): Promise<Note<number>[]>;
  createIssue(title: string, body: string): Promise<void>;
  updateIssue(number: number, body: string): Promise<void>;
  /** Adds a comment to an issue and closes it. */
  closeIssue(number: number, comment: string): Promise<void>;
}

/**
 * Creates the comment with a marker in the pull request, or updates it. It sends no change if the comment is the same.
 * @param body text whose first line is the marker
 */
export async function putComment(forge: Forge, marker: string, body: string): Promise<void> {
  const found = findMarked(await forge.listComments(), marker);
  if (found === undefined) {
    await forge.createComment(body);
  } else if (!isSame(found.body, body)) {
    await forge.updateComment(found.id, body);
  }
}

/** Opens the issue with a marker, or updates the one that is open. @param body text whose first line is the marker */
export async function putIssue(forge: Forge, marker: string, title: string, body: string): Promise<void> {
  const found = findMarked(await forge.listOpenIssues(), marker);
  if (found === undefined) {
    await forge.createIssue(title, body);
  } else if (!isSame(found.body, body)) {
    await forge.updateIssue(found.id, body);
  }
}

/** Closes the open issue with a marker, if there is one. */
export async function closeMarkedIssue(forge: Forge, marker: string, comment: string): Promise<void> {
  const found = findMarked(await forge.listOpenIssues(), marker);
  if (found !== undefined) {
    await forge.closeIssue(found.id, comment);
  }
}

/** Only a note of our own counts: anybody can write the marker, and could change a foreign note later. */
function findMarked<Id extends NoteId>(notes: readonly Note<Id>[], marker: string): Note<Id> | undefined {
  return notes.find(({ body, isOwn }) => isOwn && body.split(/\r?\n/, 1)[0]?.trim() === marker);
}

function isSame(one: string, other: string): boolean {
  const normalize = (text: string) => text.replaceAll("\r\n", "\n").trim();
  return normalize(one) === normalize(other);
}
