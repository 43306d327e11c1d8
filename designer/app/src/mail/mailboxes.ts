/** The mailboxes the reader may read. */
import { useQuery } from '@tanstack/react-query';
import { http, items } from '@/api/http';
import type { Mailbox, Page } from '@/api/types';

export function useMailboxes() {
  return useQuery({ queryKey: ['mailboxes'], queryFn: async () => items(await http.get<Page<Mailbox> | Mailbox[]>('/mailboxes')) });
}
