/**
 * What the menus of the designer leave out: elements the engine refuses when a bundle is published.
 *
 * A file that already holds one opens and shows it, with the finding of the server; only drawing a new one
 * is not offered. An element the engine learns to run is taken off this list, nothing else changes.
 */

/** Ids of bpmn-js' popup entries, without the prefix of the menu they are in. */
const REFUSED: readonly RegExp[] = [
  /^compensation-start$/,
  /^(?:(?:collapsed|expanded)-)?ad-hoc-subprocess$|^collapsed-subprocess$/,
  /^collapsed-pool$/,
  /^(?:toggle-)?(?:is-collection|participant-multiplicity)$/,
];

/** `replace-with-` of the replace menu; the others put their own name before it. */
const PREFIX = /^(?:append-|create-)?(?:replace-with-)?/;

/** Whether the menus offer the popup entry `id`. */
export function isOffered(id: string): boolean {
  const plain = id.replace(PREFIX, '');
  return !REFUSED.some((rule) => rule.test(plain));
}

type Entries = Record<string, unknown>;
interface Registering {
  registerProvider(...provider: unknown[]): void;
}

const onlyOffered = (entries: Entries): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([id]) => isOffered(id)));

const PALETTE_LEFT_OUT = ['create.data-object', 'create.data-store'];
const AFTER_ALL_OTHERS = 100;

class OfferSupported {
  static $inject = ['popupMenu', 'palette'];

  constructor(popupMenu: Registering, palette: Registering) {
    for (const menu of ['bpmn-replace', 'bpmn-append', 'bpmn-create']) {
      popupMenu.registerProvider(menu, AFTER_ALL_OTHERS, {
        getPopupMenuEntries: () => onlyOffered,
        getPopupMenuHeaderEntries: () => onlyOffered,
      });
    }
    palette.registerProvider(AFTER_ALL_OTHERS, {
      getPaletteEntries: () => (entries: Entries) =>
        Object.fromEntries(Object.entries(entries).filter(([id]) => !PALETTE_LEFT_OUT.includes(id))),
    });
  }
}

export const OfferSupportedModule = {
  __init__: ['offerSupported'],
  offerSupported: ['type', OfferSupported],
};
