/** Choosing a provider fills servers, ports and limits; everything stays to be corrected. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { http, items } from '@/api/http';
import type { Page, Provider } from '@/api/types';
import { Notice } from '@/parts/parts';
import type { Fields, FieldsProps } from './mailbox-fields';
import { upkeepText } from './upkeep-text';

/** Providers by name, hidden ones too. */
export function useProviders() {
  return useQuery({ queryKey: ['providers'], queryFn: async () => items(await http.get<Page<Provider>>('/providers')) });
}

/** The fields as this provider has them. */
export function filled({ settings: p }: Provider, f: Fields): Partial<Fields> {
  const limits = p.limits ?? {};
  return {
    source: 'imap', certified: p.certified,
    host: p.imap.host, port: p.imap.port, security: p.imap.security,
    sends: true, smtp_host: p.smtp.host, smtp_port: p.smtp.port, smtp_security: p.smtp.security,
    user: f.user || (p.user_is_address ? f.address : ''),
    ...(p.sent_folder ? { sent_folder: p.sent_folder } : {}),
    ...(p.token_endpoint ? { login: 'oauth' as const, token_endpoint: p.token_endpoint, scope: p.scope ?? '' } : {}),
    ...(limits.recipients ? { limit_recipients: limits.recipients } : {}),
    ...(limits.bytes ? { limit_megabytes: limits.bytes / 1_000_000 } : {}),
    per_hour: limits.per_hour ?? '',
  };
}

export function ProviderField({ f, set }: FieldsProps) {
  const t = upkeepText.useText();
  const list = useProviders();
  const [chosen, setChosen] = useState('');
  const offered = (list.data ?? []).filter((p) => !p.hidden);
  const provider = offered.find((p) => p.key === chosen);
  const choose = (key: string) => {
    setChosen(key);
    const found = offered.find((p) => p.key === key);
    if (found) set(filled(found, f));
  };
  return (
    <>
      <NativeSelect label={t('provider')} description={t('providerHint')} value={chosen} onChange={(e) => choose(e.currentTarget.value)}
        data={[{ value: '', label: t('otherProvider') }, ...offered.map((p) => ({ value: p.key, label: p.name }))]} />
      {provider && (provider.settings.note || !provider.settings.user_is_address) && (
        <Notice>
          {!provider.settings.user_is_address && <div>{t('userIsOther')}</div>}
          {provider.settings.note && <div>{provider.settings.note}</div>}
        </Notice>
      )}
    </>
  );
}
