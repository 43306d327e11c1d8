/** The addresses of a message, or that it names none: all of a few, the first of many until the rest is asked for. */
import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import css from './mail.module.css';
import { mailText } from './text';

const FEW = 5;
const FIRST = 3;

export function Addresses({ list }: { list: string[] }) {
  const t = mailText.useText();
  const [all, setAll] = useState(false);
  const many = list.length > FEW;
  const shown = many && !all ? list.slice(0, FIRST) : list;
  if (list.length === 0) return <em>{t('toNobody')}</em>;
  return (
    <span>
      {shown.join(', ')}{many && (
        <>{' '}<UnstyledButton className={css.rest} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('fewerAddresses') : t('moreAddresses', { count: list.length - FIRST })}
        </UnstyledButton></>
      )}
    </span>
  );
}
