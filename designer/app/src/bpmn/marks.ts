/** Tokens of an instance as marks on a drawing: one per element, a stuck one winning over a waiting one. */

/** How many tokens wait at an element, and whether one of them is stuck. */
export interface DiagramToken {
  element: string;
  count: number;
  incident: boolean;
}

export interface Mark {
  count: number;
  incident: boolean;
}

/** Adds up `tokens` and the elements named by `incidents` by element id. */
export function marksOf(tokens: readonly DiagramToken[], incidents: readonly string[]): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const token of tokens) {
    const mark = marks.get(token.element) ?? { count: 0, incident: false };
    marks.set(token.element, { count: mark.count + token.count, incident: mark.incident || token.incident });
  }
  for (const element of incidents) {
    const mark = marks.get(element);
    marks.set(element, { count: mark?.count ?? 0, incident: true });
  }
  return marks;
}
