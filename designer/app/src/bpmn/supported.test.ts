import { PopupEntries } from 'bpmn-js/lib/features/popup-menu/PopupEntries';
import { describe, expect, it } from 'vitest';
import { isOffered } from './supported';

describe('what the menus offer', () => {
  it.each([
    'user-task', 'service-task', 'send-task', 'receive-task', 'script-task', 'rule-task', 'manual-task', 'task',
    'exclusive-gateway', 'parallel-gateway', 'event-based-gateway', 'expanded-subprocess', 'none-start-event',
    'message-start', 'timer-start', 'none-end-event', 'terminate-end', 'error-end', 'message-intermediate-catch',
    'timer-intermediate-catch', 'message-boundary', 'timer-boundary', 'error-boundary',
    'non-interrupting-message-boundary', 'non-interrupting-timer-boundary', 'expanded-pool',
    'inclusive-gateway', 'complex-gateway',
    'signal-start', 'conditional-boundary', 'escalation-end', 'link-intermediate-throw', 'message-end',
    'message-intermediate-throw', 'event-subprocess', 'error-start', 'non-interrupting-timer-start',
    'compensation-start', 'expanded-ad-hoc-subprocess', 'call-activity', 'transaction',
  ])('%s runs, so it is offered', (id) => {
    expect(Object.keys(PopupEntries)).toContain(id);
    expect(isOffered(id)).toBe(true);
    expect(isOffered(`replace-with-${id}`)).toBe(true);
    expect(isOffered(`append-replace-with-${id}`)).toBe(true);
    expect(isOffered(`create-${id}`)).toBe(true);
  });

  it.each([
    'collapsed-subprocess', 'collapsed-ad-hoc-subprocess', 'collapsed-pool',
  ])('%s hides or does nothing, so it is not', (id) => {
    expect(isOffered(id)).toBe(false);
    expect(isOffered(`replace-with-${id}`)).toBe(false);
    expect(isOffered(`append-${id}`)).toBe(false);
  });
});
