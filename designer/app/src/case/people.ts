/** The names of the people of the house, by what the server calls them in its own rows: their login. */
import { useColleagues } from '@/pages/scrivania/colleagues';

/** Gives the name of whoever has a login; the login itself of one that is not among them, such as the program's. */
export function usePersonName(): (login: string | null | undefined) => string {
  const { data } = useColleagues(true);
  return (login) => data?.find((p) => p.login === login)?.name ?? login ?? '';
}
