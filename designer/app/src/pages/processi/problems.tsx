/** Findings as a table: what is wrong, where, what was expected, what to do. */
import { UnstyledButton } from '@mantine/core';
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
            <span className={css.problemPlace}>
              <span>{place(f)}</span>
              <code>{f.code}</code>
            </span>
          </>
        );
        return (
          <li key={`${f.code} ${f.file} ${f.element ?? ''} ${f.line ?? ''} ${i}`}>
            {onChoose ? (
              <UnstyledButton className={css.problem} onClick={() => onChoose(f)}>{body}</UnstyledButton>
            ) : (
              <div className={css.problem}>{body}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
