/** Something that a policy could not check. */
export interface Note {
  readonly policy: string;
  /** The resource, such as `port "p1"`. */
  readonly subject: string;
  /** Why it could not be checked, a clause. */
  readonly reason: string;
}

/**
 * What the policies of a pack could not check. A policy has one level, so it can't stop a preview for a violation and only tell
 * about something that it can't see. Therefore the policies write notes, and the policy `not-checked` tells about them.
 */
export class Unseen {
  // The engine may ask about a resource more than once.
  readonly #notes = new Map<string, Note>();

  add(note: Note): void {
    this.#notes.set(JSON.stringify(note), note);
  }

  /** Removes all notes, and returns one sentence for each policy and reason, with all their resources. */
  takeSentences(): string[] {
    const subjects = new Map<string, { note: Note; names: string[] }>();
    for (const note of this.#notes.values()) {
      const key = JSON.stringify([note.policy, note.reason]);
      const group = subjects.get(key) ?? { note, names: [] };
      group.names.push(note.subject);
      subjects.set(key, group);
    }
    this.#notes.clear();
    return [...subjects.values()].map(
      ({ note: { policy, reason }, names }) =>
        `Not checked by ${policy}: ${names.sort().join(", ")}, because ${reason}.`,
    );
  }
}
