/** What must be seen to in the mailboxes the reader looks after. */
import { useQuery } from '@tanstack/react-query';
import { http } from '@/api/http';
import type { MailboxStanding, Page } from '@/api/types';

/** A limit or a delay passes without anybody writing a row that could be told of. */
const AGAIN_MS = 60_000;

export function useStanding(enabled = true) {
  return useQuery({
    queryKey: ['mailboxes', 'standing'],
    queryFn: async () => (await http.get<Page<MailboxStanding>>('/mailboxes/standing')).items,
    enabled,
    refetchInterval: AGAIN_MS,
  });
}
