/** Who signed a document, in words that claim no more than was checked. */
import { useMediaQuery } from '@mantine/hooks';
import { BadgeCheck, ShieldAlert } from 'lucide-react';
import type { DocumentSignature, SignedBy } from '@/api/types';
import { dateTimeSeconds, day } from '@/i18n/dates';
import { remark } from '@/mail/remarks/words';
import { mailText } from '@/mail/text';
import { Facts } from '@/parts/parts';
import { viewerText } from './text';
import css from './viewer.module.css';

/** Common name of a distinguished name, else its organisation, else all of it. */
function short(name: string): string {
  const part = (key: string) => new RegExp(`(?:^|, )${key}=([^,]+)`).exec(name)?.[1];
  return part('CN') ?? part('O') ?? name;
}

/** A signature on a document that was taken as signed: only what holds ever is. */
export const held = (s: SignedBy): DocumentSignature => ({ ...s, intact: true, states_qualified: s.qualified });

/** What the file itself says of revocation; nobody else is asked. */
function revocationWords(s: DocumentSignature, t: ReturnType<typeof viewerText.useText>): string {
  const on = (at: string | null | undefined) => (at ? day(at) : '?');
  switch (s.revocation?.status) {
    case 'not_revoked': return t('notRevoked', { day: on(s.revocation.as_of) });
    case 'revoked_before': return t('revokedBefore', { day: on(s.revocation.revoked_at) });
    case 'revoked_after': return t('revokedAfter', { day: on(s.revocation.revoked_at) });
    default: return t('revocationUnknown');
  }
}

export function Signers({ signatures, title }: { signatures: (DocumentSignature & { whole?: boolean })[]; title?: string | undefined }) {
  const t = viewerText.useText();
  const m = mailText.useText();
  const wide = useMediaQuery('(min-width: 761px)', true, { getInitialValueInEffect: false });
  return (
    <section className={css.signers} aria-label={title ?? t('signed', { count: signatures.length })}>
      <h3>{title ?? t('signed', { count: signatures.length })}</h3>
      <ul>
        {signatures.map((s, i) => {
          const revoked = s.revocation?.status === 'revoked_before';
          const tone = !s.intact || revoked ? 'bad' : s.trusted_by ? 'good' : 'warn';
          const Icon = tone === 'good' ? BadgeCheck : ShieldAlert;
          const reasons = s.reasons.filter((r) => !['digest_mismatch', 'signature_mismatch', 'unknown_issuer'].includes(r));
          return (
            <li key={`${s.serial ?? ''}-${i}`} data-tone={tone}>
              <p className={css.signer}><Icon size={18} aria-hidden /><strong>{s.name || t('nobody')}</strong></p>
              <p className={css.said}>{s.intact ? t('intact') : t('altered')}{s.intact && <> · {s.trusted_by ? t('vouched', { by: s.trusted_by }) : t('unvouched')}</>}</p>
              {s.stamp && <p className={css.said}>{t(s.stamp.trusted_by ? 'stamp' : 'stampUnproven', { when: dateTimeSeconds(s.stamp.at), by: s.stamp.by || t('stampBy') })}</p>}
              <p className={css.said} data-quiet={revoked ? undefined : true}>{revocationWords(s, t)}</p>
              {s.whole === false && <p className={css.said}>{t('notWhole')}</p>}
              <details open={wide}>
                <summary>{t('details')}</summary>
                <Facts facts={[
                  [t('taxCode'), s.tax_code],
                  [t('organisation'), s.organisation],
                  [t('stamped'), s.stamp?.trusted_by && t('vouched', { by: s.stamp.trusted_by })],
                  [t('stampReasons'), s.stamp && !s.stamp.trusted_by && s.stamp.reasons.map((r) => remark(r).text).join('; ')],
                  [t('declared'), s.signed_at && dateTimeSeconds(s.signed_at)],
                  [t('validity'), s.valid_from && s.valid_to && t('validityRange', { from: day(s.valid_from), to: day(s.valid_to) })],
                  [t('issuer'), s.issuer && <span key="issuer" title={s.issuer}>{short(s.issuer)}</span>],
                  [m('reasons'), reasons.length > 0 && reasons.map((r) => remark(r).text).join('; ')],
                ]} />
              </details>
            </li>
          );
        })}
      </ul>
      <p className={css.law}>{t('noLaw')}</p>
    </section>
  );
}
