/** The mailboxes the reader may read. */
import { useQuery } from '@tanstack/react-query';
import { http, items } from '@/api/http';
import type { Mailbox, Page } from '@/api/types';

export function useMailboxes() {
  return useQuery({ queryKey: ['mailboxes'], queryFn: async () => items(await http.get<Page<Mailbox> | Mailbox[]>('/mailboxes')) });
}

/** The address of a mailbox by its key; the key itself where the reader may not read the box. */
export function useBoxName(): (key: string) => string {
  const boxes = useMailboxes();
  return (key) => boxes.data?.find((b) => b.key === key)?.address ?? key;
}
