/** The version to approve beside an earlier one: what went is struck, what came is underlined. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/http';
import type { ListChange, MessageToApprove, MessageVersions, VersionShown } from '@/api/types';
import { approvalText } from '@/case/approval-text';
import { doerWords } from '@/case/doer';
import { dateTime, fileSize } from '@/i18n/dates';
import { Bars, Facts, Failure } from '@/parts/parts';
import { listText } from '@/writing/list-text';
import { compare, compareLists, type Piece } from './compare';
import css from './desk.module.css';
import { deskText } from './text';

function Text({ pieces }: { pieces: Piece[] }) {
  return <>{pieces.map((p, i) => (p.kind === 'gone' ? <del key={i}>{p.text}</del> : p.kind === 'new' ? <ins key={i}>{p.text}</ins> : <span key={i}>{p.text}</span>))}</>;
}

function Lines({ pieces }: { pieces: Piece[] }) {
  return <ul className={css.receivers}>{pieces.map((p) => <li key={`${p.kind} ${p.text}`}><Text pieces={[p]} /></li>)}</ul>;
}

/** A file by what it holds: the same name with other bytes is another file. */
const file = (name: string, size: number, reference: string) => `${name} · ${fileSize(size)} · ${reference.slice(0, 12)}`;

const gone = (addresses: string[]): Piece[] => addresses.map((text) => ({ kind: 'gone', text }));
const come = (addresses: string[]): Piece[] => addresses.map((text) => ({ kind: 'new', text }));

/** How many a list had and has, who came and who went; of thousands the first. */
function Changed({ change: c }: { change: ListChange }) {
  const t = approvalText.useText();
  const l = listText.useText();
  const more = (all: number, shown: string[]) => all > shown.length && <p className={css.quiet}>{t('listMore', { count: all - shown.length })}</p>;
  return (
    <div className={css.listChange} tabIndex={0} role="region" aria-label={l('confirmList')}>
      <p>{t('listCounts', { before: c.before, now: c.now })}</p>
      {!c.readable && <p className={css.quiet}>{t('listGone')}</p>}
      {c.readable && c.added === 0 && c.removed === 0 && <p className={css.quiet}>{t('listOrder')}</p>}
      {c.added > 0 && <><p>{t('listAdded', { count: c.added })}</p><Lines pieces={come(c.added_first)} />{more(c.added, c.added_first)}</>}
      {c.removed > 0 && <><p>{t('listRemoved', { count: c.removed })}</p><Lines pieces={gone(c.removed_first)} />{more(c.removed, c.removed_first)}</>}
    </div>
  );
}

function Compared({ before, now }: { before: VersionShown; now: MessageToApprove }) {
  const t = approvalText.useText();
  const d = deskText.useText();
  const l = listText.useText();
  const said = (receipt: string | null | undefined): string => (receipt ? l(`receipt_${receipt as 'breve'}`) : t('receiptOpen'));
  const how = (separately: boolean): string => l(separately ? 'separately' : 'together');
  const receipt = compareLists([said(before.receipt)], [said(now.receipt)]);
  const apart = compareLists([how(before.separately)], [how(now.separately)]);
  const differs = (pieces: Piece[]): boolean => pieces.some((p) => p.kind !== 'same');
  const reference = (ref: unknown): string => (typeof ref === 'string' ? ref : ((ref as { id?: string } | undefined)?.id ?? ''));
  const mailbox = compareLists([before.mailbox], [now.mailbox.address]);
  const to = compareLists(before.to, now.to);
  const cc = compareLists(before.cc, now.cc);
  const subject = compare(before.subject, now.subject);
  const body = compare(before.body, now.body);
  const files = compareLists(
    before.attachments.map((a) => file(a.name, a.size, a.reference)),
    now.attachments.map((a) => file(a.name, a.size, reference(a.ref))),
  );
  const change = before.list_change;
  if (!change && ![mailbox, to, cc, subject, body, files, receipt, apart].some(differs)) return <p className={css.quiet}>{t('same')}</p>;
  return (
    <article className={`${css.letter} ${css.compared}`}>
      <header className={css.letterHead}>
        <Facts facts={[
          [d('approveBox'), <Lines key="b" pieces={mailbox} />],
          to.length > 0 && [d('to'), <Lines key="t" pieces={to} />],
          (change || now.to_list) && [l('confirmList'), change ? <Changed key="l" change={change} /> : t('listSame', { count: now.to_list?.count ?? 0 })],
          differs(apart) && [l('confirmPlan'), <Lines key="a" pieces={apart} />],
          differs(receipt) && [l('receipt'), <Lines key="r" pieces={receipt} />],
          cc.length > 0 && [d('cc'), <Lines key="c" pieces={cc} />],
          [d('subject'), <Text key="s" pieces={subject} />],
          files.length > 0 && [d('attachments'), <Lines key="f" pieces={files} />],
        ]} />
      </header>
      <div className={css.letterBody}><Text pieces={body} /></div>
      <footer className={css.letterFoot}>{t('legend')}</footer>
    </article>
  );
}

export default function VersionsPane({ task, now }: { task: string; now: MessageToApprove }) {
  const t = approvalText.useText();
  const query = useQuery({ queryKey: ['tasks', 'versions', task, now.hash], queryFn: () => http.get<MessageVersions>(`/tasks/${task}/versions`) });
  const [chosen, setChosen] = useState<string>();
  if (query.isPending) return <Bars rows={3} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const earlier = query.data.items.filter((v) => v.number < now.version).reverse();
  const before = earlier.find((v) => String(v.number) === chosen) ?? earlier[0];
  if (!before) return null;
  return (
    <>
      {earlier.length > 1 && (
        <NativeSelect label={t('compareWith')} value={String(before.number)} onChange={(e) => setChosen(e.currentTarget.value)}
          data={earlier.map((v) => ({ value: String(v.number), label: t('versionOf', { n: v.number, name: doerWords(v.author), when: dateTime(v.at) }) }))} />
      )}
      <Compared before={before} now={now} />
    </>
  );
}
