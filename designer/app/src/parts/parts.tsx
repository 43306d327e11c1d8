/** The small parts every page is made of: page head, mark, empty, failure, skeleton, facts. */
import { Alert, Button, Skeleton, Title } from '@mantine/core';
import { CircleAlert, Lock, type LucideIcon, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Problem, reason } from '@/api/http';
import { shellText } from '@/shell/text';
import type { ToneName } from '@/theme/tokens';
import css from './parts.module.css';

/** Title of a page with its actions at the right. */
export function PageHead({ title, hint, children }: { title: string; hint?: ReactNode; children?: ReactNode }) {
  return (
    <header className={css.head}>
      <div className={css.headText}>
        <Title order={1} className={css.title} title={title}>{title}</Title>
        {hint && <p className={css.hint}>{hint}</p>}
      </div>
      {children && <div className={css.actions}>{children}</div>}
    </header>
  );
}

/** A word in a coloured pill; the word says it all, the colour only repeats it. */
export function Mark({ tone = 'neutral', title, wrap, children }: {
  tone?: ToneName; title?: string; children: ReactNode;
  /** A sentence, not a word: it takes a second line rather than be cut. */
  wrap?: boolean;
}) {
  return <span className={css.mark} data-tone={tone} data-wrap={wrap || undefined} title={title}>{children}</span>;
}

/** A notice inside a page. */
export function Notice({ tone = 'neutral', title, children, role }: {
  tone?: ToneName; title?: ReactNode; children?: ReactNode; role?: 'status' | 'alert';
}) {
  return (
    <div className={css.notice} data-tone={tone} role={role}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
  );
}

/** What a list says when there is nothing in it. */
export function Empty({ icon: Icon, title, children, action }: {
  icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <span className={css.emptyIcon}><Icon size={26} strokeWidth={1.5} aria-hidden /></span>
      <p className={css.emptyTitle}>{title}</p>
      {children && <p className={css.emptyText}>{children}</p>}
      {action}
    </div>
  );
}

/**
 * A query that failed, with the server's words and a way on. What the role does not allow, or is not there,
 * is no fault and will not be otherwise by asking again: it is said calmly.
 */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = shellText.useText();
  const asTitle = (text: string) => text.replace(/\.$/, '');
  if (error instanceof Problem && error.status === 403) return <Empty icon={Lock} title={asTitle(reason(error))}>{t('refusedHint')}</Empty>;
  if (error instanceof Problem && error.status === 404) return <Empty icon={SearchX} title={asTitle(error.title)}>{error.detail}</Empty>;
  return (
    <Alert color="red" variant="outline" className={css.failure} icon={<CircleAlert size={18} aria-hidden />} title={t('loadFailed')}>
      <p>{reason(error)}</p>
      {retry && <Button variant="default" onClick={retry}>{t('retry')}</Button>}
    </Alert>
  );
}

/** Grey bars in the shape of what is coming. */
export function Bars({ rows = 6, height = 44 }: { rows?: number; height?: number }) {
  const t = shellText.useText();
  return (
    <div className={css.bars} role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={height} radius={6} style={{ opacity: 1 - i * (0.8 / rows) }} />
      ))}
    </div>
  );
}

/** Names and values, one below the other. Entries without a value are left out. */
export function Facts({ facts, inline }: {
  /** Side by side and wrapped, for cards. */
  inline?: boolean;
  facts: (readonly [label: string, value: ReactNode] | false | '' | null | undefined)[];
}) {
  return (
    <dl className={css.facts} data-inline={inline || undefined}>
      {facts.map((fact) => fact && fact[1] !== undefined && fact[1] !== null && fact[1] !== false && fact[1] !== '' && (
        <div key={fact[0]}>
          <dt>{fact[0]}</dt>
          <dd>{fact[1]}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A titled white panel. */
export function Panel({ title, actions, children, flush }: {
  title?: ReactNode; actions?: ReactNode; children: ReactNode; flush?: boolean;
}) {
  return (
    <section className={css.panel} data-flush={flush || undefined}>
      {(title || actions) && (
        <header className={css.panelHead}>
          <h2>{title}</h2>
          {actions && <div className={css.actions}>{actions}</div>}
        </header>
      )}
      <div className={css.panelBody}>{children}</div>
    </section>
  );
}

/** The frame of a page that scrolls as a whole; `reading`: it may hold nothing that takes the focus itself. */
export function Sheet({ children, wide, reading }: { children: ReactNode; wide?: boolean; reading?: boolean }) {
  return <div className={css.sheet} data-wide={wide || undefined} tabIndex={reading ? 0 : undefined}>{children}</div>;
}
