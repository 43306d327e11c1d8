/** A case and its history, as queries. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { BASE, http } from '@/api/http';
import type { InstanceDetail, Page, TraceEntry } from '@/api/types';

export function useCase(id: string, enabled = true) {
  return useQuery({ queryKey: ['instances', id], queryFn: () => http.get<InstanceDetail>(`/instances/${id}`), enabled });
}

/** Oldest first, in parts as the server gives them. */
export function useHistory(id: string) {
  return useInfiniteQuery({
    queryKey: ['instances', id, 'trace'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => http.get<Page<TraceEntry>>(`/instances/${id}/trace`, { cursor: pageParam }),
    getNextPageParam: (page) => page.next_cursor || undefined,
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
