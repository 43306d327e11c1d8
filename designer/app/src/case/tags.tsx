/** The tags of a case or a mail: words to find it again. */
import { TagsInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/http';
import type { BulkDone } from '@/api/types';
import { Panel } from '@/parts/parts';
import { toast } from '@/shell/toast';
import { caseText } from './text';

export function Tags({ kind, id, tags }: { kind: 'instance' | 'mail'; id: string; tags: string[] }) {
  const t = caseText.useText();
  const client = useQueryClient();
  const [shown, setShown] = useState(tags);
  const change = async (to: string[]) => {
    const next = [...new Set(to.map((w) => w.trim().toLowerCase()).filter(Boolean))];
    const before = shown;
    setShown(next);
    try {
      const { results } = await http.post<BulkDone>('/tags', {
        kind, ids: [id], add: next.filter((w) => !before.includes(w)), remove: before.filter((w) => !next.includes(w)),
      });
      const refused = results.find((r) => !r.done);
      if (refused) {
        setShown(before);
        toast.say(refused.detail ?? '');
      }
      await client.invalidateQueries({ queryKey: [kind === 'mail' ? 'mails' : 'instances'] });
    } catch (error) {
      setShown(before);
      toast.failed(error);
    }
  };
  return (
    <Panel title={t('tags')}>
      <TagsInput aria-label={t('tags')} value={shown} onChange={(to) => void change(to)} splitChars={[',', ';']} placeholder={shown.length === 0 ? t('tagsHint') : ''} />
    </Panel>
  );
}
