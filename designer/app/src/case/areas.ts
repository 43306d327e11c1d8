/** The organisational areas of the house; none where it is one. */
import { useQuery } from '@tanstack/react-query';
import { http, items } from '@/api/http';
import type { Area, Page } from '@/api/types';

export function useAreas(enabled = true) {
  return useQuery({ queryKey: ['areas'], enabled, queryFn: async () => items(await http.get<Page<Area>>('/areas')) });
}
