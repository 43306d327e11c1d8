/** A case and its history, as queries. */
import { useQuery } from '@tanstack/react-query';
import { BASE, http } from '@/api/http';
import type { InstanceDetail, Page, TraceEntry } from '@/api/types';

export function useCase(id: string, enabled = true) {
  return useQuery({ queryKey: ['instances', id], queryFn: () => http.get<InstanceDetail>(`/instances/${id}`), enabled });
}

/** How many steps of the history are asked for; the case page says when there are more. */
export const HISTORY_STEPS = 500;

export function useHistory(id: string) {
  return useQuery({
    queryKey: ['instances', id, 'trace'],
    queryFn: () => http.get<Page<TraceEntry>>(`/instances/${id}/trace`, { limit: HISTORY_STEPS }),
  });
}

/** The drawing of a deployed version never changes. */
export function useDiagram(url: string | undefined) {
  return useQuery({
    queryKey: ['text', 'xml', url],
    enabled: url !== undefined,
    staleTime: Infinity,
    queryFn: () => http.text((url ?? '').replace(BASE, '')),
  });
}
