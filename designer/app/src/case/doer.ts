/** Who did something, with the absent person in whose place it was done: "Bruno Bianchi, in sostituzione di Franco Verdi". */
import type { InPlaceOf, PersonRef } from '@/api/types';
import { caseText } from './text';

/** "in sostituzione di Franco Verdi (tramite Anna Neri)" */
export function placeWords(absent: InPlaceOf): string {
  return absent.via.length > 0
    ? caseText.text('inPlaceOfVia', { name: absent.name, via: absent.via.join(', ') })
    : caseText.text('inPlaceOf', { name: absent.name });
}

/** What the program does by itself is done under this name. */
export const PROGRAM = 'system';

export function doerWords(person: PersonRef): string {
  if (person.login === PROGRAM) return caseText.text('program');
  return person.in_place_of ? `${person.name}, ${placeWords(person.in_place_of)}` : person.name;
}
