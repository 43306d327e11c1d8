/** The body of a mail in a frame that can run nothing and load nothing. Lazy: it brings DOMPurify. */
import { Button } from '@mantine/core';
import { ImageOff } from 'lucide-react';
import { useMemo, useState } from 'react';
import { language } from '@/i18n/dictionary';
import { clean, framed } from './clean';
import css from './mail.module.css';
import { mailText } from './text';

export default function MailFrame({ html, tall, left = 0 }: {
  html: string;
  tall?: boolean;
  /** Remote images the server has taken out already; they cannot be brought back here. */
  left?: number;
}) {
  const t = mailText.useText();
  const [remote, setRemote] = useState(false);
  const cleaned = useMemo(() => clean(html, remote), [html, remote]);
  return (
    <div className={css.frame}>
      {cleaned.blocked + left > 0 && (
        <div className={css.blocked} role="status">
          <ImageOff size={15} aria-hidden />
          <span>{t('remote', { count: cleaned.blocked + left })}</span>
          {cleaned.blocked > 0 && <Button size="compact-xs" variant="default" title={t('showRemoteHint')} onClick={() => setRemote(true)}>{t('showRemote')}</Button>}
        </div>
      )}
      <iframe className={css.paper} data-tall={tall || undefined} title={t('body')} sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer" srcDoc={framed(cleaned.html, remote, t('body'), language())} />
    </div>
  );
}
