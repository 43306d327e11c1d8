/** The lists of the desk and one task, as queries. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { http } from '@/api/http';
import type { Page, Task, TaskCounts, TaskDetail, TaskFilter } from '@/api/types';
import type { DeskSearch } from '@/router';

export type ListName = NonNullable<DeskSearch['elenco']>;

export const FILTER: Record<ListName, TaskFilter> = { mie: 'mine', gruppi: 'groups', smistare: 'sort', inattese: 'unclaimed', rimandate: 'later', approvare: 'approve', firmare: 'sign' };

const PAGE_TASKS = 50;

/** `area`: key of an organisational area; empty for all. */
export function useTaskPages(list: ListName, text: string, area: string) {
  return useInfiniteQuery({
    queryKey: ['tasks', 'list', list, text, area],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      http.get<Page<Task>>('/tasks', { filter: FILTER[list], q: text, area, cursor: pageParam, limit: PAGE_TASKS }, signal),
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
}

export function useCounts() {
  return useQuery({ queryKey: ['counts'], queryFn: () => http.get<TaskCounts>('/tasks/counts') });
}

export function useTask(id: string) {
  return useQuery({ queryKey: ['tasks', 'one', id], queryFn: () => http.get<TaskDetail>(`/tasks/${id}`) });
}
