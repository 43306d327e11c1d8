/** Days on which nobody works: what a due date says when it falls on one. */
import { useQuery } from '@tanstack/react-query';
import { http, items } from '@/api/http';
import type { Page, RestDay } from '@/api/types';
import { day } from '@/i18n/dates';

const HOUR_MS = 3_600_000;

/** The holiday or closing on the day of an instant, by the calendar the office of the case goes by; without an office, the house's. */
export function useRest(at: string, office: string | null | undefined): string | undefined {
  const shown = day(at);
  const year = Number(shown.split('/')[2]);
  const scope = office ? `ufficio:${office}` : 'casa';
  const { data } = useQuery({
    queryKey: ['calendars', scope, 'rest', year],
    enabled: Number.isInteger(year),
    staleTime: HOUR_MS,
    // An office that is gone has no calendar, and a mark says nothing then.
    retry: false,
    queryFn: async () => items(await http.get<Page<RestDay>>(`/calendars/${encodeURIComponent(scope)}/days`, { year })),
  });
  return data?.find((d) => day(`${d.day}T12:00:00Z`) === shown)?.name;
}
