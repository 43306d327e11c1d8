/** /aiuto: the shortcuts, and what the words of certified mail mean. */
import { Button, Kbd } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { BookOpen } from 'lucide-react';
import { Notice, PageHead, Panel, Sheet } from '@/parts/parts';
import { usePreferences } from '@/shell/preferences';
import css from '../profilo/profile.module.css';
import { profileText } from '../profilo/text';

function Keys({ rows }: { rows: [keys: string[], text: string][] }) {
  return (
    <dl className={css.keys}>
      {rows.map(([keys, text]) => [
        <dt key={`${text} k`}>{keys.map((k, i) => <span key={k}>{i > 0 && ' '}<Kbd>{k}</Kbd></span>)}</dt>,
        <dd key={text}>{text}</dd>,
      ])}
    </dl>
  );
}

const WORDS = ['pec', 'acc', 'del', '12', 'no', 'ext', 'ano'] as const;

export default function Help() {
  const t = profileText.useText();
  const { shortcuts } = usePreferences();
  return (
    <Sheet>
      <PageHead title={t('helpTitle')} hint={t('helpHint')}>
        <Button component={Link} to="/aiuto/riferimento" variant="default" leftSection={<BookOpen size={15} aria-hidden />}>{t('reference')}</Button>
      </PageHead>
      {!shortcuts && <Notice tone="warn"><Link to="/profilo">{t('off')}</Link></Notice>}
      <div className={css.columns}>
        <div>
          <Panel title={t('lists')}><Keys rows={[[['j', 'k'], t('k_move')], [[t('k_enter')], t('k_open')], [['/'], t('k_search')]]} /></Panel>
          <Panel title={t('task')}><Keys rows={[[['c'], t('k_claim')], [['r'], t('k_reply')], [['e'], t('k_complete')], [['a'], t('k_approve')], [['o'], t('k_remarks')]]} /></Panel>
          <Panel title={t('everywhere')}><Keys rows={[[['?'], t('k_help')]]} /></Panel>
        </div>
        <Panel title={t('words')}>
          <dl className={css.words}>
            {WORDS.map((w) => <div key={w}><dt>{t(`w_${w}`)}</dt><dd>{t(`w_${w}Text`)}</dd></div>)}
          </dl>
        </Panel>
      </div>
    </Sheet>
  );
}
