/**
 * Every phrase of bpmn.io that the designer can show has its Italian.
 *
 * The phrases are read from the sources of the modules in use, so that an update that adds one fails here.
 * Left out: the parts for Camunda 8 (their provider is not loaded), and its element templates in the cloud.
 */
import appendSource from 'bpmn-js-create-append-anything/dist/index.es.js?raw';
import chooserSource from '@bpmn-io/element-template-chooser/dist/index.es.js?raw';
import kitSource from '@bpmn-io/properties-panel/dist/index.esm.js?raw';
import { PopupEntries } from 'bpmn-js/lib/features/popup-menu/PopupEntries';
import templatesSource from 'bpmn-js-element-templates/dist/index.esm.js?raw';
import panelSource from 'bpmn-js-properties-panel/dist/index.esm.js?raw';
import minimapSource from 'diagram-js-minimap/dist/index.esm.js?raw';
import { describe, expect, it } from 'vitest';
import { isOffered } from '../supported';
import italian from './it.json';
import { italianOf, missing, translator } from './translate';

const bpmnJs = import.meta.glob('../../../../node_modules/bpmn-js/lib/features/**/*.js', {
  eager: true, query: '?raw', import: 'default',
}) as Record<string, string>;

/** The literal phrases given to `translate` in a source. */
function phrases(source: string): string[] {
  const found = [...source.matchAll(/(?<![\w$])(?:_?translate)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
  return found.map((m) => (m[1] ?? m[2] ?? '').replace(/\\(['"])/g, '$1'));
}

/** Panel source without the provider for Camunda 8, which stands between the other two. */
function withoutZeebe(source: string): string {
  const from = source.indexOf('bpmnPropertiesProvider: [');
  const to = source.indexOf('zeebePropertiesProvider: [');
  const end = source.indexOf('class CamundaPlatformPropertiesProvider');
  expect(0 < from && from < to && to < end, 'the panel is built in another order now').toBe(true);
  return source.slice(0, from) + source.slice(to, end);
}

/** Connector configurations kept by a Camunda 8 cluster; no C7 template shows them. */
const CLUSTER = /cluster|onfiguration|Scientific notation|Loading|Version \{version\}/;
/** Parts of a phrase that is put together, or examples that are data. */
const DATA = /^[\s,.()|+]*$|^ or $|^ \+ \w+ \+ $|HELLO/;
/** Beginnings of phrases put together at run time; the whole ones are in the table and named below. */
const BEGINNINGS = ['Align elements ', 'The follow up date as an EL expression (e.g. ${someDate}) or an '];
/** Kinds with a picture of their own that the panel makes of no element: it looks at the first definition only, and no tool draws the rest. */
const NEVER_SHOWN = /^(?:Multiple|Parallel (?!Gateway)|Data (?:Input|Output)|Link (?:End|Boundary)|Gateway$|(?:Cancel|Compensate|Error|Escalation|Multiple) Intermediate Catch)|Intermediate Catch Event \(Non/;
const ALIGNMENTS = ['left', 'center', 'right', 'top', 'middle', 'bottom'];

const without = (list: string[]): string[] =>
  [...new Set(list)].filter((p) => !DATA.test(p) && !CLUSTER.test(p) && !BEGINNINGS.includes(p) && italianOf(p) === undefined).sort();

describe('the Italian of bpmn.io', () => {
  const sources: [string, string, number][] = [
    ['properties panel', withoutZeebe(panelSource), 150],
    ['panel parts', kitSource, 10],
    ['element templates', templatesSource, 40],
    ['chooser', chooserSource, 1],
    ['create and append', appendSource, 3],
    ['minimap', minimapSource, 2],
    ['bpmn-js', Object.values(bpmnJs).join('\n'), 35],
  ];
  it.each(sources)('%s: no phrase without a translation', (_, source, atLeast) => {
    const found = phrases(source);
    expect(new Set(found).size, 'the phrases could not be read from the source').toBeGreaterThanOrEqual(atLeast);
    expect(without(found)).toEqual([]);
  });

  it('names every element the menus offer', () => {
    const entries = Object.entries(PopupEntries as Record<string, { label: string }>);
    const offered = entries.filter(([id]) => isOffered(id)).map(([, e]) => e.label);
    expect(offered.length).toBeGreaterThan(25);
    expect(without(offered)).toEqual([]);
  });

  it('names every kind of element in the head of the panel', () => {
    const kinds = /var iconsByType = \{([^}]*)\}/.exec(panelSource)?.[1] ?? '';
    const named = [...kinds.matchAll(/'(\w+)'/g)].map((m) => m[1] ?? '');
    expect(named.length, 'the kinds could not be read from the source').toBeGreaterThan(80);
    // As the panel makes the words from the kind.
    const labels = named.map((kind) => kind.replace(/(\B[A-Z])/g, ' $1').replace(/(\bNon Interrupting)/g, '($1)'));
    expect(without(labels.filter((l) => !NEVER_SHOWN.test(l)))).toEqual([]);
  });

  it('knows the phrases that are put together', () => {
    const followUp = `${BEGINNINGS[1]}ISO date (e.g. 2015-06-26T09:54:00).`;
    const counts = ['item', 'items'].map((n) => `List contains {numOfItems} ${n}`);
    expect(without([...ALIGNMENTS.map((a) => `Align elements ${a}`), followUp, ...counts])).toEqual([]);
  });

  it('keeps the placeholders of every phrase', () => {
    const places = (text: string): string[] => (text.match(/(?<!\$){\w+}/g) ?? []).sort();
    for (const [phrase, text] of Object.entries(italian)) expect(places(text), phrase).toEqual(places(phrase));
  });

  it('fills placeholders, and remembers what it does not know', () => {
    const say = translator('it', new Set(['Nome di un connettore']));
    expect(say('Open {element}', { element: 'Regola' })).toBe('Apri Regola');
    expect(say('Timer Boundary Event (Non Interrupting)')).toBe('Allo scadere del tempo (non interrompe)');
    expect(say('Nome di un connettore')).toBe('Nome di un connettore');
    expect(say('A phrase of tomorrow')).toBe('A phrase of tomorrow');
    expect([...missing]).toEqual(['A phrase of tomorrow']);
    expect(translator('en')('Create {n}', { n: 1 })).toBe('Create 1');
  });
});
