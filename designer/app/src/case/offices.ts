/** Offices and groups in words: "Edilizia privata" for `edilizia`, "Ufficio Edilizia privata" for `ufficio:edilizia`. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { http, items } from '@/api/http';
import type { Office, Page } from '@/api/types';
import { roleWord } from '@/session/roles';
import { caseText } from './text';

export function useOffices(enabled = true) {
  return useQuery({ queryKey: ['offices'], enabled, queryFn: async () => items(await http.get<Page<Office> | Office[]>('/offices')) });
}

/** The name of an office by its key; the key itself where no office has it. */
export function useOfficeName(): (key: string) => string {
  const { data } = useOffices();
  return useCallback((key) => data?.find((o) => o.key === key)?.name ?? key, [data]);
}

/** A candidate group as the office says it; groups of other kinds stay as the process names them. */
export function useGroupWord(): (group: string) => string {
  const t = caseText.useText();
  const office = useOfficeName();
  return useCallback((group) => {
    const [kind, ...rest] = group.split(':');
    const key = rest.join(':');
    if (!key) return group;
    if (kind === 'ufficio' || kind === 'responsabile') return t(`group_${kind}`, { name: office(key) });
    return kind === 'ruolo' ? t('group_ruolo', { name: roleWord(key) }) : group;
  }, [t, office]);
}
