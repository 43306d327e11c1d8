/** Processes a case may be opened of from each of some messages. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { http } from '@/api/http';
import type { Opening } from '@/api/types';

/** Of no message: nothing is asked. */
export function useOpenings(mails: string[]) {
  const ids = [...mails].sort().join(',');
  return useQuery({
    queryKey: ['startable', 'mails', ids],
    enabled: ids !== '',
    placeholderData: keepPreviousData,
    queryFn: () => http.get<Opening[]>('/mails/openings', { ids }),
  });
}
