/** The notices a process sent to the reader or to a group of theirs (a term that comes near): a bell with how many are unread. */
import { ActionIcon, Popover } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Bell as BellIcon } from 'lucide-react';
import { useState } from 'react';
import { http } from '@/api/http';
import type { Notice, Notices } from '@/api/types';
import { listMoment } from '@/i18n/dates';
import { useNow } from '@/live/clock';
import css from './shell.module.css';
import { shellText } from './text';
import { toast } from './toast';

const SHOWN = 15;
/** The server counts no further. */
const COUNTED = 100;

export function Bell() {
  const t = shellText.useText();
  const now = useNow();
  const client = useQueryClient();
  const { data } = useQuery({ queryKey: ['notices'], queryFn: () => http.get<Notices>('/notices', { limit: SHOWN }) });
  const unread = data?.unread ?? 0;
  const read = async (notice: Notice) => {
    if (notice.read_at) return;
    try {
      await http.post(`/notices/${notice.id}/read`);
      await client.invalidateQueries({ queryKey: ['notices'] });
    } catch (error) {
      toast.failed(error);
    }
  };
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={340} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon className={`${css.onBar} ${css.bell}`} size={32} onClick={() => setOpen(!open)} title={t('notices')}
          aria-label={unread > 0 ? t('noticesUnread', { count: unread }) : t('notices')}>
          <BellIcon size={17} aria-hidden />
          {unread > 0 && <span className={css.unread} aria-hidden>{unread >= COUNTED ? `${COUNTED - 1}+` : unread}</span>}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={css.notices} aria-label={t('notices')} tabIndex={-1} data-autofocus>
        <p className={css.noticesHead}>{t('notices')}</p>
        {data?.items.length === 0 && <p className={css.noNotices}>{t('noNotices')}</p>}
        <ul>
          {data?.items.map((notice) => (
            <li key={notice.id}>
              <Link to="/pratiche/$instance" params={{ instance: notice.instance }} search={{}} data-unread={notice.read_at ? undefined : true}
                onClick={() => {
                  setOpen(false);
                  void read(notice);
                }}>
                <span className={css.noticeText}>{notice.text}</span>
                <span className={css.noticeOf}>{notice.title} · {listMoment(notice.created_at, now)}</span>
                {!notice.read_at && <span className="visually-hidden">{t('unread')}</span>}
              </Link>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
