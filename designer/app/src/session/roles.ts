/** The roles a person may have, in words. */
import { sessionText } from './text';

export const ROLES = ['operatore', 'protocollista', 'supervisore', 'consultazione', 'analista', 'amministratore'] as const;

/** The word of a role; a role of a newer server is shown by its key. */
export function roleWord(role: string): string {
  const known = ROLES.find((r) => r === role);
  return known ? sessionText.text(`role_${known}`) : role;
}
