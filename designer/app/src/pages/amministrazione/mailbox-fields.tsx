/** Where a mailbox is read and where it sends: the fields that connecting and changing one share. */
import { Checkbox, MultiSelect, NativeSelect, NumberInput, PasswordInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { Problem } from '@/api/http';
import type { Mailbox, MailboxSettings, Security } from '@/api/types';
import { useAreas } from '@/case/areas';
import { useOffices } from '@/case/offices';
import { areaText } from '@/case/areas-text';
import css from './admin.module.css';
import { LimitFields } from './mailbox-limits';
import { adminText } from './text';
import { upkeepText } from './upkeep-text';

export interface Fields {
  key: string;
  address: string;
  display_name: string;
  certified: boolean;
  offices: string[];
  /** Key of the area; empty: none in particular. */
  area: string;
  source: 'imap' | 'maildir';
  path: string;
  host: string;
  port: number;
  security: Security;
  user: string;
  /** By password or by access tokens. */
  login: 'password' | 'oauth';
  password: string;
  token_endpoint: string;
  client_id: string;
  client_secret: string;
  refresh_token: string;
  scope: string;
  folder: string;
  sent_folder: string;
  /** Whether it sends; one that only reads has no SMTP. */
  sends: boolean;
  smtp_host: string;
  smtp_port: number;
  smtp_security: Security;
  smtp_user: string;
  smtp_password: string;
  ca_pem: string;
  disposition: 'nothing' | 'mark_seen' | 'move';
  move_to: string;
  /** Under the messages that leave. */
  signature: string;
  automatic: boolean;
  automatic_subject: string;
  automatic_body: string;
  hourly_max: number;
  limit_recipients: number;
  limit_megabytes: number;
  per_minute: number;
  /** Empty: no limit. */
  per_hour: number | '';
  per_day: number | '';
}

export const START: Fields = {
  key: '', address: '', display_name: '', certified: true, offices: [], area: '', source: 'imap', path: '', host: '', port: 993, security: 'tls',
  user: '', login: 'password', password: '', token_endpoint: '', client_id: '', client_secret: '', refresh_token: '', scope: '', folder: 'INBOX', sent_folder: '', sends: true, smtp_host: '', smtp_port: 465, smtp_security: 'tls', smtp_user: '',
  smtp_password: '', ca_pem: '', disposition: 'nothing', move_to: '', signature: '', automatic: false, automatic_subject: '', automatic_body: '', hourly_max: 20,
  limit_recipients: 50, limit_megabytes: 30, per_minute: 30, per_hour: '', per_day: '',
};

const MEGABYTE = 1_000_000;

/** Whether it logs in with tokens: folders of this machine have no login of their own. */
export const oauth = (f: Fields) => f.source === 'imap' && f.login === 'oauth';

/** The secrets that were written, none of those that are kept. */
export function secrets(f: Fields) {
  if (oauth(f)) return f.refresh_token ? { oauth: { client_secret: f.client_secret, refresh_token: f.refresh_token } } : {};
  return { ...(f.password ? { password: f.password } : {}), ...(f.smtp_password ? { smtp_password: f.smtp_password } : {}) };
}

/** What the runtime takes for a mailbox. */
export function settings(f: Fields): MailboxSettings {
  const ca = f.ca_pem.trim() ? { ca_pem: f.ca_pem.trim() } : {};
  return {
    source: f.source === 'imap'
      ? { kind: 'imap', host: f.host, port: f.port, security: f.security, user: f.user, folder: f.folder, ...(f.sent_folder ? { sent_folder: f.sent_folder } : {}), ...ca }
      : { kind: 'maildir', path: f.path },
    ...(f.sends ? { smtp: { host: f.smtp_host, port: f.smtp_port, security: f.smtp_security, user: f.smtp_user || f.user, ...ca } } : {}),
    disposition: f.disposition === 'move' ? { do: 'move', folder: f.move_to } : { do: f.disposition },
    ...(oauth(f) ? { oauth: { token_endpoint: f.token_endpoint.trim(), client_id: f.client_id.trim(), scope: f.scope.trim() } } : {}),
    limits: {
      recipients: f.limit_recipients, bytes: Math.round(f.limit_megabytes * MEGABYTE), per_minute: f.per_minute,
      ...(f.per_hour === '' ? {} : { per_hour: f.per_hour }), ...(f.per_day === '' ? {} : { per_day: f.per_day }),
    },
    writing: {
      ...(f.signature.trim() ? { signature: f.signature.trim() } : {}),
      ...(f.automatic ? { automatic: { subject: f.automatic_subject.trim(), body: f.automatic_body, hourly_max: f.hourly_max } } : {}),
    },
  };
}

/** The fields of a mailbox that is there; its passwords are never shown. */
export function fieldsOf(box: Mailbox): Fields {
  const { source, smtp, disposition, writing, oauth: tokens, limits } = box.settings ?? {};
  const imap = source?.kind === 'imap' ? source : undefined;
  return {
    ...START,
    key: box.key, address: box.address, display_name: box.display_name, certified: box.certified, offices: box.offices, area: box.area ?? '',
    source: source?.kind ?? 'imap',
    ...(source?.kind === 'maildir' ? { path: source.path } : {}),
    ...(imap ? { host: imap.host, port: imap.port, security: imap.security, user: imap.user, folder: imap.folder, sent_folder: imap.sent_folder ?? '' } : {}),
    sends: smtp != null,
    ...(tokens ? { login: 'oauth' as const, token_endpoint: tokens.token_endpoint, client_id: tokens.client_id, scope: tokens.scope ?? '' } : {}),
    ...(smtp ? { smtp_host: smtp.host, smtp_port: smtp.port, smtp_security: smtp.security, smtp_user: smtp.user } : {}),
    ca_pem: imap?.ca_pem ?? smtp?.ca_pem ?? '',
    ...(disposition ? { disposition: disposition.do, move_to: disposition.do === 'move' ? disposition.folder : '' } : {}),
    ...(limits ? {
      limit_recipients: limits.recipients ?? START.limit_recipients, limit_megabytes: (limits.bytes ?? 30 * MEGABYTE) / MEGABYTE, per_minute: limits.per_minute ?? START.per_minute,
      per_hour: limits.per_hour ?? '', per_day: limits.per_day ?? '',
    } : {}),
    signature: writing?.signature ?? '',
    ...(writing?.automatic ? {
      automatic: true, automatic_subject: writing.automatic.subject ?? '', automatic_body: writing.automatic.body, hourly_max: writing.automatic.hourly_max ?? 20,
    } : {}),
  };
}

export interface FieldsProps {
  f: Fields;
  set: (patch: Partial<Fields>) => void;
  /** What the server said of the fields. */
  problem: unknown;
}

type TextField = { [K in keyof Fields]: Fields[K] extends string ? K : never }[keyof Fields];

/** The properties of a text field, with the server's words about it. */
export function textOf({ f, set, problem }: FieldsProps) {
  return (name: TextField) => ({
    value: f[name],
    onChange: (e: { currentTarget: { value: string } }) => set({ [name]: e.currentTarget.value } as Partial<Fields>),
    error: problem instanceof Problem ? problem.fields.find((x) => x.field.split('.').at(-1) === name)?.message : undefined,
  });
}

/** Name shown and offices. */
export function BelongsFields(props: FieldsProps) {
  const t = adminText.useText();
  const offices = useOffices();
  const areas = useAreas();
  const a = areaText.useText();
  const { f, set } = props;
  return (
    <>
      <TextInput label={t('displayName')} {...textOf(props)('display_name')} />
      <MultiSelect label={t('offices')} data={(offices.data ?? []).map((o) => ({ value: o.key, label: o.name }))} value={f.offices} onChange={(v) => set({ offices: v })} size="sm" />
      {(areas.data?.length ?? 0) > 0 && (
        <NativeSelect label={a('ofOffice')} value={f.area} onChange={(e) => set({ area: e.currentTarget.value })}
          data={[{ value: '', label: a('all') }, ...(areas.data ?? []).map((o) => ({ value: o.key, label: o.name }))]} />
      )}
    </>
  );
}

export function CertifiedField({ f, set }: Omit<FieldsProps, 'problem'>) {
  const t = adminText.useText();
  return <Checkbox label={t('isCertified')} checked={f.certified} onChange={(e) => set({ certified: e.currentTarget.checked })} />;
}

/** By password or by access tokens, and what tokens need. */
function LoginFields(props: FieldsProps & { kept?: boolean }) {
  const t = upkeepText.useText();
  const { f, set, kept } = props;
  const text = textOf(props);
  return (
    <>
      <Radio.Group label={t('loginHow')} value={f.login} onChange={(v) => set({ login: v as Fields['login'] })}>
        <Stack gap={6} mt={4}><Radio value="password" label={t('byPassword')} /><Radio value="oauth" label={t('byOauth')} /></Stack>
      </Radio.Group>
      {f.login === 'oauth' && (
        <>
          <TextInput label={t('tokenEndpoint')} type="url" required placeholder="https://" {...text('token_endpoint')} />
          <div className={css.two}>
            <TextInput label={t('clientId')} required autoComplete="off" {...text('client_id')} />
            <TextInput label={t('scope')} autoComplete="off" {...text('scope')} />
          </div>
          <div className={css.two}>
            <PasswordInput label={t('clientSecret')} placeholder={kept ? t('keptSecret') : ''} autoComplete="new-password" {...text('client_secret')} />
            <PasswordInput label={t('refreshToken')} required={!kept} placeholder={kept ? t('keptSecret') : ''} autoComplete="new-password" {...text('refresh_token')} />
          </div>
        </>
      )}
    </>
  );
}

/** Servers, users, passwords; `kept`: an empty password keeps the one that is there. */
export function ConnectionFields(props: FieldsProps & { kept?: boolean }) {
  const t = adminText.useText();
  const { f, set, kept } = props;
  const text = textOf(props);
  const security = (name: 'security' | 'smtp_security') => (
    <NativeSelect label={t('security')} value={f[name]} onChange={(e) => set({ [name]: e.currentTarget.value as Security })}
      data={(['tls', 'start_tls', 'plain'] as const).map((value) => ({ value, label: t(`sec_${value}`) }))} />
  );
  return (
    <>
      <fieldset className={css.part}>
        <legend>{t('incoming')}</legend>
        <Radio.Group label={t('sourceKind')} value={f.source} onChange={(v) => set({ source: v as Fields['source'] })}>
          <Stack gap={6} mt={4}><Radio value="imap" label={t('imap')} /><Radio value="maildir" label={t('maildir')} /></Stack>
        </Radio.Group>
        {f.source === 'imap' ? (
          <>
            <div className={css.three}>
              <TextInput label={t('host')} required {...text('host')} />
              <NumberInput label={t('port')} required value={f.port} onChange={(v) => set({ port: Number(v) })} hideControls min={1} max={65535} />
              {security('security')}
            </div>
            <div className={css.two}>
              <TextInput label={t('folder')} required {...text('folder')} />
              <TextInput label={t('sentFolder')} {...text('sent_folder')} />
            </div>
          </>
        ) : <TextInput label={t('path')} required {...text('path')} />}
        <div className={css.two}>
          <TextInput label={t('user')} required={f.source === 'imap'} autoComplete="off" {...text('user')} />
          {!oauth(f) && <PasswordInput label={t(kept ? 'newPassword_mailbox' : 'password')} required={!kept && f.source === 'imap'} placeholder={kept ? t('passwordKept') : ''} autoComplete="new-password" {...text('password')} />}
        </div>
        {f.source === 'imap' && <LoginFields {...props} />}
        <NativeSelect label={t('onServer')} value={f.disposition} onChange={(e) => set({ disposition: e.currentTarget.value as Fields['disposition'] })}
          data={[{ value: 'nothing', label: t('do_nothing') }, { value: 'mark_seen', label: t('do_mark_seen') }, { value: 'move', label: t('do_move', { folder: '…' }) }]} />
        {f.disposition === 'move' && <TextInput label={t('folder')} required {...text('move_to')} />}
      </fieldset>
      <fieldset className={css.part}>
        <legend>{t('outgoing')}</legend>
        <Checkbox label={t('sends')} description={t('sendsHint')} checked={f.sends} onChange={(e) => set({ sends: e.currentTarget.checked })} />
        {f.sends && (<>
        <div className={css.three}>
          <TextInput label={t('host')} required {...text('smtp_host')} />
          <NumberInput label={t('port')} required value={f.smtp_port} onChange={(v) => set({ smtp_port: Number(v) })} hideControls min={1} max={65535} />
          {security('smtp_security')}
        </div>
        <div className={css.two}>
          <TextInput label={t('user')} placeholder={f.user} autoComplete="off" {...text('smtp_user')} />
          {!oauth(f) && <PasswordInput label={t('smtpPassword')} placeholder={kept ? t('passwordKept') : ''} autoComplete="new-password" {...text('smtp_password')} />}
        </div>
        <LimitFields {...props} />
        </>)}
      </fieldset>
      <Textarea label={t('ca')} autosize minRows={2} maxRows={6} spellCheck={false} {...text('ca_pem')} />
    </>
  );
}
