/** The people of the house, to give work to. */
import { useQuery } from '@tanstack/react-query';
import { http, items } from '@/api/http';
import type { Page, Person } from '@/api/types';

export function useColleagues(enabled: boolean) {
  return useQuery({
    queryKey: ['people'],
    enabled,
    queryFn: async () => items(await http.get<Page<Person> | Person[]>('/people')),
  });
}
