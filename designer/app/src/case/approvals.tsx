/** Who approved or sent back which version, and by what a mail was let out. */
import type { ApprovalShown, ReleaseShown, Signed } from '@/api/types';
import { dateTime, fileSize } from '@/i18n/dates';
import { held, Signers } from '@/mail/viewer/signers';
import { Facts, Mark, Panel } from '@/parts/parts';
import { approvalText } from './approval-text';
import css from './case.module.css';
import { doerWords } from './doer';

export function Decisions({ approvals }: { approvals: ApprovalShown[] }) {
  const t = approvalText.useText();
  return (
    <ol className={css.decisions}>
      {approvals.map((a) => (
        <li key={`${a.at} ${a.by.login}`}>
          <span className={css.decisionHead}>
            <Mark tone={a.void ? 'warn' : a.decision === 'approved' ? 'good' : 'bad'}>{t(a.decision === 'approved' ? 'approved' : 'sent_back')}</Mark>
            <strong>{doerWords(a.by)}</strong>
            <span className={css.decisionWhen}>{dateTime(a.at)} · {t('onVersion', { n: a.version })} · <code title={a.hash}>{a.hash.slice(0, 12)}</code></span>
          </span>
          {a.void && <span className={css.decisionVoid}>{t('void')}</span>}
          {a.remarks && <q className={css.remarks}>{a.remarks}</q>}
        </li>
      ))}
    </ol>
  );
}

/** In the order they signed. */
const everybody = (found: Signed) => [...found.before ?? [], ...found.by];

/** Approved hash, additions, sent hash. */
export function Release({ release }: { release: ReleaseShown }) {
  const t = approvalText.useText();
  const { subject_prefix: prefix, attachments, signed = [] } = release.additions;
  const nothing = !prefix && attachments.length === 0 && signed.length === 0;
  return (
    <Panel title={t('release')}>
      <Facts facts={[
        release.approvals.length > 0 && [t('decided'), <Decisions key="d" approvals={release.approvals} />],
        release.approved && [t('approvedHash'), <code key="a" className={css.fingerprint}>{release.approved}</code>],
        [t('added'), nothing ? t('addedNothing') : (
          <ul key="n" className={css.added}>
            {prefix && <li>{t('addedSubject', { text: prefix })}</li>}
            {attachments.map((f) => <li key={f.name}>{f.name} · {fileSize(f.size)} · <code className={css.fingerprint}>{f.sha256}</code></li>)}
            {signed.map((f) => (
              <li key={f.sha256}>
                {f.name} · {fileSize(f.size)} · <code className={css.fingerprint}>{f.sha256}</code> {t('addedSigned', { who: everybody(f.found).map((s) => s.name).join(', '), hash: f.approved_sha256.slice(0, 12) })}
                <Signers signatures={everybody(f.found).map(held)} />
              </li>
            ))}
          </ul>
        )],
        [t('sentHash'), <code key="s" className={css.fingerprint}>{release.sent}</code>],
      ]} />
    </Panel>
  );
}
