/** Findings as a table: what is wrong, where, what was expected, what to do. */
import { UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleX, TriangleAlert } from 'lucide-react';
import type { Finding } from '@/api/types';
import { inOrder } from '@/bpmn/findings';
import css from './processi.module.css';
import { processText } from './text';

export interface ProblemsProps {
  findings: readonly Finding[];
  /** Brings the place of a finding into view; without it the rows are only read. */
  onChoose?: (finding: Finding) => void;
}

export function Problems({ findings, onChoose }: ProblemsProps) {
  const t = processText.useText();
  const place = (f: Finding): string =>
    [f.file, f.element, f.line === undefined || f.line === null ? '' : t('lineOf', { line: f.line })].filter(Boolean).join(' · ');
  return (
    <ul className={css.problems}>
      {inOrder(findings).map((f, i) => {
        const isError = f.severity === 'error';
        const Icon = isError ? CircleX : TriangleAlert;
        const body = (
          <>
            <span className={css.problemIcon} data-tone={isError ? 'bad' : 'warn'}>
              <Icon size={16} aria-label={t(isError ? 'errorWord' : 'warningWord')} />
            </span>
            <span className={css.problemText}>
              <span className={css.problemMessage}>{f.message}</span>
              {f.expected && <span className={css.problemMore}>{t('expected', { text: f.expected })}</span>}
              {f.fix && <span className={css.problemMore}>{t('fixIt', { text: f.fix })}</span>}
            </span>
          </>
        );
        return (
          <li key={`${f.code} ${f.file} ${f.element ?? ''} ${f.line ?? ''} ${i}`} className={css.problemRow}>
            {onChoose ? (
              <UnstyledButton className={css.problem} onClick={() => onChoose(f)}>{body}</UnstyledButton>
            ) : (
              <div className={css.problem}>{body}</div>
            )}
            <div className={css.problemPlace}>
              <span>{place(f)}</span>
              {/* In a tab of its own: the draft stays where it is. */}
              <Link to="/aiuto/riferimento" search={{ regola: f.code }} target="_blank" aria-label={t('openRule', { code: f.code })}><code>{f.code}</code></Link>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
