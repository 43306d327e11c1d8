/** The time the office lives in: the browser's, or the server's test clock where one is on. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { http } from '@/api/http';
import { useSessionQuery } from '@/session/session';

/** Milliseconds to add to the browser's clock. */
function useOffset(): number {
  const { data: session } = useSessionQuery();
  const { data } = useQuery({
    queryKey: ['clock'],
    enabled: session?.clock_test ?? false,
    queryFn: async () => {
      const { now } = await http.get<{ now: string }>('/clock');
      return new Date(now).getTime() - Date.now();
    },
  });
  return data ?? 0;
}

/** Now, renewed each half minute. */
export function useNow(): Date {
  const offset = useOffset();
  const [at, setAt] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setAt(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return new Date(at + offset);
}
