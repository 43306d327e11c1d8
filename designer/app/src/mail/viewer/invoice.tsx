/** An electronic invoice as people read one, and the notices of the exchange system as facts. */
import { Table } from '@mantine/core';
import type { Invoice, InvoiceBody, InvoiceParty, SdiNotice } from '@/api/types';
import { dateTimeSeconds, day } from '@/i18n/dates';
import { language } from '@/i18n/dictionary';
import { Facts, Notice } from '@/parts/parts';
import { codeWord } from './codes';
import { viewerText } from './text';
import css from './viewer.module.css';

const locale = () => (language() === 'en' ? 'en-GB' : 'it-IT');

function money(value: string | null | undefined, currency: string): string {
  if (value === null || value === undefined) return '—';
  try {
    return new Intl.NumberFormat(locale(), { style: 'currency', currency }).format(Number(value));
  } catch {
    // A currency nobody knows is shown as it is written.
    return `${value} ${currency}`;
  }
}

const plain = (value: string | null | undefined): string =>
  value === null || value === undefined ? '' : new Intl.NumberFormat(locale(), { maximumFractionDigits: 8 }).format(Number(value));

const percent = (rate: string | null | undefined, exemption: string | null | undefined): string =>
  exemption ? `${exemption} · ${codeWord(exemption)}` : rate ? `${plain(rate)} %` : '—';

function Party({ title, party }: { title: string; party: InvoiceParty }) {
  const t = viewerText.useText();
  return (
    <div className={css.party}>
      <h3>{title}</h3>
      <strong>{party.name}</strong>
      {party.address && <span>{party.address}</span>}
      <span className={css.quiet}>{[party.vat && `${t('vat')} ${party.vat}`, party.tax_code && `${t('taxCode')} ${party.tax_code}`].filter(Boolean).join(' · ')}</span>
      {party.email && <span className={css.quiet}>{party.email}</span>}
    </div>
  );
}

export function InvoiceView({ invoice }: { invoice: Invoice }) {
  const t = viewerText.useText();
  return (
    <div className={css.invoice}>
      <div className={css.parties}>
        <Party title={t('seller')} party={invoice.seller} />
        <Party title={t('buyer')} party={invoice.buyer} />
      </div>
      {invoice.bodies.map((body, i) => <Body key={`${body.number}-${i}`} body={body} invoice={invoice} />)}
    </div>
  );
}

function Body({ body, invoice }: { body: InvoiceBody; invoice: Invoice }) {
  const t = viewerText.useText();
  const formats: Record<string, string> = { FPA12: t('format_FPA12'), FPR12: t('format_FPR12'), FSM10: t('format_FSM10') };
  const due: Record<string, string> = { I: t('due_I'), D: t('due_D'), S: t('due_S') };
  const cash = (v: string | null | undefined) => money(v, body.currency);
  return (
    <section className={css.body}>
      <header className={css.bodyHead}>
        <div>
          <h2>{codeWord(body.document_type)} {t('number').toLowerCase()} {body.number}</h2>
          <p className={css.quiet}>{[body.date && day(body.date), formats[invoice.format], invoice.recipient_code && `${t('recipientCode')} ${invoice.recipient_code}`].filter(Boolean).join(' · ')}</p>
        </div>
        <p className={css.total}><span>{t('total')}</span><strong>{cash(body.total)}</strong></p>
      </header>
      {body.remarks.length > 0 && <Notice tone="warn">{body.remarks.map((r) => <div key={r}>{t(r)}</div>)}</Notice>}
      {body.causes.length > 0 && <p>{body.causes.join(' ')}</p>}
      {body.orders.length > 0 && (
        <Facts facts={[[t('orders'), body.orders.map((o) => [o.id, o.cig && `CIG ${o.cig}`, o.cup && `CUP ${o.cup}`].filter(Boolean).join(' · ')).join('; ')]]} />
      )}
      <Table.ScrollContainer minWidth={560} className={css.scroll}>
        <Table aria-label={t('lines')} className={css.table}>
          <Table.Thead><Table.Tr><Table.Th>{t('lineText')}</Table.Th><Table.Th data-number>{t('quantity')}</Table.Th><Table.Th data-number>{t('unitPrice')}</Table.Th><Table.Th>{t('rate')}</Table.Th><Table.Th data-number>{t('amount')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {body.lines.map((l, i) => (
              <Table.Tr key={i}>
                <Table.Td>{l.text}</Table.Td>
                <Table.Td data-number>{[plain(l.quantity), l.unit].filter(Boolean).join(' ')}</Table.Td>
                <Table.Td data-number>{l.unit_price ? cash(l.unit_price) : ''}</Table.Td>
                <Table.Td>{percent(l.rate, l.exemption)}</Table.Td>
                <Table.Td data-number>{cash(l.total)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {body.rates.length > 0 && (
        <Table.ScrollContainer minWidth={420} className={css.scroll}>
          <Table aria-label={t('rates')} className={css.table}>
            <Table.Thead><Table.Tr><Table.Th>{t('rates')}</Table.Th><Table.Th data-number>{t('taxable')}</Table.Th><Table.Th data-number>{t('tax')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {body.rates.map((r, i) => (
                <Table.Tr key={i}>
                  <Table.Td>{[percent(r.rate, r.exemption), r.due && due[r.due]].filter(Boolean).join(' · ')}</Table.Td>
                  <Table.Td data-number>{cash(r.taxable)}</Table.Td>
                  <Table.Td data-number>{cash(r.tax)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {body.instalments.length > 0 && (
        <div>
          <h3 className={css.small}>{t('payments')}</h3>
          <ul className={css.payments}>
            {body.instalments.map((p, i) => (
              <li key={i}>
                <strong>{cash(p.amount)}</strong>
                <span>{[codeWord(p.method), p.due && `${t('dueOn').toLowerCase()} ${day(p.due)}`].filter(Boolean).join(' · ')}</span>
                {p.iban && <code>{p.iban}</code>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {body.attached.length > 0 && <Facts facts={[[t('attached'), body.attached.map((a) => a.name).join('; ')]]} />}
    </section>
  );
}

export function NoticeView({ notice }: { notice: SdiNotice }) {
  const t = viewerText.useText();
  return (
    <section className={css.body}>
      <h2>{t(`notice_${notice.kind}`)}</h2>
      <Facts facts={[
        [t('sdi'), notice.sdi],
        [t('file'), notice.file],
        [t('number'), notice.number && [notice.number, notice.year].filter(Boolean).join(' / ')],
        [t('judgement'), notice.judgement && t(notice.judgement)],
        [t('recipientCode'), notice.recipient_code],
        [t('at'), notice.at && dateTimeSeconds(notice.at)],
        [t('note'), notice.text],
        [t('faults'), notice.faults.length > 0 && notice.faults.map((f) => <div key={f.code}>{f.code} · {f.text}</div>)],
      ]} />
    </section>
  );
}
