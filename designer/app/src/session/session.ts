/**
 * Who is looking. One query, `['session']`: `null` means nobody; the shell turns that into the login.
 * Rights decided here only hide menus; the server decides each request.
 */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { http, Problem, setCsrf } from '@/api/http';
import type { DemoPerson, Permission, Session } from '@/api/types';
import { setLanguage } from '@/i18n/dictionary';

const KEY = ['session'] as const;

async function load(): Promise<Session | null> {
  try {
    const answer = await http.getQuietly<Session>('/session');
    setCsrf(answer.csrf);
    return answer;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/** The session as the server last told it. */
export function useSessionQuery() {
  return useQuery({ queryKey: KEY, queryFn: load, staleTime: Infinity, retry: 1 });
}

/** The session of a page that is only shown to somebody logged in. */
export function useSession(): Session {
  const { data } = useQuery({ queryKey: KEY, queryFn: load, staleTime: Infinity });
  if (!data) throw new Error('a page of the shell was drawn without a session');
  return data;
}

export function may(session: Session | null | undefined, permission: Permission): boolean {
  return session?.permissions.includes(permission) ?? false;
}

/** Takes over a session the server has just opened and forgets what the person before had on screen. */
async function take(client: QueryClient, session: Session): Promise<Session> {
  setCsrf(session.csrf);
  const before = client.getQueryData<Session | null>(KEY);
  // The same person back after an expired session keeps the page as it was.
  if (before?.person.id !== session.person.id) {
    client.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' && q.queryKey[0] !== 'demo' });
  }
  client.setQueryData(KEY, session);
  const wanted = session.person.language;
  if (wanted === 'it' || wanted === 'en') await setLanguage(wanted);
  return session;
}

export function useEnter() {
  const client = useQueryClient();
  return {
    withPassword: async (login: string, password: string) =>
      take(client, await http.postQuietly<Session>('/session', { login, password })),
    asDemoPerson: async (login: string) =>
      take(client, await http.postQuietly<Session>('/demo/session', { login })),
    /** Ends the session on the server; the caller loads the page anew. */
    leave: async () => {
      await http.delete('/session');
      setCsrf(undefined);
    },
  };
}

/** The people of the demo; an empty list where this is no demo. */
export function useDemoPeople() {
  return useQuery({
    queryKey: ['demo', 'people'],
    staleTime: Infinity,
    queryFn: () => http.getQuietly<DemoPerson[]>('/demo/people'),
  });
}
