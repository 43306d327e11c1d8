/** The name that is being written in a note, as the server reads it: `@` at the beginning of a word. */

/** Where it begins and what of it is written, when the caret stands in one. */
export function named(text: string, caret: number): { from: number; part: string } | undefined {
  const found = /(?:^|[\s(),;:!?])@([\p{L}\p{N}._-]*)$/u.exec(text.slice(0, caret));
  const part = found?.[1];
  return part === undefined ? undefined : { from: caret - part.length - 1, part };
}
