/**
 * Findings of the server as marks on the drawing: one per element, an error winning over a warning.
 * A finding whose element is not on the canvas (a message, the file, another file) has no mark; the list
 * still shows it.
 */
import type { Finding } from '@/api/types';

export interface FindingMark {
  severity: Finding['severity'];
  /** One text per finding, errors first, as the server wrote them. */
  messages: string[];
}

/** What a reader must do about a finding, after what is wrong. */
export function sentence(finding: Finding): string {
  return [finding.message, finding.fix].filter(Boolean).join(' ');
}

/** Errors first, then by file and line: the order of the list. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const rank = (f: Finding): number => (f.severity === 'error' ? 0 : 1);
  return [...findings].sort(
    (a, b) => rank(a) - rank(b) || a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0),
  );
}

/** The findings of `file` by the element that carries them on the canvas. */
export function findingMarks(
  findings: readonly Finding[],
  file: string,
  isOnCanvas: (element: string) => boolean,
): Map<string, FindingMark> {
  const marks = new Map<string, FindingMark>();
  for (const finding of inOrder(findings)) {
    const { element } = finding;
    if (finding.file !== file || !element || !isOnCanvas(element)) continue;
    const mark = marks.get(element) ?? { severity: finding.severity, messages: [] };
    mark.messages.push(sentence(finding));
    marks.set(element, mark);
  }
  return marks;
}

export interface FindingCount {
  errors: number;
  warnings: number;
}

export function countOf(findings: readonly Finding[]): FindingCount {
  const errors = findings.filter((f) => f.severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}
