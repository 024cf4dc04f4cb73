import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Maximum size of a log file in bytes. Together with its predecessor a log has at most twice as much. */
export const MAX_LOG_BYTES = 5 * 1024 * 1024;

/**
 * Opens a log to append to it. A log that is too large first becomes `<file>.1`, in place of the last one.
 * @returns the file descriptor
 * @throws if the file can't be opened
 */
export function openLog(file: string, maxBytes = MAX_LOG_BYTES): number {
  mkdirSync(dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size >= maxBytes) {
    renameSync(file, `${file}.1`);
  }
  return openSync(file, "a", 0o600);
}

/** Appends a line to a log. @throws if the line can't be written, for example because the disk is full */
export function appendToLog(file: string, line: string, maxBytes = MAX_LOG_BYTES): void {
  const log = openLog(file, maxBytes);
  try {
    writeSync(log, `${line}\n`);
  } finally {
    closeSync(log);
  }
}
