/** Small readings of a bundle: names of its parts, comparison of texts, places of problems, upload paths. */
import { expect, it } from 'vitest';
import { spanOf } from './code';
import { compareLines } from './conflict';
import { formIds, kindOf, mainDiagram, pathsOf, ruleNames } from './files';
import { processName, titleOf } from './title';
import { pathsInBundle } from './upload';

const files = {
  'bundle.toml': 'name = "x"',
  'altro.bpmn': '<bpmn:process id="b" name="Altro"/>',
  'process.bpmn': '<bpmn:definitions><bpmn:process id="a" isExecutable="true" name="Reclamo &amp; rimborso"></bpmn:process></bpmn:definitions>',
  'forms/dati.form': '{"id":"dati-reclamo","components":[]}',
  'forms/rotto.form': '{"id":',
  'rules/uffici.rhai': '// fn commento() {}\nfn ufficio(mail) { 1 }\n  fn giorni() { 30 }',
  'letters/si.txt': 'Oggetto: Sì',
};

it('sorts the files by what they are', () => {
  expect(Object.keys(files).map(kindOf)).toEqual(['bundle', 'diagram', 'diagram', 'form', 'form', 'rule', 'letter']);
  expect(pathsOf(files, ['form'])).toEqual(['forms/dati.form', 'forms/rotto.form']);
  expect(mainDiagram(files)).toBe('process.bpmn');
});

it('finds the names the drawing may use', () => {
  expect(ruleNames(files)).toEqual(['ufficio', 'giorni']);
  expect(formIds(files)).toEqual(['dati-reclamo', 'rotto']);
});

it('calls a draft by the name of its process', () => {
  expect(processName(files['process.bpmn'])).toBe('Reclamo & rimborso');
  expect(titleOf({ name: 'a', files })).toBe('Reclamo & rimborso');
  expect(titleOf({ name: 'a', files: {} })).toBe('a');
});

it('compares two texts line by line', () => {
  const side = (theirs: string, mine: string): string =>
    compareLines(theirs, mine).map((l) => `${l.side[0] ?? ''}${l.text}`).join(' ');
  expect(side('a\nb\nc', 'a\nb\nc')).toBe('ba bb bc');
  expect(side('a\nb\nc', 'a\nx\nc')).toBe('ba tb mx bc');
  expect(side('a\nc', 'a\nb\nc')).toBe('ba mb bc');
  expect(side('a\nb\nc\nd', 'b\nd\ne')).toBe('ta bb tc bd me');
});

it('underlines the word at a place, inside the text whatever the numbers', () => {
  const text = 'let a = 1;\nfoo(a)';
  expect(spanOf(text, 2, 1)).toEqual({ from: 11, to: 14 });
  expect(spanOf(text, undefined, undefined)).toEqual({ from: 0, to: 3 });
  expect(spanOf(text, 99, 99)).toEqual({ from: 17, to: 17 });
  expect(spanOf('', 1, 1)).toEqual({ from: 0, to: 0 });
});

it('takes the chosen folder off the paths, and nothing else', () => {
  const path = (p: string) => ({ name: p.replace(/.*\//, ''), webkitRelativePath: p });
  expect(pathsInBundle([path('reclamo/process.bpmn'), path('reclamo/forms/a.form')])).toEqual(['process.bpmn', 'forms/a.form']);
  expect(pathsInBundle([{ name: 'process.bpmn', webkitRelativePath: '' }])).toEqual(['process.bpmn']);
  expect(pathsInBundle([path('a/x.bpmn'), path('b/y.bpmn')])).toEqual(['a/x.bpmn', 'b/y.bpmn']);
});
