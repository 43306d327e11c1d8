/** Days on which nobody works: what a due date says when it falls on one. */
import { useQuery } from '@tanstack/react-query';
import { http, items } from '@/api/http';
import type { Page, RestDay } from '@/api/types';
import { day } from '@/i18n/dates';

const HOUR_MS = 3_600_000;

/** The holiday or closing on the day of an instant, by the calendar of the whole house; the case may belong to an office with another. */
export function useRest(at: string): string | undefined {
  const shown = day(at);
  const year = Number(shown.split('/')[2]);
  const { data } = useQuery({
    queryKey: ['calendars', 'casa', 'rest', year],
    enabled: Number.isInteger(year),
    staleTime: HOUR_MS,
    queryFn: async () => items(await http.get<Page<RestDay>>('/calendars/casa/days', { year })),
  });
  return data?.find((d) => day(`${d.day}T12:00:00Z`) === shown)?.name;
}
