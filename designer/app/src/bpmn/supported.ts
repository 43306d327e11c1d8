/**
 * What the menus of the designer leave out. A file that already holds one opens and shows it; only drawing a
 * new one is not offered. Whether an element runs is for the server to say (`engine/bpmn/reference/elements.md`).
 */

/** Ids of bpmn-js' popup entries, without the prefix of the menu they are in. */
const LEFT_OUT: readonly RegExp[] = [
  // Closed boxes hide what is inside from whoever reads a case; drawn open, they can be folded afterwards.
  /^collapsed-(?:ad-hoc-)?subprocess$/,
  // A pool of another organisation does nothing here, and a data object is one variable.
  /^collapsed-pool$/,
  /^(?:toggle-)?(?:is-collection|participant-multiplicity)$/,
];

/** `replace-with-` of the replace menu; the others put their own name before it. */
const PREFIX = /^(?:append-|create-)?(?:replace-with-)?/;

/** Whether the menus offer the popup entry `id`. */
export function isOffered(id: string): boolean {
  const plain = id.replace(PREFIX, '');
  return !LEFT_OUT.some((rule) => rule.test(plain));
}

type Entries = Record<string, unknown>;
interface Registering {
  registerProvider(...provider: unknown[]): void;
}

const onlyOffered = (entries: Entries): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([id]) => isOffered(id)));

/** Data are variables: the palette has no room for what the menu “…” offers too. */
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
