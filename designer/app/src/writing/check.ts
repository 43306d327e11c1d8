/** What the server sees in a message while it is written: the recipients, the box it should leave from, what stops it. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { http } from '@/api/http';
import type { MessageCheck, Outgoing } from '@/api/types';

const AFTER_MS = 400;

/** The value, once it has stood still for a moment. */
export function useSettled<T>(value: T, after = AFTER_MS): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return settled;
}

export const checkNow = (task: string, message: Outgoing): Promise<MessageCheck> => http.post<MessageCheck>(`/tasks/${task}/check`, message);

/** `undefined` until the first answer; then the last one, while the next is on its way. */
export function useCheck(task: string, message: Outgoing, enabled: boolean): MessageCheck | undefined {
  const text = useSettled(JSON.stringify(message));
  return useQuery({
    queryKey: ['writing', 'check', task, text],
    enabled,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    queryFn: () => checkNow(task, JSON.parse(text) as Outgoing),
  }).data;
}
