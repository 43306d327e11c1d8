/** Writing a note: `@` and part of a name offers the colleagues, who get a notice when they are named. */
import { Combobox, Textarea, useCombobox } from '@mantine/core';
import { useState } from 'react';
import { useColleagues } from '@/pages/scrivania/colleagues';
import { useSession } from '@/session/session';
import { named } from './mention';
import { caseText } from './text';

const OFFERED_MAX = 6;

export function NoteField({ value, change }: { value: string; change: (text: string) => void }) {
  const t = caseText.useText();
  const me = useSession().person.login;
  const [caret, setCaret] = useState(0);
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const asked = named(value, caret);
  const people = useColleagues(asked !== undefined);
  const part = asked?.part.toLowerCase() ?? '';
  const offered = asked === undefined ? [] : (people.data ?? [])
    .filter((p) => p.active && p.login !== me && `${p.login} ${p.name}`.toLowerCase().includes(part))
    .slice(0, OFFERED_MAX);
  const look = (field: HTMLTextAreaElement) => {
    setCaret(field.selectionStart);
    if (named(field.value, field.selectionStart)) box.openDropdown();
    else box.closeDropdown();
  };
  const open = box.dropdownOpened && offered.length > 0;
  return (
    <Combobox store={box} portalProps={{ target: '#contenuto' }} position="top-start" onOptionSubmit={(login) => {
      if (asked) change(`${value.slice(0, asked.from)}@${login} ${value.slice(caret).trimStart()}`);
      box.closeDropdown();
    }}>
      <Combobox.Target withKeyboardNavigation={open} withExpandedAttribute={false}>
        <Textarea aria-label={t('notePlaceholder')} placeholder={t('noteHint')} autosize minRows={1} maxRows={6} value={value}
          onChange={(e) => {
            change(e.currentTarget.value);
            look(e.currentTarget);
            box.resetSelectedOption();
          }}
          onClick={(e) => look(e.currentTarget)} onKeyUp={(e) => { if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') look(e.currentTarget); }}
          onBlur={() => box.closeDropdown()} />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!open}>
        <Combobox.Options aria-label={t('noteWho')}>
          {offered.map((p) => <Combobox.Option key={p.id} value={p.login}>{p.name} <small>@{p.login}</small></Combobox.Option>)}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
